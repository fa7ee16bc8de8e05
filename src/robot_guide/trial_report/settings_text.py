"""What a setting of a test is called: an obstacle, a walker, a route."""

from __future__ import annotations

from collections.abc import Mapping

from robot_guide.trial_report.words import Phrase, phrase

MUCH = 0.1  # share of lost beams above which a surface reflects poorly
TOP = 1.0  # m/s: not worth a word
Row = Mapping[str, object]


def name_of(test: str, row: Row) -> Phrase:
    """The name of a row's setting."""
    match test:
        case "pose":
            return Phrase(str(row["pose"]), str(row["pose"]))
        case "detection":
            return obstacle(row)
        case "avoidance":
            return in_the_way(row)
        case "deviation":
            return phrase(f"settings.{row['course']}") + Phrase(f"{row['limit']:g} m/s", f"{row['limit']:g} m/s")
        case _:
            return Phrase(f"{row['width']:g} m", f"{row['width']:g} m")


def obstacle(row: Row) -> Phrase:
    text = phrase(f"settings.{row['kind']}", size_mm=1000 * row["diameter"])
    if row["limit"] < TOP:
        text += phrase("settings.at", speed=row["limit"])
    return text + phrase("settings.poor") if row["dropout"] > MUCH else text


def in_the_way(row: Row) -> Phrase:
    return phrase(f"settings.{row['kind']}", size=row["size"], size_mm=1000 * row["size"], speed=row["speed"])
