"""What Python's csv module makes of a text: the oracle of csv_oracle_test.

Reads lines "DELIMITER HEX-OF-TEXT" and answers each with one line: records separated by "/", fields by ",", each
field as hex. A blank line is a record of one empty field; blank lines at the end are left out.
"""
# SPDX-License-Identifier: Apache-2.0
import csv
import io
import sys

csv.field_size_limit(1 << 30)
for line in sys.stdin:
    delimiter, _, text = line.rstrip("\n").partition(" ")
    source = io.StringIO(bytes.fromhex(text).decode("latin-1"), newline="")
    records = list(csv.reader(source, delimiter=chr(int(delimiter))))
    while records and not records[-1]:
        records.pop()
    print("/".join(",".join(f.encode("latin-1").hex() for f in record or [""]) for record in records))
