"""gzip and zstd, in and out; Python's gzip module and the zstd tool are the judges."""
# SPDX-License-Identifier: Apache-2.0
import gzip
import hashlib
import json
import os
import random
import subprocess
import unittest
import zlib

from tool import CLEAN, EXPORT, HEADER, REQUESTS, STAYING, ToolTest

SKIPPED = b"\x53\x2a\x4d\x18\x05\0\0\0extra"  # a frame of zstd that holds no text
ROW = "{},Ann,Smith,ann{}@example.org,212-555-0147,{} Pine Rd,Reno,NV,89501,note {}\n"


def zstd(data, *flags):
    return subprocess.run(["zstd", "-q", "-c", *flags], input=data, capture_output=True, check=True).stdout


def gzipped(data):
    return gzip.compress(data, mtime=1)


def unpacked(name, data):
    if name.endswith(".gz"):
        return gzip.decompress(data)
    return zstd(data, "-d") if name.endswith(".zst") else data


def raw_frame(text, window_log):
    """A frame of zstd, its text as it is, that claims to need a window of this size."""
    return (b"\x28\xb5\x2f\xfd\0" + bytes([(window_log - 10) << 3]) +
            (len(text) << 3 | 1).to_bytes(3, "little") + text)


class Compressed(ToolTest):
    packers = {"gz": gzipped, "zst": zstd}

    def clean(self, name="clean.csv"):
        return unpacked(name, self.read_bytes(name)).decode()

    def test_any_way_in_and_any_way_out(self):
        rows = "".join(ROW.format(i, i * 7919 % 100003, i % 97, "x" * (i % 61)) for i in range(12000))
        self.write("export.csv", EXPORT + rows)
        for ending, packer in self.packers.items():
            self.write("export.csv." + ending, packer((EXPORT + rows).encode()))
        for out in ("clean.csv", "clean.csv.gz", "clean.csv.zst", "CLEAN.GZ"):
            results = set()
            for export in ("export.csv", "export.csv.gz", "export.csv.zst"):
                for jobs in ("1", "2", "5"):
                    self.ok(*self.scrub("-j", jobs, export=export, out=out))
                    results.add(self.read_bytes(out))
            self.assertEqual(len(results), 1, f"{out} depends on the way to it")
            self.assertEqual(unpacked(out.lower(), self.read_bytes(out)).decode(), CLEAN + rows)
        # The tools themselves are content, and there is no time and no name in the header.
        subprocess.run(["gzip", "-t", self.path("clean.csv.gz")], check=True)
        subprocess.run(["zstd", "-tq", self.path("clean.csv.zst")], check=True)
        self.assertEqual(self.read_bytes("clean.csv.gz")[3:8], bytes(5))
        listed = subprocess.run(["zstd", "-lv", self.path("clean.csv.zst")], capture_output=True, text=True, check=True)
        self.assertIn("XXH64", listed.stdout)

    def test_the_first_bytes_tell_and_not_the_name(self):
        for packer in self.packers.values():
            self.write("export.csv", packer(EXPORT.encode()))
            self.ok(*self.scrub())
            self.assertEqual(self.clean(), CLEAN)
            self.ok(*self.scrub("--stream", export="-", out="-"), stdin=packer(EXPORT.encode()))
            done = self.ok(*self.scrub(export="-", out="-"), stdin=packer(EXPORT.encode()))
            self.assertEqual(done.stdout.decode(), CLEAN)
        self.write("export.csv.gz", EXPORT)
        self.ok(*self.scrub(export="export.csv.gz"))
        self.assertEqual(self.clean(), CLEAN)

    def test_several_members_and_frames(self):
        data = EXPORT.encode()
        a, b, c = data[:90], data[90:91], data[91:]
        for packed in (gzipped(a) + gzipped(b) + gzipped(b"") + gzipped(c), gzipped(data) + bytes(700),
                       gzipped(a) + bytes(3) + gzipped(b + c), zstd(a) + zstd(b) + zstd(b"") + zstd(c),
                       SKIPPED + zstd(a) + SKIPPED + zstd(b + c) + SKIPPED, zstd(data, "--no-check"),
                       zstd(data, "-19", "--ultra", "--long=27"), raw_frame(data, 27)):
            self.write("export.csv", packed)
            self.ok(*self.scrub())
            self.assertEqual(self.clean(), CLEAN)
        many = "".join(ROW.format(i, i, i, i) for i in range(3000))
        pieces = [many[i:i + 311].encode() for i in range(0, len(many), 311)]
        for packer in (gzipped, gzip.compress):
            self.write("export.csv", packer(HEADER.encode()) + b"".join(map(packer, pieces)))
            self.ok(*self.scrub())
            self.assertEqual(self.clean(), HEADER + many)

    def test_json(self):
        row = '{{"id":{},"owner":{{"name":"Jane Doe","email":"{}"}}}}'
        rows = [row.format(i, mail) for i, mail in enumerate(["a@example.com", "jane.doe@gmail.com", "b@example.com"])]
        lines, array = "\n".join(rows) + "\n", "[" + ",\n".join(rows) + "]\n"
        for text, kept in ((lines, rows[0] + "\n" + rows[2] + "\n"), (array, f"[{rows[0]},\n{rows[2]}]\n"),
                           (rows[1] + "\n", "")):
            for ending, packer in self.packers.items():
                name = "rows.ndjson." + ending
                self.write(name, packer(text.encode()))
                self.ok(*self.scrub(export=name, out="clean.ndjson." + ending))
                self.assertEqual(self.clean("clean.ndjson." + ending), kept)
                self.ok("verify", "clean.ndjson." + ending, "-l", "people.optout")
        # An empty file of this name is one that was cut off.
        for ending, packer in self.packers.items():
            self.write("rows.json." + ending, packer(b""))
            self.refused(3, *self.scrub(export="rows.json." + ending), says="no JSON: the file is empty")

    def test_data_that_are_cut_off(self):
        for name, packed in (("export.csv.gz", gzipped(EXPORT.encode())), ("export.csv.zst", zstd(EXPORT.encode())),
                             ("export.csv.zst", SKIPPED + zstd(EXPORT.encode()))):
            for size in range(2, len(packed), 5):
                if packed[1] == SKIPPED[1] and (size < 4 or size == len(SKIPPED)):
                    continue
                self.write(name, packed[:size])
                self.refused(3, *self.scrub("-j", str(size % 2 + 1), export=name, out="clean.csv"),
                             says=(name, f"byte {size} of the file", "data are cut off"))

    def test_bytes_that_are_flipped(self):
        dice = random.Random(20260801)
        long = EXPORT + "".join(ROW.format(i, i * 7919 % 100003, i % 97, dice.random()) for i in range(9000))
        long_clean = CLEAN + long[len(EXPORT):]
        for packer in self.packers.values():
            refused = 0
            for text, clean, count in ((EXPORT, CLEAN, 70), (long, long_clean, 25)):
                packed = packer(text.encode())
                for at in dice.sample(range(4, len(packed)), count):
                    flipped = packed[at] ^ 1 << dice.randrange(8)
                    self.write("export.csv", packed[:at] + bytes([flipped]) + packed[at + 1:])
                    self.write("clean.csv", "yesterday's\n")
                    done = self.run_tool(*self.scrub("--rejects", "rejects.csv", "-j", str(at % 2 + 1)))
                    # Some bits of a header mean nothing.
                    if done.returncode == 0:
                        self.assertEqual(self.clean(), clean)
                        continue
                    self.assertEqual(done.returncode, 3, done.err)
                    self.assertIn("export.csv: ", done.err)
                    self.assertFalse(self.exists("clean.csv") or self.exists("rejects.csv"))
                    self.assertEqual(self.leftovers(), [])
                    refused += 1
            self.assertGreater(refused, 85)

    def test_damage_is_told_with_its_place(self):
        packed = gzipped(EXPORT.encode())
        self.write("export.csv.gz", packed[:-8] + bytes(8))
        self.refused(3, *self.scrub(export="export.csv.gz"),
                     says=("export.csv.gz: byte ", f"of the file, {len(EXPORT)} of its text: damaged gzip data: "))
        for packer in self.packers.values():
            whole = packer(EXPORT.encode())
            for more in (b"\n", b"more", b"\0\0x and more", EXPORT.encode()):
                self.write("export.csv", whole + more)
                says = "something else follows their end" if len(more) > 1 else f"byte {len(whole) + 1}"
                self.refused(3, *self.scrub(), says=says)
        self.write("export.csv", raw_frame(EXPORT.encode(), 28))
        self.refused(3, *self.scrub(), says="window is larger than 128 MB")
        self.refused(3, *self.scrub(export="-"), stdin=packed[:50],
                     says="standard input: byte 50 of the file")

    def test_empty_ones(self):
        for packer in self.packers.values():
            self.write("export.csv", packer(b""))
            self.refused(3, *self.scrub(), says="no header: the file is empty")

    def test_text_that_never_ends_needs_no_memory(self):
        wall = zlib.compressobj(1, zlib.DEFLATED, 31)
        piece = b"x" * (1 << 20)
        packed = wall.compress(HEADER.encode() + b"1,") + b"".join(wall.compress(piece) for _ in range(900))
        self.write("export.csv", packed + wall.flush())
        with open(self.path("said"), "wb") as said:
            tool = subprocess.Popen([os.environ["OPTOUT_TOOL"], *self.scrub()], cwd=self.folder, stderr=said,
                                    env={**os.environ, "OPTOUT_KEY_FILE": "my.key"})
            _, status, used = os.wait4(tool.pid, 0)
        tool.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(tool.returncode, 3)
        self.assertIn("16 MiB", self.read("said"))
        self.assertLess(used.ru_maxrss, 500 << 10)

    def test_utf_16_inside(self):
        for ending, packer in self.packers.items():
            for codec in ("utf-16-le", "utf-16-be"):
                self.write("export.csv", packer(("\ufeff" + EXPORT).encode(codec)))
                self.ok(*self.scrub(out="clean.csv." + ending))
                self.assertEqual(unpacked("." + ending, self.read_bytes("clean.csv." + ending)),
                                 ("\ufeff" + CLEAN).encode(codec))

    def test_requests_canaries_and_the_other_commands(self):
        self.ok("canary", "-n", "2", "-o", "birds", "--seed", "7")
        canaries = self.read_bytes("birds/canary_requests.csv")
        profiles = self.read_bytes("birds/canary_profiles.csv")
        for ending, packer in self.packers.items():
            self.write("requests." + ending, packer(REQUESTS.encode()))
            self.write("birds." + ending, packer(canaries))
            self.write("profiles." + ending, packer(profiles))
            self.ok("compile", "requests." + ending, "birds." + ending, "-o", "both.optout")
            self.ok("check", "-l", "both.optout", "--email", "jane.doe@gmail.com")
            done = self.ok(*self.scrub("--canaries", "birds." + ending, export="profiles." + ending,
                                       lists=("both.optout",)))
            self.assertIn("6 planted rows found and removed", done.err)

            self.write("export." + ending, packer(EXPORT.encode()))
            self.ok(*self.scrub(export="export." + ending, out="clean." + ending))
            self.ok("verify", "clean." + ending, "-l", "people.optout")
            self.ok("verify", "export." + ending, "-l", "people.optout", code=6)
            shown = self.ok("explain", "export." + ending, "--row", "1", "-l", "people.optout")
            self.assertEqual(shown.out, self.ok("explain", "export.csv", "--row", "1", "-l", "people.optout").out)
            gone = self.ok("diff", "export." + ending, "clean." + ending)
            self.ok(*self.scrub())
            self.assertEqual(gone.out.splitlines()[:4], self.ok("diff", "export.csv", "clean.csv").out.splitlines()[:4])

    def test_a_report_is_of_the_files_as_they_lie_there(self):
        for ending, packer in self.packers.items():
            names = {"input": "export.csv." + ending, "output": "clean.csv." + ending, "audit": "audit.csv." + ending,
                     "rejects": "rejects.csv." + ending}
            self.write(names["input"], packer((EXPORT + "8,too,few\n").encode()))
            self.ok(*self.scrub("--audit", names["audit"], "--rejects", names["rejects"], "--report", "report.json",
                                export=names["input"], out=names["output"]))
            files = json.loads(self.read("report.json"))["files"]
            for what, name in names.items():
                data = self.read_bytes(name)
                self.assertEqual(files[what], {"name": name, "bytes": len(data),
                                               "sha256": hashlib.sha256(data).hexdigest()})
            self.assertEqual(self.clean(names["output"]), CLEAN)
            self.assertEqual(self.clean(names["rejects"]), HEADER + "8,too,few\n")
            self.assertEqual(self.clean(names["audit"]).count("\n"), 5)
            self.ok("verify", "report.json", "-l", "people.optout")
            # Other bytes, be it with the same text, are not the run's.
            self.write(names["output"], packer(CLEAN.encode() + STAYING[0].encode()))
            self.ok("verify", "report.json", "-l", "people.optout", code=6)
            self.write(names["output"], packer(CLEAN[:9].encode()) + packer(CLEAN[9:].encode()))
            self.ok("verify", "report.json", "-l", "people.optout", code=6)


if __name__ == "__main__":
    unittest.main()
