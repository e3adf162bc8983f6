"""`optout hash` against an implementation of DROP's rules that shares nothing with it (drop_rules.py)."""
# SPDX-License-Identifier: Apache-2.0
import hashlib
import random
import subprocess
import unittest

from drop_rules import PIECES, email, hash_of, name, phone
from tool import TOOL

class HashTest(unittest.TestCase):
    def run_tool(self, scheme, kind, lines, *flags):
        done = subprocess.run([TOOL, "hash", "--scheme", scheme, kind, *flags], capture_output=True,
                              input="".join(line + "\n" for line in lines).encode())
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        answers = done.stdout.decode().split("\n")[:-1]
        self.assertEqual(len(answers), len(lines))
        return answers

    def test_names_emails_and_phones(self):
        generator = random.Random(20260101)
        pick = lambda pieces: "".join(generator.choice(pieces) for _ in range(generator.randrange(1, 9)))
        for kind, rule, pieces in (("last_name", name, PIECES), ("first_name", name, PIECES),
                                   ("email", email, list("aBc.+@ Éñ@x") + ["Gmail.com"]),
                                   ("phone", phone, list("0123456789()-+ x"))):
            texts = [pick(pieces) for _ in range(3000)]
            for text, found in zip(texts, self.run_tool("drop", kind, texts), strict=True):
                self.assertEqual(found, hash_of(rule(text)), f"{kind} <{text}>")

    def test_composites_are_made_of_their_parts(self):
        parts = [self.run_tool("drop", kind, [value])[0] for kind, value in
                 (("first_name", "Danielle"), ("last_name", "Johnson"), ("dob", "July 4, 1985"), ("zip", "91790"))]
        self.assertEqual(self.run_tool("drop", "ndz", ["Danielle\tJohnson\tJuly 4, 1985\t91790"]),
                         [hash_of("".join(parts))])
        self.assertEqual(self.run_tool("drop", "ndz", ["Danielle\tJohnson\tJuly 4, 1985", "a\t\t1980-01-01\t9"]), ["", ""])

    def test_a_line_each_and_all_of_them_on_demand(self):
        self.assertEqual(self.run_tool("drop", "email", ["", "  "]), ["", ""])
        self.assertEqual(len(self.run_tool("drop", "last_name", ["Smith Jr."], "--all")[0].split("\t")), 2)
        self.assertEqual(self.run_tool("md5", "email", [" Test@Example.com "]),
                         [hashlib.md5(b"test@example.com").hexdigest()])

    def test_what_there_is_not_is_refused(self):
        for flags, word in ((("--scheme", "drops", "email"), b"a scheme is drop"),
                            (("--scheme", "uid2", "vin"), b"a kind of scheme uid2 is email, phone"),
                            (("--scheme", "drop", "name"), b"a kind of scheme drop is")):
            done = subprocess.run([TOOL, "hash", *flags], capture_output=True, input=b"x\n")
            self.assertEqual((done.returncode, done.stdout), (2, b""))
            self.assertIn(word, done.stderr)


if __name__ == "__main__":
    unittest.main()
