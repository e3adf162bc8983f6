"""The cycle of DROP with the real tool: archives in, records matched, statuses out; every answer against the truth."""
# SPDX-License-Identifier: Apache-2.0
import csv
import json
import os
import re
import sqlite3
import unittest

from drop_rules import email, hash_of
from drop_world import BROKER, World, archive, csv_text
from tool import ToolTest


class DropCase(ToolTest):
    def setUp(self):
        super().setUp()
        self.ok("ledger", "init")

    def statuses(self, folder):
        """{id: status} of all response files in a folder; each item once."""
        out = {}
        for name in sorted(os.listdir(self.path(folder))):
            self.assertRegex(name, rf"^\d{{8}}_{BROKER}_[A-Za-z]+(_[A-Za-z0-9]{{1,10}})?\.csv$")
            text = self.read(os.path.join(folder, name))
            self.assertRegex(text, r"^Id,Status\n([A-Za-z0-9]{12},[2-5]\n)*$")
            for made, status in list(csv.reader(text.splitlines()))[1:]:
                self.assertNotIn(made, out, "an item was answered twice")
                out[made] = int(status)
        return out

    def respond(self, folder, *more):
        os.makedirs(self.path(folder), exist_ok=True)
        self.ok("drop", "respond", "-o", folder, *more)
        return self.statuses(folder)

    def import_archive(self, files, day, **more):
        name = f"{day}_{BROKER}_DROP.zip"
        self.write(name, archive(files, day))
        return json.loads(self.ok("drop", "import", name, "--json", **more).out)


class Cycle(DropCase):
    def test_every_item_gets_the_status_that_it_has(self):
        world = World(600, 1)
        lists, truth = world.items(200, 300)
        self.write("records.csv", world.records())
        came = self.import_archive(lists, 20260812)
        self.assertEqual((came["items"], came["removed"], came["again"]), (500, 0, False))
        found = json.loads(self.ok("drop", "match", "records.csv", "--matches", "act.csv", "--json").out)
        self.assertEqual((found["records"], found["items"], found["clean"]), (600, 200, True))
        self.assertGreater(found["several"], 3)
        self.assertEqual(self.respond("out"), truth)
        self.assertEqual(os.stat(self.path("act.csv")).st_mode & 0o777, 0o600)
        acts = list(csv.DictReader(self.read("act.csv").splitlines()))
        self.assertEqual({row["ID"] for row in acts}, {made for made, status in truth.items() if status != 5})
        self.assertEqual({row["candidate"] for row in acts}, {"0"})
        self.assertEqual(self.respond("again"), {}, "nothing is outstanding any more")
        status = json.loads(self.ok("drop", "status", "--json", "--as-of", "2026-11-26").out)
        self.assertEqual((status["items"], status["outstanding"], status["not_found"]), (500, 0, 300))

    def test_not_found_needs_a_match_that_ran(self):
        world = World(50, 2)
        lists, _ = world.items(5, 5)
        self.import_archive(lists, 20260812)
        os.mkdir(self.path("out"))
        refused = self.ok("drop", "respond", "-o", "out", code=2)
        self.assertIn("run 'optout drop match' first", refused.err)
        self.assertEqual(os.listdir(self.path("out")), [])
        # Items that came after the last match are not answered by it.
        self.write("records.csv", world.records())
        self.ok("drop", "match", "records.csv")
        more, _ = world.items(1, 3)
        self.import_archive(more, 20260920)
        self.ok("drop", "respond", "-o", "out", code=2)
        self.assertEqual(os.listdir(self.path("out")), [])

    def test_records_without_an_identifier_are_no_answer(self):
        world = World(50, 3)
        lists, truth = world.items(20, 20)
        self.import_archive(lists, 20260812)
        self.write("emails.csv", csv_text(["id", "email"], [[p["id"], p["email1"]] for p in world.people]))
        refused = self.ok("drop", "match", "emails.csv", code=6)
        self.assertIn("gave no such identifier", refused.err)
        self.ok("drop", "respond", "-o", self.folder, code=2)
        self.ok("drop", "match", "emails.csv", "--not-held", "phone,ndz")
        answers = self.respond("out")
        for made, _ in lists["Email"]:
            self.assertEqual(answers[made], truth[made])

    def test_a_column_that_nobody_reads_is_no_answer(self):
        world = World(50, 3)
        lists, truth = world.items(20, 20)
        self.import_archive(lists, 20260812)
        self.write("records.csv", world.records())
        self.write("more.csv", csv_text(["id", "email", "q7"], [[p["id"], "", p["phone1"]] for p in world.people]))
        refused = self.ok("drop", "match", "records.csv", "more.csv", "--not-held", "ndz", code=2)
        self.assertIn("more.csv: column \"q7\" holds what looks like phones", refused.err)
        self.ok("drop", "respond", "-o", self.folder, code=2)
        self.write("map.toml", '[columns]\nq7 = "ignore"\n')
        self.ok("drop", "match", "records.csv", "more.csv", "--map", "map.toml", code=2)  # records.csv has no q7
        self.ok("drop", "match", "records.csv", "more.csv", *["--map", ""] * 3, code=2)
        self.ok("drop", "match", "records.csv", "more.csv", "--map", "", "--map", "map.toml")

    def test_a_partial_match_answers_nothing(self):
        world = World(50, 4)
        lists, _ = world.items(5, 5)
        self.import_archive(lists, 20260812)
        self.write("records.csv", world.records() + "too,few\n")
        self.ok("drop", "match", "records.csv", code=3)
        partial = self.ok("drop", "match", "records.csv", "--rejects", "rejects.csv", code=6)
        self.assertIn("PARTIAL", partial.out)
        self.ok("drop", "respond", "-o", self.folder, code=2)
        self.write("more.csv", world.records() + "too,many" * 3 + "\n")
        self.ok("drop", "match", "records.csv", "more.csv", "--rejects", "rejects.csv", code=6)
        self.assertIn("too,few\n", self.read("rejects.csv"))
        self.assertIn("too,many", self.read("rejects.csv.2"))

    def test_a_response_cut_short_is_finished_as_it_was_begun(self):
        world = World(60, 10)
        lists, truth = world.items(30, 30)
        self.import_archive(lists, 20260812)
        self.write("records.csv", world.records())
        self.ok("drop", "match", "records.csv")
        self.assertEqual(self.respond("out", "--rows", "7"), truth)
        written = {name: self.read(os.path.join("out", name)) for name in os.listdir(self.path("out"))}
        self.assertGreater(len(written), 8)
        # As a kill leaves it: statuses noted, some files named.
        book = sqlite3.connect(self.path("optout.db"))
        book.execute("UPDATE response SET written = NULL")
        book.execute("DELETE FROM response_file")
        book.commit()
        book.close()
        for name in sorted(written)[::2]:
            os.remove(self.path(os.path.join("out", name)))
        told = json.loads(self.ok("drop", "respond", "-o", "out", "--json").out)  # other rows a file than before
        self.assertEqual({file["name"] for file in told["files"]}, set(written))
        self.assertEqual({name: self.read(os.path.join("out", name)) for name in os.listdir(self.path("out"))}, written)
        self.assertEqual(told["not_found"], 30)

    def test_records_that_nothing_can_match_are_refused(self):
        self.write("devices.csv", "id,MAID\n1,38400000-8cf0-11bd-b23e-10b96e40000d\n")
        self.write("births.csv", "first_name,last_name,date_of_birth,zip\nAnn,Lee,1970-01-02,89501\n")
        for name in ("devices.csv", "births.csv"):
            refused = self.ok("scrub", name, "-l", "people.optout", "-o", "clean.csv", code=2)
            self.assertIn("nothing could match", refused.err)
            self.assertFalse(self.exists("clean.csv"))

    def test_exemptions_have_a_basis(self):
        world = World(60, 5)
        lists, truth = world.items(20, 20)
        self.import_archive(lists, 20260812)
        self.write("records.csv", world.records())
        self.ok("drop", "match", "records.csv")
        exempt = [made for made, status in truth.items() if status == 3][:4] + [made for made, s in truth.items() if s == 5][:1]
        self.write("exempt.csv", csv_text(["ID", "Basis"], [[made, "FCRA, 15 U.S.C. 1681"] for made in exempt]))
        for wrong, word in (("ID,Basis\nshort,x\n", "row 1: is no ID"), ("ID,Basis\nAAAAAAAAAAAA,x\n", "never received"),
                            (f"ID,Basis\n{exempt[0]},\n", "basis"), ("Id,Basis\n", "header")):
            self.write("wrong.csv", wrong)
            self.assertIn(word, self.ok("drop", "respond", "-o", self.folder, "--exempt", "wrong.csv", code=3).err)
        for made in exempt[:4]:
            truth[made] = 2
        self.assertEqual(self.respond("out", "--exempt", "exempt.csv"), truth)

    def test_deltas_withdrawals_and_later_matches(self):
        world = World(300, 6)
        first, truth = world.items(60, 90)
        more, more_truth = world.items(20, 30)
        gone = {made: (name, digest) for name, rows in first.items() for made, digest in rows[:5]}
        self.import_archive(first, 20260812)
        self.write("records.csv", world.records())
        self.ok("drop", "match", "records.csv")
        self.assertEqual(self.respond("one"), truth)
        came = self.import_archive({**more, "Removed": [(i, h, name) for i, (name, h) in gone.items()]}, 20260920)
        self.assertEqual((came["items"], came["removed"], came["removed_unknown"]), (50, 15, 0))
        self.assertTrue(self.import_archive({**more, "Removed": [(i, h, n) for i, (n, h) in gone.items()]}, 20260920)["again"])
        with sqlite3.connect(self.path("optout.db")) as book:
            self.assertEqual(book.execute("SELECT count(*) FROM item WHERE removed IS NOT NULL").fetchone(), (15,))
        self.ok("drop", "match", "records.csv")
        self.assertEqual(self.respond("two"), more_truth)
        self.ok("compile", "--ledger", "optout.db", "-o", "all.optout")
        counts = json.loads(self.ok("inspect", "all.optout", "--json").out)
        self.assertEqual(counts["requests"], 150 - 15 + 50)
        self.assertEqual({kind["scheme"] for kind in counts["kinds"]}, {"drop"})

    def test_a_later_record_is_amended(self):
        world = World(40, 7)
        lists, truth = world.items(0, 5)
        lists["Email"].append(("LateLateLate", hash_of(email("new.person@example.com"))))
        truth["LateLateLate"] = 5
        self.import_archive(lists, 20260812)
        self.write("records.csv", world.records())
        self.ok("drop", "match", "records.csv")
        self.assertEqual(self.respond("one"), truth)
        self.assertEqual(self.respond("none", "--amend"), {})
        # The item screens new data before it is sold, found or not.
        self.ok("compile", "--ledger", "optout.db", "-o", "all.optout")
        self.write("new.csv", "first_name,last_name,email,zip\nNew,Person,New.Person@Example.com,89501\nOld,Hand,o@example.com,89501\n")
        self.ok("scrub", "new.csv", "-l", "all.optout", "-o", "clean.csv")
        self.assertNotIn("New.Person", self.read("clean.csv"))
        self.assertIn("Hand", self.read("clean.csv"))
        world.people[3]["email2"] = "NEW.person@example.com"
        self.write("records.csv", world.records())
        self.ok("drop", "match", "records.csv")
        self.assertEqual(json.loads(self.ok("drop", "status", "--json").out)["to_amend"], 1)
        self.assertEqual(self.respond("amended", "--amend"), {"LateLateLate": 3})
        self.assertEqual(json.loads(self.ok("drop", "status", "--json").out)["to_amend"], 0)

    def test_two_deltas_are_one_import_of_the_final_state(self):
        world = World(100, 8)
        first, _ = world.items(30, 30)
        second, _ = world.items(20, 20)
        gone = [(made, digest, name) for name, rows in first.items() for made, digest in rows[::3]]
        ids = {made for made, _, _ in gone}
        self.import_archive(first, 20260812)
        self.import_archive({**second, "Removed": gone}, 20260812)
        self.ok("ledger", "init", "--ledger", "final.db")
        final = {name: [row for row in first[name] if row[0] not in ids] + second[name] for name in first}
        self.write(f"20260812_{BROKER}_DROP.zip", archive(final, 20260812))
        self.ok("drop", "import", f"20260812_{BROKER}_DROP.zip", "--ledger", "final.db")
        for name in ("optout", "final"):
            self.ok("compile", "--ledger", f"{name}.db", "-o", f"{name}.optout", "--name", "all", "--as-of", "2026-09-01")
        self.assertEqual(self.read_bytes("optout.optout"), self.read_bytes("final.optout"))

    def test_ids_that_differ_in_case_are_two_and_one_hash_may_have_two(self):
        digest = hash_of(email("a@example.com"))
        self.import_archive({"Email": [("aBcdefghijkl", digest), ("AbcDefghijkl", digest)]}, 20260812)
        self.write("r.csv", "id,email\n1,A@example.com\n")
        self.ok("drop", "match", "r.csv")
        self.assertEqual(self.respond("out"), {"aBcdefghijkl": 3, "AbcDefghijkl": 3})
        # Withdrawn for one of them, the other holds.
        self.import_archive({"Removed": [("aBcdefghijkl", digest, "Email")]}, 20260920)
        self.ok("compile", "--ledger", "optout.db", "-o", "all.optout")
        self.assertEqual(self.ok("check", "-l", "all.optout", "--email", "a@example.com").returncode, 0)

    def test_what_is_two_owners_is_of_several(self):
        self.import_archive({"Phone": [("A" * 12, hash_of("4155552671"))], "Email": [("B" * 12, hash_of("a@example.com"))]}, 20260812)
        self.write("r.csv", "owner1_name,owner2_name,phone,owner1_email\nAnn Lee,Bob Lee,415-555-2671,A@example.com\n")
        self.ok("drop", "match", "r.csv")
        self.assertEqual(self.respond("out"), {"A" * 12: 4, "B" * 12: 3})

    def test_devices_alone(self):
        maid = "38400000-8cf0-11bd-b23e-10b96e40000d"
        self.import_archive({"MAID": [("A" * 12, hash_of(maid.replace("-", ""))), ("B" * 12, hash_of("x"))]}, 20260812)
        self.write("r.csv", f"id,MAID\n1,{maid.upper()}\n")
        self.ok("drop", "match", "r.csv")
        self.assertEqual(self.respond("out"), {"A" * 12: 3, "B" * 12: 5})

    def test_vehicles_and_televisions(self):
        vin = "1HGCM82633A004352"
        car = hash_of(hash_of("eve") + hash_of("genesis") + hash_of(vin.lower()))
        other = hash_of(hash_of("eva") + hash_of("genesis") + hash_of(vin.lower()))
        self.import_archive({"NameVIN": [("A" * 12, car), ("B" * 12, other)],
                             "CTVID": [("C" * 12, hash_of("smarttv9f8e7d6c")), ("D" * 12, hash_of("y"))]}, 20260812)
        self.write("r.csv", f"first_name,last_name,VIN,CTVID\nEve,GENESIS,{vin},SmartTV_9F8E7D6C\n")
        self.ok("drop", "match", "r.csv")
        self.assertEqual(self.respond("out"), {"A" * 12: 3, "B" * 12: 5, "C" * 12: 3, "D" * 12: 5})

    def test_planted_people_must_be_found(self):
        self.ok("drop", "doctor", "--plant", "3", "-o", "canaries")
        world = World(30, 9)
        lists, truth = world.items(5, 5)
        self.import_archive(lists, 20260812)
        self.write("records.csv", world.records())
        missed = self.ok("drop", "match", "records.csv", "--canaries", "canaries/canary_requests.csv", code=6)
        self.assertIn("canary-", missed.err)
        self.ok("drop", "respond", "-o", self.folder, code=2)
        found = self.ok("drop", "match", "records.csv", "canaries/canary_profiles.csv", "--canaries",
                        "canaries/canary_requests.csv", "--json")
        self.assertEqual(json.loads(found.out)["canaries"], 9)  # by email, by phone, by name, birth date and ZIP code
        self.assertEqual(self.respond("out"), truth)

    def test_the_period_is_shorter_from_2027_on(self):
        for line, left in (("2026-08-20", 45), ("2026-12-20", 30), ("2027-02-01", 30)):
            self.ok("ledger", "init", "--ledger", line + ".db")
            self.write(f"20260812_{BROKER}_DROP.zip", archive({"Email": []}, 20260812))
            self.ok("drop", "import", f"20260812_{BROKER}_DROP.zip", "--ledger", line + ".db")
            with sqlite3.connect(self.path(line + ".db")) as book:
                book.execute("UPDATE batch SET at = CAST(strftime('%s', ?) AS INTEGER)", (line,))
            book.close()
            status = json.loads(self.ok("drop", "status", "--json", "--ledger", line + ".db", "--as-of", line).out)
            self.assertEqual(status["days_left"], left, line)


class BadInput(DropCase):
    def unchanged(self, *args, code=3, says=""):
        with sqlite3.connect(self.path("optout.db")) as book:
            before = list(book.iterdump())
        done = self.ok("drop", "import", *args, code=code)
        self.assertIn(says, done.err)
        self.assertTrue(done.err.startswith("optout: "))
        with sqlite3.connect(self.path("optout.db")) as book:
            self.assertEqual(list(book.iterdump()), before)
        return done

    def test_what_is_no_archive(self):
        name = f"20260812_{BROKER}_DROP.zip"
        digest = hash_of("x")
        good = archive({"Email": [("A" * 12, digest)]}, 20260812)
        for content, word in ((good[:len(good) // 2], ""), (b"PK", ""), (b"", ""),
                              (archive({"Email": [("A" * 12, "short")]}, 20260812), "row 1"),
                              (archive({"Email": [("A" * 12, digest), ("A" * 12, digest)]}, 20260812), "twice"),
                              (archive({"Emails": []}, 20260812), ""), (archive({"../x": []}, 20260812), ""),
                              (archive({"Email": []}, 20260812, broker="9999"), "")):
            self.write(name, content)
            self.unchanged(name, says=word)
        self.write("20260812_4821_Email.csv", "ID,Status\n")
        self.unchanged("20260812_4821_Email.csv", says="ID,Hash")

    def test_older_another_broker_another_hash(self):
        self.import_archive({"Email": [("A" * 12, hash_of("x"))]}, 20260812)
        self.write("20260811_4821_DROP.zip", archive({"Email": [("B" * 12, hash_of("x"))]}, 20260811))
        self.unchanged("20260811_4821_DROP.zip", says="older")
        self.write("20260820_9999_DROP.zip", archive({"Email": []}, 20260820, broker="9999"))
        self.unchanged("20260820_9999_DROP.zip", says="broker")
        self.write("20260820_4821_DROP.zip", archive({"Email": [("A" * 12, hash_of("y"))]}, 20260820))
        self.unchanged("20260820_4821_DROP.zip", says="another hash")
        self.write("20260820_4821_DROP.zip", archive({"Phone": [("A" * 12, hash_of("x"))]}, 20260820))
        self.unchanged("20260820_4821_DROP.zip", says="another hash or list")

    def test_files_of_others_are_left_alone(self):
        self.import_archive({"Email": [("A" * 12, hash_of(email("a@example.com")))]}, 20260812)
        self.write("r.csv", "id,email\n1,b@example.com\n")
        self.ok("drop", "match", "r.csv")
        os.mkdir(self.path("out"))
        self.write("out/20260812_4821_Email.csv", "mine\n")
        self.assertIn("is there already", self.ok("drop", "respond", "-o", "out", code=2).err)
        self.assertEqual(self.read("out/20260812_4821_Email.csv"), "mine\n")
        os.remove(self.path("out/20260812_4821_Email.csv"))
        self.assertEqual(self.respond("out"), {"A" * 12: 5})

    def test_a_full_disk(self):
        world = World(10, 11)
        lists, _ = world.items(0, 3000)
        self.write(f"20260812_{BROKER}_DROP.zip", archive(lists, 20260812))
        size = os.path.getsize(self.path("optout.db"))
        import resource
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size + 200000, size + 200000))
        self.ok("drop", "import", f"20260812_{BROKER}_DROP.zip", code=5, preexec_fn=limit)
        self.assertEqual(json.loads(self.ok("ledger", "status", "--json").out)["items"], 0)
        self.ok("ledger", "verify")
        self.assertEqual(json.loads(self.ok("drop", "import", f"20260812_{BROKER}_DROP.zip", "--json").out)["items"], 3000)
        self.ok("ledger", "verify")


if __name__ == "__main__":
    unittest.main()
