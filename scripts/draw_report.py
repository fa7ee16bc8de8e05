"""Put the figures of a test report into `docs/test-report.md`, and some of its pictures beside it.

    robot-guide report --out FOLDER --jobs 2
    python scripts/draw_report.py FOLDER/report.json
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from robot_guide.trial_report import pictures
from robot_guide.trial_report.glance import SENTENCES
from robot_guide.trial_report.tables import table_of
from robot_guide.trial_report.words import phrase

ROOT = Path(__file__).resolve().parents[1]
PAGE, PICTURES = ROOT / "docs/test-report.md", ROOT / "docs/pictures"
BEGIN, END = "<!-- made by scripts/draw_report.py -->", "<!-- until here -->"


def drawings(report: Mapping[str, object]) -> dict[str, str]:
    """SVG by the name of its file."""
    tests = report["tests"]
    return {
        "report_poses.svg": pictures.stops(tests["pose"]),
        "report_clearances.svg": pictures.clearances(tests["avoidance"]),
        "report_passages.svg": pictures.passages(tests["passage"]),
    }


def lines(report: Mapping[str, object]) -> Iterator[str]:
    """What stands between the marks."""
    made = report["made"]
    yield f"`{made['command']}` on {made['date']}, sources {made['fingerprint']}:"
    yield from ("", "| test | result |", "| --- | --- |")
    for name, rows in report["tests"].items():
        yield f"| {phrase(f'tests.{name}.heading').en.lower()} | {SENTENCES[name](rows).en} |"
    for name, rows in report["tests"].items():
        headings, cells = table_of(name, rows)
        yield from ("", f"### {phrase(f'tests.{name}.heading').en}", "")
        yield row(heading.en for heading in headings)
        yield row("---" for _ in headings)
        yield from (row(cell.en for cell in line) for line in cells)


def row(cells: Iterator[str]) -> str:
    return f"| {' | '.join(cells)} |"


def main(path: Path) -> None:
    report = json.loads(path.read_text("utf-8"))
    for name, svg in drawings(report).items():
        (PICTURES / name).write_text(svg + "\n", "utf-8")
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text("\n".join([before + BEGIN, *lines(report), END + after]), "utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
