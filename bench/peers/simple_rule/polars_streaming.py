"""The simple rule in Polars: a lazy query through the streaming engine, with one anti-join for each cell.

  polars_streaming.py EXPORT REQUESTS OUT
"""
# SPDX-License-Identifier: Apache-2.0
import sys

import polars as pl


def email_of(column):
    return pl.col(column).str.strip_chars(" \t").str.to_lowercase()


def phone_of(column):
    return pl.col(column).str.replace_all("[^0-9]", "").str.strip_chars_start("1")


export, requests, out = sys.argv[1:]
asked = pl.scan_csv(requests, infer_schema=False).select(email=email_of("email"), phone=phone_of("phone")).collect()
emails = asked.lazy().select("email").filter(pl.col("email").str.contains("@", literal=True)).unique()
phones = (asked.lazy().select("phone")
          .filter((pl.col("phone").str.len_bytes() == 10) & (pl.col("phone") != "0000000000")).unique())
rows = pl.scan_csv(export, infer_schema=False)
names = rows.collect_schema().names()
for number in ("1", "2"):
    rows = rows.join(emails, left_on=email_of("email" + number), right_on="email", how="anti")
    rows = rows.join(phones, left_on=phone_of("phone" + number), right_on="phone", how="anti")
rows.select(names).sink_csv(out, engine="streaming")
