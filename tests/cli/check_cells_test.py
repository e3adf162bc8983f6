"""check_cells.py finds whatever a scrub may do wrong: a redactor made by hand does it right, then wrong in one way."""
# SPDX-License-Identifier: Apache-2.0
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

HOUSEHOLDS = os.environ["OPTOUT_HOUSEHOLDS"]
CHECKER = os.environ["OPTOUT_CELL_CHECKER"]
RECORD = re.compile(rb'(?:[^"\n]|"[^"]*")*\n')
CELL = re.compile(rb'(?:[^",\r\n]|"[^"]*")*')


def cells_of(record):
    """The cells of a record and its line end."""
    body = record.rstrip(b"\r\n")
    cells, at = [], 0
    while at <= len(body):
        cell = CELL.match(body, at).group()
        cells.append(cell)
        at += len(cell) + 1
    return cells, record[len(body):]


def line_of(cells, end):
    return b",".join(cells) + end


class export:
    """A generated export, and what becomes of it."""

    def __init__(self, folder):
        with open(os.path.join(folder, "export.csv"), "rb") as file:
            self.header, *self.rows = RECORD.findall(file.read())
        with open(os.path.join(folder, "cells.tsv"), encoding="utf-8") as file:
            lines = [line.rstrip("\n").split("\t") for line in file]
        self.truth = {int(line[0]) - 1: line[1:] for line in lines}

    def blank(self, row, mode):
        return [int(n) - 1 for n in self.truth[row][2 if mode == "person" else 3].split(",")]

    def redacted(self, mode):
        """The header and the rows, each a line; those that are gone are None."""
        return [self.flagged(self.header, [b"optout_suppressed", b"optout_kinds", b"optout_requests"], mode),
                *(self.row(n, mode) for n in range(len(self.rows)))]

    def row(self, n, mode):
        if n not in self.truth:
            return self.flagged(self.rows[n], [b"", b"", b""], mode)
        how, requests = (text.replace("+", ";").encode() for text in self.truth[n][:2])
        if mode in ("row", "flag"):
            return None if mode == "row" else self.flagged(self.rows[n], [b"1", how, requests], mode)
        cells, end = cells_of(self.rows[n])
        for i in self.blank(n, mode):
            cells[i] = b""
        return line_of(cells, end)

    @staticmethod
    def flagged(line, flags, mode):
        if mode != "flag":
            return line
        body = line.rstrip(b"\r\n")
        return b",".join([body, *flags]) + line[len(body):]


class Checker(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="optout-cells-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        subprocess.run([HOUSEHOLDS, "--rows", "1500", "--requests", "200", "--hit-rate", "0.1", "--seed", "3",
                        "--family", "propertyradar", "--crlf", "--out-dir", cls.folder], check=True)
        cls.export = export(cls.folder)
        # A row that goes between two that stay, with a row of the truth behind both.
        cls.going = next(n for n in cls.export.truth if n > 5 and not {n - 1, n + 1, n + 2} & cls.export.truth.keys())
        cls.staying = cls.going + 1

    def check(self, mode, lines, *says):
        """The checker is content without `says`, and else says so."""
        path = os.path.join(self.folder, "after.csv")
        with open(path, "wb") as file:
            file.write(b"".join(line for line in lines if line is not None))
        done = subprocess.run([sys.executable, CHECKER, os.path.join(self.folder, "export.csv"), path, "--mode", mode,
                               "--cells", os.path.join(self.folder, "cells.tsv")], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1 if says else 0, done.stdout + done.stderr)
        for text in says:
            self.assertIn(text, done.stdout)
        return done.stdout

    def lines(self, mode):
        return self.export.redacted(mode)

    def change(self, mode, row, cell, to):
        """The lines, with one cell of a row (from 0) otherwise."""
        lines = self.lines(mode)
        cells, end = cells_of(lines[row + 1])
        cells[cell] = to(cells[cell]) if callable(to) else to
        lines[row + 1] = line_of(cells, end)
        return lines

    def column(self, row, blank, mode):
        """A column of a row that has a cell, and is to be blank or not."""
        cells, _ = cells_of(self.export.rows[row])
        goes = self.export.blank(row, mode)
        return next(i for i, cell in enumerate(cells) if cell and (i in goes) == blank)

    def test_what_is_right_is_right(self):
        for mode in ("row", "person", "field", "flag"):
            self.check(mode, self.lines(mode))

    def test_modes_differ(self):
        self.check("person", self.lines("field"), "leaked")
        self.check("field", self.lines("person"), "overreach")
        self.check("person", self.lines("row"), "lost")
        self.check("flag", self.lines("person"), "header changed")
        for mode in ("row", "person", "field"):
            self.check(mode, [self.export.header, *self.export.rows], "leaked")

    def test_leaked_cell(self):
        for mode in ("person", "field"):
            at = self.column(self.going, True, mode)
            was = cells_of(self.export.rows[self.going])[0][at]
            name = cells_of(self.export.header)[0][at].decode()
            said = self.check(mode, self.change(mode, self.going, at, was), "leaked 1, overreach 0, changed 0, lost 0",
                              f"leaked row {self.going + 1} {name} ", "1 differences")
            self.assertNotIn(was.decode().strip('"'), said)

    def test_blank_in_quotes(self):
        at = self.column(self.going, True, "person")
        self.check("person", self.change("person", self.going, at, b'""'), "changed 1,")

    def test_overreach(self):
        for mode in ("person", "field"):
            at = self.column(self.going, False, mode)
            for empty in (b"", b'""'):
                self.check(mode, self.change(mode, self.going, at, empty), "leaked 0, overreach 1, changed 0")
            self.check(mode, self.change(mode, self.staying, 1, b""), "overreach 1")

    def test_bytes_that_stay(self):
        for mode in ("person", "field"):
            at = self.column(self.going, False, mode)
            quoted = self.change(mode, self.going, at, lambda cell: b'"' + cell.strip(b'"') + b'" ')
            self.check(mode, quoted, "changed 1")
        for mode in ("row", "person", "field", "flag"):
            self.check(mode, self.change(mode, self.staying, 1, lambda cell: cell + b" "), "changed 1")

    def test_line_end(self):
        for row in (self.going, self.staying):
            lines = self.lines("person")
            lines[row + 1] = lines[row + 1].replace(b"\r\n", b"\n")
            self.check("person", lines, "other line end", "1 differences")

    def test_lost_row(self):
        for mode in ("row", "person", "field", "flag"):
            lines = self.lines(mode)
            del lines[self.staying + 1]
            self.check(mode, lines, f"lost row {self.staying + 1}", "1 differences")
        for mode in ("person", "field", "flag"):
            lines = self.lines(mode)
            del lines[self.going + 1]
            self.check(mode, lines, f"lost row {self.going + 1}", "1 differences")
            self.check(mode, self.lines(mode)[:-1], f"lost row {len(self.export.rows)}", "1 differences")

    def test_added_row(self):
        for mode in ("row", "person", "field", "flag"):
            lines = self.lines(mode)
            lines.insert(self.staying + 1, b"x" + lines[self.staying + 1])
            self.check(mode, lines, f"added before row {self.staying + 1}", "1 differences")
            lines = self.lines(mode)
            self.check(mode, lines + [lines[-1]], "added behind", "1 differences")

    def test_rows_out_of_order(self):
        lines = self.lines("person")
        lines[self.staying + 1], lines[self.staying + 2] = lines[self.staying + 2], lines[self.staying + 1]
        self.check("person", lines, "lost")

    def test_other_number_of_cells(self):
        lines = self.lines("person")
        lines[self.going + 1] = b"," + lines[self.going + 1]
        self.check("person", lines, "other number of cells row", "1 differences")

    def test_header(self):
        lines = self.lines("person")
        lines[0] = lines[0].replace(b"Owner", b"OWNER", 1)
        self.check("person", lines, "header changed", "1 differences")

    def test_flags(self):
        for n, wrong in ((-3, b"0"), (-2, b""), (-2, b"ssn"), (-1, b"R99999999"), (-1, b"")):
            self.check("flag", self.change("flag", self.going, n, wrong), "wrong flags", "1 differences")
        self.check("flag", self.change("flag", self.staying, -3, b"1"), "wrong flags", "1 differences")
        self.check("flag", self.change("flag", self.going, 0, b""), "overreach 1")

    def test_row_mode_keeps_nobody(self):
        lines = self.lines("row")
        lines[self.going + 1] = self.export.rows[self.going]
        self.check("row", lines, f"leaked row, row {self.going + 1}", "1 differences")


if __name__ == "__main__":
    unittest.main()
