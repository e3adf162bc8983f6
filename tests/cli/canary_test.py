"""Canaries: invented, planted, found, and missed."""
# SPDX-License-Identifier: Apache-2.0
import csv
import json
import os
import stat
import unittest

from tool import EXPORT, HEADER, STAYING, ToolTest


class Canaries(ToolTest):
    def setUp(self):
        super().setUp()
        self.ok("canary", "-n", "3", "-o", "birds", "--seed", "7")
        self.ok("compile", "requests.csv", "birds/canary_requests.csv", "-o", "people.optout")
        with open(self.path("birds/canary_profiles.csv"), newline="") as file:
            self.profiles = list(csv.reader(file))[1:]
        with open(self.path("birds/canary_requests.csv"), newline="") as file:
            self.requests = list(csv.DictReader(file))
        self.plant(self.profiles)

    def plant(self, profiles):
        with open(self.path("export.csv"), "w", newline="") as file:
            file.write(EXPORT)
            csv.writer(file, lineterminator="\n").writerows(row[:9] + [""] for row in profiles)

    def watched(self, *more, **how):
        return self.scrub("--canaries", "birds/canary_requests.csv", *more, **how)

    def test_two_files_of_people_who_are_nobody(self):
        self.assertEqual(sorted(os.listdir(self.path("birds"))), ["canary_profiles.csv", "canary_requests.csv"])
        self.assertEqual(stat.S_IMODE(os.stat(self.path("birds/canary_requests.csv")).st_mode), 0o600)
        self.assertEqual((len(self.requests), len(self.profiles)), (3, 9))
        for request in self.requests:
            self.assertTrue(request["request_id"].startswith("canary-"))
            self.assertRegex(request["email"], r"^[a-z0-9]{12}@example\.(com|net|org)$")
            self.assertRegex(request["phone"], r"^\(\d{3}\) 555-01\d\d$")
        texts = {value for request in self.requests for name, value in request.items()
                 if name in ("email", "phone", "last", "address")}
        self.assertEqual(texts & {cell for row in self.profiles for cell in row}, set())

    def test_a_seed_and_none(self):
        self.ok("canary", "-n", "3", "-o", "same", "--seed", "7")
        for name in ("canary_requests.csv", "canary_profiles.csv"):
            self.assertEqual(self.read("same/" + name), self.read("birds/" + name))
        done = self.ok("canary", "-o", "one")
        self.ok("canary", "-o", "two")
        self.assertNotEqual(self.read("one/canary_requests.csv"), self.read("two/canary_requests.csv"))
        self.ok("canary", "-o", "again", "--seed", done.err.split("seed ")[1].strip())
        self.assertEqual(self.read("again/canary_profiles.csv"), self.read("one/canary_profiles.csv"))

    def test_the_profiles_are_an_export_by_themselves(self):
        done = self.ok(*self.watched(export="birds/canary_profiles.csv"))
        self.assertIn("canaries   9 planted rows found and removed\n", done.err)
        self.assertEqual(self.read("clean.csv").count("\n"), 1)

    def test_planted_ones_go_and_nobody_else_does(self):
        for jobs in ("1", "4"):
            done = self.ok(*self.watched("-j", jobs))
            self.assertIn("canaries   9 planted rows found and removed\n", done.err)
            self.assertEqual(self.read("clean.csv"), HEADER + "".join(STAYING))
        self.assertEqual(json.loads(self.ok(*self.watched("--json")).out)["canary_rows"], 9)
        self.assertIsNone(json.loads(self.ok(*self.scrub("--json")).out)["canary_rows"])
        self.assertNotIn("canaries", self.ok(*self.scrub()).err)
        self.ok(*self.watched("--dry-run"))

    def test_one_that_is_missing_is_named(self):
        for row, way in enumerate(("email", "phone", "person_at")):
            self.plant(self.profiles[:3 + row] + self.profiles[4 + row:])
            self.refused(6, *self.watched("--audit", "audit.csv"),
                         says=("1 of 3 canaries", f"{self.requests[1]['request_id']} (by {way})"))
            self.assertFalse(self.exists("audit.csv"))
        self.plant([])
        done = self.refused(6, *self.watched(), says=[r["request_id"] for r in self.requests])
        self.assertNotIn("jane", done.err.lower())
        piped = self.run_tool(*self.watched(export="-", out="-"), stdin=EXPORT)
        self.assertEqual((piped.returncode, piped.stdout), (6, b""))

    def test_lists_that_lost_a_kind_or_never_had_the_canaries(self):
        self.ok("compile", "requests.csv", "birds/canary_requests.csv", "-o", "half.optout", "--kinds", "email,phone")
        self.refused(6, *self.watched(lists=["half.optout"]), says="left in a row that stays, by its surname")
        self.ok("compile", "requests.csv", "-o", "none.optout")
        self.refused(6, *self.watched(lists=["none.optout"]), says="left in a row that stays")
        self.ok("compile", "birds/canary_requests.csv", "-o", "birds.optout")
        self.ok(*self.watched(lists=["none.optout", "birds.optout"]))
        self.assertEqual(self.read("clean.csv"), HEADER + "".join(STAYING))

    def test_one_that_leaks_through_another_column(self):
        email = self.requests[0]["email"]
        self.plant(self.profiles)
        self.write("export.csv", self.read("export.csv") + f"9,Ann,Lee,,,,,,,write to {email.upper()} please\n")
        self.refused(6, *self.watched(), says=(self.requests[0]["request_id"], "email"))

    def test_files_of_no_canaries(self):
        def refused(code, file, says):
            self.refused(code, *self.scrub("--canaries", file), says=says)

        refused(5, "none.csv", "none.csv")
        refused(2, "requests.csv", "row 1 is no canary")
        refused(2, "birds/canary_profiles.csv", "request_id")
        self.write("empty.csv", "")
        refused(3, "empty.csv", "empty.csv")
        self.write("empty.csv", self.read("birds/canary_requests.csv").split("\n")[0] + "\n")
        refused(2, "empty.csv", "holds no canaries")
        self.refused(2, *self.watched(out="birds/canary_requests.csv"), says="read and written", output=None)
        self.assertEqual(len(self.read("birds/canary_requests.csv").split("\n")), 5)

    def test_places_and_words(self):
        self.refused(5, "canary", "-o", "birds", says="exists", output=None)
        self.refused(5, "canary", "-o", "export.csv", output=None)
        os.mkdir(self.path("half"))
        self.write("half/canary_profiles.csv", "mine\n")
        self.refused(5, "canary", "-o", "half", says="exists", output=None)
        self.assertEqual(os.listdir(self.path("half")), ["canary_profiles.csv"])
        self.assertEqual(self.read("half/canary_profiles.csv"), "mine\n")
        for args in ([], ["-n", "0", "-o", "x"], ["-n", "1001", "-o", "x"], ["-n", "x", "-o", "x"],
                     ["-o", "x", "--seed", "seven"], ["-o", "x", "--seed", "-1"]):
            self.ok("canary", *args, code=2)
        self.assertFalse(self.exists("x"))


if __name__ == "__main__":
    unittest.main()
