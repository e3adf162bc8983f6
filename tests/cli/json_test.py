"""JSON through the real tool, held against Python's json module: what must go is gone, and nothing else is."""
# SPDX-License-Identifier: Apache-2.0
import csv
import io
import json
import random
import unittest

from tool import ToolTest

GIVEN = "Ann Bo Cy Dee Eli Fay Gus Hal Ida Jo".split()
SURNAMES = "Lee Fox Oak Ash Poe Cox Hill Wood Rivers Brook".split()
STREETS = "Main Pine Cedar Maple Lake".split()
REQUESTS = "request_id,first,last,email,phone,address,city,state,zip\n"


class Town:
    """Property rows as a vendor's search gives them, and requests of some of the owners."""

    def __init__(self, rows, seed):
        self.random = random.Random(seed)
        self.rows = [self.row(i) for i in range(rows)]
        self.requests, self.going = REQUESTS, {}
        for i in range(2, rows, 5):
            self.ask(i)

    def address(self, i):
        street = f"{i * 7 + 1} {self.random.choice(STREETS)} St"
        return {"street": street, "houseNumber": street.split()[0], "city": "Troy", "state": "NY", "zip": "12180",
                "hash": f"{self.random.getrandbits(64):x}"}

    def row(self, i):
        choose = self.random.choice
        owners = [{"first": choose(GIVEN), "last": choose(SURNAMES)} for _ in range(choose([1, 1, 2]))]
        phones = [{"number": choose([str, int])(f"217555{i * 3 + k:04}"), "type": "Mobile", "dnc": choose([True, False])}
                  for k in range(choose([0, 1, 3]))]
        row = {"_id": f"id-{i}", "address": self.address(i),
               "owner": {"names": owners, "mailingAddress": self.address(i + 1000), "phoneNumbers": phones,
                         "emails": [f"{owners[0]['first']}.{i}@example.com"]},
               "listing": {"agents": [{"name": "Abe Agent", "phone": "2175559999"}]},
               "note": choose(["plain", "a \" quote, a \\ and a }", "caf\u00e9 \u20ac", "line\nend", None, 1.50e3])}
        if choose([True, False]):
            row["persons"] = [{"name": {"full": "Zoe Other"}, "phones": [{"rank": 1, "number": f"618555{i:04}"}]}]
        return row

    def ask(self, i):
        """A request of the last owner of row i, and the paths that it is held by."""
        owner, name, number = self.rows[i]["owner"], self.rows[i]["owner"]["names"][-1], f"R-{i}"
        if i % 3 == 0:
            self.requests += f"{number},,,{owner['emails'][0].upper()},,,,,\n"
            self.going[i] = ("email", {("owner", "emails", 0)})
        elif i % 3 == 1 and owner["phoneNumbers"]:
            self.requests += f"{number},,,,(217) 555-{str(owner['phoneNumbers'][0]['number'])[6:]},,,,\n"
            self.going[i] = ("phone", {("owner", "phoneNumbers", 0, key) for key in ("number", "type", "dnc")})
        else:
            a = owner["mailingAddress"]
            self.requests += f"{number},{name['first']},{name['last']},,,{a['street']},{a['city']},{a['state']},{a['zip']}\n"
            at = len(owner["names"]) - 1
            self.going[i] = ("person_at", {("owner", "names", at, key) for key in ("first", "last")})


def without(row, paths):
    row = json.loads(json.dumps(row))
    for path in paths:
        at = row
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = None
    return row


def pairs_twice(pairs):
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), "a key was written twice"
    return dict(pairs)


def is_rows(text):
    """Whether Python reads an array of objects, of text that can be written again."""
    def no_number(_):
        raise ValueError

    def all_text(value):
        if isinstance(value, str):
            value.encode()
        for inner in list(value) + list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else ():
            all_text(inner)
    try:
        value = json.loads(text.decode(), parse_constant=no_number)
        all_text(value)
    except ValueError:
        return False
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


class JsonTest(ToolTest):
    def setUp(self):
        super().setUp()
        self.town = Town(300, 7)
        self.write("town.csv", self.town.requests)
        self.ok("compile", "town.csv", "-o", "town.optout", "--as-of", "2026-08-01")

    def shapes(self):
        """Each shape of file: its name, its text, and how to get the rows out again."""
        rows, compact = self.town.rows, {"separators": (",", ":"), "ensure_ascii": False}
        one = [json.dumps(row, **compact) for row in rows]
        escaped = [json.dumps(row) for row in rows]
        wrapped = {"status": {"code": 200, "tags": ["[", "{"]}, "results": {"properties": rows, "meta": {"n": len(rows)}}}
        lines = lambda text: [json.loads(line, object_pairs_hook=pairs_twice) for line in text.splitlines() if line.strip()]
        document = lambda text: json.loads(text, object_pairs_hook=pairs_twice)
        yield "lines.ndjson", "\n".join(one) + "\n", lines
        yield "escaped.jsonl", "\r\n\r\n".join(escaped), lines
        yield "array.json", json.dumps(rows, indent=2), document
        yield "wrapped.json", json.dumps(wrapped, indent=1), lambda text: document(text)["results"]["properties"]
        yield "compact.json", json.dumps(wrapped, **compact), lambda text: document(text)["results"]["properties"]

    def scrubbed(self, name, *more):
        self.ok(*self.scrub("--audit", "audit.csv", *more, export=name, lists=("town.optout",)))
        return self.read("clean.csv")

    def test_rows_go_and_nothing_else(self):
        expected = [row for i, row in enumerate(self.town.rows) if i not in self.town.going]
        for name, text, rows_of in self.shapes():
            with self.subTest(name):
                self.write(name, text)
                clean = self.scrubbed(name, "-j", "1")
                self.assertEqual(rows_of(clean), expected)
                audit = list(csv.DictReader(io.StringIO(self.read("audit.csv"))))
                self.assertEqual({int(line["row"]) - 1: line["kind"] for line in audit},
                                 {i: kind for i, (kind, _) in self.town.going.items()})
                self.assertNotIn("@", self.read("audit.csv"))
                first_audit = self.read("audit.csv")
                self.assertEqual(self.scrubbed(name, "-j", "4"), clean)
                self.assertEqual(self.read("audit.csv"), first_audit)
                piped = self.ok(*self.scrub(export="-", out="-", lists=("town.optout",)), stdin=text)
                self.assertEqual(piped.out, clean)
                # Lines that stay are lines of the input; so is every line of a document without its commas.
                before = {line.rstrip(",") for line in text.splitlines()}
                if not name.startswith("compact"):
                    self.assertEqual([line for line in clean.splitlines() if line.rstrip(",") not in before], [])
                self.ok("verify", "clean.csv", "-l", "town.optout")

    def test_fields_are_blanked_and_nothing_else(self):
        expected = [without(row, self.town.going.get(i, ("", ()))[1]) for i, row in enumerate(self.town.rows)]
        for name, text, rows_of in self.shapes():
            with self.subTest(name):
                self.write(name, text)
                clean = self.scrubbed(name, "--mode", "field")
                self.assertEqual(rows_of(clean), expected)
                self.assertEqual(self.scrubbed(name, "--mode", "field", "-j", "1"), clean)

    def test_a_person_is_blanked_whole(self):
        self.write("rows.ndjson", "\n".join(map(json.dumps, self.town.rows)))
        clean = [json.loads(line) for line in self.scrubbed("rows.ndjson", "--mode", "person").splitlines()]
        for i, (before, after) in enumerate(zip(self.town.rows, clean)):
            if i not in self.town.going:
                self.assertEqual(after, before)
                continue
            self.assertEqual([after["address"], after["listing"], after["note"], after["_id"], after.get("persons")],
                             [before["address"], before["listing"], before["note"], before["_id"], before.get("persons")])
            self.assertEqual(set(after["owner"]["mailingAddress"].values()), {None})
            self.assertEqual(set(after["owner"]["names"][-1].values()), {None})

    def test_matched_rows_are_flagged(self):
        for name, text, rows_of in self.shapes():
            with self.subTest(name):
                self.write(name, text)
                rows = rows_of(self.scrubbed(name, "--mode", "flag"))
                for i, (before, after) in enumerate(zip(self.town.rows, rows)):
                    flags = {key: after.pop(key) for key in list(after) if key.startswith("optout_")}
                    self.assertEqual(after, before)
                    wanted = {"optout_suppressed": True, "optout_kinds": self.town.going[i][0],
                              "optout_requests": f"R-{i}"} if i in self.town.going else {}
                    self.assertEqual(flags, wanted)
                self.write("again.json", self.read("clean.csv"))
                self.refused(2, *self.scrub("--mode", "flag", export="again.json", lists=("town.optout",)),
                             says="has a member optout_suppressed already")

    def test_all_rows_may_go(self):
        rows = [self.town.rows[i] for i in self.town.going]
        self.write("all.json", json.dumps(rows))
        self.assertEqual(json.loads(self.scrubbed("all.json")), [])
        self.write("all.ndjson", "\n".join(map(json.dumps, rows)))
        self.assertEqual(self.scrubbed("all.ndjson"), "")

    def test_malformed_input_is_refused_with_row_and_byte(self):
        good = json.dumps(self.town.rows[0])
        at = len(good.encode()) + 1
        for bad, says in [('{"a":"\\ud800"}', f"row 2, byte {at + 5}: an escape"), ("{", f"row 2, byte {at + 1}: cut off"),
                          ("[1]", f"row 2, byte {at}: no object"), ('{"a":1} x', f"row 3, byte {at + 8}: no object"),
                          (b'{"a":"\xff"}', f"row 2, byte {at}: not UTF-8"), (b'{"a":"\0"}', f"row 2, byte {at}: a NUL"),
                          ('{"a":' + "[" * 2000 + "]" * 2000 + "}", "nested too deeply"),
                          ('{"a":' + '"' + "x" * (1 << 24) + '"}', f"row 2, byte {at}: a row has more than 16 MiB")]:
            with self.subTest(says):
                self.write("bad.ndjson", (good + "\n").encode() + (bad if isinstance(bad, bytes) else bad.encode()))
                for jobs in ("1", "3"):
                    self.refused(3, *self.scrub("-j", jobs, export="bad.ndjson", lists=("town.optout",)), says=says)
        for rows in 17, 4000:
            self.write("beside.json", '{"rows":[' + ",".join([good] * rows) + '],"contact":{"email":"boss@example.com"}}')
            self.refused(3, *self.scrub(export="beside.json", lists=("town.optout",)), says="beside the rows")

    def test_damaged_documents_are_refused_where_python_refuses_them(self):
        dice = random.Random(5)
        row = {"owner": {"names": [{"first": "A\u00e9", "last": 'B "x" \\'}], "emails": ["a@example.com"],
                         "n": [1, -2.5e3, True, None, [], {}]}, "k": "\t"}
        accepted = 0
        for _ in range(300):
            text = bytearray(json.dumps([row, row], ensure_ascii=dice.choice([True, False])).encode())
            at = dice.randrange(len(text))
            if dice.randrange(2):
                text[at] = dice.choice(b'{}[],:"\\0-eE.tfnu \x00\xff\x1f/')
            else:
                del text[at]
            self.write("damaged.json", bytes(text))
            done = self.run_tool(*self.scrub(export="damaged.json", lists=("town.optout",)))
            if done.returncode == 2 and "need a mapping" in done.err:
                continue  # a key or an email that is none any more
            self.assertEqual(done.returncode, 0 if is_rows(bytes(text)) else 3, f"{text}: {done.err}")
            accepted += done.returncode == 0
            if done.returncode == 0:
                self.assertEqual(self.read_bytes("clean.csv"), bytes(text))
        self.assertGreater(accepted, 50)

    def test_a_map_names_paths(self):
        rows = [{"who": {"x1": f"person{i}@example.com", "x2": [{"y": f"217555{i:04}"}]}} for i in range(20)]
        self.write("odd.ndjson", "\n".join(map(json.dumps, rows)))
        self.write("odd.csv", REQUESTS + "R-A,,,person3@example.com,,,,,\nR-B,,,,2175550005,,,,\n")
        self.ok("compile", "odd.csv", "-o", "odd.optout", "--as-of", "2026-08-01")
        self.refused(2, *self.scrub(export="odd.ndjson", lists=("odd.optout",)), says=("need a mapping", "who.x2[].y"))
        self.write("map.toml", '[columns]\n"who.x1" = "contact.email"\n"who.x2[].y" = "contact.phone"\n')
        self.ok(*self.scrub("--map", "map.toml", export="odd.ndjson", lists=("odd.optout",)))
        self.assertEqual(list(map(json.loads, self.read("clean.csv").splitlines())),
                         [row for i, row in enumerate(rows) if i not in (3, 5)])
        self.write("map.toml", '[columns]\n"who.x1" = "contact.email"\n"who.x9" = "contact.phone"\n')
        self.refused(2, *self.scrub("--map", "map.toml", export="odd.ndjson", lists=("odd.optout",)),
                     says='no row has a path "who.x9"')

    def test_explain_shows_a_row(self):
        self.write("town.ndjson", "\n".join(map(json.dumps, self.town.rows)))
        going = min(i for i, (kind, _) in self.town.going.items() if kind == "email")
        told = self.ok("explain", "town.ndjson", "--row", str(going + 1), "-l", "town.optout").out
        self.assertIn("owner.phoneNumbers[].number", told)
        self.assertIn(f"email in 'owner.emails[0]' is held by request R-{going}", told)
        self.assertIn("the row goes", told)
        self.refused(2, "explain", "town.ndjson", "--row", "301", "-l", "town.optout", says="300 rows", output=None)


if __name__ == "__main__":
    unittest.main()
