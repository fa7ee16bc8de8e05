"""Figures of groups and of courses that lead together, computed by hand."""

import math

import numpy as np
import pytest

from hall_sim import Agent, Trace, Truth, World
from hall_sim.group_metrics import group_gaps, group_intrusions, groups_of, time_to_collision
from hall_sim.habits import Mix
from hall_sim.social_metrics import Way


def trace_of(*moments):
    """A trace of robot r and people a, b, from their poses, 1 s apart; None: outside."""

    def agent(name, kind, pose):
        return Agent(name, kind, *(pose or (0.0, 0.0, 0.0)), 0.3, "" if pose else "outside")

    truths = [
        Truth.of(float(t), (agent("r", "robot", r), agent("a", "person", a), agent("b", "person", b)), 0, 0, 1.0)
        for t, (r, a, b) in enumerate(moments)
    ]
    trace = Trace(truths[0])
    for truth in truths[1:]:
        trace.record(truth)
    return trace


FACING = (0.0, 0.0, 0.0), (3.0, 0.0, math.pi)  # two who look at each other, 3 m apart: the middle is at (1.5, 0)


def test_the_middle_of_a_group_lies_before_its_members():
    aside = (5.0, 0.0, 0.0), (0.0, 0.0, 0.0), (0.0, 2.0, 0.0)
    trace = trace_of(((1.5, 2.0, 0.0), *FACING), ((1.5, 0.2, 0.0), *FACING), aside)
    gaps = group_gaps(trace, "r", [("a", "b")], 0.0, 2.0)[:, 0]
    assert gaps == pytest.approx([1.7, 0.0, math.hypot(3.5, 1.0) - 0.3], abs=1e-6)  # the last two look the same way


def test_only_moments_of_the_way_count_and_only_whole_groups():
    trace = trace_of(((9, 9, 0), *FACING), ((1.5, 2.0, 0.0), *FACING), ((1.5, 2.0, 0.0), FACING[0], None))
    gaps = group_gaps(trace, "r", [("a", "b")], 1.0, 2.0)[:, 0]
    assert gaps.tolist() == pytest.approx([1.7, math.inf], abs=1e-6)


def test_spaces_are_shares_of_the_time_by_the_nearest_group():
    gaps = np.array([[0.3, 9.0], [2.0, 0.7], [9.0, 2.0], [np.inf, 4.0]])
    assert list(group_intrusions(gaps).values()) == [25.0, 25.0, 25.0]
    assert set(group_intrusions(np.full((3, 1), np.inf)).values()) == {None}
    assert set(group_intrusions(np.zeros((3, 0))).values()) == {None}


def test_the_groups_of_a_scenario_are_its_families(situation):
    scenario = situation(people=7, standing=2, mix=Mix(families=2))
    assert groups_of(scenario) == (("person_2", "person_3"), ("person_4", "person_5"))
    kinds = World(scenario, 1).walkers._habits.kind
    assert [(kinds[2], kinds[3]), (kinds[4], kinds[5])] == [("adult", "companion")] * 2
    assert groups_of(situation(people=7)) == ()


def way(robot, person, present=True):
    robot = np.array([(*point, 0.0) for point in robot], float)
    people = np.array(person, float)[:, None, :]
    there = np.full(people.shape[:2], present)
    return Way(np.arange(len(robot), dtype=float), robot, people, there, np.array([0.2]), 0.3)


@pytest.mark.parametrize(
    ("robot", "person", "least"),
    [
        ([(0, 0), (1, 0)], [(7, 0), (6, 0)], (5.0 - 0.5) / 2.0),  # head on, 5 m apart then, closing at 2 m/s
        ([(0, 0), (1, 0), (2, 0)], [(7, 0), (7, 0), (7, 0)], 5.0 - 0.5),  # somebody stands there
        ([(0, 0), (1, 0)], [(7, 0.6), (7, 0.6)], None),  # past them
        ([(1, 0), (0, 0)], [(7, 0), (7, 0)], None),  # away from them
        ([(0, 0), (1, 0)], [(1.3, 0), (1.3, 0)], 0.0),  # they touch
        ([(0, 0), (0, 0)], [(3, 0), (3, 0)], None),
    ],
)
def test_the_time_to_a_collision_is_that_at_which_two_discs_would_touch(robot, person, least):
    told = time_to_collision(way(robot, person))["min_time_to_collision_s"]
    assert told == (None if least is None else pytest.approx(least))
    assert time_to_collision(way(robot, person, present=False))["min_time_to_collision_s"] is None
