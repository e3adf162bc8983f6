#!/usr/bin/env python3
# Compares an export before and after a scrub down to the cell, with the truth of make_households (cells.tsv), in one
# pass over both files. What is expected of a row that goes:
#
#   row     it is gone             person, field   the columns of the truth are empty, all other bytes are as they were
#   flag    three more columns, optout_suppressed, optout_kinds and optout_requests, say why
#
# Every other row has the bytes that it had (in mode flag, with three empty cells more), and none is lost or added.
# Exit codes: 0 as it should be, 1 not so (counts, and the first differences by row, column and family), 2 usage.
# No cell's content is shown.
# SPDX-License-Identifier: Apache-2.0
import argparse
import collections
import sys

from check_households import records

WINDOW = 64  # how many rows ahead a row is looked for before the one at hand is called changed
SHOWN = 20
FLAGS = [b"optout_suppressed", b"optout_kinds", b"optout_requests"]
LEAKED, OVERREACH, CHANGED = "leaked", "overreach", "changed"


def line_end(record):
    return b"\r\n" if record.endswith(b"\r\n") else b"\n" if record.endswith(b"\n") else b""


def cells_of(record, delimiter):
    """The cells of a record as the bytes that stand there, quotes and all; the line end is not of them."""
    body = record[:len(record) - len(line_end(record))]
    if b'"' not in body:
        return body.split(delimiter)
    cells, start = [], 0
    while True:
        end = start
        if body[start:start + 1] == b'"':
            end = body.find(b'"', start + 1)
            while body[end + 1:end + 2] == b'"' and end != -1:
                end = body.find(b'"', end + 2)
            end = len(body) if end == -1 else end
        end = body.find(delimiter, end)
        if end == -1:
            cells.append(body[start:])
            return cells
        cells.append(body[start:end])
        start = end + len(delimiter)


def value_of(cell):
    return cell[1:-1].replace(b'""', b'"') if len(cell) > 1 and cell[:1] == b'"' else cell


class truth_row:
    def __init__(self, text):
        cells = text.rstrip("\n").split("\t")
        self.row, self.how, self.requests = int(cells[0]), cells[1], cells[2]
        self.person, self.field = (frozenset(int(n) - 1 for n in text.split(",")) for text in cells[3:5])


def read_truth(path):
    with open(path, encoding="utf-8") as file:
        return {one.row: one for one in map(truth_row, file)}


def read_families(path):
    """Row number -> what it looks like, from truth.tsv or near_misses.tsv."""
    with open(path, encoding="utf-8") as file:
        return {int(line.split("\t")[0]): line.rstrip("\n").split("\t")[-1] for line in file}


class checker:
    def __init__(self, header, mode, truth, families):
        start = 3 if header.startswith(b"\xef\xbb\xbf") else 0
        self.delimiter = max(b",", b"\t", b"|", key=header.count)
        self.names = [value_of(cell).decode() for cell in cells_of(header[start:], self.delimiter)]
        self.mode, self.truth, self.families = mode, truth, families
        self.counts, self.lines = collections.Counter(), []

    def add(self, what, row, column=None):
        self.counts[what] += 1
        if len(self.lines) < SHOWN:
            name = "" if column is None else f" {(self.names[column:] or ['nameless'])[0]}"
            how = f" {self.truth[row].how}" if row in self.truth else ""
            self.lines.append(f"{what} row {row}{name}{how} {self.families.get(row, '')}".rstrip())

    def blank(self, row):
        one = self.truth.get(row)
        return frozenset() if one is None else one.person if self.mode == "person" else one.field

    # Flags

    def flagged(self, before, cells):
        """`before` with three cells more."""
        end = line_end(before)
        return before[:len(before) - len(end)] + b"".join(self.delimiter + cell for cell in cells) + end

    def is_flagged(self, row, before, after):
        one, end = self.truth.get(row), line_end(before)
        if one is None:
            return after == self.flagged(before, [b""] * 3)
        body = before[:len(before) - len(end)] + self.delimiter
        if not after.startswith(body) or not after.endswith(end):
            return False
        cells = [value_of(cell).decode() for cell in cells_of(after[len(body):], self.delimiter)]
        return (len(cells) == 3 and cells[0] == "1" and sorted(cells[1].split(";")) == sorted(one.how.split("+")) and
                sorted(cells[2].split(";")) == sorted(one.requests.split("+")))

    # Rows

    def is_right(self, row, before, after):
        """Whether `after` is what `before`, row number `row`, has to become. A row to be dropped becomes nothing."""
        if self.mode == "row":
            return after == before and row not in self.truth
        if self.mode == "flag":
            return self.is_flagged(row, before, after)
        if row not in self.truth:
            return after == before
        blank = self.blank(row)
        wanted = [b"" if i in blank else cell for i, cell in enumerate(cells_of(before, self.delimiter))]
        return after == self.delimiter.join(wanted) + line_end(before)

    def compare_cells(self, row, before, after):
        """Says what is wrong with a row that is neither right nor lost."""
        known = sum(self.counts.values())
        old, new = cells_of(before, self.delimiter), cells_of(after, self.delimiter)
        if self.mode == "flag":
            if new[:len(old)] == old:
                return self.add("wrong flags", row)
            new = new[:len(old)]
        if len(old) != len(new):
            return self.add("other number of cells", row)
        blank = self.blank(row) if self.mode in ("person", "field") else frozenset()
        for i, (was, now) in enumerate(zip(old, new)):
            if i in blank:
                if now != b"":
                    self.add(LEAKED if now == was else CHANGED, row, i)
            elif now != was:
                self.add(OVERREACH if value_of(now) == b"" else CHANGED, row, i)
        if sum(self.counts.values()) == known:
            self.add("other line end", row)

    def check_header(self, before, after):
        if after != (self.flagged(before, FLAGS) if self.mode == "flag" else before):
            self.add("header changed,", 0)


class stream:
    """Records with a view on those to come."""

    def __init__(self, records):
        self.records, self.ahead, self.taken = records, collections.deque(), 0

    def peek(self, size=1):
        while len(self.ahead) < size:
            record = next(self.records, None)
            if record is None:
                break
            self.ahead.append(record)
        return self.ahead

    def take(self):
        self.taken += 1
        return self.ahead.popleft()


def compare(before, after, check):
    """Walks both streams side by side; returns the numbers of rows before and after."""
    while before.peek():
        row, was = before.taken + 1, before.take()
        now = after.peek()[0] if after.peek() else None
        if now == was and row not in check.truth and check.mode != "flag":
            after.take()
            continue
        goes = check.mode == "row" and row in check.truth
        if goes:
            if now == was:
                check.add(LEAKED + " row,", row)
                after.take()
            continue
        if now is None:
            check.add("lost", row)
        elif check.is_right(row, was, now):
            after.take()
        elif any(check.is_right(row + 1 + i, later, now) for i, later in enumerate(before.peek(WINDOW)) if i < WINDOW):
            check.add("lost", row)
        else:
            extra = next((i for i, later in enumerate(after.peek(WINDOW)) if check.is_right(row, was, later)), None)
            if extra is None:
                check.compare_cells(row, was, now)
                after.take()
            else:
                for _ in range(extra):
                    check.add("added before", row)
                    after.take()
                after.take()
    while after.peek():
        check.add("added behind", before.taken)
        after.take()
    return before.taken, after.taken


def main():
    parser = argparse.ArgumentParser(description="Compares an export before and after a scrub, cell by cell.")
    parser.add_argument("before")
    parser.add_argument("after")
    parser.add_argument("--mode", required=True, choices=["row", "person", "field", "flag"])
    parser.add_argument("--cells", required=True, help="cells.tsv")
    parser.add_argument("--families", action="append", default=[], help="truth.tsv, near_misses.tsv: names of families")
    flags = parser.parse_args()

    truth, families = read_truth(flags.cells), {}
    for path in flags.families:
        families.update(read_families(path))
    before, after = stream(records(flags.before)), stream(records(flags.after))
    if not before.peek():
        parser.error("an export without a header")
    header = before.take()
    check = checker(header, flags.mode, truth, families)
    check.check_header(header, after.take() if after.peek() else b"")
    before.taken = after.taken = 0
    rows_before, rows_after = compare(before, after, check)
    if truth and max(truth) > rows_before:
        check.add("truth beyond the export,", max(truth))

    blank = 0 if flags.mode in ("row", "flag") else sum(len(check.blank(row)) for row in truth)
    print(f"mode {flags.mode}: rows before {rows_before}, after {rows_after}, matched {len(truth)}, "
          f"cells to be blank {blank}")
    print(f"leaked {sum(n for what, n in check.counts.items() if what.startswith(LEAKED))}, overreach "
          f"{check.counts[OVERREACH]}, changed {check.counts[CHANGED]}, lost {check.counts['lost']}")
    for line in check.lines:
        print(line)
    if check.counts:
        print(f"{sum(check.counts.values())} differences")
    return 1 if check.counts else 0


if __name__ == "__main__":
    sys.exit(main())
