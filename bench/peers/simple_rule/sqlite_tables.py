"""The simple rule in SQLite: both files become tables in memory, and one query finds the rows that stay.

  sqlite_tables.py EXPORT REQUESTS OUT

SQLite cannot replace by pattern, so a function in Python reads the phones.
"""
# SPDX-License-Identifier: Apache-2.0
import csv
import re
import sqlite3
import sys

NO_DIGIT = re.compile("[^0-9]+")


def load(base, table, path):
    """Makes a table of a CSV file, every column as text; returns the names of its columns."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        header = next(rows)
        base.execute(f"CREATE TABLE {table} ({', '.join(name + ' TEXT' for name in header)})")
        base.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' for _ in header)})", rows)
    return header


def main(export, requests, out):
    base = sqlite3.connect(":memory:")
    base.create_function("phone_of", 1, lambda cell: NO_DIGIT.sub("", cell).lstrip("1"), deterministic=True)
    load(base, "requests", requests)
    header = load(base, "export", export)
    base.executescript("""
        CREATE TABLE emails (email TEXT PRIMARY KEY) WITHOUT ROWID;
        INSERT OR IGNORE INTO emails SELECT lower(trim(email, ' ' || char(9))) FROM requests WHERE email LIKE '%@%';
        CREATE TABLE phones (phone TEXT PRIMARY KEY) WITHOUT ROWID;
        INSERT OR IGNORE INTO phones SELECT phone_of(phone) FROM requests;
        DELETE FROM phones WHERE length(phone) <> 10 OR phone = '0000000000';""")
    staying = base.execute("""
        SELECT * FROM export e
        WHERE NOT EXISTS (SELECT 1 FROM emails WHERE email = lower(trim(e.email1, ' ' || char(9))))
          AND NOT EXISTS (SELECT 1 FROM emails WHERE email = lower(trim(e.email2, ' ' || char(9))))
          AND NOT EXISTS (SELECT 1 FROM phones WHERE phone = phone_of(e.phone1))
          AND NOT EXISTS (SELECT 1 FROM phones WHERE phone = phone_of(e.phone2))""")
    with open(out, "w", newline="", encoding="utf-8") as to:
        writer = csv.writer(to, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(staying)


main(*sys.argv[1:])
