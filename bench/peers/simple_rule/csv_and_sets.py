"""The simple rule as a script of an afternoon: the csv module, and two sets.

  csv_and_sets.py EXPORT REQUESTS OUT
"""
# SPDX-License-Identifier: Apache-2.0
import csv
import re
import sys

NO_DIGIT = re.compile("[^0-9]+")


def email_of(cell):
    return cell.strip().lower()


def phone_of(cell):
    return NO_DIGIT.sub("", cell).lstrip("1")


def wanted(requests):
    """The emails and the phones that were asked for."""
    emails, phones = set(), set()
    with open(requests, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            email, phone = email_of(row["email"]), phone_of(row["phone"])
            if "@" in email:
                emails.add(email)
            if len(phone) == 10 and phone != "0000000000":
                phones.add(phone)
    return emails, phones


def main(export, requests, out):
    emails, phones = wanted(requests)
    with open(export, newline="", encoding="utf-8") as file, open(out, "w", newline="", encoding="utf-8") as to:
        rows, writer = csv.reader(file), csv.writer(to, lineterminator="\n")
        header = next(rows)
        writer.writerow(header)
        email1, email2, phone1, phone2 = map(header.index, ("email1", "email2", "phone1", "phone2"))
        writer.writerows(row for row in rows
                         if email_of(row[email1]) not in emails and email_of(row[email2]) not in emails
                         and phone_of(row[phone1]) not in phones and phone_of(row[phone2]) not in phones)


main(*sys.argv[1:])
