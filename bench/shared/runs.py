"""What bench/peers/compare and bench/growth share: programs, measured runs, and the machine in words."""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import pathlib
import platform
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUILD = ROOT / "build/release"


def build(*targets):
    """Builds targets of the release preset; returns the folder of the programs."""
    subprocess.run(["cmake", "--preset", "release"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", BUILD, "--target", *targets], check=True, stdout=sys.stderr)
    return BUILD


def measure(command, folder, limit, stdin=subprocess.DEVNULL, stdout=None):
    """Runs a command by measure.py; returns its report. What the command says goes to a log in the folder."""
    report = folder / "report.json"
    with open(folder / "log", "w", encoding="utf-8") as log:
        subprocess.run([sys.executable, "-I", "-S", HERE / "measure.py", report, str(limit), *command], check=True,
                       stdin=stdin, stdout=stdout or log, stderr=log)
    return json.loads(report.read_text(encoding="utf-8"))


def said(folder):
    """What the last command said."""
    return (folder / "log").read_text(encoding="utf-8", errors="replace")


def machine():
    """The machine in a few words."""
    lines = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{len(os.sched_getaffinity(0))} cores of {model}, {memory:.0f} GiB, {platform.system()}"
