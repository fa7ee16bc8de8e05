"""Lengths of ways agree with the routes that are planned."""

import math
from pathlib import Path

import numpy as np
import pytest

import hall_map
from hall_map import OccupancyGrid, Pose2D
from robot_guide.navigation import NavigationConfig, NoRoute, Traffic
from robot_guide.navigation.routing import Router
from robot_guide.navigation.way_lengths import WayLengths

HALL = hall_map.load(Path(__file__).parents[3] / "maps/putuo")
GRID = hall_map.rasterise(HALL, 0.05)


@pytest.fixture(scope="module")
def lengths():
    return WayLengths(GRID, Traffic.of(HALL, GRID.resolution))


def test_a_way_is_about_as_long_as_the_route_that_the_navigator_plans(lengths):
    router = Router(NavigationConfig(), GRID, Traffic.of(HALL, GRID.resolution))
    for dock in HALL.docks:
        for window in HALL.windows[::6]:
            route = router.plan(dock.pose, window.stop, np.empty((0, 2)))
            assert not isinstance(route, NoRoute)
            planned = np.hypot(*np.diff(route.points, axis=0).T).sum()
            assert planned - 0.5 <= lengths.metres(dock.pose, window.stop) <= 1.1 * planned + 0.5


def test_every_window_and_place_can_be_reached_from_every_dock(lengths):
    for dock in HALL.docks:
        for thing in (*HALL.windows, *HALL.places):
            assert math.isfinite(lengths.metres(dock.pose, thing.stop)), thing.id


def test_no_way_leads_through_a_wall_or_off_the_map():
    cells = np.zeros((60, 100), np.int8)
    cells[:, 50] = 100
    lengths = WayLengths(OccupancyGrid(cells, 0.05, (0.0, 0.0)))
    assert math.isinf(lengths.metres(Pose2D(1.0, 1.5), Pose2D(4.0, 1.5)))
    assert math.isinf(lengths.metres(Pose2D(1.0, 1.5), Pose2D(40.0, 1.5)))
    assert lengths.metres(Pose2D(1.0, 1.5), Pose2D(1.5, 1.5)) == pytest.approx(0.5, abs=0.06)


def test_a_way_also_leads_to_a_robot_that_stands_a_little_nearer_to_a_wall_than_it_would_plan():
    lengths = WayLengths(OccupancyGrid(np.zeros((60, 100), np.int8), 0.05, (0.0, 0.0)))
    there = Pose2D(3.0, 1.5)
    least = next(x for x in np.arange(0.05, 1.0, 0.05) if math.isfinite(lengths.metres(there, Pose2D(x, 1.5))))
    assert 0.15 < least < 0.25
    assert lengths.metres(there, Pose2D(least, 1.5)) == pytest.approx(3.0 - least, abs=0.2)


def test_a_robot_that_stands_nearer_to_a_wall_than_it_would_plan_still_has_a_way():
    cells = np.zeros((60, 100), np.int8)
    lengths = WayLengths(OccupancyGrid(cells, 0.05, (0.0, 0.0)))
    assert math.isfinite(lengths.metres(Pose2D(0.15, 1.5), Pose2D(3.0, 1.5)))
