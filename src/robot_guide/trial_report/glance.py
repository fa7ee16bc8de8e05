"""Each test's result in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from robot_guide.trial_report.tables import neither_count
from robot_guide.trial_report.words import Phrase, phrase

Rows = Sequence[Mapping[str, object]]


def counted(rows: Rows, key: str) -> dict[str, int]:
    return {part: sum(row[key][part] for row in rows) for part in ("hits", "n")}


def least(rows: Rows, key: str) -> float:
    """The least value of a figure in any row; NaN where no row has one."""
    return min((row[key]["least"] for row in rows if row[key] is not None), default=float("nan"))


def greatest(rows: Rows, key: str, part: str = "most") -> float:
    return max((row[key][part] for row in rows if row[key] is not None), default=float("nan"))


def pose(rows: Rows) -> Phrase:
    worst = {
        key: 1000 * max((row[key] for row in rows if key in row), default=float("nan"))
        for key in ("accuracy", "repeatability")
    }
    return phrase("glance.pose", **worst, **counted(rows, "arrived"))


def detection(rows: Rows) -> Phrase:
    return phrase("glance.detection", **counted(rows, "detected"), least=least(rows, "nearest"))


def avoidance(rows: Rows) -> Phrase:
    met = [row for row in rows if row["room"] is not None]
    standing, walking = ([row for row in met if (row["speed"] > 0.0) is moves] for moves in (False, True))
    return phrase(
        "glance.avoidance", **counted(met, "avoided"), caused=sum(row["caused"] for row in met),
        standing=least(standing, "room"), walking=least(walking, "room"),
    )  # fmt: skip


def deviation(rows: Rows) -> Phrase:
    return phrase("glance.deviation", worst=1000 * greatest(rows, "most"), mean=1000 * greatest(rows, "mean", "mean"))


def passage(rows: Rows) -> Phrase:
    """The narrowest width that, with all wider ones, was passed every time."""
    narrowest = None
    for row in sorted(rows, key=lambda row: -row["width"]):
        if row["passed"]["hits"] < row["passed"]["n"]:
            break
        narrowest = row["width"]
    counts = {"touched": sum(row["touched"]["hits"] for row in rows), "neither": sum(map(neither_count, rows))}
    return phrase("glance.passage_none", **counts) if narrowest is None else phrase(
        "glance.passage", width=narrowest, **counts
    )  # fmt: skip


SENTENCES = {
    "pose": pose, "detection": detection, "avoidance": avoidance, "deviation": deviation, "passage": passage,
}  # fmt: skip
