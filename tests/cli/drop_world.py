"""A broker's records and DROP's archives for them, with the truth: who is found by what, by how many.

Emails, phones, names, birth dates and ZIP codes are invented; hashes are Python's (drop_rules.py).
"""
# SPDX-License-Identifier: Apache-2.0
import csv
import io
import random
import string
import zipfile

from drop_rules import email, hash_of, ndz, phone

BROKER = "4821"
HEADER = ["id", "first_name", "last_name", "date_of_birth", "phone1", "phone2", "phone3", "email1", "email2", "address", "city",
          "state", "zip"]
FIRST = "Ann Bob Carla Dmitri Eve José Müge Ольга Juan-Pablo O'Neil Zoë Hank Ida Lars Mia".split()
LAST = "Lee Smith Garcia Petrov D'Angelo Müller Щербакова Nguyen Okafor Baker Stone Ortiz".split()


def csv_text(header, rows):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def archive(files, day, broker=BROKER):
    """The bytes of a ZIP of {"Email": rows, "Removed": rows, ...}."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, rows in files.items():
            header = ["ID", "Hash", "ListType"] if name == "Removed" else ["ID", "Hash"]
            packed.writestr(f"{day}_{broker}_{name}.csv", csv_text(header, rows))
    return out.getvalue()


class World:
    """`people` records, of which some share a phone; items that find one, several or nobody."""

    def __init__(self, people, seed):
        self.chance = random.Random(seed)
        self.used = set()
        self.people = [self.person(number) for number in range(people)]
        for number in range(0, people - 1, 10):  # a household's phone
            self.people[number + 1]["phone1"] = self.people[number]["phone1"]

    def person(self, number):
        pick = self.chance
        first, last = pick.choice(FIRST), pick.choice(LAST) + "abcdefghij"[number % 10]
        return {"id": f"C{number}", "first_name": first, "last_name": last,
                "date_of_birth": f"{pick.randrange(1940, 2004)}-{pick.randrange(1, 13):02}-{pick.randrange(1, 29):02}",
                "phone1": f"({pick.randrange(201, 990)}) 555-{number % 10000:04}", "phone2": f"+1 {700 + number % 200}-444-{number % 9999:04}",
                "phone3": "", "email1": f"User.{number}@Example.com", "email2": f"{first.lower()}{number}@example.org",
                "address": f"{number + 1} Oak St", "city": "Reno", "state": "NV", "zip": f"{10001 + number % 80000:05}"}

    def identity(self, person):
        return (person["first_name"], person["last_name"], person["date_of_birth"])

    def new_id(self):
        while True:
            made = "".join(self.chance.choices(string.ascii_letters + string.digits, k=12))
            if made not in self.used:
                self.used.add(made)
                return made

    def records(self):
        return csv_text(HEADER, [[person[column] for column in HEADER] for person in self.people])

    def hashes(self, person):
        born = person["date_of_birth"].replace("-", "")
        return {"Email": hash_of(email(person["email1"])), "Phone": hash_of(phone(person["phone1"])),
                "NDZ": ndz(person["first_name"], person["last_name"], born, person["zip"])}

    def items(self, found, strangers):
        """{list: [(id, hash)]}, {id: status} for `found` of the people and as many `strangers` of nobody."""
        lists, truth = {"Email": [], "Phone": [], "NDZ": []}, {}
        holders = {}
        for person in self.people:
            for column in ("phone1", "phone2", "email1", "email2"):
                value = person[column]
                key = ("Phone", phone(value)) if column[0] == "p" else ("Email", email(value))
                holders.setdefault(key, set()).add(self.identity(person))
        for person in self.chance.sample(self.people, found):
            which = self.chance.choice(list(lists))
            made = self.new_id()
            lists[which].append((made, self.hashes(person)[which]))
            several = which == "Phone" and len(holders[("Phone", phone(person["phone1"]))]) > 1
            truth[made] = 4 if several else 3
        for number in range(strangers):
            which = self.chance.choice(list(lists))
            made = self.new_id()
            lists[which].append((made, hash_of(f"nobody{self.chance.random()}{number}")))
            truth[made] = 5
        for rows in lists.values():
            self.chance.shuffle(rows)
        return lists, truth
