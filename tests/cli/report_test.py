"""Evidence of a scrub: reports, their seals, and what verify finds."""
# SPDX-License-Identifier: Apache-2.0
import csv
import hashlib
import hmac
import io
import json
import os
import random
import re
import unittest

from tool import CLEAN, EXPORT, PERSONAL, ToolTest

REPORTS = ("--report", "report.json", "--report", "report.html")


def derived(secret, label):
    """HKDF-SHA-256 (RFC 5869) without salt, one block."""
    return hmac.digest(hmac.digest(bytes(32), secret, "sha256"), label + b"\x01", "sha256")


class Report(ToolTest):
    def scrubbed(self, *more, **files):
        self.ok(*self.scrub(*REPORTS, "--audit", "audit.csv", *more, **files))
        return json.loads(self.read("report.json"))

    def verify(self, report="report.json", *more, code=0, says=()):
        done = self.ok("verify", report, "-l", "people.optout", *more, code=code)
        for word in [says] if isinstance(says, str) else says:
            self.assertIn(word, done.err)
        return done

    def test_what_a_report_says(self):
        self.write("export.csv", EXPORT + "8,too,few\n")
        report = self.scrubbed("--rejects", "rejects.csv", "--as-of", "2026-08-15")
        self.assertEqual(report["report"], 1)
        self.assertEqual(report["rows"], {"in": 8, "out": 3, "dropped": 4, "rejected": 1, "rounded": 0, "blanked": 0,
                                          "flagged": 0, "exempt": 0})
        self.assertEqual(report["matches"]["requests"], 2)
        self.assertEqual(report["matches"]["rows_by_kind"], {"email": 1, "phone": 1, "person_at": 2, "address": 0, "dob": 0})
        self.assertEqual(report["matches"]["rows_by_request_type"]["delete"], 1)
        self.assertEqual(report["matches"]["rows_by_state"], {"NV": 4})
        listed = report["lists"][0]
        self.assertEqual((listed["name"], listed["as_of"], listed["age_days"], listed["requests"],
                          listed["requests_matched"], listed["rows_matched"]), ("people", "2026-08-01", 14, 3, 2, 4))
        roles = {column["path"]: column["role"] for column in report["columns"]}
        self.assertEqual(roles["email"], "owner1.email")
        for name, file in (("input", "export.csv"), ("output", "clean.csv"), ("audit", "audit.csv"),
                           ("rejects", "rejects.csv")):
            data = self.read_bytes(file)
            self.assertEqual(report["files"][name],
                             {"name": file, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()})
        self.assertRegex(report["run"]["id"], "^[0-9a-f]{32}$")
        self.assertNotEqual(self.scrubbed("--rejects", "rejects.csv")["run"]["id"], report["run"]["id"])

    def test_the_seal_is_what_the_documentation_says(self):
        self.scrubbed()
        text = self.read("report.json")
        body, tag = re.fullmatch(r'(.*),\n  "tag": "([0-9a-f]{64})"\n}\n', text, re.S).groups()
        key = derived(self.read_bytes("my.key"), b"optout 1 report")
        self.assertEqual(hmac.new(key, body.encode(), "sha256").hexdigest(), tag)
        page = self.read("report.html")
        self.assertIn(text, page)
        body, tag = re.fullmatch(r"(.*)<!-- optout tag ([0-9a-f]{64}) -->\n", page, re.S).groups()
        self.assertEqual(hmac.new(key, body.encode(), "sha256").hexdigest(), tag)
        # One of the next version, sealed as it should be.
        body = text.split(',\n  "tag"')[0].replace('"report": 1', '"report": 2')
        self.write("report.json",
                   f'{body},\n  "tag": "{hmac.new(key, body.encode(), "sha256").hexdigest()}"\n}}\n')
        self.verify(code=2, says="version 2")

    def test_no_personal_data(self):
        modes = [(), ("--mode", "person"), ("--mode", "flag")]
        for mode in modes:
            self.scrubbed(*mode)
            for name in ("report.json", "report.html"):
                text = re.sub("[0-9a-f]{32,}", "", self.read(name))
                for row in csv.DictReader(io.StringIO(EXPORT)):
                    for column in ("first_name", "last_name", "email", "phone", "address", "city", "zip"):
                        # A cell as short as a word of the report proves nothing.
                        if len(row[column]) > 3:
                            self.assertNotIn(row[column].lower(), text.lower(), (name, column))
                for word in set(PERSONAL) - {"secret"}:
                    self.assertIsNone(re.search(rf"\b{word}\b", text.lower()), (name, word))
                self.assertNotIn("R-1", text)

    def test_verify_holds_report_and_files_together(self):
        self.scrubbed()
        for report in ("report.json", "report.html"):
            self.verify(report, says="sealed and whole; nobody left of 1 lists in 3 rows")
            self.verify(report, "--output", "clean.csv", "--input", "export.csv")
            self.ok("verify", report, code=2)
            self.verify(report, "--as-of", "2026-08-01", code=2)
        for name in ("clean.csv", "export.csv", "audit.csv"):
            good = self.read_bytes(name)
            for at in range(0, len(good), 7):
                self.write(name, good[:at] + bytes([good[at] ^ 1]) + good[at + 1:])
                self.verify(code=6, says=name)
            self.write(name, good + b"\n")
            self.verify(code=6, says=name)
            self.write(name, good)
        os.rename(self.path("export.csv"), self.path("elsewhere.csv"))
        self.verify(says="export.csv is not at hand")
        self.verify("report.json", "--input", "elsewhere.csv")
        os.rename(self.path("clean.csv"), self.path("moved.csv"))
        self.verify(code=2, says="--output")
        self.verify("report.json", "--output", "moved.csv")

    def test_any_changed_byte_of_a_report_is_found(self):
        self.scrubbed()
        key_id = json.loads(self.read("report.json"))["secret"]
        for name in ("report.json", "report.html"):
            good = self.read_bytes(name)
            places = set(random.Random(7).sample(range(len(good)), 80)) | {0, 1, len(good) - 2, len(good) - 1}
            named = good.find(key_id.encode())
            for at in sorted(places):
                self.write("changed", good[:at] + bytes([good[at] ^ 1]) + good[at + 1:])
                code = 4 if named <= at < named + len(key_id) else 6
                self.verify("changed", code=code, says="changed")
            for changed in (good + b" ", good[:-1], good[1:]):
                self.write("changed", changed)
                self.verify("changed", code=6)

    def test_another_secret(self):
        self.scrubbed()
        self.ok("keygen", "-o", "other.key")
        self.ok("compile", "requests.csv", "-o", "others.optout", env={"OPTOUT_KEY_FILE": "other.key"})
        for report in ("report.json", "report.html"):
            done = self.ok("verify", report, "-l", "others.optout", code=4, env={"OPTOUT_KEY_FILE": "other.key"})
            self.assertIn("another secret", done.err)

    def test_who_is_left_is_found(self):
        self.scrubbed()
        self.write("requests.csv", "request_id,email\nR-9,ann@example.org\n")
        self.ok("compile", "requests.csv", "-o", "later.optout", "--as-of", "2026-09-01")
        done = self.ok("verify", "report.json", "-l", "people.optout", "-l", "later.optout", "--audit", "left.csv",
                       code=6)
        self.assertIn("1 of 3 rows", done.err)
        self.assertIn("R-9", self.read("left.csv"))
        done = self.ok("verify", "report.json", "-l", "later.optout", code=6)

    def test_a_chain(self):
        self.scrubbed()
        first = hashlib.sha256(self.read_bytes("report.json")).hexdigest()
        for previous in ("report.json", "report.html"):
            self.ok(*self.scrub("--report", "second.json", "--previous-report", previous))
            second = json.loads(self.read("second.json"))
            self.assertEqual(second["run"]["previous"]["sha256"], first)
            self.assertEqual(second["run"]["previous"]["run"], json.loads(self.read("report.json"))["run"]["id"])
            self.verify("second.json", "--previous-report", previous)
        self.verify("report.json", "--previous-report", "second.json", code=6, says="does not follow")
        self.refused(2, *self.scrub("--report", "second.json", "--previous-report", "second.json"), output=None)
        self.refused(2, *self.scrub("--previous-report", "report.json"))
        self.write("report.json", self.read("report.json").replace("people", "peoples"))
        self.refused(6, *self.scrub("--report", "second.json", "--previous-report", "report.json"), says="seal")

    def test_a_failed_run_leaves_no_report(self):
        self.write("export.csv", EXPORT + "8,too,few\n")
        for name in ("report.json", "report.html"):
            self.write(name, "yesterday's\n")
        self.refused(3, *self.scrub(*REPORTS))
        self.assertFalse(self.exists("report.json") or self.exists("report.html"))
        self.refused(2, *self.scrub("--report", "report.txt"), says="NAME.json or NAME.html")
        self.refused(2, *self.scrub("--report", "people.optout"), output=None)
        self.refused(2, *self.scrub("--report", "report.json", "--audit", "report.json"), output=None)

    def test_policies_survive_the_report(self):
        self.write("policy.toml", 'max_list_age_days = 300\n[[rules]]\ntypes = ["delete"]\nstates = ["NV"]\n'
                   'mode = "keep"\nbasis = "a contract"\n[modes]\nopt_out = "flag"\n')
        report = self.scrubbed("--policy", "policy.toml", "--scope", "channel=mail")
        self.assertEqual(report["rows"]["flagged"], 3)
        self.assertEqual(report["rows"]["exempt"], 1)
        self.assertEqual([(rule["mode"], rule["basis"], rule["rows"]) for rule in report["policy"]["rules"]],
                         [("keep", "a contract", 1), ("flag", "", 3)])
        self.assertEqual(report["policy"]["scope"], ["channel=mail"])
        self.verify("report.html")
        # Without the report, verify needs the policy to know what may stay.
        self.ok("verify", "clean.csv", "-l", "people.optout", code=6)
        self.ok("verify", "clean.csv", "-l", "people.optout", "--policy", "policy.toml")

    def test_minors(self):
        header = "owner 1 name,owner 1 date of birth,owner 2 name,owner 2 date of birth,owner 1 email,address,city,state,zip\n"
        self.write("export.csv", header + "Ann Lee,1980-02-03,Tim Lee,2015-06-07,,9 Pine Rd,Reno,NV,89501\n"
                   "Bo Lee,6/7/2015,,,bo@example.com,9 Pine Rd,Reno,NV,89501\n"
                   "Cy Lee,6/7/2005,,,,9 Pine Rd,Reno,NV,89501\n")
        self.write("requests.csv", "request_id,type,email,received_date\nR-1,opt_in,bo@example.com,2026-07-01\n")
        self.ok("compile", "requests.csv", "-o", "people.optout", "--as-of", "2026-08-01")
        self.write("policy.toml", '[minors]\nmode = "person"\nbasis = "a law"\n')
        report = self.scrubbed("--policy", "policy.toml")
        self.assertEqual(self.read("clean.csv"), header + "Ann Lee,1980-02-03,,,,9 Pine Rd,Reno,NV,89501\n"
                         "Bo Lee,6/7/2015,,,bo@example.com,9 Pine Rd,Reno,NV,89501\n"
                         "Cy Lee,6/7/2005,,,,9 Pine Rd,Reno,NV,89501\n")
        self.assertEqual(report["policy"]["minors"], {"under": 16, "mode": "person", "basis": "a law"})
        self.assertEqual(report["matches"]["rows_by_request_type"]["minor"], 1)
        self.assertEqual(report["matches"]["rows_by_kind"]["dob"], 1)
        self.assertEqual(self.read("audit.csv").splitlines()[1], "1,owner2,dob,owner 2 date of birth,policy,minor,minor,"
                         "person,owner 2 name;owner 2 date of birth")
        self.assertIn("minor, by birth date", self.read("report.html"))
        self.assertIn("for 0 requests and as minors.", self.read("report.html"))
        self.assertIn("minors     1 rows, by birth date", self.ok(*self.scrub("--policy", "policy.toml")).err)
        self.scrubbed("--policy", "policy.toml")
        self.verify("report.html")
        said = self.ok("explain", "export.csv", "--row", "1", "-l", "people.optout", "--policy", "policy.toml").out
        self.assertIn("'owner 2 date of birth' says that owner2 is under 16, and nobody opted in", said)
        self.write("clean.csv", self.read("export.csv"))
        self.ok("verify", "clean.csv", "-l", "people.optout", "--policy", "policy.toml", code=6)

    def test_redacted_rows(self):
        self.write("policy.toml", 'mode = "phones"\n')
        for how in (("--mode", "person"), ("--mode", "field"), ("--policy", "policy.toml")):
            report = self.scrubbed(*how)
            self.assertEqual(report["rows"]["blanked"], 4)
            cells = report["cells"]
            self.assertEqual(sum(cells["blanked_by_kind"].values()), cells["blanked"])
            self.assertEqual(sum(cells["blanked_by_request_type"].values()), cells["blanked"])
            self.verify()
        self.ok("verify", "clean.csv", "-l", "people.optout", code=6)
        self.ok("verify", "clean.csv", "-l", "people.optout", "--policy", "policy.toml")

    def test_streams_dry_runs_and_maps(self):
        done = self.ok(*self.scrub(*REPORTS, export="-", out="-"), stdin=EXPORT)
        self.assertEqual(done.out, CLEAN)
        report = json.loads(self.read("report.json"))
        self.assertEqual(report["files"]["output"]["sha256"], hashlib.sha256(CLEAN.encode()).hexdigest())
        self.assertEqual(report["files"]["input"]["sha256"], hashlib.sha256(EXPORT.encode()).hexdigest())
        self.verify(code=2, says="--output")
        self.write("clean.csv", CLEAN)
        self.verify("report.json", "--output", "clean.csv")
        self.ok(*self.scrub("--report", "dry.json", "--dry-run"))
        self.assertIsNone(json.loads(self.read("dry.json"))["files"]["output"])
        self.verify("dry.json", says="dry run")
        self.write("map.toml", '[columns]\nnotes = "ignore"\n')
        self.scrubbed("--map", "map.toml")
        self.verify(code=2, says="--map")
        self.verify("report.json", "--map", "map.toml")

    def test_digests_are_of_the_bytes_on_disk(self):
        self.write("export.csv", EXPORT.encode("utf-16"))
        report = self.scrubbed()
        self.assertEqual(self.read_bytes("clean.csv").decode("utf-16"), CLEAN)
        for name, file in (("input", "export.csv"), ("output", "clean.csv")):
            self.assertEqual(report["files"][name]["sha256"], hashlib.sha256(self.read_bytes(file)).hexdigest())
        self.verify("report.html")

    def test_exports_of_json(self):
        rows = [json.dumps(row) + "\n" for row in csv.DictReader(io.StringIO(EXPORT))]
        self.write("export.ndjson", "".join(rows))
        for mode, out in (((), 3), (("--mode", "person"), 7)):
            report = self.scrubbed(*mode, export="export.ndjson", out="clean.ndjson")
            self.assertEqual(report["rows"]["out"], out)
            for name in ("input", "output"):
                file = report["files"][name]
                self.assertEqual(file["sha256"], hashlib.sha256(self.read_bytes(file["name"])).hexdigest())
            self.verify(says=f"nobody left of 1 lists in {out} rows")
        self.write("clean.ndjson", self.read("clean.ndjson") + rows[0])
        self.verify(code=6, says="clean.ndjson")

    def test_the_output_is_the_same_for_any_jobs(self):
        rows = EXPORT + "".join(EXPORT.split("\n", 1)[1] for _ in range(4000))
        self.write("export.csv", rows)
        seen = set()
        for jobs in ("1", "3"):
            report = self.scrubbed("-j", jobs)
            seen.add(json.dumps([report[part] for part in ("rows", "matches", "cells", "lists", "files")]))
            self.verify()
        self.assertEqual(len(seen), 1)


if __name__ == "__main__":
    unittest.main()
