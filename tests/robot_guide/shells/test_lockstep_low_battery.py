"""In one process: a robot whose battery is low leaves its visitor to the other one, and charges."""

from functools import cache
from pathlib import Path

import pytest

from hall_sim import Scenario
from robot_guide.heard import Heard
from robot_guide.shells.listening import recognise
from robot_guide.shells.lockstep import Lockstep
from robot_guide.shells.lockstep_robot import RobotConfig

ROOT = Path(__file__).parents[3]

pytestmark = pytest.mark.slow


@cache
def played():
    """The events of the scenario, what the batteries told at the end, and its figures."""
    scenario = Scenario.load(ROOT / "sim/scenarios/low_battery.yaml")
    stage = Lockstep(scenario, 1, RobotConfig(), recognise)
    events = list(stage.play(scenario.duration))
    batteries = {name: battery.reading(stage.world.t) for name, battery in stage.world.fleet.batteries.items()}
    return events, batteries, stage.figures(events)


def test_the_other_robot_leads_the_second_visitor_and_both_arrive():
    events, _, figures = played()
    assert [(event.event, event.robot) for event in events if event.event in ("leads", "hands_over", "arrived")] == [
        ("leads", "xiao_pu"), ("arrived", "xiao_pu"), ("leads", "xiao_pu"), ("hands_over", "xiao_pu"),
        ("leads", "xiao_hui"), ("arrived", "xiao_hui"),
    ]  # fmt: skip
    assert figures["as_expected"]


def test_the_robot_whose_battery_was_low_charges_at_its_dock():
    events, batteries, _ = played()
    (low,) = [event for event in events if event.event == "battery_low"]
    assert low.robot == "xiao_pu"
    assert low.data["charge"] < 0.2
    assert batteries["xiao_pu"].charging
    assert batteries["xiao_pu"].charge > low.data["charge"] + 0.1


def test_a_robot_whose_battery_is_low_is_not_free_and_bids_worse():
    bids = []
    for charge in (0.5, 0.1):
        scenario = Scenario.load(ROOT / "sim/scenarios/low_battery.yaml")
        robot = Lockstep(scenario, 1, RobotConfig(), recognise).robots["xiao_pu"]
        robot._charge = robot._charge.read(charge, True, 0.0)
        robot.reception.reluctance = robot._charge.reluctance
        assert robot.as_colleague.free == (charge == 0.5)
        bids += robot.reception.hear(Heard("小普，带我去A02窗口", "zh", 1.0, 3.0, True, (), 58.0), 3.1).bids
    assert bids[1].cost == pytest.approx(bids[0].cost + RobotConfig().charging.reluctance)
