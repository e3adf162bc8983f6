"""Every family of generated exports in every mode, checked down to the cell, and what its columns are taken for."""
# SPDX-License-Identifier: Apache-2.0
import os
import re
import subprocess
import sys
import unittest

from tool import ToolTest

HOUSEHOLDS = os.environ["OPTOUT_HOUSEHOLDS"]
CHECKER = os.environ["OPTOUT_CELL_CHECKER"]
ROWS = str(min(int(os.environ.get("OPTOUT_ROWS", "4000")), 4000))
FAMILIES = ("plain", "batchleads", "propstream", "propertyradar", "dealmachine", "realestateapi", "attom", "recipient",
            "precisely", "melissa", "multivalued", "batchdata")
MODES = ("row", "person", "field", "flag")


class Modes(ToolTest):
    def make(self, family, *flags, level="standard"):
        subprocess.run([HOUSEHOLDS, "--rows", ROWS, "--requests", str(int(ROWS) // 5), "--seed", "21", "--family",
                        family, "--hit-rate", "0.1", "--level", level, "--out-dir", self.folder, *flags], check=True)
        self.ok("compile", "requests.csv", "-o", "people.optout", "--level", level)

    def check(self, mode):
        done = subprocess.run([sys.executable, CHECKER, self.path("export.csv"), self.path("clean.csv"), "--mode", mode,
                               "--cells", self.path("cells.tsv"), "--families", self.path("truth.tsv"), "--families",
                               self.path("near_misses.tsv")], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertNotIn("matched 0,", done.stdout)

    def scrub_in(self, mode):
        how = () if mode == "row" else ("--mode", mode)
        self.ok(*self.scrub("-j", "1", *how))
        one_job = self.read_bytes("clean.csv")
        self.check(mode)
        self.ok(*self.scrub("-j", "2", *how))
        self.assertEqual(self.read_bytes("clean.csv"), one_job)
        piped = self.ok(*self.scrub(*how, export="-", out="-"), stdin=self.read_bytes("export.csv"))
        self.assertEqual(piped.stdout, one_job)
        if mode != "flag":
            self.ok("verify", "clean.csv", "-l", "people.optout")

    def check_columns(self, family):
        """Each column has the role that columns.tsv says, and what goes with a phone or an email that of its value."""
        self.make(family)
        lines = self.ok("explain", "export.csv", "--row", "1", "-l", "people.optout").out.splitlines()
        start, end = lines[1].index("ROLE"), lines[1].index("CONFIDENCE")
        found = [(line[:start].strip(), line[start:end].strip()) for line in lines[2:lines.index("")]]
        wanted = [line.split("\t") for line in self.read("columns.tsv").splitlines()]
        self.assertEqual([name for name, _ in found], [name for name, _, _ in wanted])
        for (name, role), (_, roles, value) in zip(found, wanted):
            if roles == "record":
                self.assertIn(role, ("record", "record.id", "ignore", "-"), name)
            elif value:
                self.assertEqual(role, found[int(value) - 1][1] + ".satellite", name)
            else:
                self.assertIn(re.sub(r"(phone|email|address)\d+", r"\1", role), roles.split(), name)


for family in FAMILIES:
    setattr(Modes, f"test_columns_of_{family}", lambda self, family=family: self.check_columns(family))
    for mode in MODES:
        def run(self, family=family, mode=mode):
            self.make(family)
            self.scrub_in(mode)
        setattr(Modes, f"test_{mode}_{family}", run)
for mode in MODES:
    def run_tabs(self, mode=mode):
        self.make("propertyradar", "--crlf", "--delimiter", "tab", "--bom")
        self.scrub_in(mode)

    def run_aggressive(self, mode=mode):
        self.make("dealmachine", level="aggressive")
        self.scrub_in(mode)
    setattr(Modes, f"test_{mode}_crlf_and_tabs", run_tabs)
    setattr(Modes, f"test_{mode}_aggressive", run_aggressive)

if __name__ == "__main__":
    unittest.main()
