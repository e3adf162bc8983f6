"""Runs the real tool on real files, each test in a folder of its own.

Environment: OPTOUT_TOOL, the binary; OPTOUT_HOUSEHOLDS, the generator; OPTOUT_CHECKER, check_households.py;
OPTOUT_CELL_CHECKER, check_cells.py.
"""
# SPDX-License-Identifier: Apache-2.0
import os
import shutil
import subprocess
import tempfile
import unittest

TOOL = os.environ.get("OPTOUT_TOOL", "optout")

REQUESTS = """request_id,type,first,last,email,phone,address,unit,city,state,zip,received_date
R-1,opt_out,Jane,Doe,jane.doe@gmail.com,(415) 555-2671,12 Oak St,Apt 4,Reno,NV,89501,2026-07-14
R-2,delete,Sam,Poe,,,12 Elm St,,Reno,NV,89501,07/20/2026
R-3,,No,Key,n/a,,,,,,,
"""
HEADER = "id,first_name,last_name,email,phone,address,city,state,zip,notes\n"
GOING = [
    "1,Jane,Smith,JaneDoe+x@googlemail.com,,9 Pine Rd,Reno,NV,89501,\"a \"\"quote\"\"\nand a line\"\n",
    "2,Bob,Smith,,1-415-555-2671,9 Pine Rd,Reno,NV,89501,\n",
    "4,,\"POE, SAM A\",sam@example.org,,12 ELM STREET,RENO,NV,89501-0001,\n",
    "5,Jane,Doe,,,12 Oak St Unit 4,Reno,NV,89501,\n",
]
STAYING = [
    "3,Ann,Smith,ann@example.org,212-555-0147,9 Pine Rd,Reno,NV,89501, padded \n",
    "6,Jane,Doe,,,12 Oak St Unit 5,Reno,NV,89501,\n",
    "7,Sam,Poe,,,14 Elm St,Reno,NV,89501,\n",
]
EXPORT = HEADER + GOING[0] + GOING[1] + STAYING[0] + GOING[2] + GOING[3] + STAYING[1] + STAYING[2]
CLEAN = HEADER + "".join(STAYING)
PERSONAL = ("jane", "doe", "poe", "smith", "415", "2671", "oak", "elm", "gmail", "secret")


class ToolTest(unittest.TestCase):
    """A folder with a key, a compiled list and an export."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="optout-cli-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.write("requests.csv", REQUESTS)
        self.write("export.csv", EXPORT)
        self.ok("keygen", "-o", "my.key")
        self.ok("compile", "requests.csv", "-o", "people.optout", "--as-of", "2026-08-01")

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())

    def read_bytes(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def read(self, name):
        return self.read_bytes(name).decode()

    def exists(self, name):
        return os.path.lexists(self.path(name))

    def run_tool(self, *args, stdin=None, env=None, **more):
        environment = {**os.environ, "OPTOUT_KEY_FILE": "my.key", **(env or {})}
        data = stdin.encode() if isinstance(stdin, str) else stdin
        given = {"input": data} if data is not None else {"stdin": subprocess.DEVNULL}
        done = subprocess.run([TOOL, *args], cwd=self.folder, env=environment, capture_output=True, timeout=120,
                              **given, **more)
        done.out = done.stdout.decode(errors="replace")  # may be a file in any encoding
        done.err = done.stderr.decode()
        return done

    def ok(self, *args, code=0, **more):
        done = self.run_tool(*args, **more)
        self.assertEqual(done.returncode, code, f"{args}: {done.out}{done.err}")
        return done

    def leftovers(self):
        return [name for name in os.listdir(self.folder) if ".optout-" in name]

    def refused(self, code, *args, says=(), output="clean.csv", **more):
        """The command fails with `code`, says why and where, names nobody, and leaves nothing."""
        if output is not None:
            self.write(output, "yesterday's\n")
        done = self.run_tool(*args, **more)
        self.assertEqual(done.returncode, code, f"{args}: {done.out}{done.err}")
        self.assertTrue(done.err.startswith("optout: "), done.err)
        for word in [says] if isinstance(says, str) else says:
            self.assertIn(word, done.err)
        if output is not None:
            self.assertFalse(self.exists(output), "an output was left")
        self.assertEqual(self.leftovers(), [])
        return done

    def scrub(self, *more, export="export.csv", out="clean.csv", lists=("people.optout",)):
        flags = [flag for name in lists for flag in ("-l", name)]
        return ["scrub", export, *flags, "-o", out, *more]
