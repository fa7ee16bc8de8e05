"""In one process: robots that are carried off say so, find themselves, and serve their visitors all the same."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from hall_map import Pose2D
from hall_sim import Scenario
from hall_sim.scenario import Kidnap
from robot_guide.shells.lockstep import run

ROOT = Path(__file__).parents[3]
ON_THE_WAY = (Kidnap("xiao_pu", 25.0, Pose2D(13.7, 7.5, 0.5)),)

pytestmark = pytest.mark.slow


@cache
def played(kidnaps=None, people=None):
    scenario = Scenario.load(ROOT / "sim/scenarios/kidnapped.yaml")
    if kidnaps is not None:
        scenario = replace(scenario, kidnaps=kidnaps, people=people)
    return run(scenario, 1)


def news(played):
    return [event for event in played.events if event.event in ("position_lost", "position_found")]


@pytest.mark.parametrize("case", [(), (ON_THE_WAY, 30)], ids=["idle", "leading through 30 people"])
def test_it_says_that_it_is_lost_and_within_ten_seconds_that_it_is_not(case):
    lost, found = news(played(*case))
    assert (lost.event, found.event) == ("position_lost", "position_found")
    kidnapped = 25.0 if case else 2.0
    assert kidnapped < lost.t < found.t < kidnapped + 10.0


@pytest.mark.parametrize("case", [(), (ON_THE_WAY, 30)], ids=["idle", "leading through 30 people"])
def test_its_visitor_gets_to_the_window(case):
    assert played(*case).summary["success"]


def test_nobody_is_asked_to_make_way_while_it_looks_around():
    lost, found = news(played(ON_THE_WAY, 30))
    assert not [e for e in played(ON_THE_WAY, 30).events if e.event == "blocked" and lost.t < e.t <= found.t]
