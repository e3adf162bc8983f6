"""Generated exports of every family: every row of the truth goes, no other row does, what stays is untouched."""
# SPDX-License-Identifier: Apache-2.0
import os
import re
import subprocess
import sys
import unittest

from tool import ToolTest

HOUSEHOLDS = os.environ["OPTOUT_HOUSEHOLDS"]
CHECKER = os.environ["OPTOUT_CHECKER"]
ROWS = os.environ.get("OPTOUT_ROWS", "20000")


class Families(ToolTest):
    def make(self, family, *flags):
        subprocess.run([HOUSEHOLDS, "--rows", ROWS, "--requests", str(int(ROWS) // 10), "--seed", "11", "--family",
                        family, "--hit-rate", "0.05", "--out-dir", self.folder, *flags], check=True,
                       stdout=subprocess.DEVNULL)

    def check_clean(self, *flags):
        """The rows of the truth are gone from clean.csv, and no others."""
        checked = subprocess.run([sys.executable, CHECKER, "--before", self.path("export.csv"), "--after",
                                  self.path("clean.csv"), "--truth", self.path("truth.tsv"), "--near-misses",
                                  self.path("near_misses.tsv"), *flags], capture_output=True)
        self.assertEqual(checked.returncode, 0, checked.stdout.decode() + checked.stderr.decode())
        return checked.stdout.decode()

    def scrub_family(self, family, *flags, level="standard"):
        self.make(family, *flags)
        self.ok("compile", "requests.csv", "-o", "people.optout", "--level", level)
        self.ok(*self.scrub("-j", "1"))
        one_job = self.read_bytes("clean.csv")
        self.ok(*self.scrub("-j", "2"))
        self.assertEqual(self.read_bytes("clean.csv"), one_job)
        piped = self.ok(*self.scrub(export="-", out="-"), stdin=self.read_bytes("export.csv"))
        self.assertEqual(piped.stdout, one_job)
        self.check_clean()
        self.ok("verify", "clean.csv", "-l", "people.optout")

    def scrub_below(self, family):
        """A list of level standard misses the rows that need level aggressive, and no others."""
        self.make(family, "--level", "aggressive")
        self.ok("compile", "requests.csv", "-o", "people.optout")
        self.ok(*self.scrub())
        said = self.check_clean("--below-aggressive")
        loose, stayed = map(int, re.search(r"may stay (\d+), stayed (\d+)", said).groups())
        self.assertGreater(loose, int(ROWS) // 80)
        self.assertGreater(stayed, loose * 0.95)  # but for persons with a second request, in a usual spelling


for name in ("plain", "batchleads", "propstream", "propertyradar", "dealmachine", "realestateapi", "attom", "recipient",
             "precisely", "melissa", "multivalued", "batchdata"):
    setattr(Families, f"test_{name}", lambda self, family=name: self.scrub_family(family))
for name in ("plain", "propstream", "propertyradar", "dealmachine", "attom", "multivalued", "batchdata"):
    setattr(Families, f"test_aggressive_{name}", lambda self, family=name: self.scrub_family(
        family, "--level", "aggressive", "--seed", "12", level="aggressive"))
for name in ("plain", "propstream"):
    setattr(Families, f"test_below_aggressive_{name}", lambda self, family=name: self.scrub_below(family))
Families.test_crlf_and_tabs = lambda self: self.scrub_family("plain", "--crlf", "--delimiter", "tab", "--bom")

if __name__ == "__main__":
    unittest.main()
