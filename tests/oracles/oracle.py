"""Compares the real tool with somebody else's package on generated values, difference by difference.

A test module names its kind, its values and what the package makes of a value, as a canonical form of ours; main()
runs `optout normalize KIND --level standard` on the values and lists where the two differ. Each difference must stand
in differences/KIND.tsv with a class and a sentence that says why, and each row of that file must still be true: the
test fails on a difference that is not there, on a row whose value no longer differs or differs otherwise, on an empty
class or reason, and on a class that has two reasons. A row where the other side is right says so, until it is mended.

    scripts/oracles tests/oracles/KIND_oracle.py             the test; OPTOUT_TOOL is the binary
    scripts/oracles tests/oracles/KIND_oracle.py --write     writes the file, with what is new left to be explained

Rows: value, our forms (", " between several), their form, class, why. "-" is no form; \\n, \\t, \\\\ and \\xHH stand for
bytes as in tests/data.
"""
# SPDX-License-Identifier: Apache-2.0
import collections
import os
import random
import subprocess
import sys
import unicodedata
import unittest

TOOL = os.environ.get("OPTOUT_TOOL", "build/dev/optout")
HERE = os.path.dirname(os.path.abspath(__file__))
NAMES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\"}
UNSEEN = ("Cc", "Cf", "Zl", "Zp", "Zs", "Mn", "Cn", "Co")


class Dice:
    """Draws that are the same under every version of Python: random() alone is promised to be."""

    def __init__(self, seed):
        self.random = random.Random(seed).random

    def below(self, n):
        return int(self.random() * n)

    def pick(self, choices):
        return choices[self.below(len(choices))]

    def digits(self, n):
        return "".join(str(self.below(10)) for _ in range(n))


def escaped(text):
    """`text` as a cell, with everything written out that cannot be seen."""
    out = ""
    for c in text:
        if c in NAMES:
            out += NAMES[c]
        elif c != " " and unicodedata.category(c) in UNSEEN:
            out += "".join(f"\\x{byte:02X}" for byte in c.encode())
        else:
            out += c
    # What begins like a comment, or ends where editors cut.
    if out[:1] in ("#", " "):
        out = f"\\x{ord(out[0]):02X}" + out[1:]
    return out[:-1] + "\\x20" if out.endswith(" ") else out


def unique(values):
    """`values`, each once and in order; an empty line says nothing."""
    return [value for value in dict.fromkeys(values) if value]


def our_forms(kind, values):
    """The forms that the tool gives each of `values`."""
    text = "".join(value + "\n" for value in values)
    done = subprocess.run([TOOL, "normalize", kind, "--level", "standard"], input=text.encode(), capture_output=True,
                          check=True)
    lines = done.stdout.decode().split("\n")[:-1]
    if len(lines) != len(values):
        raise AssertionError(f"{len(values)} values, {len(lines)} answers")
    return [line.split("\t") if line else [] for line in lines]


def is_same_form(ours, theirs):
    """The tool gives their form and no other; or neither gives one."""
    return ours == ([theirs] if theirs else [])


class Differences:
    """The file of a kind: what differs and why, and what is found today."""

    def __init__(self, kind, values, their_form, agree):
        self.path = os.path.join(HERE, "differences", kind + ".tsv")
        self.kind, self.values = kind, values
        self.found, self.same_form, self.same_none = {}, 0, 0
        for value, ours in zip(values, our_forms(kind, values)):
            theirs = their_form(value)
            if not agree(ours, theirs):
                self.found[escaped(value)] = (escaped(", ".join(ours)) or "-", escaped(theirs) or "-")
            elif theirs:
                self.same_form += 1
            else:
                self.same_none += 1
        self.known = {}
        self.head = []
        for line in self.lines():
            if line.startswith("#"):
                self.head.append(line)
            elif line != "value\tours\ttheirs\tclass\twhy":
                cells = line.split("\t")
                if len(cells) != 5 or cells[0] in self.known:
                    raise AssertionError(f"{self.path}: not five cells, or twice the same value: {line}")
                self.known[cells[0]] = tuple(cells[1:])

    def lines(self):
        if not os.path.exists(self.path):
            return []
        with open(self.path, encoding="utf-8") as file:
            return file.read().split("\n")[:-1]

    def write(self):
        """The file as it should be; a reason stays where the two forms stayed."""
        rows = []
        for value, (ours, theirs) in self.found.items():
            known = self.known.get(value)
            group, why = known[2:] if known is not None and known[:2] == (ours, theirs) else ("", "")
            rows.append((group, value, ours, theirs, why))
        rows.sort(key=lambda row: row[0])  # by class; in a class, in the order of the values
        with open(self.path, "w", encoding="utf-8") as file:
            for line in [*self.head, "value\tours\ttheirs\tclass\twhy"]:
                file.write(line + "\n")
            for group, *forms, why in rows:
                file.write("\t".join([*forms, group, why]) + "\n")
        print(f"{self.path}: {len(rows)} rows, {sum(not row[4] for row in rows)} to be explained")

    def summary(self):
        classes = collections.Counter(row[2] for row in self.known.values())
        return (f"{self.kind}: {len(self.values)} values; {self.same_form} have one form, {self.same_none} none for "
                f"both; {len(self.found)} differ: " + ", ".join(f"{name} {n}" for name, n in sorted(classes.items())))


def main(kind, values, their_form, agree=is_same_form, least=500):
    """Runs the test of `kind`. their_form(value): their reading as a form of ours, "" if they refuse. `least`: how many
    values must have a form that both give, so that the test cannot come to compare nothing."""
    differences = Differences(kind, unique(values), their_form, agree)
    if sys.argv[1:] == ["--write"]:
        differences.write()
        return

    class Oracle(unittest.TestCase):
        maxDiff = None

        def test_every_difference_is_in_the_file(self):
            strange = [f"{value}: ours {ours}, theirs {theirs}" for value, (ours, theirs) in differences.found.items()
                       if differences.known.get(value, ())[:2] != (ours, theirs)]
            self.assertEqual(strange, [], f"not in {differences.path}; --write adds them")

        def test_every_row_of_the_file_differs_still(self):
            stale = [value for value in differences.known if value not in differences.found]
            self.assertEqual(stale, [], f"stale in {differences.path}; --write drops them")

        def test_every_difference_is_explained(self):
            reasons = {}
            for value, (_, _, group, why) in differences.known.items():
                self.assertTrue(group and why.strip(), f"{differences.path}: no class or reason: {value}")
                self.assertEqual(reasons.setdefault(group, why), why, f"{differences.path}: two reasons: {group}")

        def test_there_is_something_to_compare(self):
            self.assertGreaterEqual(differences.same_form, least)

    print(differences.summary())
    done = unittest.TextTestRunner().run(unittest.defaultTestLoader.loadTestsFromTestCase(Oracle))
    sys.exit(0 if done.wasSuccessful() and done.testsRun == 4 else 1)
