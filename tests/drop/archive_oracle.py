#!/usr/bin/env python3
"""Writes ZIPs as DROP may send them into FOLDER by Python's zipfile, and beside each what its csv module reads of it.

  archive_oracle.py FOLDER        x.zip and x.zip.rows: ID,hash,list of every row, by list, what is removed behind
"""
import base64
import csv
import io
import pathlib
import random
import string
import sys
import zipfile

LISTS = ["NDZ", "Email", "Phone", "MAID", "NameVIN", "CTVID"]
random_ = random.Random(20260312)


def row(*more):
    ident = "".join(random_.choices(string.ascii_letters + string.digits, k=12))
    return [ident, base64.b64encode(random_.randbytes(32)).decode(), *more]


def csv_text(header, rows, line_end, quoting, mark):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=line_end, quoting=quoting)
    writer.writerows([header, *rows])
    return (mark + out.getvalue()).encode()


class Unseekable(io.RawIOBase):
    """A pipe: zipfile then writes sizes behind the data, and cannot go back."""

    def __init__(self, file):
        self.file = file

    def writable(self):
        return True

    def write(self, data):
        return self.file.write(data)


def write(folder, name, method=zipfile.ZIP_STORED, force_zip64=False, stream=False, line_end="\n",
          quoting=csv.QUOTE_MINIMAL, mark="", comment=b""):
    files = {f"20260312_4821_{word}.csv": csv_text(["ID", "Hash"], [row() for _ in range(random_.randrange(3000))],
                                                   line_end, quoting, mark) for word in LISTS}
    files["20260312_4821_Removed.csv"] = csv_text(
        ["ID", "Hash", "ListType"], [row(random_.choice(LISTS)) for _ in range(50)], line_end, quoting, mark)
    with open(folder / name, "wb") as raw:
        with zipfile.ZipFile(Unseekable(raw) if stream else raw, "w", method) as archive:
            archive.comment = comment
            for csv_name in random_.sample(sorted(files), len(files)):
                info = zipfile.ZipInfo(csv_name, (2026, 3, 12, 0, 0, 0))
                info.compress_type = method
                with archive.open(info, "w", force_zip64=force_zip64) as entry:
                    entry.write(files[csv_name])
    with zipfile.ZipFile(folder / name) as archive, open(folder / f"{name}.rows", "w", newline="") as out:
        for word in LISTS + ["Removed"]:
            text = archive.read(f"20260312_4821_{word}.csv").decode("utf-8-sig")
            for ident, digest, *listed in list(csv.reader(io.StringIO(text, newline="")))[1:]:
                out.write(f"{ident},{digest},{listed[0] if listed else word}\n")


folder = pathlib.Path(sys.argv[1])
write(folder, "stored.zip")
write(folder, "deflated.zip", zipfile.ZIP_DEFLATED)
write(folder, "zip64.zip", zipfile.ZIP_DEFLATED, force_zip64=True)
write(folder, "streamed.zip", zipfile.ZIP_DEFLATED, stream=True)
write(folder, "streamed_zip64.zip", zipfile.ZIP_STORED, force_zip64=True, stream=True)
write(folder, "windows.zip", zipfile.ZIP_DEFLATED, line_end="\r\n", quoting=csv.QUOTE_ALL, mark="\ufeff")
write(folder, "commented.zip", comment=b"as some tools leave it " * 50)
