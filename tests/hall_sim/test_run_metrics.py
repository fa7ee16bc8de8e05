"""Figures computed by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest

from hall_sim import Agent, Claim, Trace, Truth, evaluate
from hall_sim.metrics import (
    follow_gaps,
    intrusion_seconds,
    led_by,
    meets,
    path_length,
    success_weighted_path_length,
    truly_arrived,
)
from hall_sim.scenario import Expectation

STOP = (9.4, 4.4)  # of window A01 in the small hall


def trace_of(robot, visitor, person=None, *, phases=None, dt=0.5, collisions=0):
    """A trace from paths, lists of (x, y), one point a moment."""
    person = person or [(100.0, 100.0)] * len(robot)
    phases = phases or ["following"] * len(robot)
    trace = None
    for k, (r, v, p, phase) in enumerate(zip(robot, visitor, person, phases, strict=True)):
        agents = (
            Agent("one", "robot", *r, 0.0, 0.28), Agent("visitor", "visitor", *v, 0.0, 0.22, phase),
            Agent("person_0", "person", *p, 0.0, 0.22),
        )  # fmt: skip
        truth = Truth.of(k * dt, agents, collisions, 0, 0.4)
        if trace is None:
            trace = Trace(truth)
        else:
            trace.record(truth)
    return trace


def line(start, end, count):
    return [tuple(point) for point in np.linspace(start, end, count)]


def test_the_length_of_a_path_is_the_sum_of_its_parts():
    assert path_length(np.array([(0.0, 0.0), (3.0, 4.0), (3.0, 5.0)])) == 6.0
    assert path_length(np.array([(1.0, 1.0)])) == 0.0


@pytest.mark.parametrize(
    ("success", "shortest", "driven", "spl"),
    [(True, 8.0, 10.0, 0.8), (True, 10.0, 10.0, 1.0), (True, 10.0, 9.0, 1.0), (False, 8.0, 8.0, 0.0),
     (True, math.inf, 8.0, 0.0)],
)  # fmt: skip
def test_spl_is_the_share_of_the_shortest_way(success, shortest, driven, spl):
    assert success_weighted_path_length(success, shortest, driven) == pytest.approx(spl)


@pytest.mark.parametrize(("away", "arrived"), [(1.9, True), (2.1, False)])
def test_a_visitor_has_arrived_within_two_metres_of_the_stop(small_hall, away, arrived):
    at = (STOP[0] - away, STOP[1])
    trace = trace_of([STOP, STOP], [(1.0, 1.0), at])
    assert truly_arrived(trace, small_hall, "visitor", Claim(0.5, "one", "A01", 0.0)) is arrived


def test_where_the_visitor_is_later_does_not_matter(small_hall):
    trace = trace_of([STOP, STOP], [(1.0, 1.0), STOP])
    assert not truly_arrived(trace, small_hall, "visitor", Claim(0.4, "one", "A01", 0.0))


def test_who_has_left_has_not_arrived(small_hall):
    trace = trace_of([STOP, STOP], [STOP, STOP], phases=["following", "left"])
    assert not truly_arrived(trace, small_hall, "visitor", Claim(0.5, "one", "A01", 0.0))


def test_a_place_that_does_not_exist_is_never_arrived_at(small_hall):
    trace = trace_of([STOP], [STOP])
    assert not truly_arrived(trace, small_hall, "visitor", Claim(0.0, "one", "Z99", 0.0))


def test_intrusions_count_seconds_of_a_moving_robot_in_somebodys_personal_space():
    robot = [(0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (2.0, 0.0), (3.0, 0.0)]
    near, far = (2.0, 0.28 + 0.22 + 0.44), (2.0, 0.28 + 0.22 + 0.46)
    visitor = [(-5.0, 0.0)] * 5
    assert intrusion_seconds(trace_of(robot, visitor, [near] * 5), "one", "visitor", 0.5) == 0.5  # not while it stands
    assert intrusion_seconds(trace_of(robot, visitor, [far] * 5), "one", "visitor", 0.5) == 0.0


def test_a_robots_own_visitor_is_not_intruded_upon():
    robot = [(0.0, 0.0), (1.0, 0.0), (2.0, 0.0)]
    assert intrusion_seconds(trace_of(robot, [(x, 0.6) for x, _ in robot]), "one", "visitor", 0.5) == 0.0
    assert intrusion_seconds(trace_of(robot, [(x, 0.6) for x, _ in robot]), "one", "somebody else", 0.5) == 1.0


def test_follow_gaps_are_the_distances_on_the_way_only():
    trace = trace_of([(0.0, 0.0)] * 4, [(1.0, 0.0), (2.0, 0.0), (3.0, 0.0), (9.0, 0.0)])
    assert follow_gaps(trace, "one", "visitor", 0.5, 1.0).tolist() == [2.0, 3.0]


def test_a_claim_is_about_the_visitor_who_is_nearest_unless_it_says_so():
    trace = trace_of([STOP], [STOP])
    assert led_by(trace, Claim(0.0, "one", "A01", 0.0)) == "visitor"
    assert led_by(trace, Claim(0.0, "one", "A01", 0.0, visitor="grandma")) == "grandma"


def test_a_good_walk_is_evaluated_as_one(situation, guest):
    robot = line((4.4, 4.4), STOP, 11)
    visitor = [(x - 1.5, y) for x, y in robot]
    scenario = situation(visitors=(guest(),), expect=Expectation(success=True, windows=("A01",)), dt=0.05)
    trace = trace_of(robot, visitor, phases=["asking", *["following"] * 10])
    figures = evaluate(trace, scenario, claims=(Claim(5.0, "one", "A01", 0.0),))
    assert figures["success"]
    assert figures["as_expected"]
    assert (figures["window"], figures["robot"], figures["guided_m"]) == ("A01", "one", 5.0)
    assert figures["spl"] == pytest.approx(1.0, abs=0.01)
    assert figures["follow_gap_mean_m"] == figures["follow_gap_p95_m"] == 1.5
    assert figures["seconds"] == 5.0
    assert figures["min_clearance_m"] == 0.4


def test_a_walk_to_the_wrong_window_is_no_success(situation, guest):
    scenario = situation(visitors=(guest(),), expect=Expectation(success=True, windows=("entrance",)))
    robot = line((4.4, 4.4), STOP, 11)
    figures = evaluate(trace_of(robot, robot), scenario, claims=(Claim(5.0, "one", "A01", 0.0),))
    assert not figures["success"]
    assert not figures["as_expected"]


def test_a_claim_without_the_visitor_is_no_success(situation, guest):
    scenario = situation(visitors=(guest(),), expect=Expectation(success=True))
    robot = line((4.4, 4.4), STOP, 11)
    figures = evaluate(trace_of(robot, [(1.0, 1.0)] * 11), scenario, claims=(Claim(5.0, "one", "A01", 0.0),))
    assert not figures["success"]
    assert figures["spl"] == 0.0


def test_without_a_claim_there_is_nothing_to_weigh(situation, guest):
    scenario = situation(visitors=(guest(),), expect=Expectation(success=False, visitor_lost=True))
    figures = evaluate(trace_of([(1.0, 1.0)] * 3, [(2.0, 2.0)] * 3), scenario, visitor_lost=True)
    assert not figures["success"]
    assert figures["as_expected"]
    assert figures["follow_gap_mean_m"] is None
    assert (figures["window"], figures["guided_m"]) == (None, 0.0)


@pytest.mark.parametrize(
    ("change", "as_expected"),
    [({}, True), ({"success": False}, False), ({"windows": ("B01",)}, False), ({"windows": ("A01", "B01")}, True),
     ({"visitor_lost": True}, False), ({"collisions": 0}, False), ({"collisions": 1}, True),
     ({"collisions": None}, True)],
)  # fmt: skip
def test_expectations_are_met_or_not(change, as_expected):
    expect = replace(Expectation(success=True, collisions=2), **change)
    assert meets(expect, True, Claim(1.0, "one", "A01", 0.0), False, 1) is as_expected


def test_a_trace_keeps_who_was_in_the_hall_when():
    phases = ["outside", "following", "following", "left"]
    trace = trace_of([(0.0, 0.0)] * 4, [(k, 0.0) for k in range(4)], phases=phases)
    assert trace.track("visitor").tolist() == [[0.5, 1.0, 0.0], [1.0, 2.0, 0.0]]
    assert trace.track("one").shape == (4, 3)
    assert trace.phases("visitor") == ("outside", "following", "following", "left")
