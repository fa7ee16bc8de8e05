"""The table of docs/faults.md, from rows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from pathlib import Path

HEAD = Path(__file__).with_name("faults_head.md")
COLUMNS = "| fault | wheels stand after | the visitor hears | node back after | CPU time | the walk ends | misses |"


def document(rows: Iterable[Mapping[str, object]]) -> str:
    lines = [HEAD.read_text(encoding="utf-8").rstrip(), "", COLUMNS, "|" + " --- |" * COLUMNS.count(" | ") + " --- |"]
    return "\n".join([*lines, *map(line, rows)]) + "\n"


def line(row: Mapping[str, object]) -> str:
    cells = (
        row["fault"], seconds(row.get("wheels_stop")), row.get("told") or "–", seconds(row.get("back")),
        seconds(row.get("used")), row.get("end", "?"), ", ".join(row["misses"]) or "none",
    )  # fmt: skip
    return "| " + " | ".join(str(cell).replace("|", "/") for cell in cells) + " |"


def seconds(value: object) -> str:
    """A figure, or a dash where there is nothing to measure."""
    if value is None:
        return "–"
    return f"{value:.2f} s" if math.isfinite(float(value)) else "never"
