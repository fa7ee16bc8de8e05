"""Run every benchmark in this folder and print one table.

A benchmark is a module that prints what it measured as JSON lines, `{"measure": …, "value": …, "unit": …}`, among
whatever else it prints. Usage: python -m benchmarks [NAME …]
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main(names: list[str]) -> int:
    """Returns: 1 when a benchmark failed, 2 when there is none of a name asked for."""
    scripts = sorted(path for path in HERE.glob("*.py") if not path.name.startswith("_"))
    if unknown := set(names) - {script.stem for script in scripts}:
        known = ", ".join(script.stem for script in scripts)
        print(f"no benchmark {min(unknown)!r} in {HERE.name}/; there are: {known}", file=sys.stderr)
        return 2
    rows, failed = [], False
    for script in scripts:
        if names and script.stem not in names:
            continue
        measured, ok = run(script)
        failed |= not ok
        rows += [(script.stem, *row) for row in measured or [("ended", "yes" if ok else "FAILED", "")]]
    print_table(rows)
    return 1 if failed else 0


def run(script: Path) -> tuple[list[tuple[str, str, str]], bool]:
    """(measure, value, unit) of one benchmark, and whether it ended well; what it prints is passed on."""
    print(f"── {script.stem}", flush=True)
    started, rows = time.perf_counter(), []
    command = [sys.executable, "-m", f"benchmarks.{script.stem}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=HERE.parent) as process:
        for line in process.stdout:
            print(f"   {line}", end="", flush=True)
            if row := measurement(line):
                rows.append(row)
    print(f"   {time.perf_counter() - started:.1f} s\n", flush=True)
    return rows, process.returncode == 0


def measurement(line: str) -> tuple[str, str, str] | None:
    """A line's measurement, or None for any other line."""
    try:
        record = json.loads(line)
        return str(record["measure"]), f"{record['value']:.4g}", str(record.get("unit", ""))
    except (ValueError, KeyError, TypeError):
        return None


def print_table(rows: list[tuple[str, str, str, str]]) -> None:
    head = ("benchmark", "measure", "value", "unit")
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(4)]
    for row in [head, tuple("─" * width for width in widths), *rows]:
        benchmark, measure, value, unit = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print(f"{benchmark}  {measure}  {value.strip().rjust(widths[2])}  {unit}".rstrip())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
