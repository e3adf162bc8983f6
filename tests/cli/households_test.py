"""Generated exports of every family: every row of the truth goes, no other row does, what stays is untouched."""
# SPDX-License-Identifier: Apache-2.0
import os
import subprocess
import sys
import unittest

from tool import ToolTest

HOUSEHOLDS = os.environ["OPTOUT_HOUSEHOLDS"]
CHECKER = os.environ["OPTOUT_CHECKER"]
ROWS = os.environ.get("OPTOUT_ROWS", "20000")


class Families(ToolTest):
    def scrub_family(self, family, *flags):
        subprocess.run([HOUSEHOLDS, "--rows", ROWS, "--requests", str(int(ROWS) // 10), "--seed", "11", "--family",
                        family, "--hit-rate", "0.05", "--out-dir", self.folder, *flags], check=True,
                       stdout=subprocess.DEVNULL)
        self.ok("compile", "requests.csv", "-o", "people.optout")
        self.ok(*self.scrub("-j", "1"))
        one_job = self.read_bytes("clean.csv")
        self.ok(*self.scrub("-j", "2"))
        self.assertEqual(self.read_bytes("clean.csv"), one_job)
        piped = self.ok(*self.scrub(export="-", out="-"), stdin=self.read_bytes("export.csv"))
        self.assertEqual(piped.stdout, one_job)
        checked = subprocess.run([sys.executable, CHECKER, "--before", self.path("export.csv"), "--after",
                                  self.path("clean.csv"), "--truth", self.path("truth.tsv"), "--near-misses",
                                  self.path("near_misses.tsv")], capture_output=True)
        self.assertEqual(checked.returncode, 0, checked.stdout.decode() + checked.stderr.decode())
        self.ok("verify", "clean.csv", "-l", "people.optout")


for name in ("plain", "batchleads", "propstream", "propertyradar", "dealmachine", "realestateapi", "attom"):
    setattr(Families, f"test_{name}", lambda self, family=name: self.scrub_family(family))
Families.test_crlf_and_tabs = lambda self: self.scrub_family("plain", "--crlf", "--delimiter", "tab", "--bom")

if __name__ == "__main__":
    unittest.main()
