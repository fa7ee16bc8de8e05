"""A visitor is left to the colleague who can be there first, by the way that it has to drive."""

import math
from pathlib import Path

import pytest

import hall_map
from hall_map import Pose2D
from robot_guide.fleet import Colleague
from robot_guide.fleet.hall_ways import HallWays
from robot_guide.fleet.relief import Relief, as_the_crow_flies

HERE = Pose2D(0.0, 0.0)


def colleague(robot, x, *, free=True):
    return Colleague(robot, Pose2D(x, 0.0), free=free)


def first_of(colleagues, metres):
    relief = Relief(metres)
    relief.look(colleagues, HERE)
    return relief.first()


def test_the_shortest_way_counts_and_not_the_nearest_place():
    behind_a_wall, down_the_hall = colleague("b", 2.0), colleague("a", 8.0)
    ways = {2.0: 30.0, 8.0: 8.0}
    assert first_of((behind_a_wall, down_the_hall), lambda start, goal: ways[start.x]) == "a"
    assert first_of((behind_a_wall, down_the_hall), as_the_crow_flies) == "b"


def test_who_has_no_way_or_is_not_free_is_not_left_to():
    barred = {2.0: math.inf, 8.0: 8.0, 1.0: 1.0}
    able = (colleague("b", 2.0), colleague("a", 8.0), colleague("c", 1.0, free=False))
    assert first_of(able, lambda start, goal: barred[start.x]) == "a"
    assert first_of(able[:2], lambda start, goal: math.inf) is None
    assert first_of((), as_the_crow_flies) is None


def test_of_equal_ways_the_name_decides_so_that_it_does_not_depend_on_who_was_heard_first():
    pair = colleague("b", 3.0), colleague("a", 3.0)
    assert first_of(pair, as_the_crow_flies) == first_of(pair[::-1], as_the_crow_flies) == "a"


def test_no_way_is_measured_where_there_is_no_choice():
    def never(start, goal):
        raise AssertionError("one is free")

    assert first_of((colleague("a", 3.0), colleague("b", 1.0, free=False)), never) == "a"


@pytest.mark.slow
def test_the_ways_of_a_hall_lead_from_anywhere_to_where_a_robot_stands_and_follow_its_revisions():
    hall = hall_map.load(Path(__file__).parents[3] / "maps/putuo")
    ways, (one, other) = HallWays(), (dock.pose for dock in hall.docks[:2])
    assert math.isinf(ways.metres(one, other))
    ways.set_hall(hall)
    assert one.distance_to(other.xy) <= ways.metres(one, other) < 60.0
    around = [(one.x + x, one.y + y) for x, y in ((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0))]
    ways.set_hall(hall_map.edit(hall, {"barriers": {"all_around": {"points": [*around, around[0]]}}}))
    assert math.isinf(ways.metres(one, other))
