"""On the way: how far it is every ten metres, turns before they come, and never a chatterbox."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_map.geometry import Pose2D
from robot_guide.guiding.prompts import PromptConfig, Prompts, next_turn, prompt, resampled

CONFIG = PromptConfig()
STRAIGHT = np.array([(0.0, 0.0), (60.0, 0.0)])
LEFT = np.array([(0.0, 0.0), (10.0, 0.0), (10.0, 12.0)])
RIGHT = np.array([(0.0, 0.0), (10.0, 0.0), (10.0, -12.0)])


def length(route):
    return float(np.hypot(*np.diff(route, axis=0).T).sum())


def walk(route, speed=0.7, step=0.5):
    """What is said on a route, with the time, s, and the way left, m."""
    prompts, said, now = Prompts(), [], 0.0
    way = resampled(route)
    metres = np.arange(0.0, length(route), speed * step)
    along = np.linspace(0.0, length(route), len(way))
    for done in metres:
        x, y = np.interp(done, along, way[:, 0]), np.interp(done, along, way[:, 1])
        left = length(route) - done
        prompts, word = prompt(prompts, route, Pose2D(x, y), left, now, CONFIG)
        said += [(word, now, left)] if word else []
        now += step
    return said


def test_every_ten_metres_it_is_told_how_far_it_still_is():
    said = walk(STRAIGHT)
    assert {word for word, _, _ in said} == {"progress"}
    gaps = np.diff([60.0, *(left for _, _, left in said)])
    assert all(8.0 <= -gap <= 12.0 for gap in gaps)


def test_near_the_goal_nothing_is_said_of_it():
    assert all(left > CONFIG.last for _, _, left in walk(STRAIGHT))


@pytest.mark.parametrize(("route", "word"), [(LEFT, "turn_left"), (RIGHT, "turn_right")])
def test_a_turn_is_told_once_and_before_it_comes(route, word):
    turns = [(said, left) for said, _, left in walk(route) if said != "progress"]
    assert [said for said, _ in turns] == [word]
    assert 12.0 < turns[0][1] <= 12.0 + CONFIG.ahead + 0.5


def test_a_gentle_bend_is_no_turn():
    bend = np.array([(r, 0.04 * r * r) for r in np.arange(0.0, 12.0, 0.5)])
    assert next_turn(bend, Pose2D(2.0, 0.16), CONFIG) is None


def test_without_a_route_nothing_turns():
    assert next_turn(np.empty((0, 2)), Pose2D(0.0, 0.0), CONFIG) is None
    assert next_turn(np.array([(1.0, 1.0)]), Pose2D(0.0, 0.0), CONFIG) is None


@given(st.lists(st.tuples(st.floats(0.0, 40.0), st.floats(0.0, 40.0)), min_size=2, max_size=8, unique=True))
def test_prompts_are_never_sooner_than_six_seconds_after_each_other(points):
    route = np.array(points)
    if length(route) > 1.0:
        times = [now for _, now, _ in walk(route)]
        assert all(later - earlier >= CONFIG.apart for earlier, later in pairwise(times))


def test_a_route_is_looked_at_in_even_steps():
    steps = np.hypot(*np.diff(resampled(LEFT), axis=0).T)
    assert np.allclose(steps, 0.25, atol=0.08)
    assert math.isclose(steps.sum(), 22.0, abs_tol=0.3)
