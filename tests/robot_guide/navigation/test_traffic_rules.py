"""Robots heed what stands nowhere: keep-outs, slow areas, one-way lanes."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import hall_map
from hall_map import Pose2D
from robot_guide.navigation import Costmap, NavigationConfig, NoRoute, Reason, Route, Traffic, plan
from robot_guide.navigation.routing import Router

PUTUO = hall_map.load(Path(__file__).parents[3] / "maps" / "putuo")
HALL = replace(PUTUO, keep_outs=(), slow_areas=(), lanes=())
GRID = hall_map.rasterise(HALL)
HERE, THERE = Pose2D(20.0, 7.5), Pose2D(30.0, 7.5)
NOTHING = np.empty((0, 2))
CROSSING = 1.2  # m that a way may drift back while it crosses a lane of 1.2 m twice, no more than 22.5° askew


def square(x0: float, y0: float, x1: float, y1: float) -> tuple:
    return ((x0, y0), (x1, y0), (x1, y1), (x0, y1))


def route(hall: hall_map.Hall, start: Pose2D = HERE, goal: Pose2D = THERE) -> Route | NoRoute:
    return Router(NavigationConfig(), GRID, Traffic.of(hall)).plan(start, goal, NOTHING)


def test_a_hall_without_such_rules_asks_for_nothing():
    assert Traffic.of(HALL) is None


def test_a_route_goes_around_a_keep_out():
    area = square(24.0, 5.0, 26.0, 8.4)
    free, around = route(HALL), route(replace(HALL, keep_outs=(hall_map.KeepOut("k", area),)))
    inside = lambda points: ((points > area[0]) & (points < area[2])).all(axis=1)  # noqa: E731
    assert inside(free.points).any()
    assert not inside(around.points).any()
    assert around.length > free.length


def test_what_a_keep_out_encloses_cannot_be_reached():
    ring = square(29.0, 6.5, 31.0, 8.5)
    failed = route(replace(HALL, keep_outs=(hall_map.KeepOut("k", ring),)))
    assert isinstance(failed, NoRoute)
    assert failed.reason in (Reason.GOAL_OCCUPIED, Reason.UNREACHABLE)


@pytest.mark.parametrize("x", [18.6, 20.0, 21.4])
def test_a_robot_that_stands_in_a_keep_out_finds_its_way_out(x: float):
    hall = replace(HALL, keep_outs=(hall_map.KeepOut("k", square(18.2, 6.0, 21.8, 8.4)),))
    found = route(hall, Pose2D(x, 7.2))
    assert isinstance(found, Route)
    inside = (found.points[:, 0] < 21.8) & (found.points[:, 0] > 18.2)
    left = np.flatnonzero(~inside)
    assert left.size
    assert not inside[left[0] :].any() or found.points[left[0], 1] != pytest.approx(7.2)


def against(points: np.ndarray, y0: float, y1: float, x0: float, x1: float, sign: int) -> float:
    """Metres that a way goes in a direction within a strip."""
    a, b = points[:-1], points[1:]
    middle = (a + b) / 2
    inside = (middle[:, 0] > x0) & (middle[:, 0] < x1) & (middle[:, 1] > y0) & (middle[:, 1] < y1)
    dx = (b - a)[inside, 0] * sign
    return float(dx[dx > 0].sum())


def test_a_lane_is_driven_along_and_never_back():
    strip = (6.9, 8.1)
    lane = hall_map.Lane("l", ((21.0, 7.5), (29.0, 7.5)), 1.2)
    hall = replace(HALL, lanes=(lane,))
    along, back = route(hall), route(hall, THERE, HERE)
    assert against(along.points, *strip, 21.0, 29.0, +1) > 5.0
    assert against(back.points, *strip, 21.2, 28.8, -1) < CROSSING
    assert back.length > along.length


@pytest.mark.parametrize("up", [True, False])
def test_pulling_a_way_taut_from_its_end_keeps_to_lanes_too(up):
    points = ((20.0, 7.4), (20.0, 10.0))
    hall = replace(HALL, lanes=(hall_map.Lane("l", points if up else points[::-1], 1.5),))
    found = route(hall, Pose2D(20.0, 7.2), Pose2D(20.0, 10.2))
    assert found.length == pytest.approx(3.0) if up else found.length > 3.2


def test_where_a_lane_fills_the_only_way_there_is_none_back():
    hall = replace(HALL, lanes=(hall_map.Lane("l", ((13.0, 22.4), (10.4, 22.4)), 2.4),))
    lounge, outside = HALL.place_by_id["lounge"].stop, Pose2D(14.0, 22.0)
    assert isinstance(route(hall, outside, lounge), Route)
    assert isinstance(route(hall, lounge, outside), NoRoute)


def test_planning_on_cells_keeps_to_lanes_too():
    hall = replace(HALL, lanes=(hall_map.Lane("l", ((21.0, 7.5), (29.0, 7.5)), 1.2),))
    traffic = Traffic.of(hall)
    costmap = Costmap.from_grid(GRID).with_traffic(traffic.keep_out, traffic.moves, 0.28)
    found = plan(costmap, THERE, HERE, any_angle=False, comfort=0.0)
    assert against(found.points, 6.9, 8.1, 21.2, 28.8, -1) < CROSSING


def test_the_slowest_area_on_the_way_ahead_counts():
    hall = replace(HALL, slow_areas=(hall_map.SlowArea("s", square(24.0, 5.0, 26.0, 8.0), 0.3),))
    traffic = Traffic.of(hall)
    assert traffic.speed_along(np.array([[20.0, 7.0], [24.5, 7.0]])) == pytest.approx(0.3)
    assert traffic.speed_along(np.array([[20.0, 7.0], [-5.0, 7.0], [1e6, 1e6]])) == math.inf


def test_rules_are_equal_when_their_masks_are():
    hall = replace(HALL, keep_outs=(hall_map.KeepOut("k", square(24.0, 5.0, 26.0, 8.0)),))
    assert Traffic.of(hall) == Traffic.of(replace(hall, revision=9))
    assert Traffic.of(hall) != Traffic.of(replace(hall, lanes=(hall_map.Lane("l", ((21.0, 7.5), (29.0, 7.5))),)))
