"""DROP's cycle and lists of it, killed at random moments and run again: nothing lost, nothing double.

OPTOUT_KILLS: how many, over import, match, respond and compile (24).
"""
# SPDX-License-Identifier: Apache-2.0
import os
import random
import signal
import subprocess
import time
import unittest

from drop_test import DropCase
from drop_world import BROKER, World, archive
from tool import TOOL


class Kill(DropCase):
    def timed(self, *args):
        started = time.monotonic()
        self.ok(*args)
        return time.monotonic() - started

    def until_done(self, chance, whole, args):
        """Runs a command, killed at a random moment, until one run is faster than its kill. Returns how many were killed."""
        killed = 0
        while True:
            run = subprocess.Popen([TOOL, *args], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, env={**os.environ, "OPTOUT_KEY_FILE": "my.key"})
            time.sleep(chance.uniform(0, 1.3) * whole)
            run.send_signal(signal.SIGKILL)
            _, said = run.communicate(timeout=120)
            if run.returncode == 0:
                return killed
            self.assertEqual(run.returncode, -signal.SIGKILL, said)
            killed += 1
            whole *= 1.1  # the machine may be busier than it was

    def test_at_random_moments(self):
        wanted = int(os.environ.get("OPTOUT_KILLS", "24"))
        chance = random.Random(13)
        world = World(3000, 12)
        lists, truth = world.items(800, 12000)
        name = f"20260812_{BROKER}_DROP.zip"
        self.write(name, archive(lists, 20260812))
        self.write("records.csv", world.records())
        steps = [("drop", "import", name), ("drop", "match", "records.csv"), ("drop", "respond", "-o", "{}"),
                 ("compile", "--ledger", "{}.db", "-o", "{}.optout", "--name", "all", "--as-of", "2026-09-01")]

        def step(number, book):
            words = [word.replace("{}", book) for word in steps[number]]
            return words if "--ledger" in words else [*words, "--ledger", book + ".db"]

        os.mkdir(self.path("whole"))
        self.ok("ledger", "init", "--ledger", "whole.db")
        times = [self.timed(*step(number, "whole")) for number in range(len(steps))]
        self.assertEqual(self.statuses("whole"), truth)
        killed = rounds = 0
        while killed < wanted:
            rounds += 1
            book = f"b{rounds}"
            os.mkdir(self.path(book))
            self.ok("ledger", "init", "--ledger", book + ".db")
            for number, whole in enumerate(times):
                killed += self.until_done(chance, whole, step(number, book))
            self.assertEqual([n for n in os.listdir(self.path(book)) if n.startswith(".")], [])
            self.assertEqual(self.statuses(book), truth)
            self.assertEqual(self.read_bytes(book + ".optout"), self.read_bytes("whole.optout"))
            self.ok("ledger", "verify", "--ledger", book + ".db")
        self.assertEqual(self.leftovers(), [])
        print(f"{killed} kills over {rounds} rounds")


if __name__ == "__main__":
    unittest.main()
