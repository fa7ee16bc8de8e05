"""In one process: the staff ask for a robot, whichever, and the robots share that out among themselves."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from dialogue.acts import Handover
from hall_sim import Scenario
from robot_guide.shells.listening import recognise
from robot_guide.shells.lockstep import Lockstep, run
from robot_guide.shells.lockstep_robot import RobotConfig

ROOT = Path(__file__).parents[3]

pytestmark = pytest.mark.slow


@cache
def scenario(name):
    return Scenario.load(ROOT / f"sim/scenarios/{name}.yaml")


@cache
def played(name):
    return run(scenario(name), 1)


def told(result, *names):
    return [(event.event, event.robot) for event in result.events if event.event in names]


def test_calls_are_served_while_a_visitor_is_led_and_the_last_by_who_is_free_first():
    result = played("two_calls")
    assert result.summary["as_expected"], result.summary
    assert result.summary["requests_served"] == 3
    (led,) = [event for event in result.events if event.event == "leads"]
    served = [(event.data["place"], event.robot) for event in result.events if event.event == "serves"]
    assert len(served) == len({place for place, _ in served}) == 3
    arrived = next(event.t for event in result.events if event.event == "arrived")
    assert all(e.t > arrived for e in result.events if e.event == "serves" and e.robot == led.robot)


def test_two_that_set_out_for_the_same_call_agree_when_they_hear_each_other_again():
    result = played("split_network")
    assert result.summary["as_expected"], result.summary
    healed = scenario("split_network").splits[0].ends
    set_out = {robot for _, robot in told(result, "promises")}
    assert set_out == {"xiao_pu", "xiao_hui"}
    (gave_way,) = [event for event in result.events if event.event == "yields"]
    assert healed <= gave_way.t <= healed + 2.0
    ((_, served),) = told(result, "serves")
    assert served == gave_way.data["to"] != gave_way.robot


def test_the_same_calls_and_seed_give_the_same_run():
    short = replace(scenario("two_calls"), duration=40.0)
    first, second = run(short, 2), run(short, 2)
    assert first.events[:-1] == second.events[:-1]


def test_a_visitor_left_to_whoever_comes_is_fetched_and_led_on():
    from dialogue.acts import HandOver
    from dialogue.meaning import Target

    quiet = replace(scenario("welcome"), people=0, standing=0)
    stage = Lockstep(quiet, 1, RobotConfig(), recognise)
    left, events = False, []
    for event in stage.play(150.0):
        events.append(event)
        if event.event == "leads" and not left:
            left, first = True, event.robot
            at = stage.robots[first].pose.xy
            value = Handover("zh", False, Target("window", "A02", "A02"), at=at)
            assert stage.robots[first].order("stop", "", event.t) == ""
            stage.requests.leave(HandOver("", value), first, event.t)
        if event.event == "serves":
            break
    (other,) = set(stage.robots) - {first}
    assert [event.robot for event in events if event.event in ("takes_over", "met")] == [other, other]
    assert events[-1].robot == other
