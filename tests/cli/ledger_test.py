"""The ledger with the real tool: requests in, lists out, keyed anew, copied, checked; and nothing lost to a kill."""
# SPDX-License-Identifier: Apache-2.0
import csv
import json
import os
import sqlite3
import unittest

from tool import CLEAN, PERSONAL, ToolTest


class Ledger(ToolTest):
    def setUp(self):
        super().setUp()
        self.ok("ledger", "init")

    def test_a_list_of_it_scrubs_like_one_of_its_requests(self):
        added = self.ok("ledger", "import", "requests.csv")
        self.assertIn("3 requests added", added.err)
        self.ok("compile", "--ledger", "optout.db", "-o", "ledger.optout")
        self.ok(*self.scrub(lists=("ledger.optout",)))
        self.assertEqual(self.read("clean.csv"), CLEAN)
        self.assertIn("3 known", self.ok("ledger", "import", "requests.csv").err)
        self.ok("compile", "--ledger", "optout.db", "-o", "again.optout", "--name", "ledger")
        self.assertEqual(self.read_bytes("again.optout"), self.read_bytes("ledger.optout"))

    def test_status_and_export_name_nobody(self):
        self.ok("ledger", "import", "requests.csv", "--source", "web")
        status = json.loads(self.ok("ledger", "status", "--json").out)
        self.assertEqual((status["requests"], status["items"], status["originals"]), (3, 0, True))
        self.assertEqual(status["sources"][0]["name"], "web")
        self.ok("ledger", "export", "-o", "book.csv")
        rows = list(csv.DictReader(self.read("book.csv").splitlines()))
        self.assertEqual([row["id"] for row in rows], ["R-1", "R-2", "R-3"])
        self.assertEqual([row["received"] for row in rows], ["2026-07-14", "2026-07-20", ""])
        self.assertEqual(os.stat(self.path("book.csv")).st_mode & 0o777, 0o600)
        for name in ("book.csv", "optout.db"):
            text = self.read_bytes(name).decode(errors="replace").lower()
            for word in PERSONAL:
                if word not in ("secret", "doe"):  # a column of the tables; random bytes may spell three letters
                    self.assertNotIn(word, text, name)

    def test_another_secret(self):
        self.ok("ledger", "import", "requests.csv")
        self.ok("keygen", "-o", "new.key")
        self.ok("ledger", "rekey", "--new-key", "new.key")
        self.ok("ledger", "status", code=4)
        self.ok("compile", "--ledger", "optout.db", "-o", "new.optout", "--key", "new.key")
        self.ok(*self.scrub("--key", "new.key", lists=("new.optout",)))
        self.assertEqual(self.read("clean.csv"), CLEAN)
        self.ok("ledger", "verify", "--key", "new.key")

    def test_a_copy_is_a_ledger(self):
        self.ok("ledger", "import", "requests.csv")
        self.ok("ledger", "backup", "copy.db")
        self.ok("ledger", "backup", "copy.db", code=2)
        self.ok("ledger", "verify", "--ledger", "copy.db")
        self.ok("compile", "--ledger", "copy.db", "-o", "one.optout", "--name", "x")
        self.ok("compile", "--ledger", "optout.db", "-o", "two.optout", "--name", "x")
        self.assertEqual(self.read_bytes("one.optout"), self.read_bytes("two.optout"))

    def test_without_originals(self):
        told = self.ok("ledger", "init", "--ledger", "bare.db", "--no-originals")
        self.assertIn("keeps no originals", told.err)
        self.ok("ledger", "import", "requests.csv", "--ledger", "bare.db")
        with sqlite3.connect(self.path("bare.db")) as book:
            self.assertEqual(book.execute("SELECT count(*) FROM request WHERE original IS NOT NULL").fetchone(), (0,))
        self.assertIn("no originals", self.ok("ledger", "rekey", "--ledger", "bare.db", code=4).err)

    def test_what_is_no_ledger(self):
        self.ok("ledger", "init", code=2)
        self.assertIn("no such ledger", self.ok("ledger", "status", "--ledger", "none.db", code=4).err)
        self.assertFalse(self.exists("none.db"))
        for content in (b"", b"SQLite format 3\0" + b"x" * 84, b"request_id,email\n", self.read_bytes("people.optout")):
            self.write("junk.db", content)
            self.ok("ledger", "status", "--ledger", "junk.db", code=4)
            self.assertEqual(self.read_bytes("junk.db"), content)
        with sqlite3.connect(self.path("optout.db")) as book:
            book.execute("PRAGMA user_version = 2")
        self.assertIn("newer optout", self.ok("ledger", "status", code=4).err)
        self.ok("compile", "-o", "x.optout", code=2)

    def test_names_of_drop_are_not_for_requests(self):
        self.assertIn("DROP", self.ok("ledger", "import", "requests.csv", "--source", "drop:4821", code=3).err)
        self.assertEqual(json.loads(self.ok("ledger", "status", "--json").out)["requests"], 0)

    def test_what_stands_beside_it_is_left_alone(self):
        for name in ("other.db.new", "copy.db.part"):
            self.write(name, "mine")
        self.ok("ledger", "init", "--ledger", "other.db")
        self.ok("ledger", "backup", "copy.db")
        for name in ("other.db.new", "copy.db.part"):
            self.assertEqual(self.read(name), "mine")
        self.assertEqual(self.leftovers(), [])

    def test_a_wrong_line_changes_nothing(self):
        self.write("wrong.csv", "request_id,email\nA-1,a@example.com\n,b@example.com\n")
        self.assertIn("row 2", self.ok("ledger", "import", "wrong.csv", code=3).err)
        self.assertEqual(json.loads(self.ok("ledger", "status", "--json").out)["requests"], 0)


if __name__ == "__main__":
    unittest.main()
