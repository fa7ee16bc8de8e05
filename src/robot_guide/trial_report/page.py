"""The report as one HTML page, with its pictures in it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from robot_guide.trial_report import pictures
from robot_guide.trial_report.glance import SENTENCES
from robot_guide.trial_report.tables import table_of
from robot_guide.trial_report.words import PACKAGE, Phrase, phrase, phrases

Report = Mapping[str, object]


@dataclass(frozen=True)
class Making:
    """When and with what a report was made."""

    date: str  # YYYY-MM-DD
    version: str
    fingerprint: str  # of the sources
    command: str  # that makes the same one


@dataclass(frozen=True)
class Picture:
    """A picture with what is to be seen on it."""

    caption: Phrase
    drawings: tuple[str, ...]  # SVG


@cache
def environment() -> Environment:
    return Environment(loader=PackageLoader(PACKAGE), autoescape=True, undefined=StrictUndefined, trim_blocks=True)


def page_of(report: Report, making: Making) -> str:
    """The whole page. `report` is what the trials found (see `robot_guide.shells.trials.programme.report_of`)."""
    tests = report["tests"]
    return environment().get_template("report.html").render(
        report=report, making=making, phrase=phrase, limits=phrases("limits.items"), conditions=conditions(report),
        glances={name: SENTENCES[name](rows) for name, rows in tests.items()},
        tables={name: table_of(name, rows) for name, rows in tests.items()}, pictures=pictures_of(report),
        notes=notes_of(report),
    )  # fmt: skip


def pictures_of(report: Report) -> dict[str, list[Picture]]:
    """The pictures of each test, by its name."""
    tests, floors = report["tests"], report["floors"]
    drawn = {
        "pose": {"picture": [pictures.poses(floors["pose"], tests["pose"]), pictures.stops(tests["pose"])]},
        "detection": {
            "picture": [pictures.speeds(tests["detection"], corridor=True)],
            "wide": [pictures.speeds(tests["detection"], corridor=False)],
        },
        "avoidance": {
            "plan": [pictures.ways(floors["avoidance"], tests["avoidance"])],
            "picture": [pictures.clearances(tests["avoidance"])],
        },
        "deviation": {
            "plan": pictures.courses(floors, tests["deviation"]), "picture": [pictures.deviations(tests["deviation"])],
        },
        "passage": {"picture": [pictures.passages(tests["passage"])]},
    }  # fmt: skip
    return {
        test: [Picture(phrase(f"tests.{test}.{name}"), tuple(svgs)) for name, svgs in each.items()]
        for test, each in drawn.items()
    }


def conditions(report: Report) -> list[tuple[Phrase, Phrase]]:
    """What was tried, and how: rows of a table."""
    drive, lidar, navigation = (report["robot"][part] for part in ("drive", "lidar", "navigation"))
    values = {
        "radius": f"{1000 * drive['radius']:.0f} mm", "max_speed": f"{navigation['follower']['max_speed']:g} m/s",
        "margin": f"{1000 * navigation['monitor']['stop_margin']:.0f} mm",
    }  # fmt: skip
    said = {
        "lidar": phrase("robot.lidar_value", **lidar, noise_mm=1000 * lidar["noise"]),
        "wheels": phrase("robot.wheels_value", **drive), "floor": phrase("robot.floor_value"),
        "truth": phrase("robot.truth_value"),
    }  # fmt: skip
    rows = {**{key: Phrase(value, value) for key, value in values.items()}, **said}
    return [(phrase(f"robot.{key}"), value) for key, value in rows.items()]


def notes_of(report: Report) -> dict[str, tuple[Phrase, Phrase]]:
    """How each test is done, and what is to be known about its figures."""
    navigation, drive = report["robot"]["navigation"], report["robot"]["drive"]
    values = {
        "goal_mm": 1000 * navigation["follower"]["goal_distance"],
        "goal_deg": math.degrees(navigation["follower"]["goal_angle"]), "diameter_mm": 2000 * drive["radius"],
        "margin_mm": 1000 * navigation["costmap"]["margin"], "most": report["passage_limit"],
    }  # fmt: skip
    return {
        name: tuple(phrase(f"tests.{name}.{part}", **values) for part in ("method", "note")) for name in report["tests"]
    }
