"""A router answers from costs to go, around things and without them, and names no way that is none."""

import math
from itertools import pairwise

import numpy as np
import pytest

from hall_map import Pose2D
from robot_guide.navigation import Costmap, NavigationConfig, NoRoute, Reason, Route, plan
from robot_guide.navigation.cost_to_go import FieldsOfFloor
from robot_guide.navigation.planning import COMFORT, factors_of
from robot_guide.navigation.route import Closing, Layer
from robot_guide.navigation.routing import Router

NOTHING = np.empty((0, 2))
HERE, THERE = Pose2D(1.0, 2.5), Pose2D(9.0, 2.5)


@pytest.fixture
def router(room):
    return Router(NavigationConfig(), room(10.0, 5.0, (5.0, 0.0, 5.2, 2.0), (5.0, 3.4, 5.2, 5.0)))


def column_of(x: float, y0: float, y1: float) -> np.ndarray:
    ys = np.arange(y0, y1, 0.05)
    return np.column_stack((np.full(len(ys), x), ys))


def test_a_way_read_off_is_as_good_as_one_that_is_searched(router):
    read, searched = router.plan(HERE, THERE, NOTHING), plan(router.static, HERE, THERE)
    assert read.length == pytest.approx(searched.length, abs=0.05)
    assert read.points[0].tolist() == [*HERE.xy]
    assert read.points[-1].tolist() == [*THERE.xy]


def test_things_are_gone_around_and_lengthen_the_way(router):
    things = column_of(3.0, 0.0, 3.5)
    around, free = router.plan(HERE, THERE, things), router.plan(HERE, THERE, NOTHING)
    assert around.length > free.length + 0.5
    assert min(math.dist(point, thing) for point in around.points for thing in things) > 0.28


def test_things_that_fill_the_door_leave_no_way_at_all(router):
    failed = router.plan(HERE, THERE, column_of(5.1, 1.9, 3.5))
    assert isinstance(failed, NoRoute)
    assert failed.reason is Reason.UNREACHABLE
    assert failed.closed_by == Closing(Layer.THINGS)


def test_a_door_without_room_for_the_margin_is_gone_through_closer_in_its_middle(room):
    narrow = room(10.0, 5.0, (5.0, 0.0, 5.2, 2.15), (5.0, 2.85, 5.2, 5.0))
    router = Router(NavigationConfig(), narrow)
    assert isinstance(plan(router.static, HERE, THERE), NoRoute)
    through = router.plan(HERE, THERE, NOTHING)
    assert isinstance(through, Route)
    assert all(router.static.clearance_at(*p) >= 0.28 - 0.05 for a, b in pairwise(through.points) for p in (a, b))
    inside = through.points[(through.points[:, 0] > 4.7) & (through.points[:, 0] < 5.5)]
    assert inside[:, 1] == pytest.approx(2.5, abs=0.011)


def test_a_door_that_the_monitor_would_not_let_it_through_is_refused_and_another_taken(room):
    tight, wider = (5.0, 0.0, 5.2, 1.15), (5.0, 1.8, 5.2, 4.0)
    refused = Router(NavigationConfig(), room(10.0, 5.0, tight, (5.0, 1.8, 5.2, 5.0))).plan(HERE, THERE, NOTHING)
    assert isinstance(refused, NoRoute)
    assert refused.reason is Reason.UNREACHABLE
    assert "the opening at (5." in refused.message
    assert "is narrower than 0.67 m" in refused.message
    through = Router(NavigationConfig(), room(10.0, 5.0, tight, wider, (5.0, 4.7, 5.2, 5.0))).plan(HERE, THERE, NOTHING)
    assert isinstance(through, Route)
    assert through.points[np.abs(through.points[:, 0] - 5.1) < 0.1, 1].min() > 4.2


def test_a_robot_that_stands_in_too_narrow_an_opening_may_leave_it(room):
    tight = Router(NavigationConfig(), room(10.0, 5.0, (5.0, 0.0, 5.2, 2.15), (5.0, 2.8, 5.2, 5.0)))
    assert isinstance(tight.plan(Pose2D(5.1, 2.475), THERE, NOTHING), Route)
    assert isinstance(tight.plan(HERE, THERE, NOTHING), NoRoute)


def test_a_goal_that_nobody_can_stand_at_has_its_reason_and_a_place_beside_it(router):
    failed = router.plan(HERE, Pose2D(5.1, 1.0), NOTHING)
    assert failed.reason is Reason.GOAL_OCCUPIED
    assert isinstance(router.plan(HERE, Pose2D(*failed.nearest), NOTHING), Route)


def test_equal_floors_share_what_was_worked_out_and_others_do_not(room):
    one, same = Costmap.from_grid(room(5.0, 5.0)), Costmap.from_grid(room(5.0, 5.0))
    other = Costmap.from_grid(room(5.0, 5.0, (2.0, 2.0, 2.2, 2.2)))
    factors = factors_of(COMFORT)
    field = FieldsOfFloor(one, factors).towards((50, 50))
    assert FieldsOfFloor(same, factors).towards((50, 50)) is field
    assert FieldsOfFloor(other, factors).towards((50, 50)) is not field
    assert FieldsOfFloor(same, factors_of(0.5)).towards((50, 50)) is not field


def test_goals_prepared_ahead_are_answered_from_what_was_prepared(router):
    router.prepare([THERE])
    field = router._floor.fields.towards(router.static.cell_of(*THERE.xy))
    assert field.left[field.goal] == 0.0
    assert isinstance(router.plan(HERE, THERE, NOTHING), Route)


def test_a_robot_that_looks_for_a_place_beside_its_goal_again_and_again_never_pauses_to_learn_the_floor(router):
    crowd = column_of(THERE.x, 2.3, 2.8)
    cells = [(row + 1) * router.static.padded_cost.shape[1] + column + 1
             for row, column in (router.static.cell_of(*end.xy) for end in (HERE, THERE))]  # fmt: skip
    for _ in range(100):
        way = router.near(HERE, THERE, crowd, rooms=[NOTHING])
    assert 0.3 < THERE.distance_to(tuple(way[-1])) < 1.5
    assert router.static.experience.bounds(factors_of(COMFORT), *cells)[0].size == 0
