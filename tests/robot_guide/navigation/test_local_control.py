"""Beside the route and slower, or not at all: how a robot goes on among people."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_map.grid import OccupancyGrid
from robot_guide.navigation import NavigationConfig
from robot_guide.navigation.costmap import Costmap
from robot_guide.navigation.courtesy import must_brake
from robot_guide.navigation.local_control import OFFSETS, Course, Way, choose, together
from robot_guide.navigation.planning import resample
from robot_guide.navigation.polyline import arc_lengths, beside

CONFIG = NavigationConfig()
RADIUS, PERSON = CONFIG.costmap.radius, CONFIG.people.radius
ROUTE = resample(np.array([[1.0, 5.0], [19.0, 5.0]]), 0.1)
ARCS = arc_lengths(ROUTE)
AT = 4.0  # m along the route: at x = 5 m
NOTHING = np.empty((0, 2))


def hall(width=10.0):
    """An aisle along the route, so many metres wide."""
    data = np.zeros((200, 400), np.int8)
    beside_aisle = round((5.0 - width / 2) / 0.05)
    data[:beside_aisle] = data[200 - beside_aisle :] = 100
    return Costmap.from_grid(OccupancyGrid(data, 0.05), 0.35, 0.7, 3.0)


OPEN, NARROW = hall(), hall(1.0)


def people(*rows):
    """(N, 5) of (x, y, vx, vy), x from the robot on."""
    return np.array([(5.0 + x, 5.0 + y, vx, vy, PERSON) for x, y, vx, vy in rows], float).reshape(-1, 5)


def course(*rows, floor=OPEN, things=NOTHING, wanted=0.8, speed=0.8, before=0.0, stood=0.0, lateral=0.0):
    return choose(
        CONFIG.courtesy, Way(ROUTE, ARCS, AT, lateral), floor, people(*rows), things, radius=RADIUS, speed=speed,
        wanted=wanted, acceleration=0.6, before=before, stood=stood,
    )  # fmt: skip


def least_gap(chosen, *rows, seconds=2.4):
    """m between the rims of the robot on its course and everybody who goes on as they do."""
    gaps = [math.inf]
    for k in range(1, int(seconds / 0.1)):
        x, y, _ = beside(ROUTE, ARCS, AT, chosen.speed * 0.1 * k, 0.0, chosen.offset)
        for px, py, vx, vy, radius in people(*rows):
            gaps.append(math.hypot(px + vx * 0.1 * k - x, py + vy * 0.1 * k - y) - radius - RADIUS)
    return min(gaps)


def test_alone_it_keeps_to_its_route_at_the_speed_wanted():
    assert course() == Course(0.0, 0.8)
    assert course((2.0, 3.0, 0.0, 0.0)) == Course(0.0, 0.8)
    assert course((-1.0, 0.0, 1.2, 0.0)) == Course(0.0, 0.8), "who comes from behind looks out for themselves"


def test_who_stands_near_the_route_is_passed_with_the_room_that_people_like_to_have():
    for side in (-1.0, 1.0):
        chosen = course((2.0, 0.7 * side, 0.0, 0.0))
        assert chosen.offset * side < 0.0
        assert chosen.speed > 0.5
        assert least_gap(chosen, (2.0, 0.7 * side, 0.0, 0.0)) >= CONFIG.courtesy.distance - 0.05


def test_in_a_narrow_aisle_it_waits_for_who_comes():
    assert course((1.6, 0.0, -1.0, 0.0), floor=NARROW).speed == 0.0


def test_who_comes_head_on_is_passed_on_the_right():
    assert course((3.5, 0.0, -0.8, 0.0)).offset < 0.0


def test_who_crosses_is_let_pass_or_passed_behind():
    crosses = (1.4, -1.5, 0.0, 1.0)
    assert least_gap(course(crosses), crosses, seconds=1.3) > 0.3


def test_it_does_not_pass_between_two_who_stand_together():
    two = (2.0, 0.95, 0.0, 0.0), (2.0, -0.95, 0.0, 0.0)
    assert len(together(people(*two), CONFIG.courtesy)) == 1
    apart = (2.0, 1.2, 0.0, 0.0), (2.0, -1.2, 0.0, 0.0)
    assert len(together(people(*apart), CONFIG.courtesy)) == 0
    assert course(*two).speed < course(*apart).speed


def test_whoever_stands_so_that_nothing_else_helps_is_passed_slowly_after_a_while():
    beside_aisle = (1.0, 0.68, 0.0, 0.0)
    soon = course(beside_aisle, floor=NARROW, speed=0.0)
    assert least_gap(soon, beside_aisle) > 0.9 * CONFIG.courtesy.distance
    later = course(beside_aisle, floor=NARROW, speed=0.0, stood=12.0)
    assert soon.speed < later.speed < 0.4


def test_a_thing_that_no_map_shows_is_not_driven_into_on_the_way_past_somebody():
    things = np.array([(5.0 + 1.2 + 0.05 * k, 5.0 - 0.55) for k in range(20)])
    chosen = course((2.0, 0.7, 0.0, 0.0), things=things)
    for k in range(30):
        x, y, _ = beside(ROUTE, ARCS, AT, 0.1 * k, 0.0, chosen.offset)
        if chosen.speed > 0.0:
            assert np.hypot(things[:, 0] - x, things[:, 1] - y).min() > RADIUS


def test_it_does_not_change_its_mind_for_little():
    somebody = (2.5, 0.05, -0.3, 0.0)
    right = course(somebody, before=-0.6).offset
    left = course(somebody, before=0.6).offset
    assert right < 0.0 < left


@given(
    st.lists(st.tuples(st.floats(0.7, 4.0), st.floats(-2.0, 2.0), st.floats(-1.2, 1.2), st.floats(-1.2, 1.2)),
             max_size=5), st.sampled_from([0.0, 3.0, 30.0])
)  # fmt: skip
def test_nobody_is_ever_driven_into(rows, stood):
    rows = [row for row in rows if math.hypot(row[0], row[1]) > RADIUS + PERSON + 0.15]
    chosen = course(*rows, stood=stood)
    assert chosen.offset in OFFSETS
    ahead = [row for row in rows if row[0] > 0.0]
    if chosen.speed > 0.0 and not any(row[2] > 0.0 for row in ahead):
        assert least_gap(chosen, *ahead, seconds=1.2) > 0.0 or least_gap(Course(0.0, 0.0), *ahead, seconds=1.2) <= 0.05


@pytest.mark.parametrize(("rows", "brakes"), [
    ([(0.8, 0.0, -1.0, 0.0)], True), ([(0.8, 0.0, 0.5, 0.0)], False), ([(-0.8, 0.0, 1.0, 0.0)], False),
    ([(2.5, 0.0, 0.0, 0.0)], False), ([], False),
])  # fmt: skip
def test_it_brakes_hard_only_before_somebody_would_be_touched(rows, brakes):
    assert must_brake(ROUTE, ARCS, AT, 0.8, people(*rows), RADIUS, 1.5) is brakes
