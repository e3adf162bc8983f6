"""Which rows must go: by the simple rule, computed the slow and obvious way, and by the generator's truth.

The simple rule: a row goes if one of its two emails or two phones was asked for. Emails are trimmed and in lower case,
and have an @; phones are ten digits, once everything else and leading ones are dropped, and not all zeros.
"""
# SPDX-License-Identifier: Apache-2.0
import csv

DIGITS = set("0123456789")
# Letters and white space of ASCII alone, or of all Unicode: tools differ, and the rule leaves it to them.
ASCII_LOWER = str.maketrans({chr(c): chr(c + 32) for c in range(ord("A"), ord("Z") + 1)})


def ascii_email(cell):
    return cell.strip(" \t").translate(ASCII_LOWER)


def unicode_email(cell):
    return cell.strip().lower()


def phone(cell):
    return "".join(c for c in cell if c in DIGITS).lstrip("1")


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def rows_that_go(export, requests, email):
    """The record_ids that the simple rule removes, with `email` to make an email of a cell."""
    emails, phones = set(), set()
    for row in rows_of(requests):
        emails.add(email(row["email"]))
        phones.add(phone(row["phone"]))
    emails = {one for one in emails if "@" in one}
    phones = {one for one in phones if len(one) == 10 and one != "0" * 10}
    return {row["record_id"] for row in rows_of(export)
            if email(row["email1"]) in emails or email(row["email2"]) in emails
            or phone(row["phone1"]) in phones or phone(row["phone2"]) in phones}


def record_ids(path):
    """The first cell of every record, in the order of the file."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        if next(rows)[0] != "record_id":
            raise ValueError(f"{path}: the first column is not record_id")
        return [row[0] for row in rows]


def rows_of_the_truth(path, ids):
    """By record_id, how each row that must go can be found; the truth numbers rows from 1."""
    with open(path, encoding="utf-8") as file:
        lines = (line.split("\t") for line in file)
        return {ids[int(number) - 1]: how for number, _, how, _ in lines}


class Answers:
    """Everything that an output is held against."""

    def __init__(self, export, requests, truth):
        self.ids = record_ids(export)
        self.known = set(self.ids)
        hows = rows_of_the_truth(truth, self.ids)
        self.truth = set(hows)
        self.by_cell = {row for row, how in hows.items() if how != "person_at"}  # by an email or a phone
        self.least = rows_that_go(export, requests, ascii_email)
        self.most = rows_that_go(export, requests, unicode_email) | self.least

    def judge(self, out, rule):
        """Returns (rows left in, rows removed wrongly, what is wrong with the answer or "")."""
        ids = record_ids(out)
        kept = set(ids)
        gone = self.known - kept
        leaked, wrong = len(self.truth - gone), len(gone - self.truth)
        if len(ids) != len(kept) or kept - self.known:
            return leaked, wrong, "rows that the export does not have, or twice"
        if rule == "simple":
            missing, more = len(self.least - gone), len(gone - self.most)
            return leaked, wrong, f"{missing} rows too few, {more} too many" if missing or more else ""
        if rule == "full" and (leaked or wrong):
            return leaked, wrong, "not the truth"
        if rule == "kinds" and (wrong or self.by_cell - gone):
            return leaked, wrong, "not all that have the email or the phone, or somebody else"
        return leaked, wrong, ""
