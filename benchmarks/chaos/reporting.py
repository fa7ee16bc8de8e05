"""The table of docs/faults.md, from rows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from pathlib import Path

HEAD = Path(__file__).with_name("faults_head.md")
COLUMNS = "| fault | wheels stand after | the visitor hears | node back after | CPU time | the walk ends | misses |"


def document(rows: Iterable[Mapping[str, object]]) -> str:
    rows = list(rows)
    head = [HEAD.read_text(encoding="utf-8").rstrip(), "", *load_of(rows)]
    rule = "|" + " --- |" * COLUMNS.count(" | ") + " --- |"
    return "\n".join([*head, COLUMNS, rule, *map(line, rows)]) + "\n"


def load_of(rows: Iterable[Mapping[str, object]]) -> list[str]:
    """How busy the machine was, where that is known: the figures by its own clock rest on it."""
    loads = [(row["load"], row["cores"]) for row in rows if "load" in row]
    if not loads:
        return []
    least, most, cores = min(loads)[0], max(loads)[0], loads[0][1]
    return [f"The machine had {cores} cores, and meanwhile a load (`uptime`) of {least:.0f} to {most:.0f}.", ""]


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
