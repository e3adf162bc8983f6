"""DROP over its API with the real tool, against a server on this machine that answers as DROP does."""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import pathlib
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from drop_server import drop_server  # noqa: E402
from drop_rules import hash_of  # noqa: E402
from drop_test import DropCase  # noqa: E402
from drop_world import BROKER, World, archive  # noqa: E402
from tool import TOOL  # noqa: E402

NAME = f"20260812_{BROKER}_DROP.zip"
KEY = "0123456789-api-key"


class Api(DropCase):
    def setUp(self):
        super().setUp()
        self.write("api.key", KEY + "\n")
        os.chmod(self.path("api.key"), 0o600)
        self.world = World(60, 21)
        self.lists, self.truth = self.world.items(20, 20)
        self.late = "LateLateLate"  # of somebody who is in no record yet
        self.lists["Email"].append((self.late, hash_of("late.person@example.com")))
        self.truth[self.late] = 5
        self.write("records.csv", self.world.records())

    def play(self, script):
        server = drop_server(script)
        server.__enter__()
        self.addCleanup(server.__exit__)
        return server

    def call(self, server, *args, code=0, **more):
        done = self.ok("drop", *args, "--url", server.url, "--api-key", "api.key", code=code, **more)
        self.assertNotIn(KEY, done.out + done.err)
        return done

    def prepare(self, server):
        self.call(server, "download", "-o", "in", "--import")
        self.ok("drop", "match", "records.csv")
        os.mkdir(self.path("out"))
        self.ok("drop", "respond", "-o", "out")

    def sent(self):
        return json.loads(self.ok("drop", "status", "--json").out)

    def test_a_whole_cycle(self):
        os.mkdir(self.path("in"))
        server = self.play({"/data/download": [{"status": 202, "headers": {"Retry-After": "0"}, "json": {"message": "soon"}},
                                               {"zip": archive(self.lists, 20260812), "name": NAME},
                                               {"json": {"message": "nothing new"}}],
                            "/data/upload": [{}], "/data/amend": [{}]})
        self.prepare(server)
        self.assertEqual(self.statuses("out"), self.truth)
        done = json.loads(self.call(server, "upload", "--json").out)
        self.assertEqual({file["verdict"] for file in done["files"]}, {"accepted"})
        self.assertEqual(len(done["files"]), 3)
        posted = [part for request in server.requests for part in request["parts"]]
        self.assertEqual({part["file"]: part["text"] for part in posted},
                         {name: self.read(os.path.join("out", name)) for name in os.listdir(self.path("out"))})
        self.assertTrue(all(request["headers"]["x-api-key"] == KEY for request in server.requests))
        self.assertIn("nothing to send", self.call(server, "upload").err)
        self.assertIn("nothing new", self.call(server, "download", "-o", "in").err)
        self.assertIn("nothing to send", self.call(server, "amend").err)
        # Somebody is collected later, and the answer amended.
        self.world.people[0]["email2"] = "Late.Person@Example.com"
        self.write("records.csv", self.world.records())
        self.ok("drop", "match", "records.csv")
        os.mkdir(self.path("amended"))
        self.ok("drop", "respond", "--amend", "-o", "amended")
        self.assertEqual(self.statuses("amended"), {self.late: 3})
        done = json.loads(self.call(server, "amend", "--json").out)
        self.assertEqual([file["verdict"] for file in done["files"]], ["accepted"])
        self.assertEqual(server.requests[-1]["path"], "/data/amend")
        self.assertEqual(server.requests[-1]["parts"][0]["text"], f"Id,Status\n{self.late},3\n")

    def test_a_lost_reply_is_not_sent_as_new(self):
        os.mkdir(self.path("in"))
        server = self.play({"/data/download": [{"zip": archive(self.lists, 20260812), "name": NAME}],
                            "/data/upload": [{"lost": True}, {}]})
        self.prepare(server)
        self.call(server, "upload", "--wait", "0", code=5)
        done = json.loads(self.call(server, "upload", "--json", "--wait", "0").out)
        self.assertEqual({file["verdict"] for file in done["files"]}, {"already accepted"})
        self.assertIn("nothing to send", self.call(server, "upload").err)

    def test_killed_while_it_sends(self):
        os.mkdir(self.path("in"))
        server = self.play({"/data/download": [{"zip": archive(self.lists, 20260812), "name": NAME}],
                            "/data/upload": [{"lost": True, "slow": 1}]})
        self.prepare(server)
        run = subprocess.Popen([TOOL, "drop", "upload", "--url", server.url, "--api-key", "api.key"], cwd=self.folder,
                               env={**os.environ, "OPTOUT_KEY_FILE": "my.key"}, stderr=subprocess.DEVNULL)
        while not any(request["path"] == "/data/upload" for request in server.requests):
            time.sleep(0.01)
        run.kill()
        run.wait()
        taken = set(server.taken)
        server.script["/data/upload"] = [{}]
        done = json.loads(self.call(server, "upload", "--json").out)
        self.assertEqual({file["name"] for file in done["files"] if file["verdict"] == "already accepted"}, taken)
        self.assertEqual(done["rejected"], 0)

    def test_a_rejected_file_is_said_and_sent_again(self):
        os.mkdir(self.path("in"))
        server = self.play({"/data/download": [{"zip": archive(self.lists, 20260812), "name": NAME}],
                            "/data/upload": [{"status": 202, "json": {
                                "message": "m", "acceptedCount": 2, "rejectedCount": 1,
                                "accepted": [{"fileName": f"20260812_{BROKER}_{n}.csv", "fileSizeBytes": 1} for n in ("NDZ", "Email")],
                                "rejected": [{"fileName": f"20260812_{BROKER}_Phone.csv", "message": "no luck"}]}}, {}]})
        self.prepare(server)
        refused = self.call(server, "upload", code=3)
        self.assertIn("no luck", refused.err)
        again = json.loads(self.call(server, "upload", "--json").out)
        self.assertEqual([file["name"] for file in again["files"]], [f"20260812_{BROKER}_Phone.csv"])

    def test_what_the_server_refuses(self):
        os.mkdir(self.path("in"))
        for answer, code, word in (({"status": 401, "text": "Unauthorized"}, 4, "401"), ({"status": 403, "json": {"message": "x"}}, 5, "403"),
                                   ({"status": 409, "json": {"message": "x"}}, 5, "409"), ({"status": 302, "headers": {"Location": "/"}}, 5, ""),
                                   ({"zip": b"PK", "name": "../x.zip"}, 5, "name")):
            server = self.play({"/data/download": [answer]})
            done = self.call(server, "download", "-o", "in", code=code)
            self.assertIn(word, done.err)
            self.assertEqual(os.listdir(self.path("in")), [])

    def test_a_changed_file_is_not_sent(self):
        os.mkdir(self.path("in"))
        server = self.play({"/data/download": [{"zip": archive(self.lists, 20260812), "name": NAME}], "/data/upload": [{}]})
        self.prepare(server)
        name = os.path.join("out", f"20260812_{BROKER}_Phone.csv")
        self.write(name, self.read(name) + "x")
        self.assertIn("not as it was written", self.call(server, "upload", code=3).err)
        self.assertFalse(any(request["path"] == "/data/upload" for request in server.requests))

    def test_keys(self):
        self.ok("drop", "download", "--url", "https://127.0.0.1:1", "--api-key", "none.key", code=4)
        os.chmod(self.path("api.key"), 0o644)
        self.ok("drop", "download", "--url", "https://127.0.0.1:1", "--api-key", "api.key", code=4)
        self.ok("drop", "download", "--url", "http://example.com", "--api-key", "api.key", code=4)
        self.ok("drop", "download", code=2)
        self.ok("drop", "download", "--sandbox", "--url", "https://x", code=2)


class Doctor(DropCase):
    def test_examples_and_samples(self):
        self.assertIn("63 of 63 published ones come out (25 of them CalPrivacy's)", self.ok("drop", "doctor").out)
        ours = self.ok("hash", "--scheme", "drop", "email", stdin="a@example.com\n").out.strip()
        suffix = self.ok("hash", "--scheme", "drop", "last_name", "--all", stdin="Smith Jr.\n").out.strip().split("\t")
        self.write("good.tsv", f"email\tA@Example.com\t{ours}\nlast_name\tSmith Jr.\t{suffix[1]}\n")
        told = self.ok("drop", "doctor", "--sample", "good.tsv").out
        self.assertIn("2 hashes: 1 as ours, 1 another reading", told)
        self.write("bad.tsv", f"email\ta@example.com\t{ours}\nemail\tb@example.com\t{ours}\nemail\t \t{ours}\n")
        told = self.ok("drop", "doctor", "--sample", "bad.tsv", code=6).out
        self.assertIn("DIFFERENT at line 2, 3", told)
        for wrong in ("email\tx\n", "mail\tx\t" + ours + "\n", "ndz\ta\tb\t" + ours + "\n", "email\tx\tno hash\n"):
            self.write("wrong.tsv", wrong)
            self.assertIn("line 1", self.ok("drop", "doctor", "--sample", "wrong.tsv", code=3).err)


if __name__ == "__main__":
    unittest.main()
