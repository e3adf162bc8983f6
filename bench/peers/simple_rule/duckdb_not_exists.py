"""The simple rule in DuckDB as a sentence becomes SQL: no request exists with one of the row's emails or phones.

  duckdb_not_exists.py EXPORT REQUESTS OUT
"""
# SPDX-License-Identifier: Apache-2.0
import sys

import duckdb

export, requests, out = sys.argv[1:]
base = duckdb.connect()
base.execute("CREATE MACRO email_of(cell) AS lower(trim(cell, ' \t'))")
base.execute("CREATE MACRO phone_of(cell) AS ltrim(regexp_replace(cell, '[^0-9]', '', 'g'), '1')")
base.execute("CREATE TABLE asked AS SELECT email_of(email) AS email, phone_of(phone) AS phone "
             "FROM read_csv(?, all_varchar = true)", [requests])
base.execute("""
COPY (
  SELECT * FROM read_csv($export, all_varchar = true) e
  WHERE NOT EXISTS (
    SELECT 1 FROM asked
    WHERE contains(asked.email, '@') AND asked.email IN (email_of(e.email1), email_of(e.email2))
       OR length(asked.phone) = 10 AND asked.phone <> '0000000000'
          AND asked.phone IN (phone_of(e.phone1), phone_of(e.phone2)))
) TO $out (FORMAT csv, HEADER)""", {"export": export, "out": out})
