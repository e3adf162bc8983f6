"""What `optout diff` tells of a file before and after a scrub, and what it does not tell."""
# SPDX-License-Identifier: Apache-2.0
import errno
import json
import os
import pty
import subprocess
import unittest

from tool import CLEAN, EXPORT, HEADER, PERSONAL, TOOL, ToolTest

BLANKED = EXPORT.replace("212-555-0147", "").replace("ann@example.org", "")


class Diff(ToolTest):
    def test_a_real_scrub(self):
        self.ok(*self.scrub())
        done = self.ok("diff", "export.csv", "clean.csv")
        self.assertEqual(done.out, "-  row 1\n-  row 2\n-  row 4\n-  row 5\n")
        self.assertIn("rows before 7\nrows after  3\ngone        4\n", done.err)
        piped = self.ok("diff", "-", "clean.csv", stdin=EXPORT)
        self.assertEqual(piped.out, done.out)
        self.write("clean.csv", CLEAN + "9,Zoe,Lee,,,,,,,\n")
        self.assertIn("!  row 4 of AFTER is new\n", self.ok("diff", "-", "clean.csv", stdin=EXPORT, code=6).out)

    def test_a_file_and_itself(self):
        done = self.ok("diff", "export.csv", "export.csv")
        self.assertEqual(done.out, "")
        self.assertIn("gone        0", done.err)

    def test_blanked_cells_and_appended_columns(self):
        after = "".join(line[:-1] + ",why\n" if line.startswith("id,") else line[:-1] + ",\n"
                        for line in (HEADER, *STAY_BLANKED))
        self.write("clean.csv", after)
        done = self.ok("diff", "export.csv", "clean.csv")
        self.assertIn("+  column why\n", done.out)
        self.assertIn("~  row 3: email, phone blanked\n", done.out)
        self.assertIn("1 in email", done.err)
        for word in PERSONAL:
            self.assertNotIn(word, (done.out + done.err).lower())
        shown = self.ok("diff", "export.csv", "clean.csv", "--values").out
        self.assertIn('email "ann@example.org" -> ""', shown)

    def test_the_summary_as_json(self):
        self.write("clean.csv", BLANKED)
        done = self.ok("diff", "export.csv", "clean.csv", "--json")
        summary = json.loads(done.out)
        self.assertEqual((summary["is_a_scrub"], summary["rows_before"], summary["gone"], summary["blanked"]),
                         (True, 7, 0, 1))
        self.assertEqual(summary["blanked_cells"], [{"column": 4, "name": "email", "cells": 1},
                                                    {"column": 5, "name": "phone", "cells": 1}])
        self.assertEqual(done.err, "")
        self.write("clean.csv", EXPORT.replace("padded", "new"))
        done = self.ok("diff", "export.csv", "clean.csv", "--json", code=6)
        self.assertEqual(json.loads(done.out)["changed"], 1)

    def test_a_limit(self):
        self.write("clean.csv", HEADER)
        done = self.ok("diff", "export.csv", "clean.csv", "--limit", "2")
        self.assertEqual(done.out, "-  row 1\n-  row 2\n")
        self.assertIn("5 more differences", done.err)
        self.assertEqual(self.ok("diff", "export.csv", "clean.csv", "--limit", "0").out.count("\n"), 7)

    def on_a_terminal(self, **env):
        terminal, other = pty.openpty()
        done = subprocess.run([TOOL, "diff", "export.csv", "clean.csv"], cwd=self.folder, stdout=other,
                              stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=60,
                              env={**{k: v for k, v in os.environ.items() if k != "NO_COLOR"}, **env})
        os.close(other)
        text = b""
        try:
            while piece := os.read(terminal, 65536):  # one read may bring a part only
                text += piece
        except OSError as no_more:  # as Linux ends what a closed terminal held
            self.assertEqual(no_more.errno, errno.EIO)
        os.close(terminal)
        return done, text.decode()

    def test_colour_and_a_hundred_lines_on_a_terminal_only(self):
        self.write("export.csv", HEADER + EXPORT[len(HEADER):] * 20)
        self.write("clean.csv", HEADER)
        done, text = self.on_a_terminal()
        self.assertIn("\033[31m-  row 1\033[0m", text)
        self.assertEqual(text.count("\n"), 100)
        self.assertIn(b"40 more differences", done.stderr)
        self.assertNotIn("\033", self.on_a_terminal(NO_COLOR="1")[1])
        self.assertNotIn("\033", self.ok("diff", "export.csv", "clean.csv").out)


STAY_BLANKED = [line for line in BLANKED[len(HEADER):].splitlines(True) if line[0] in "367"]


class NoScrub(ToolTest):
    def differs(self, after, *lines, **more):
        self.write("clean.csv", after)
        done = self.ok("diff", "export.csv", "clean.csv", code=6, **more)
        for line in lines:
            self.assertIn(line + "\n", done.out)
        self.assertIn("optout: clean.csv cannot come from export.csv by a scrub", done.err)
        for word in PERSONAL:
            self.assertNotIn(word, (done.out + done.err).lower())

    def test_changed_added_and_moved_rows(self):
        self.differs(EXPORT.replace("Ann,", "Zoe,"), "!  row 3: first_name changed")
        self.differs(EXPORT + "9,Zoe,Lee,,,,,,,\n", "!  row 8 of AFTER is new")
        rows = CLEAN[len(HEADER):].splitlines(True)
        self.differs(HEADER + rows[1] + rows[0] + rows[2], "!  row 3 moved: it is row 2 of AFTER")

    def test_headers_that_differ(self):
        self.write("clean.csv", "id,name\n1,x\n")
        done = self.refused(6, "diff", "export.csv", "clean.csv", says=("clean.csv", "keeps every column"),
                            output=None)
        self.assertEqual(done.out, "")
        self.write("clean.csv", CLEAN.replace("email,phone", "phone,email"))
        self.refused(6, "diff", "export.csv", "clean.csv", says="column 4", output=None)

    def test_a_first_row_that_is_no_header_is_not_shown(self):
        self.write("export.csv", EXPORT[len(HEADER):])
        self.write("clean.csv", EXPORT[len(HEADER):].replace("212-555-0147", ""))
        done = self.ok("diff", "export.csv", "clean.csv")
        self.assertEqual(done.out, "~  row 2: column 5 blanked\n")


class Bad(ToolTest):
    def test_files_that_are_missing_or_malformed(self):
        self.write("clean.csv", CLEAN)
        self.refused(5, "diff", "none.csv", "clean.csv", says="none.csv", output=None)
        self.refused(5, "diff", "export.csv", "none.csv", says="none.csv", output=None)
        self.refused(5, "diff", "export.csv", ".", output=None)
        for damage in (b"", b"8,a\0b,,,,,,,,\n", b'8,"Jane,Doe\n'):
            self.write("clean.csv", CLEAN.encode() + damage if damage else b"")
            self.refused(3, "diff", "export.csv", "clean.csv", says="clean.csv", output=None)
            self.refused(3, "diff", "clean.csv", "export.csv", says="clean.csv", output=None)
        self.write("clean.csv", CLEAN + "8,too,few\n")
        self.refused(3, "diff", "export.csv", "clean.csv", says=("row 4", "3 fields"), output=None)

    def test_a_row_that_was_set_aside_is_gone(self):
        self.write("export.csv", EXPORT + "8,too,few\n")
        self.ok(*self.scrub("--rejects", "rejects.csv"))
        self.assertIn("-  row 8\n", self.ok("diff", "export.csv", "clean.csv").out)

    def test_words(self):
        for args in ([], ["export.csv"], ["-", "-"], ["export.csv", "export.csv", "--limit", "x"],
                     ["export.csv", "export.csv", "--limit", "-1"],
                     ["export.csv", "export.csv", "--json", "--values"]):
            self.ok("diff", *args, code=2, stdin="")

    def test_a_full_disk(self):
        self.write("clean.csv", HEADER)
        with open("/dev/full", "wb") as full:
            done = subprocess.run([TOOL, "diff", "export.csv", "clean.csv"], cwd=self.folder, stdout=full,
                                  stderr=subprocess.PIPE, timeout=60)
        self.assertEqual(done.returncode, 5, done.stderr)


if __name__ == "__main__":
    unittest.main()
