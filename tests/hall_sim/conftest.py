"""A small hall for the simulator's tests: 12 m x 8 m, two rooms with a 1.2 m doorway, a window, two docks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from hall_map import Dock, Hall, Obstacle, Place, Pose2D, Wall, Window, Zone, load
from hall_sim import Scenario, VisitorConfig, scenario_file

LIBRARY = Path(__file__).parents[2] / "sim" / "scenarios"


def make_hall(**changes: object) -> Hall:
    hall = Hall(
        id="small",
        names={"zh": "小厅", "en": "small hall"},
        revision=1,
        width=12.0,
        height=8.0,
        outline=((0.2, 0.2), (11.8, 0.2), (11.8, 7.8), (0.2, 7.8)),
        walls=(Wall("middle_south", ((6.0, 0.2), (6.0, 3.4))), Wall("middle_north", ((6.0, 4.6), (6.0, 7.8)))),
        obstacles=(Obstacle("counter", "counter", ((10.6, 2.0), (11.2, 2.0), (11.2, 6.0), (10.6, 6.0))),),
        zones=(Zone("waiting", "waiting", {"en": "Waiting area"}, ((7.0, 6.0), (9.5, 6.0), (9.5, 7.4), (7.0, 7.4))),),
        windows=(Window("A01", {"en": "Window A01"}, "waiting", (10.6, 4.0), Pose2D(9.4, 4.4, 3.14)),),
        places=(Place("entrance", "entrance", {"en": "Entrance"}, (1.0, 1.0), Pose2D(1.6, 1.6)),),
        docks=(
            Dock("dock_one", "one", Pose2D(3.0, 6.5, -1.57)),
            Dock("dock_two", "two", Pose2D(4.8, 6.5, -1.57)),
        ),
        departments=(),
        services=(),
    )
    return replace(hall, **changes)


@pytest.fixture(scope="session")
def small_hall() -> Hall:
    return make_hall()


@pytest.fixture(scope="session")
def situation(small_hall: Hall) -> Callable[..., Scenario]:
    """Makes a scenario in the small hall: one robot and nobody else, but for what is asked for."""

    def make(**changes: object) -> Scenario:
        values = {
            "name": "small", "hall": small_hall, "visitors": (), "robots": ("one",), "people": 0, "standing": 0,
            "duration": 60.0,
        }  # fmt: skip
        return Scenario(**{**values, **changes})

    return make


@pytest.fixture(scope="session")
def guest() -> Callable[..., VisitorConfig]:
    """Makes a visitor who asks for window A01."""

    def make(**changes: object) -> VisitorConfig:
        return VisitorConfig(**{"name": "visitor", "ask": "带我去A01窗口", **changes})

    return make


@pytest.fixture(scope="session")
def putuo() -> Hall:
    """The hall that the project is about."""
    return load(Path(__file__).parents[2] / "maps" / "putuo")


@pytest.fixture(scope="session")
def library() -> dict[str, Scenario]:
    """All scenarios of the project by name; those in one hall share it, and with it its floor and ways."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scenario_file, "load_hall", cache(lambda path: load(path.resolve())))
        return {path.stem: Scenario.load(path) for path in sorted(LIBRARY.glob("*.yaml"))}
