"""The tables of the report: which columns, and how a figure is written."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from robot_guide.trial_report.settings_text import name_of
from robot_guide.trial_report.words import Phrase, phrase

Row = Mapping[str, object]
Cell = Callable[[Row], Phrase]
NONE = "–"
KEPT = "\N{NO-BREAK SPACE}"


def same(text: str) -> Phrase:
    return Phrase(text, text)


def number(key: str, scale: float = 1.0, digits: int = 0) -> Cell:
    return lambda row: same(NONE if row.get(key) is None else f"{scale * row[key]:.{digits}f}")


def mean(key: str, scale: float = 1.0, digits: int = 0, part: str = "mean") -> Cell:
    """A mean with its interval, or another part of the figure without."""

    def write(row: Row) -> Phrase:
        figure = row.get(key)
        if figure is None:
            return same(NONE)
        text = f"{scale * figure[part]:.{digits}f}"
        if part != "mean" or figure["low"] is None:
            return same(text)
        low, high = (f"{scale * figure[end]:.{digits}f}" for end in ("low", "high"))
        return same(f"{text} [{low},{KEPT}{high}]")

    return write


def share(key: str) -> Cell:
    def write(row: Row) -> Phrase:
        figure = row[key]
        low, high = 100 * figure["low"], 100 * figure["high"]
        return same(f"{figure['hits']}/{figure['n']} [{low:.0f},{KEPT}{high:.0f}{KEPT}%]")

    return write


def neither(row: Row) -> Phrase:
    return same(str(neither_count(row)))


def neither_count(row: Row) -> int:
    """Attempts that were not through, touched nothing and did not refuse."""
    return row["passed"]["n"] - row["passed"]["hits"] - row["touched"]["hits"] - row["refused"]["hits"]


DEGREES = 180.0 / math.pi
COLUMNS: Mapping[str, Mapping[str, Cell]] = {
    "pose": {
        "pose": lambda row: name_of("pose", row), "arrived": share("arrived"), "accuracy": number("accuracy", 1000),
        "repeatability": number("repeatability", 1000), "distance": mean("distance", 1000),
        "believed_off": mean("believed_off", 1000), "heading_accuracy": number("heading_accuracy", DEGREES, 1),
        "heading_repeatability": number("heading_repeatability", DEGREES, 1),
    },
    "detection": {
        "obstacle": lambda row: name_of("detection", row), "speed": mean("speed", digits=2),
        "detected": share("detected"), "touched": share("touched"), "reaction": mean("reaction", digits=2),
        "nearest": mean("nearest", digits=2), "least_room": mean("nearest", digits=2, part="least"),
    },
    "avoidance": {
        "obstacle": lambda row: name_of("avoidance", row), "avoided": share("avoided"), "caused": number("caused"),
        "arrived": share("arrived"),
        "room": mean("room", digits=2), "least_room": mean("room", digits=2, part="least"),
        "seconds": mean("seconds", digits=1),
    },
    "deviation": {
        "course": lambda row: phrase(f"settings.{row['course']}"), "limit": number("limit", digits=1),
        "arrived": share("arrived"), "speed": mean("speed", digits=2), "mean": mean("mean", 1000),
        "most": mean("most", 1000), "worst": mean("most", 1000, part="most"),
    },
    "passage": {
        "width": number("width", digits=2), "passed": share("passed"), "touched": share("touched"),
        "refused": share("refused"), "neither": neither, "side": mean("room", 1000),
        "seconds": mean("seconds", digits=1),
    },
}  # fmt: skip


def table_of(test: str, rows: Sequence[Row]) -> tuple[list[Phrase], list[list[Phrase]]]:
    """The headings and the cells of a test's table."""
    columns = COLUMNS[test]
    return [phrase(f"columns.{name}") for name in columns], [[cell(row) for cell in columns.values()] for row in rows]
