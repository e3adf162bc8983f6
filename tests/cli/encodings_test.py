"""Encodings of exports, and what spreadsheets do to them; Python's codecs are the judge."""
# SPDX-License-Identifier: Apache-2.0
import random
import unittest

from tool import CLEAN, EXPORT, GOING, HEADER, REQUESTS, STAYING, ToolTest

MARKED = {"utf-16-le": "\ufeff".encode("utf-16-le"), "utf-16-be": "\ufeff".encode("utf-16-be")}
NOTES = ["Zoë", "日本語", "🙂🏡", "\u2028", "\ufeff", "a\u0301", "\U0010ffff", "\ue000", "\uffff", "\x7f", 'q""x', "¡\r\n!"]


def noted(rows, seed):
    """The rows with a last cell from NOTES."""
    dice = random.Random(seed)
    return [row[:row.index(",NV,")] + f',NV,89501,"{dice.choice(NOTES)}"\n' for row in rows]


class Utf16(ToolTest):
    def test_the_bytes_that_stay_are_those_of_the_file(self):
        going, staying = noted(GOING * 300, 1), noted(STAYING * 400, 2)
        rows = going + staying
        order = list(range(len(rows)))
        random.Random(3).shuffle(order)
        text = HEADER + "".join(rows[i] for i in order)
        clean = HEADER + "".join(rows[i] for i in order if i >= len(going))
        for codec, mark in MARKED.items():
            for start in (mark, b""):
                self.write("export.csv", start + text.encode(codec))
                expected = start + clean.encode(codec)
                for jobs in ("1", "3"):
                    done = self.ok(*self.scrub("-j", jobs))
                    self.assertEqual(self.read_bytes("clean.csv"), expected)
                    self.assertIn(f"dropped    {len(going)}\n", done.err)
                piped = self.ok(*self.scrub(export="-", out="-"), stdin=start + text.encode(codec))
                self.assertEqual(piped.stdout, expected)
                self.ok("verify", "clean.csv", "-l", "people.optout")
                self.ok("verify", "export.csv", "-l", "people.optout", code=6)
                shown = self.ok("explain", "export.csv", "--row", "1", "-l", "people.optout")
                self.assertIn("the row", shown.out)

    def test_rows_that_change_stay_in_their_encoding(self):
        text = EXPORT.replace("padded", "Zoë 🙂").replace("a line", "eine Zeile – ü")
        for mode in ("person", "field", "flag"):
            self.write("export.csv", text)
            self.ok(*self.scrub("--mode", mode))
            expected = self.read("clean.csv")
            self.assertNotEqual(expected, text)
            for codec, mark in MARKED.items():
                self.write("export.csv", mark + text.encode(codec))
                self.ok(*self.scrub("--mode", mode))
                self.assertEqual(self.read_bytes("clean.csv"), mark + expected.encode(codec))

    def test_requests_and_rejects_and_tabs(self):
        self.write("requests.csv", REQUESTS.replace(",", "\t").encode("utf-16"))
        self.ok("compile", "requests.csv", "-o", "people.optout", "--as-of", "2026-08-01")
        text = EXPORT.replace(",", "\t").replace("POE\t SAM", "POE, SAM")
        self.write("export.csv", (text + "8\ttoo\tfew é\n").encode("utf-16"))
        self.refused(3, *self.scrub(), says=("row 8", "3 fields"))
        self.ok(*self.scrub("--rejects", "rejects.csv"))
        self.assertEqual(self.read_bytes("clean.csv"), CLEAN.replace(",", "\t").encode("utf-16"))
        header = HEADER.replace(",", "\t")
        self.assertEqual(self.read_bytes("rejects.csv"), (header + "8\ttoo\tfew é\n").encode("utf-16"))

    def test_what_python_refuses_is_refused_at_its_place_and_nothing_else(self):
        dice = random.Random(4)
        refused = 0
        for _ in range(60):
            codec = dice.choice(list(MARKED))
            notes = bytearray("".join(dice.choices("aéΩ🙂 ", k=8)).encode(codec))
            for _ in range(dice.randrange(3)):
                notes[dice.randrange(len(notes))] = dice.choice([0x00, 0xD8, 0xDC, 0xDF, 0x41])
            data = MARKED[codec] + ("email,notes\nann@example.org,ok\nbob@example.org,").encode(codec) + notes
            data = data[:len(data) - dice.choice([0, 0, 1])]
            self.write("export.csv", bytes(data))
            try:
                text, damage = data.decode(codec), None
            except UnicodeDecodeError as error:
                text, damage = data[:error.start].decode(codec), error.start
            if "\0" in text:
                damage = len(text[:text.index("\0")].encode(codec))
            if damage is None:
                self.ok(*self.scrub())
                self.assertEqual(self.read_bytes("clean.csv"), data)
            else:
                refused += 1
                self.refused(3, *self.scrub(), says=f"row 2, byte {damage}: ")
        self.assertGreater(refused, 10)

    def test_utf_32_and_nul_bytes_are_no_text(self):
        for codec in ("utf-32", "utf-32-le", "utf-32-be"):
            self.write("export.csv", EXPORT.encode(codec))
            self.refused(3, *self.scrub(), says="NUL")


class Windows1252(ToolTest):
    HEAD = "Prénom,First Name,Last Name,Address,City,State,Zip,Notes\n"
    GOES = "x,José,Núñez,7 Elm St,Reno,NV,89501,“typographic” – €\n"
    STAYS = "ü,Zoë,Müller,9 Pine Rd,Reno,NV,89501,naïve…\n"

    def setUp(self):
        super().setUp()
        self.write("requests.csv", "request_id,first,last,address,zip\nR-1,Jose,NUNEZ,7 Elm Street,89501\n")
        self.ok("compile", "requests.csv", "-o", "people.optout")

    def test_people_are_found_and_bytes_are_kept(self):
        text = self.HEAD + self.STAYS + self.GOES + self.STAYS + "".join([self.GOES, self.STAYS] * 500)
        self.write("export.csv", text.encode("cp1252"))
        for jobs in ("1", "3"):
            done = self.ok(*self.scrub("-j", jobs))
            self.assertEqual(self.read_bytes("clean.csv"), (self.HEAD + self.STAYS * 502).encode("cp1252"))
            self.assertIn("dropped    501\n", done.err)
            self.assertIn("not UTF-8", done.err)
        self.ok("verify", "clean.csv", "-l", "people.optout")

    def test_utf_8_and_windows_1252_by_turns(self):
        rows = [(row, codec) for row in (self.GOES, self.STAYS) for codec in ("utf-8", "cp1252")] * 200
        random.Random(5).shuffle(rows)
        for head in ("utf-8", "cp1252"):
            start = self.HEAD.encode(head)
            self.write("export.csv", start + b"".join(row.encode(codec) for row, codec in rows))
            self.ok(*self.scrub())
            kept = b"".join(row.encode(codec) for row, codec in rows if row is self.STAYS)
            self.assertEqual(self.read_bytes("clean.csv"), start + kept)

    def test_columns_are_named_in_utf_8(self):
        head = "Prénom,Straße,Code,Größe\n"
        row = "José Núñez,7 Elm St,89501,x\n"
        self.write("map.toml", '[columns]\n"Prénom" = "owner1.full_name"\n"Straße" = "property.street"\n'
                               '"Code" = "property.zip"\n"Größe" = "ignore"\n')
        self.write("bad.toml", '[columns]\n"Prenom" = "owner1.full_name"\n')
        for codec in ("utf-8", "cp1252", "utf-16"):
            self.write("export.csv", (head + row + row.replace("José", "Ann")).encode(codec))
            done = self.ok(*self.scrub("--map", "map.toml", "--audit", "audit.csv"))
            self.assertEqual(self.read_bytes("clean.csv"), (head + row.replace("José", "Ann")).encode(codec))
            self.assertIn("1,owner1,person_at,Prénom,", self.read("audit.csv"))
            shown = self.ok("explain", "export.csv", "--row", "1", "-l", "people.optout", "--map", "map.toml")
            self.assertIn("Prénom", shown.out)
            self.assertIn("the row goes", shown.out)
            self.refused(2, *self.scrub("--map", "bad.toml"), says="Prenom")


class Spreadsheets(ToolTest):
    def test_armour_in_every_cell(self):
        def armoured(line):
            cells = line.rstrip("\n").split(",")
            return ",".join(f'="{cell}"' for cell in cells) + "\n"

        rows = ["1,Jane,Smith,jane.doe@gmail.com,,9 Pine Rd,Reno,NV,89501,\n",
                "2,Bob,Smith,,4155552671,9 Pine Rd,Reno,NV,89501,\n",
                "3,Ann,Smith,ann@example.org,2125550147,9 Pine Rd,Reno,NV,89501,\n",
                "4,Sam,Poe,,,12 Elm St,Reno,NV,89501,\n",
                "5,Jane,Doe,,,12 Oak St Unit 5,Reno,NV,89501,\n"]
        for header in (HEADER, armoured(HEADER)):
            self.write("export.csv", header + "".join(map(armoured, rows)))
            self.ok(*self.scrub())
            self.assertEqual(self.read("clean.csv"), header + armoured(rows[2]) + armoured(rows[4]))
        quoted = '4,"=""Sam""","=""Poe""",,,"=""12 Elm St, Reno, NV 89501""",,,"=""89501""",\n'
        self.write("export.csv", HEADER + quoted + rows[2])
        self.ok(*self.scrub())
        self.assertEqual(self.read("clean.csv"), HEADER + rows[2])

    def test_rounded_numbers_are_refused_or_set_aside(self):
        rounded = ("8,Ann,Smith,ann@example.org,5.55E+09,9 Pine Rd,Reno,NV,89501,\n"
                   '9,Ann,Smith,ann@example.org,"=""4,16E+09""",9 Pine Rd,Reno,NV,89501,\n'
                   "10,Ann,Smith,ann@example.org,,9 Pine Rd,Reno,NV,8.95E+08,\n")
        whole = ("11,Ann,Smith,ann@example.org,4.155552672E+09,9 Pine Rd,Reno,NV,89501,\n",
                 "12,Ann,Smith,ann@example.org,4.155552671E+09,9 Pine Rd,Reno,NV,89501,\n")
        self.write("export.csv", EXPORT + rounded + "".join(whole))
        for jobs in ("1", "3"):
            done = self.refused(3, *self.scrub("-j", jobs), says=('row 8, column "phone"', "--rejects"))
            self.assertNotIn("5.55", done.err)
        done = self.ok(*self.scrub("--rejects", "rejects.csv"))
        self.assertEqual(self.read("clean.csv"), CLEAN + whole[0])
        self.assertEqual(self.read("rejects.csv"), HEADER + rounded)
        self.assertIn("rejected   3\n", done.err)
        self.ok("verify", "clean.csv", "-l", "people.optout")
        self.refused(3, "verify", "export.csv", "-l", "people.optout", output=None, says='row 8, column "phone"')
        self.refused(3, *self.scrub(export="rejects.csv"), says='row 1, column "phone"')
        shown = self.ok("explain", "export.csv", "--row", "8", "-l", "people.optout")
        self.assertIn("a spreadsheet rounded this number", shown.out)
        self.assertIn("the row is refused", shown.out)

    def test_a_whole_column_of_them(self):
        rows = "".join(f"{i},ann@example.org,{i % 9 + 1}.55E+09\n" for i in range(50))
        self.write("export.csv", "id,email,Phone 1\n" + rows)
        self.refused(3, *self.scrub(), says='row 1, column "Phone 1": a spreadsheet rounded this number')

    def test_requests_with_rounded_numbers(self):
        self.write("requests.csv", REQUESTS + "R-4,,Ann,Lee,,5.55E+09,,,,,,\n")
        done = self.refused(3, "compile", "requests.csv", "-o", "x.optout", output="x.optout",
                            says='row 4, column "phone": a spreadsheet rounded this number')
        self.assertNotIn("rejects", done.err)


if __name__ == "__main__":
    unittest.main()
