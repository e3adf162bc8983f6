#!/usr/bin/env python3
# Compares an export before and after a scrub with the truth of make_households: every row of the truth is gone, no
# other row is, and every kept row has the same bytes in the same order. Reads both files as streams.
# With --below-aggressive, rows may stay that only their aggressive/... spelling has in common with their request.
# Exit codes: 0 as it should be, 1 not so (counts, and the first differences by row number and family), 2 usage.
# SPDX-License-Identifier: Apache-2.0
import argparse
import collections
import re
import sys

WINDOW = 256  # how many rows ahead a kept row is looked for before the one at hand is called changed
SHOWN = 20


def records(path):
    """Yields the records of a CSV file as bytes, line ends included; a record ends where its quotes are even."""
    with open(path, "rb", buffering=1 << 20) as file:
        pieces, quotes = [], 0
        for line in file:
            if not pieces and b'"' not in line:
                yield line
                continue
            pieces.append(line)
            quotes += line.count(b'"')
            if quotes % 2 == 0:
                yield b"".join(pieces)
                pieces, quotes = [], 0
        if pieces:
            yield b"".join(pieces)


def read_labels(path, at):
    """Reads row number -> (second column, last column) of a TSV file."""
    labels = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            cells = line.rstrip("\n").split("\t")
            labels[int(cells[0])] = " ".join(cells[at:])
    return labels


def needs_aggressive(label):
    """Whether a row of the truth ("how spelling") is found by one way only, and that in a spelling of level aggressive."""
    how, _, spelling = label.partition(" ")
    loose = [one for one in re.split("[+~]", spelling) if one.startswith("aggressive/")]
    by_email = [one for one in loose if one.startswith("aggressive/email_")]
    return bool(by_email) if how == "email" else how == "person_at" and len(loose) > len(by_email)


class differences:
    def __init__(self, labels, excused=()):
        self.labels, self.excused, self.stayed = labels, excused, 0
        self.counts, self.lines = collections.Counter(), []

    def add(self, what, row):
        self.counts[what] += 1
        if len(self.lines) < SHOWN:
            self.lines.append(f"{what} row {row} {self.labels.get(row, '')}".rstrip())


def compare(before, after, truth, found):
    """Walks both files side by side; returns the numbers of rows before and after."""
    before, after = records(before), records(after)
    if next(before, None) != next(after, None):
        found.add("header changed, row", 0)
    ahead = collections.deque()  # rows of `before` that are read and not yet judged
    rows_before = rows_after = judged = 0

    def fill(size):
        nonlocal rows_before
        while len(ahead) < size:
            record = next(before, None)
            if record is None:
                return
            rows_before += 1
            ahead.append(record)

    kept = next(after, None)
    while True:
        fill(1)
        if not ahead:
            break
        row, judged = ahead.popleft(), judged + 1
        if kept == row:
            if judged in found.excused:
                found.stayed += 1
            elif judged in truth:
                found.add("leaked", judged)
        elif judged in truth:
            continue
        else:
            fill(WINDOW)
            if kept is None or kept in ahead:
                found.add("wrongly removed", judged)
                continue
            found.add("changed", judged)
        rows_after += 1
        kept = next(after, None)
    while kept is not None:
        found.add("added behind", judged)
        rows_after += 1
        kept = next(after, None)
    return rows_before, rows_after


def main():
    parser = argparse.ArgumentParser(description="Compares an export before and after a scrub with the truth.")
    parser.add_argument("--before", required=True)
    parser.add_argument("--after", required=True)
    parser.add_argument("--truth", required=True)
    parser.add_argument("--near-misses", help="names the family of rows that were wrongly removed")
    parser.add_argument("--below-aggressive", action="store_true", help="the list was compiled at a lower level")
    flags = parser.parse_args()

    truth = read_labels(flags.truth, 2)
    labels = dict(truth)
    if flags.near_misses:
        labels.update(read_labels(flags.near_misses, 1))
    excused = {row for row, label in truth.items() if flags.below_aggressive and needs_aggressive(label)}
    found = differences(labels, excused)
    rows_before, rows_after = compare(flags.before, flags.after, truth, found)

    if truth and max(truth) > rows_before:
        found.add("truth beyond the export,", max(truth))
    print(f"rows before {rows_before}, after {rows_after}, to go {len(truth)}, gone {rows_before - rows_after}")
    print(f"leaked {found.counts['leaked']}, wrongly removed {found.counts['wrongly removed']}, "
          f"changed {found.counts['changed']}")
    if flags.below_aggressive:
        print(f"may stay {len(excused)}, stayed {found.stayed}")
    for line in found.lines:
        print(line)
    if found.counts:
        print(f"{sum(found.counts.values())} differences")
    return 1 if found.counts else 0


if __name__ == "__main__":
    sys.exit(main())
