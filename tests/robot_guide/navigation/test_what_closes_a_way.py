"""A failure names what closes the way: one barrier, door, keep-out or lane, several of a kind, or the walls."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import hall_map
from robot_guide.navigation import NoRoute, Reason, Route, plan
from robot_guide.navigation.closing import explained, floor_of
from robot_guide.navigation.route import Closing, Layer

PUTUO = hall_map.load(Path(__file__).parents[3] / "maps" / "putuo")
HALL = replace(PUTUO, keep_outs=(), slow_areas=(), lanes=(), barriers=())
HERE, THERE = (20.0, 7.5), (30.0, 7.5)
RADIUS = 0.28


def square(x: float, y: float, side: float) -> tuple:
    return ((x - side, y - side), (x + side, y - side), (x + side, y + side), (x - side, y + side))


def ring(name: str, x: float, y: float, side: float) -> hall_map.Barrier:
    corners = square(x, y, side)
    return hall_map.Barrier(name, (*corners, corners[0]))


def failure(hall: hall_map.Hall, goal=THERE) -> NoRoute:
    failed = plan(floor_of(hall, RADIUS), HERE, goal)
    assert isinstance(failed, NoRoute)
    return explained(failed, hall, HERE, goal, RADIUS)


def test_without_anything_in_it_there_is_a_way():
    assert isinstance(plan(floor_of(HALL, RADIUS), HERE, THERE), Route)


def test_the_barrier_around_the_goal_is_named_and_not_the_one_elsewhere():
    failed = failure(replace(HALL, barriers=(ring("elsewhere", 15.0, 7.5, 0.4), ring("around", *THERE, 1.0))))
    assert failed.closed_by == Closing(Layer.BARRIER, "around")
    assert "closed by barrier 'around'" in failed.message


def test_two_barriers_one_within_the_other_are_named_as_a_layer():
    failed = failure(replace(HALL, barriers=(ring("inner", *THERE, 0.8), ring("outer", *THERE, 1.6))))
    assert failed.closed_by == Closing(Layer.BARRIER)


def test_the_keep_out_that_covers_the_goal_is_named():
    failed = failure(replace(HALL, keep_outs=(hall_map.KeepOut("wet", square(*THERE, 1.0)),)))
    assert failed.reason is Reason.GOAL_OCCUPIED
    assert failed.closed_by == Closing(Layer.KEEP_OUT, "wet")


def test_the_lane_that_may_not_be_driven_back_is_named():
    lane = hall_map.Lane("in", ((13.0, 22.4), (10.4, 22.4)), 2.4)
    hall, lounge = replace(HALL, lanes=(lane,)), HALL.place_by_id["lounge"].stop
    failed = plan(floor_of(hall, RADIUS), lounge, (14.0, 22.0))
    assert explained(failed, hall, lounge, (14.0, 22.0), RADIUS).closed_by == Closing(Layer.LANE, "in")


def test_what_no_edit_opens_is_closed_by_the_walls():
    hall = replace(HALL, barriers=(ring("elsewhere", 15.0, 7.5, 0.4),))
    assert failure(hall, (0.05, 0.05)).closed_by == Closing(Layer.WALLS)


@pytest.mark.parametrize("goal", [(-5.0, 5.0), (5.0, 500.0)])
def test_off_the_map_nothing_closes_the_way(goal):
    assert failure(HALL, goal).closed_by is None
