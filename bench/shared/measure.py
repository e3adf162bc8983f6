"""Runs one command and writes what it took, as JSON, into a file.

  measure.py REPORT SECONDS COMMAND [ARGUMENT...]

A process of its own, because a child's peak memory starts with what its parent held when it was made: this one is
small. After SECONDS the command is killed, and the report says so. Its standard streams are those of this one.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import subprocess
import sys
import threading
import time


def main(report, limit, *command):
    start = time.monotonic()
    child = subprocess.Popen(command)
    watch = threading.Timer(float(limit), child.kill)
    watch.start()
    _, status, used = os.wait4(child.pid, 0)
    wall = time.monotonic() - start
    watch.cancel()
    with open(report, "w", encoding="utf-8") as file:
        json.dump({"exit": os.waitstatus_to_exitcode(status), "late": wall >= float(limit), "wall": wall,
                   "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss / 1024}, file)


main(*sys.argv[1:])
