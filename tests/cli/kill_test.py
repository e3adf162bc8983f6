"""A run that is killed at any moment leaves nothing under the output's name, and the next run cleans up."""
# SPDX-License-Identifier: Apache-2.0
import os
import random
import signal
import subprocess
import time
import unittest

from tool import EXPORT, HEADER, TOOL, ToolTest


class Kill(ToolTest):
    def test_at_many_moments(self):
        self.write("export.csv", HEADER + EXPORT[len(HEADER):] * 40000)
        started = time.monotonic()
        self.ok(*self.scrub("-j", "2"))
        whole = time.monotonic() - started
        size = os.path.getsize(self.path("clean.csv"))
        chance = random.Random(7)
        killed = number = 0
        while number < 24 or killed <= 5:
            number += 1
            self.assertLess(number, 200, "hardly any run was killed before its output stood")
            self.write("clean.csv", "yesterday's\n")
            run = subprocess.Popen([TOOL, *self.scrub("-j", "2", "--audit", "audit.csv")], cwd=self.folder,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   env={**os.environ, "OPTOUT_KEY_FILE": "my.key"})
            time.sleep(chance.uniform(0.1, 1.0) * whole)
            run.send_signal((signal.SIGKILL, signal.SIGTERM, signal.SIGINT)[number % 3])
            run.wait(timeout=60)
            if not self.exists("clean.csv"):
                killed += 1
            elif self.read("clean.csv") == "yesterday's\n":  # it died before its first step
                whole *= 1.1
            else:  # it died behind its last: the machine is less busy than it was
                self.assertEqual(os.path.getsize(self.path("clean.csv")), size, "a killed run left a part")
                whole *= 0.8
        self.ok(*self.scrub("--audit", "audit.csv"))
        self.assertEqual(self.leftovers(), [])
        self.assertEqual(os.path.getsize(self.path("clean.csv")), size)


if __name__ == "__main__":
    unittest.main()
