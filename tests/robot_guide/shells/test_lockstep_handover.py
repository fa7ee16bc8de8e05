"""In one process: a robot that is called away leaves its visitor to the other one, who goes on without asking again."""

from functools import cache
from pathlib import Path

import pytest

from hall_sim import Scenario
from robot_guide.shells.listening import recognise
from robot_guide.shells.lockstep import Lockstep
from robot_guide.shells.lockstep_robot import RobotConfig

ROOT = Path(__file__).parents[3]
LED = 6.0  # s until the staff want the robot elsewhere

pytestmark = pytest.mark.slow


@cache
def handed_over():
    """The events of a walk in whose middle the staff order a hand-over, up to the arrival; who served; the figures."""
    scenario = Scenario.load(ROOT / "sim/scenarios/welcome.yaml")
    stage = Lockstep(scenario, 1, RobotConfig(), recognise)
    events, engaged, ordered = [], set(), False
    for event in stage.play(scenario.duration):
        events.append(event)
        engaged.add(stage.world.visitors[0].engaged)
        first = next((each for each in events if each.event == "leads"), None)
        if first and event.t > first.t + LED and not ordered:
            ordered = True
            assert stage.robots[first.robot].order("hand_over", "", event.t) == ""
        if event.event == "arrived":
            break
    return events, engaged, stage.figures(events)


def test_the_other_robot_leads_on_to_the_same_window():
    events, engaged, _ = handed_over()
    first, second = [event for event in events if event.event == "leads"][:2]
    assert first.robot != second.robot
    assert engaged >= {first.robot, second.robot}
    assert (first.data["target"], first.data["window"]) == (second.data["target"], second.data["window"])
    (gave,) = [event for event in events if event.event == "hands_over"]
    assert (gave.robot, gave.data["to"]) == (first.robot, second.robot)


def test_it_asks_nothing_again_and_arrives_with_the_visitor():
    events, _, _ = handed_over()
    given = next(event.t for event in events if event.event == "hands_over")
    after = [event for event in events if event.t > given]
    arrived = next(event for event in after if event.event == "arrived")
    assert not [event for event in after if event.event == "heard" and event.t < arrived.t]
    assert next(event for event in after if event.event == "says").data["line"] == "take_over"


def test_it_counts_as_a_success_of_the_robot_that_has_brought_them_there():
    events, _, figures = handed_over()
    first, second = [event for event in events if event.event == "leads"][:2]
    assert (figures["success"], figures["robot"]) == (True, second.robot)
    assert figures["window"] == first.data["window"]


def test_a_robot_without_a_visitor_has_none_to_hand_over():
    stage = Lockstep(Scenario.load(ROOT / "sim/scenarios/welcome.yaml"), 1, RobotConfig(), recognise)
    stage.world.reset()
    assert {robot.order("hand_over", "", 0.0) for robot in stage.robots.values()} == {"no_visitor"}
