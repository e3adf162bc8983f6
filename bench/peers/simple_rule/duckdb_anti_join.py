"""The simple rule in DuckDB, well written: the list made once, and one hash anti-join for each cell.

  duckdb_anti_join.py EXPORT REQUESTS OUT

The order of rows stays; giving it up gained nothing, and NOT IN is as fast.
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
base.execute("CREATE TABLE emails AS SELECT DISTINCT email FROM asked WHERE contains(email, '@')")
base.execute("CREATE TABLE phones AS SELECT DISTINCT phone FROM asked "
             "WHERE length(phone) = 10 AND phone <> '0000000000'")
base.execute("""
COPY (
  SELECT e.* FROM read_csv($export, all_varchar = true) e
  ANTI JOIN emails e1 ON e1.email = email_of(e.email1)
  ANTI JOIN emails e2 ON e2.email = email_of(e.email2)
  ANTI JOIN phones p1 ON p1.phone = phone_of(e.phone1)
  ANTI JOIN phones p2 ON p2.phone = phone_of(e.phone2)
) TO $out (FORMAT csv, HEADER)""", {"export": export, "out": out})
