"""What the tool does when all is well."""
# SPDX-License-Identifier: Apache-2.0
import csv
import json
import os
import stat
import unittest

from tool import CLEAN, EXPORT, HEADER, REQUESTS, STAYING, ToolTest


class Scrub(ToolTest):
    def test_suppressed_rows_go_and_the_rest_is_untouched(self):
        done = self.ok(*self.scrub("--audit", "audit.csv"))
        self.assertEqual(self.read("clean.csv"), CLEAN)
        self.assertEqual(done.out, "")
        self.assertIn("rows in    7", done.err)
        self.assertIn("dropped    4", done.err)
        with open(self.path("audit.csv"), newline="") as file:
            hits = [(h["row"], h["kind"], h["request_id"], h["list"]) for h in csv.DictReader(file)]
        self.assertEqual(hits, [("1", "email", "R-1", "people"), ("2", "phone", "R-1", "people"),
                                ("4", "person_at", "R-2", "people"), ("5", "person_at", "R-1", "people")])
        self.assertEqual(stat.S_IMODE(os.stat(self.path("audit.csv")).st_mode), 0o600)

    def test_a_list_is_the_same_for_any_jobs(self):
        header = "request_id,first,last,email,phone,address,zip\n"
        self.write("many.csv", header + "".join(
            f"Q-{i},Ann,Poe{i % 97},ann{i}@example.com,(217) 555-{i % 10000:04},{i % 700} Oak St,62704\n"
            for i in range(20000)))
        lists = []
        for jobs in ("1", "2", "7"):
            self.ok("compile", "many.csv", "-o", "many.optout", "--as-of", "2026-08-01", "-j", jobs)
            with open(self.path("many.optout"), "rb") as file:
                lists.append(file.read())
        self.assertTrue(lists[0] == lists[1] == lists[2])

    def test_the_bytes_are_the_same_for_any_jobs_and_from_standard_input(self):
        rows = "".join(EXPORT[len(HEADER):] for _ in range(3000))
        self.write("export.csv", HEADER + rows)
        expected = (HEADER + "".join(STAYING) * 3000).encode()
        for jobs in ("1", "2", "5"):
            self.ok(*self.scrub("-j", jobs))
            self.assertEqual(self.read("clean.csv").encode(), expected)
        self.assertEqual(self.ok(*self.scrub(export="-", out="-"), stdin=HEADER + rows).stdout, expected)
        self.assertEqual(self.ok(*self.scrub("--stream", export="-", out="-"), stdin=HEADER + rows).stdout, expected)

    def test_tabs_pipes_crlf_and_a_byte_order_mark(self):
        for delimiter in "\t|;":
            text = EXPORT.replace(",", delimiter).replace("POE" + delimiter + " SAM", "POE, SAM")
            expected = CLEAN.replace(",", delimiter)
            self.write("export.csv", text)
            self.ok(*self.scrub())
            self.assertEqual(self.read("clean.csv"), expected)
        for change in (lambda t: t.replace("\n", "\r\n"), lambda t: "\ufeff" + t, lambda t: t[:-1]):
            self.write("export.csv", change(EXPORT))
            self.ok(*self.scrub())
            self.assertEqual(self.read("clean.csv"), change(CLEAN))

    def test_ragged_rows_are_set_aside(self):
        self.write("export.csv", EXPORT + "8,too,few\n")
        self.ok(*self.scrub("--rejects", "rejects.csv"))
        self.assertEqual(self.read("clean.csv"), CLEAN)
        self.assertEqual(self.read("rejects.csv"), HEADER + "8,too,few\n")
        self.assertEqual(stat.S_IMODE(os.stat(self.path("rejects.csv")).st_mode), 0o600)

    def test_the_summary_as_json(self):
        done = self.ok(*self.scrub("--json"))
        summary = json.loads(done.out)
        self.assertEqual((summary["rows_in"], summary["rows_out"], summary["dropped"]), (7, 3, 4))
        self.assertEqual(summary["kinds"]["person_at"]["rows"], 2)
        done = self.ok(*self.scrub("--json", out="-"))
        self.assertEqual(done.out, CLEAN)
        self.assertEqual(json.loads(done.err)["dropped"], 4)

    def test_a_dry_run_writes_nothing(self):
        self.ok(*self.scrub("--dry-run"))
        self.assertFalse(self.exists("clean.csv"))

    def test_a_dry_run_shows_what_would_change(self):
        lines = self.ok(*self.scrub("--dry-run")).out.splitlines()
        self.assertEqual(lines, ["-  row 1 (email in email: R-1 of people)", "-  row 2 (phone in phone: R-1 of people)",
                                 "-  row 4 (person_at in last_name: R-2 of people)",
                                 "-  row 5 (person_at in last_name: R-1 of people)"])
        lines = self.ok(*self.scrub("--dry-run", "--mode", "person")).out.splitlines()
        self.assertEqual(lines[1], "~  row 2: first_name;last_name;email;phone blanked (phone in phone: R-1 of people)")
        self.assertEqual(self.ok(*self.scrub("--dry-run", "--mode", "flag")).out.splitlines()[0],
                         "+  row 1 flagged (email in email: R-1 of people)")
        done = self.ok(*self.scrub("--dry-run", "--limit", "1"))
        self.assertEqual(done.out.count("\n"), 1)
        self.assertIn("3 more rows; --limit 0 shows all", done.err)
        self.assertEqual(json.loads(self.ok(*self.scrub("--dry-run", "--json")).out)["dropped"], 4)
        self.write("policy.toml", '[[rules]]\ntypes = ["delete"]\nmode = "keep"\nbasis = "a contract"\n')
        lines = self.ok(*self.scrub("--dry-run", "--policy", "policy.toml")).out.splitlines()
        self.assertEqual(lines[2], "=  row 4 stays, exempt (person_at in last_name: R-2 of people)")
        self.refused(2, *self.scrub("--limit", "1"), output=None)

    def test_bench_measures_and_writes_nothing(self):
        before = sorted(os.listdir(self.folder))
        done = json.loads(self.ok("bench", "export.csv", "-l", "people.optout", "-j", "2", "-n", "2", "--json").out)
        self.assertEqual((done["rows"], done["dropped"], done["bytes"]), (7, 4, len(EXPORT)))
        self.assertEqual([(run["jobs"], len(run["seconds"])) for run in done["scrub"]], [(1, 2), (2, 2)])
        self.assertEqual(done["lists"][0]["name"], "people")
        for what in ("open_ms", "miss_ns", "one_percent_ns", "find_ns"):
            self.assertGreater(done["lists"][0][what], 0)
        text = self.ok("bench", "export.csv", "-l", "people.optout", "-j", "1", "-n", "1").out
        self.assertIn("export     7 rows", text)
        self.assertIn("scrub      -j 1:", text)
        self.assertEqual(sorted(os.listdir(self.folder)), before)
        self.assertEqual(self.ok("bench", "-", "-l", "people.optout", code=2).out, "")

    def test_kinds_policy_and_days(self):
        self.ok(*self.scrub("--kinds", "phone"))
        self.assertEqual(self.read("clean.csv").count("\n"), EXPORT.count("\n") - 1)
        self.write("policy.toml", 'kinds = ["email"]\nmax_list_age_days = 31\n')
        self.ok(*self.scrub("--policy", "policy.toml", "--as-of", "2026-08-15"))
        self.assertNotIn("1,Jane,Smith", self.read("clean.csv"))
        self.refused(4, *self.scrub("--policy", "policy.toml", "--as-of", "2026-09-15"), says="days old")
        self.write("requests.csv", REQUESTS.replace("received_date", "expires_date"))
        self.ok("compile", "requests.csv", "-o", "old.optout")
        self.ok(*self.scrub("--as-of", "2026-07-14", lists=["old.optout"]))
        self.assertEqual(self.read("clean.csv"), CLEAN)
        self.ok(*self.scrub("--as-of", "2026-07-21", lists=["old.optout"]))
        self.assertEqual(self.read("clean.csv"), EXPORT)

    def test_columns_by_a_map(self):
        self.write("export.csv", EXPORT.replace("email,phone", "kontakt,rufnummer"))
        self.write("map.toml", '[columns]\nkontakt = "owner1.email"\nrufnummer = "owner1.phone"\n')
        self.ok(*self.scrub("--map", "map.toml"))
        self.assertEqual(self.read("clean.csv"), CLEAN.replace("email,phone", "kontakt,rufnummer"))

    def test_progress_only_when_asked_or_on_a_terminal(self):
        self.assertNotIn("\r", self.ok(*self.scrub()).err)
        self.assertIn("\r", self.ok(*self.scrub("--progress", "always")).err)


class Lists(ToolTest):
    def test_a_list_and_its_requests(self):
        done = self.ok("inspect", "people.optout")
        self.assertIn("requests   3 (1 without a key)", done.out)
        self.assertIn("as of      2026-08-01", done.out)
        self.assertEqual(json.loads(self.ok("inspect", "people.optout", "--json").out)["requests"], 3)
        self.ok("verify", "people.optout")

    def test_requests_without_a_key_are_named(self):
        self.assertIn("R-3", self.ok("compile", "requests.csv", "-o", "x.optout").err)
        self.refused(3, "compile", "requests.csv", "-o", "x2.optout", "--strict", says="R-3", output=None)

    def test_merging(self):
        self.write("more.csv", "request_id,phone\nM-1,212 555 0147\n")
        self.ok("compile", "more.csv", "-o", "more.optout")
        self.ok("merge", "people.optout", "more.optout", "-o", "all.optout")
        self.ok("verify", "all.optout")
        self.ok(*self.scrub(lists=["all.optout"]))
        merged = self.read("clean.csv")
        self.ok(*self.scrub(lists=["people.optout", "more.optout"]))
        self.assertEqual(self.read("clean.csv"), merged)
        self.assertNotIn("3,Ann", merged)

    def test_the_same_requests_give_the_same_bytes(self):
        self.ok("compile", "requests.csv", "-o", "again.optout", "--as-of", "2026-08-01", "--name", "people")
        self.assertEqual(self.read_bytes("again.optout"), self.read_bytes("people.optout"))

    def test_verifying_a_clean_file(self):
        self.ok(*self.scrub())
        self.ok("verify", "clean.csv", "-l", "people.optout")
        self.refused(6, "verify", "export.csv", "-l", "people.optout", says="4 of 7", output=None)


class OnePerson(ToolTest):
    def test_check(self):
        done = self.ok("check", "-l", "people.optout", "--email", "Jane.Doe@Gmail.com")
        self.assertIn("R-1", done.out)
        self.ok("check", "-l", "people.optout", "--name", "Doe, Jane", "--address", "12 Oak Street #4, Reno NV 89501")
        self.ok("check", "-l", "people.optout", "--phone", "4155552672", code=1)
        self.ok("check", "-l", "people.optout", "--phone", "-", stdin="212-555-0147\n415.555.2671\n")
        answer = self.ok("check", "-l", "people.optout", "--phone", "-", "--json", stdin="4155552672\n", code=1).out
        self.assertEqual(json.loads(answer), {"suppressed": False, "hits": []})
        self.ok("check", "-l", "people.optout", code=2)
        self.ok("check", "-l", "people.optout", "--email", "nonsense", code=2)
        self.ok("check", "-l", "people.optout", "--name", "Jane Doe", code=2)

    def test_explain(self):
        done = self.ok("explain", "export.csv", "--row", "4", "-l", "people.optout")
        self.assertIn("R-2", done.out)
        self.assertIn("the row goes", done.out)
        self.assertIn("the row stays", self.ok("explain", "export.csv", "--row", "3", "-l", "people.optout").out)
        person = self.ok("explain", "export.csv", "--row", "4", "-l", "people.optout", "--mode", "person").out
        self.assertIn("the row stays", person)
        self.assertIn("without 'email'", person)
        self.ok("explain", "export.csv", "--row", "4", code=2)
        self.write("map.toml", self.ok("explain", "export.csv", "--columns").out)
        self.assertIn('"email" = "owner1.email"', self.read("map.toml"))
        self.assertEqual(self.ok("explain", "export.csv", "--columns", "--map", "map.toml").out, self.read("map.toml"))
        self.ok("explain", "export.csv", "--row", "8", "-l", "people.optout", code=2)
        self.ok("explain", "export.csv", "--row", "0", "-l", "people.optout", code=2)


class Rules(ToolTest):
    def test_every_line_gets_one_line(self):
        for kind in ("email", "phone", "name", "address", "person_at", "dob", "zip"):
            lines = "x\n\n\tq\n a@b.com \n\r\n415-555-2671"
            self.assertEqual(self.ok("normalize", kind, stdin=lines).out.count("\n"), 6)
            answers = self.ok("compare", kind, stdin=lines).out.split("\n")
            self.assertEqual(answers[-1], "")
            self.assertEqual(set(answers[:-1]) | {"different"}, {"different"})
            self.assertEqual(len(answers), 7)

    def test_spellings_meet(self):
        pairs = "J.Doe@gmail.com\tjdoe+x@googlemail.com\njdoe@hotmail.com\tj.doe@hotmail.com\n"
        self.assertEqual(self.ok("compare", "email", stdin=pairs).out, "same\ndifferent\n")
        self.assertEqual(self.ok("compare", "email", "--level", "exact", stdin=pairs).out, "different\ndifferent\n")
        pair = "Jane Doe|12 Oak St Apt 4, Reno, NV 89501\tDOE, JANE|12 OAK STREET # 4 RENO NV 89501\n"
        self.assertEqual(self.ok("compare", "person_at", stdin=pair).out, "same\n")

    def test_no_secret_is_needed(self):
        self.ok("normalize", "zip", stdin="2139\n", env={"OPTOUT_KEY_FILE": ""})

    def test_unknown_words(self):
        self.ok("normalize", "shoe", stdin="", code=2)
        self.ok("compare", "email", "--level", "loose", stdin="", code=2)


if __name__ == "__main__":
    unittest.main()
