"""`optout compile --values`: every form of a list against Python's own reading of it, and what is refused."""
# SPDX-License-Identifier: Apache-2.0
import base64
import csv
import gzip
import hashlib
import io
import json
import os
import random
import re
import signal
import subprocess
import time
import unittest
import xml.etree.ElementTree

from tool import TOOL, ToolTest


def numbers(count, seed):
    """Distinct numbers that may be somebody's."""
    chance = random.Random(seed)
    out = set()
    while len(out) < count:
        out.add(f"{chance.choice(['212', '310', '415', '702'])}{chance.randrange(2_000_000, 10_000_000)}")
    return sorted(out)


class Values(ToolTest):
    def compile(self, *files, out="list.optout", kind="phone", flags=()):
        done = self.ok("compile", "--values", kind, *files, "-o", out, "--name", "dnc", "--as-of", "2026-08-01", "--json",
                       *flags)
        return json.loads(done.out), done.err

    def suppressed(self, values, lists=("list.optout",), kind="phone"):
        """Which of these a scrub takes out."""
        self.write("rows.csv", f"id,{kind}\n" + "".join(f"{i},{v}\n" for i, v in enumerate(values)))
        self.ok(*self.scrub(export="rows.csv", lists=lists))
        left = {row[kind] for row in csv.DictReader(io.StringIO(self.read("clean.csv")))}
        return [v for v in values if v not in left]

    def test_every_form_is_the_same_list(self):
        listed, others = numbers(3000, 1), numbers(3000, 2)
        chance = random.Random(3)
        shapes = ["{0}{1}{2}", "({0}) {1}-{2}", "{0},{1}{2}", "1-{0}-{1}-{2}", '"{0}","{1}{2}"', "+1 {0}.{1}.{2}", "  {0} {1} {2},"]
        cut = [(n[:3], n[3:6], n[6:]) for n in listed]
        self.write("lines.txt", "".join(chance.choice(shapes).format(*n) + chance.choice(["\n", "\r\n", "\n\n"]) for n in cut))
        table = io.StringIO()
        rows = csv.writer(table, delimiter=";")
        rows.writerow(["since", "Phone Number", "why"])
        rows.writerows([f"2026-01-{i % 28 + 1:02}", n, chance.choice(["", 'a ";" b', "two\nlines"])] for i, n in enumerate(listed))
        self.write("table.csv", table.getvalue())
        document = "<?xml version='1.0'?>\n<!-- full -->\n<list type='full' val='415'>\n"
        for area in ("212", "310", "702"):
            document += f"<ac val=\"{area}\">" + "".join(f"<ph val='{n[3:]}' />\n" for n in listed if n[:3] == area) + "</ac>\n"
        document += "".join(f"<ph val='{n[3:]}'></ph>" for n in listed if n[:3] == "415") + "</list>\n"
        self.write("list.xml", document)

        # What Python makes of these files.
        tree = xml.etree.ElementTree.fromstring(document)
        of_xml = {node.attrib["val"] + p.attrib["val"] for node in tree.iter() for p in node.findall("ph")}
        of_table = {row["Phone Number"] for row in csv.DictReader(io.StringIO(table.getvalue()), delimiter=";")}
        digits = [re.sub(r"\D", "", line)[-10:] for line in self.read("lines.txt").splitlines()]
        for read in (of_xml, of_table, set(filter(None, digits))):
            self.assertEqual(read, set(listed))

        first = None
        self.write("packed", gzip.compress(self.read_bytes("list.xml")))
        self.write("wide.txt", self.read("lines.txt").encode("utf-16"))
        for name in ("lines.txt", "table.csv", "list.xml", "packed", "wide.txt", "-"):
            for jobs in ("1", "2"):
                stdin = self.read_bytes("lines.txt") if name == "-" else None
                self.ok("compile", "--values", "phone", name, "-o", "list.optout", "--name", "dnc", "--as-of", "2026-08-01",
                        "-j", jobs, stdin=stdin)
                first = first or self.read_bytes("list.optout")
                self.assertEqual(self.read_bytes("list.optout"), first, name)
        for memory in ("1", "4000"):
            summary, _ = self.compile("lines.txt", "table.csv", "list.xml", flags=("--memory", memory))
            self.assertEqual((summary["values"], summary["keys"], summary["junk_values"]), (9000, 3000, 0))
            self.assertEqual(self.read_bytes("list.optout"), first)
        self.assertEqual(self.suppressed(listed + others), listed + sorted(set(others) & set(listed)))
        self.ok("verify", "list.optout")

        # The plain way to such a list: a request a number, all of them the same one.
        self.write("requests.csv", "request_id,type,phone,received_date\n" + "".join(
            f"dnc,do_not_call,{n},2026-08-01\n" for n in listed))
        self.ok("compile", "requests.csv", "-o", "plain.optout", "--name", "dnc", "--as-of", "2026-08-01")
        self.assertEqual(self.read_bytes("plain.optout"), first)

    def test_more_than_memory_holds(self):
        listed = numbers(200_000, 4)
        self.write("a.txt", "\n".join(listed[:150_000]))
        self.write("b.txt", "\n".join(reversed(listed[50_000:])))
        summary, _ = self.compile("a.txt", "b.txt")
        self.assertEqual((summary["values"], summary["keys"]), (300_000, 200_000))
        whole = self.read_bytes("list.optout")
        for memory, jobs in (("1", "1"), ("1", "2"), ("3", "2")):
            self.compile("a.txt", "b.txt", flags=("--memory", memory, "-j", jobs))
            self.assertEqual(self.read_bytes("list.optout"), whole)

    def test_the_request_that_all_stand_for(self):
        self.write("one.txt", "4155552671\n")
        for kind, flags, word in (("phone", (), "do_not_call"), ("phone", ("--type", "delete"), "delete")):
            self.compile("one.txt", flags=flags)
            found = self.ok("check", "-l", "list.optout", "--phone", "415-555-2671")
            self.assertIn(word, found.out)
            self.assertIn("dnc", found.out)
            self.assertIn("2026-08-01", found.out)
        self.refused(2, "compile", "--values", "phone", "one.txt", "-o", "clean.csv", "--type", "forget", says="--type forget")

    def test_emails_and_digests(self):
        emails = [f"person{i}@example.com" for i in range(500)]
        self.write("emails.txt", "Email\n" + "\n".join(e.upper() for e in emails))
        self.compile("emails.txt", kind="email")
        self.assertEqual(self.suppressed(emails + ["other@example.com"], kind="email"), emails)
        for name in ("md5", "sha1", "sha256", "sha512"):
            digests = [hashlib.new(name, e.encode()).hexdigest() for e in emails]
            for text in ("\n".join(digests), "id,email_" + name + "\n" + "".join(f"{i},{d.upper()}\n" for i, d in enumerate(digests))):
                self.write("digests.txt", text)
                summary, _ = self.compile("digests.txt", kind="email")
                self.assertEqual(summary["keys"], 500)
                self.assertEqual(self.suppressed(emails + ["other@example.com"], kind="email"), emails)
        self.write("base64.txt", "\n".join(base64.b64encode(hashlib.sha256(e.encode()).digest()).decode() for e in emails))
        self.refused(3, "compile", "--values", "email", "base64.txt", "-o", "clean.csv", says=("line 1", "--hashes"))
        self.compile("base64.txt", kind="email", flags=("--hashes", "drop"))
        self.assertEqual(self.suppressed(emails + ["other@example.com"], kind="email"), emails)
        self.write("mixed.txt", "person1@example.com\n" + hashlib.md5(b"a").hexdigest() + "\n")
        self.refused(3, "compile", "--values", "email", "mixed.txt", "-o", "clean.csv", says=("line 2", "md5", "a list of each"))

    def test_junk_is_counted_and_named_by_line(self):
        self.write("junk.txt", "4155552671\nsecret words 1\n000-000-0000\n\n212-555-0147\nsecret\n")
        summary, said = self.compile("junk.txt")
        self.assertEqual((summary["keys"], summary["junk_values"]), (2, 3))
        self.assertIn("junk.txt: 3 lines hold something else: 2, 3, 6\n", said)
        self.assertNotIn("secret", said)
        self.write("much.txt", "4155552671\n" + "junk 1\n" * 50)
        self.assertIn("20, 21 and 30 more", self.compile("much.txt")[1])
        done = self.refused(3, "compile", "--values", "phone", "junk.txt", "--strict", "-o", "clean.csv",
                            says=("3 lines", "the first is 2"))
        self.assertNotIn("secret", done.err)

    def test_bad_input(self):
        for text, code, says in (
                ("", 3, "holds no value"), ("no number 1\n", 3, "holds no value"),
                ("PK\x03\x04\x00\x00junk 1\x00\n", 3, "holds no value"),
                ("4155552671,A\n2125550147,D\n", 2, ("line 1", "change list", "--map FILE")),
                ("A,212,5550147,2026-08-01\n", 2, "line 1"), ("name,city\nDoe,Reno\n", 2, "--map FILE"),
                ("phone,city\n4155552671\n", 3, "row 1"), ("4155552671\n5.55E+09\n", 3, ("line 2", "spreadsheet")),
                ("<list>\n<ph val='5552671'/></list>", 3, ("line 2", "area code")),
                ("<list val='415'><ph val='5552671'/>", 3, "cut off"), ("<html></html>", 3, "holds no value"),
                (gzip.compress(b"4155552671\n" * 1000)[:-9], 3, "cut off")):
            self.write("bad.txt", text)
            self.refused(code, "compile", "--values", "phone", "bad.txt", "-o", "clean.csv", says=says)
        self.write("good.txt", "4155552671\n")
        self.refused(5, "compile", "--values", "phone", "good.txt", "none.txt", "-o", "clean.csv", says="none.txt")
        for flags in (("--level", "exact"), ("--kinds", "phone"), ("--household",), ("--strict-keys",)):
            self.refused(2, "compile", "--values", "phone", "good.txt", "-o", "clean.csv", *flags, says=flags[0])
        self.refused(2, "compile", "--memory", "5", "requests.csv", "-o", "clean.csv", output=None)
        self.write("big.txt", "\n".join(numbers(60_000, 5)))
        self.refused(5, "compile", "--values", "phone", "big.txt", "--memory", "1", "-o", "clean.csv",
                     env={"TMPDIR": "/nowhere"}, says="/nowhere")

    def test_a_full_disk_and_a_kill_leave_nothing(self):
        self.write("many.txt", "\n".join(numbers(150_000, 6)))
        args = ("compile", "--values", "phone", "many.txt", "--memory", "1", "--as-of", "2026-08-01", "-o", "list.optout")
        done = subprocess.run(["bash", "-c", 'ulimit -f 1000; exec "$@"', "-", TOOL, *args], cwd=self.folder,
                              env={**os.environ, "OPTOUT_KEY_FILE": "my.key", "TMPDIR": self.folder}, capture_output=True,
                              stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, 5, done.stderr)
        before = set(os.listdir(self.folder))
        self.assertNotIn("list.optout", before)
        started = time.monotonic()
        self.ok(*args, env={"TMPDIR": self.folder})
        whole = time.monotonic() - started
        list_whole = self.read_bytes("list.optout")
        chance = random.Random(8)
        for number in range(10):
            if self.exists("list.optout"):
                os.remove(self.path("list.optout"))
            run = subprocess.Popen([TOOL, *args], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL,
                                   env={**os.environ, "OPTOUT_KEY_FILE": "my.key", "TMPDIR": self.folder})
            time.sleep(chance.uniform(0, 1) * whole)
            run.send_signal((signal.SIGKILL, signal.SIGTERM)[number % 2])
            run.wait(timeout=60)
            # A kill may come when all is done, while the program leaves; then the list is whole.
            if self.exists("list.optout"):
                self.assertEqual(self.read_bytes("list.optout"), list_whole)
        self.ok(*args, env={"TMPDIR": self.folder})
        self.assertEqual(set(os.listdir(self.folder)), before | {"list.optout"})


if __name__ == "__main__":
    unittest.main()
