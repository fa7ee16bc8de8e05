"""Plays every fault and writes docs/faults.md.

Usage: python -m benchmarks.chaos              all, each on a graph of its own, and the page
       python -m benchmarks.chaos FAULT…       these only, a JSON line each

All takes an hour. Rows are kept in runs/chaos.jsonl as they come, so that a run that was broken off goes on where it
was; remove that file to begin anew. The page is written after each row, and says of the others that they were not run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

from benchmarks.chaos.faults import FAULTS, named
from benchmarks.chaos.reporting import document

from robot_guide.shells.processes import ROOT, run_folder

PAGE = ROOT / "docs" / "faults.md"
ROWS = ROOT / "runs" / "chaos.jsonl"
LONGEST = 240.0  # s of the machine's clock for one fault


def alone(name: str) -> dict[str, object]:
    """The row of one fault, played in a process of its own; what went wrong, where there is none."""
    try:
        command = [sys.executable, "-m", "benchmarks.chaos", name]
        done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, check=False)
    except subprocess.TimeoutExpired:
        return {"fault": name, "misses": [f"the run did not end within {LONGEST:.0f} s"]}
    if done.returncode:
        return {"fault": name, "misses": [f"the run failed: {(done.stderr.splitlines() or ['?'])[-1]}"]}
    load = {"load": os.getloadavg()[0], "cores": os.cpu_count()}
    return {**json.loads(done.stdout.splitlines()[-1]), **load}


def main(arguments: list[str]) -> int:
    if arguments:
        from benchmarks.chaos.walking import play  # needs ROS 2

        for name in arguments:
            row = play(named(name), run_folder("chaos"))
            print(json.dumps(row.as_json(), ensure_ascii=False), flush=True)
        return 0
    ROWS.parent.mkdir(exist_ok=True)
    rows = kept()
    write(rows)
    for fault in FAULTS:
        if fault.name not in rows:
            rows[fault.name] = alone(fault.name)
            line = json.dumps(rows[fault.name], ensure_ascii=False)
            print(line, flush=True)
            with ROWS.open("a", encoding="utf-8") as file:
                file.write(line + "\n")
            write(rows)
    return 0


def kept() -> dict[str, dict[str, object]]:
    """The rows of a run that was broken off, by fault; the last of each counts."""
    lines = ROWS.read_text(encoding="utf-8").splitlines() if ROWS.exists() else []
    return {row["fault"]: row for row in map(json.loads, lines)}


def write(rows: dict[str, dict[str, object]]) -> None:
    page = document(rows.get(fault.name, {"fault": fault.name, "misses": ["not run"]}) for fault in FAULTS)
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
