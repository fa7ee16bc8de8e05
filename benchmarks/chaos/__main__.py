"""Plays every fault and writes docs/faults.md.

Usage: python -m benchmarks.chaos              all, each on a graph of its own, and the table
       python -m benchmarks.chaos FAULT…       these only, a JSON line each
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.chaos.faults import FAULTS, named
from benchmarks.chaos.reporting import document

from robot_guide.shells.processes import ROOT, run_folder

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
    return json.loads(done.stdout.splitlines()[-1])


def main(arguments: list[str]) -> int:
    if arguments:
        from benchmarks.chaos.walking import play  # needs ROS 2

        for name in arguments:
            row = play(named(name), run_folder("chaos"))
            print(json.dumps(row.as_json(), ensure_ascii=False), flush=True)
        return 0
    rows = []
    for fault in FAULTS:
        rows.append(alone(fault.name))
        print(json.dumps(rows[-1], ensure_ascii=False), flush=True)
    Path(ROOT / "docs" / "faults.md").write_text(document(rows), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
