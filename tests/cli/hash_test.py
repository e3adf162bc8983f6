"""`optout hash` against an implementation of DROP's rules that shares nothing with it: Python's unicodedata and hashlib."""
# SPDX-License-Identifier: Apache-2.0
import base64
import hashlib
import random
import re
import subprocess
import unicodedata
import unittest

from tool import TOOL

GREEK = dict(zip("αβγδεζηθικλμνξοπρσςτυφχψωάέίήύόώϊΐϋΰ",
                 "a v g d e z i th i k l m n x o p r s s t y f ch ps o a e i i y o o i i y y".split()))
CYRILLIC = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюяєіїґў",
                    "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya e i i g u".split()))
LATIN = dict(zip("ßæœøðþłđħŋıĳŀ", "ss ae oe o d th l d h n i ij l".split()))
LETTERS = {letter: "" if latin == "-" else latin for letter, latin in (GREEK | CYRILLIC | LATIN).items()}
PIECES = (list("abcXYZ019 '-.,") + list(LETTERS) + list("ÉÑÖÅŠřžàĞİŞΆΏЙЁЇ") + ["José", "Müller", "김", "정", "山田", "é", "و", "ש"])


def hash_of(text):
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() if text else ""


def name(text):
    text = unicodedata.normalize("NFC", text).lower()
    text = "".join(LETTERS.get(c, c) for c in text)
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return "".join(c for c in text if unicodedata.category(c)[0] == "L" or c.isdigit())


def email(text):
    return "".join(text.split()).lower()


def phone(text):
    return re.sub("[^0-9]", "", text)[-10:]


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
