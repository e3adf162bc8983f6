"""Runs one scrub side by side with what else one would take for it, and writes peers.md and peers.svg. The short
table that it prints is the one in README.md.

The job: a generated export of a million rows against 100,000 requests. The peers play the simple rule (answers.py
says which), each as well as its tool allows (simple_rule/); optout plays it with normalization (--kinds email,phone),
and in full, with persons at addresses too. Each run is a process of its own, from files to a file.

Answers come first. Every output is held against the rule, computed slowly, and against the generator's truth; a wrong
answer gets no time, and neither does one that is not there within --limit. Then all take turns, and medians count.
"""
# SPDX-License-Identifier: Apache-2.0
import argparse
import collections
import datetime
import importlib.metadata
import os
import pathlib
import platform
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "shared"))

import answers
import picture
from runs import ROOT, build, machine, measure, said

REQUEST_SHARE = 10  # rows a request
HIT_RATE = 0.01
FIRST_CUT, OURS = "first-cut C++ loop", "optout scrub, full rule"

COLUMNS = ["who", "rule", "threads", "left in", "wrongly gone", "s", "CPU s", "MB/s", "rows a second", "peak MiB",
           "speed / loop", "speed / optout"]
SHORT = ["who", "threads", "left in", "s", "CPU s", "rows a second", "peak MiB"]

Peer = collections.namedtuple("Peer", "name threads rule command")
Result = collections.namedtuple("Result", "peer leaked wrong problem size runs")


def make_job(programs, folder, rows):
    """Writes export, requests and truth, and compiles the list; returns how long that took, in words."""
    subprocess.run([programs["make_households"], "--rows", str(rows), "--requests", str(max(1, rows // REQUEST_SHARE)),
                    "--seed", "7", "--family", "plain", "--hit-rate", str(HIT_RATE), "--out-dir", folder], check=True)
    subprocess.run([programs["optout"], "keygen", "-o", folder / "key"], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    done = measure([programs["optout"], "compile", folder / "requests.csv", "-o", folder / "list.optout",
                    "--key", folder / "key"], folder, 3600)
    if done["exit"] != 0:
        sys.exit("compare: optout compile failed")
    return f"{done['wall']:.1f} s and {done['peak']:.0f} MiB"


def optout(programs, rule, jobs):
    kinds = ["--kinds", "email,phone"] if rule == "kinds" else []
    name = OURS if rule == "full" else "optout scrub --kinds email,phone"
    return Peer(name, jobs, rule, lambda job, out: [
        programs["optout"], "scrub", job / "export.csv", "-l", job / "list.optout", "--key", job / "key", "-o", out,
        "--progress", "never", "-j", str(jobs), *kinds])


def script(name, file, threads):
    return Peer(name, threads, "simple", lambda job, out: [
        sys.executable, HERE / "simple_rule" / file, job / "export.csv", job / "requests.csv", out])


def peers_of(programs, cores):
    """All that run here, and in words what does not. DuckDB and Polars take every core; optout one, or every one."""
    duckdb, polars = (importlib.metadata.version(name) for name in ("duckdb", "polars"))
    python = platform.python_version()
    peers = [optout(programs, rule, jobs) for rule in ("kinds", "full") for jobs in sorted({1, cores})]
    peers += [
        Peer(FIRST_CUT, 1, "simple", lambda job, out: [
            programs["first_cut"], job / "export.csv", job / "requests.csv", out]),
        script(f"DuckDB {duckdb}, anti-joins", "duckdb_anti_join.py", cores),
        script(f"DuckDB {duckdb}, NOT EXISTS", "duckdb_not_exists.py", cores),
        script(f"Polars {polars}, streaming", "polars_streaming.py", cores),
        script(f"Python {python}, csv and sets", "csv_and_sets.py", 1),
        script(f"SQLite {sqlite3.sqlite_version} in Python", "sqlite_tables.py", 1),
    ]
    missing = []
    if shutil.which("mawk"):
        # awk writes to standard output; all shell does is give it the file.
        awk = f'LC_ALL=C exec mawk -f "{HERE}/simple_rule/quote_aware.awk" "$1" "$2" > "$3"'
        peers.append(Peer("mawk, quotes heeded", 1, "simple", lambda job, out: [
            "sh", "-c", awk, "sh", job / "requests.csv", job / "export.csv", out]))
    else:
        missing.append("mawk is not installed here, and was left out.")
    return peers, missing


def run(peer, folder, limit):
    """Returns the report of one run and the size of its output; the output is at folder / "out.csv"."""
    out = folder / "out.csv"
    out.unlink(missing_ok=True)
    done = measure(peer.command(folder, out), folder, limit)
    if done["exit"] != 0 and not done["late"]:
        print(f"compare: {peer.name} ended with {done['exit']}: {said(folder)[-2000:]}", file=sys.stderr)
    return done, out.stat().st_size if out.exists() else 0


def answer(peer, folder, limit, right):
    """Runs a peer once and judges what it wrote."""
    print(f"compare: the answer of {peer.name}, {peer.threads} thread(s)", file=sys.stderr)
    done, size = run(peer, folder, limit)
    if done["late"]:
        return Result(peer, None, None, f"not done in {limit:g} s", size, [])
    if done["exit"] != 0:
        return Result(peer, None, None, f"failed with {done['exit']}", size, [])
    leaked, wrong, problem = right.judge(folder / "out.csv", peer.rule)
    return Result(peer, leaked, wrong, problem and f"wrong: {problem}", size, [])


def take_turns(results, folder, runs, limit):
    """Times those whose answer is right; everybody is first once in a while."""
    right = [result for result in results if not result.problem]
    for turn in range(runs):
        print(f"compare: run {turn + 1} of {runs}", file=sys.stderr)
        for result in right[turn % len(right):] + right[:turn % len(right)]:
            done, size = run(result.peer, folder, limit)
            if done["exit"] != 0 or size != result.size:
                sys.exit(f"compare: {result.peer.name} answered once, and otherwise the next time")
            result.runs.append(done)


def median(result, what):
    return statistics.median(one[what] for one in result.runs)


def row_of(result, rows, megabytes, loop, ours):
    """The cells of one line of the table; loop and ours are seconds that a ratio is taken to."""
    peer = result.peer
    count = ["–" if number is None else f"{number:,}" for number in (result.leaked, result.wrong)]
    rule = {"simple": "simple", "kinds": "simple, normalized", "full": "**more**: persons too"}[peer.rule]
    cells = [peer.name, rule, str(peer.threads), *count]
    if result.problem:
        cells += [result.problem] + ["–"] * 7
    else:
        wall = median(result, "wall")
        cells += [f"{wall:.2f}", f"{median(result, 'cpu'):.2f}", f"{megabytes / wall:.0f}",
                  f"{rows / wall / 1e6:.2f} M", f"{median(result, 'peak'):.0f}"]
        cells += [f"{base / wall:.2f}" if base else "–" for base in (loop, ours.get(peer.threads))]
    return cells


def table(results, rows, megabytes, columns=COLUMNS):
    """The table as lines of Markdown, with the columns asked for."""
    walls = {(result.peer.name, result.peer.threads): median(result, "wall") for result in results if result.runs}
    loop = walls.get((FIRST_CUT, 1))
    ours = {threads: wall for (name, threads), wall in walls.items() if name == OURS}
    lines = [COLUMNS, ["---" if name in ("who", "rule") else "--:" for name in COLUMNS],
             *(row_of(result, rows, megabytes, loop, ours) for result in results)]
    chosen = [COLUMNS.index(name) for name in columns]
    return ["| " + " | ".join(line[at] for at in chosen) + " |" for line in lines]


def page(results, facts):
    """peers.md"""
    return "\n".join([
        "# A scrub beside what else one would take", "",
        f"{facts['date']}, {facts['machine']}; load {facts['load']} when it began. "
        f"`bench/peers/compare --rows {facts['rows']} --runs {facts['runs']}`: {facts['rows']:,} rows "
        f"({facts['megabytes']:.3g} MB) against {facts['requests']:,} requests, {facts['to_go']:,} rows to go; "
        f"{facts['by_cell']:,} of them share an email or a phone with a request, however spelled; the simple rule "
        f"finds {facts['simple']:,}. Medians of {facts['runs']}.",
        "", *table(results, facts["rows"], facts["megabytes"]), "",
        "![Rows a second, and rows left in](peers.svg)", "",
        "- Left in: rows that must go by the generator's truth, and stay. Wrongly gone: the other way round.",
        "- Letters and white space beyond ASCII are left to each tool: answers differ by a few rows.",
        "- Speed / loop: against the first-cut loop. Speed / optout: against the full rule with as many threads.",
        "- Each peer reads the requests in every run. optout compiles them once, "
        f"which took {facts['compiled']}, and its list serves every export after.",
        "- Peak memory counts the pages of a mapped file: the loop maps the whole export.",
        "- DuckDB, Polars and SQLite run inside Python, whose start counts.",
        *(f"- {line}" for line in facts["missing"]), ""])


def bars(results, rows):
    """The bars of the picture, fastest first, those without a time last."""
    made = []
    for result in results:
        name = result.peer.name.removeprefix("optout scrub").lstrip(", ") if result.peer.rule != "simple" else ""
        name = f"optout {name}" if name else result.peer.name
        speed = rows / median(result, "wall") if result.runs else None
        made.append((f"{name} ×{result.peer.threads}", result.peer.rule != "simple", speed, result.problem,
                     result.leaked))
    return sorted(made, key=lambda bar: -(bar[2] or 0))


def options():
    parser = argparse.ArgumentParser(prog="compare", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, metavar="N", help="of the export (1,000,000)")
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="that medians are taken of (3)")
    parser.add_argument("--limit", type=float, default=120, metavar="SECONDS", help="the most that a run may take")
    parser.add_argument("--bin", type=pathlib.Path, metavar="DIR", help="programs to take (build/release, built first)")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "bench/results", metavar="DIR")
    chosen = parser.parse_args()
    if chosen.rows < 100 or chosen.runs < 1:
        parser.error("at least 100 rows and one run")
    return chosen


def main():
    chosen = options()
    if chosen.bin is None:
        chosen.bin = build("optout_cli", "make_households", "first_cut")
    programs = {name: chosen.bin.resolve() / name for name in ("optout", "make_households", "first_cut")}
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="optout-peers-") as folder:
        job = pathlib.Path(folder)
        compiled = make_job(programs, job, chosen.rows)
        megabytes = (job / "export.csv").stat().st_size / 1e6
        right = answers.Answers(job / "export.csv", job / "requests.csv", job / "truth.tsv")
        peers, missing = peers_of(programs, len(os.sched_getaffinity(0)))
        results = [answer(peer, job, chosen.limit, right) for peer in peers]
        take_turns(results, job, chosen.runs, chosen.limit)
    facts = {"date": datetime.date.today().isoformat(), "machine": machine(), "load": f"{load:.1f}",
             "rows": chosen.rows, "runs": chosen.runs, "megabytes": megabytes,
             "requests": max(1, chosen.rows // REQUEST_SHARE), "to_go": len(right.truth),
             "by_cell": len(right.by_cell), "simple": len(right.least), "compiled": compiled, "missing": missing}
    chosen.out.mkdir(parents=True, exist_ok=True)
    (chosen.out / "peers.md").write_text(page(results, facts), encoding="utf-8")
    (chosen.out / "peers.svg").write_text(picture.draw(
        f"{chosen.rows:,} rows against {facts['requests']:,} requests, {facts['to_go']:,} rows to go",
        f"{facts['date']}, {facts['machine']}; ×N: threads", bars(results, chosen.rows)), encoding="utf-8")
    print("\n".join(table(results, chosen.rows, megabytes, SHORT)))
    print(f"compare: wrote {chosen.out}/peers.md and peers.svg", file=sys.stderr)
    ours = [result for result in results if result.peer.rule != "simple" and result.problem]
    return 1 if ours else 0


try:
    sys.exit(main())
except (OSError, subprocess.CalledProcessError, ValueError) as error:
    sys.exit(f"compare: {error}")
