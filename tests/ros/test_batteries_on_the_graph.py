"""Batteries in the standard's message: what the simulator tells, and what robots do about it."""

import math
from pathlib import Path

import pytest
from sensor_msgs.msg import BatteryState

import hall_map
from robot_guide.fleet import FleetConfig
from robot_guide.fleet.bidding import level_at
from robot_guide.guiding.charging import ChargingConfig
from robot_guide.heard import Heard
from robot_guide.reception import Reception, ReceptionConfig
from robot_guide_ros import convert, topics
from robot_guide_ros.batteries import battery_from_msg, battery_to_msg

ROOT = Path(__file__).resolve().parents[2]
ROBOT = "xiao_pu"
TIRED = """
hall: {hall}
people: 0
duration: 3600
battery: {{capacity: 6, charge: 0.21}}
visitors:
  - ask: 你好
    arrives: 3000
"""


@pytest.mark.parametrize(("share", "docked"), [(0.0, False), (0.5, True), (1.0, True), (1.0, False)])
def test_share_and_dock_come_back_out_of_the_message(share, docked):
    msg = battery_to_msg(share, docked, 3.5)
    assert battery_from_msg(msg) == (pytest.approx(share), docked)
    assert convert.time_from_msg(msg.header.stamp) == 3.5
    assert math.isnan(msg.voltage), "it is not simulated"


def test_a_battery_that_does_not_know_its_share_is_not_heeded():
    assert battery_from_msg(BatteryState(percentage=math.nan)) is None


@pytest.fixture
def robot(outside, run_graph_of, specs_of):
    """Starts one robot's nodes in a scenario."""

    def start(scenario, **chosen):
        chosen = {"robots": [ROBOT], "scenario": str(scenario), "real_time_factor": 3.0, **chosen}
        wanted = ("navigator", "guide", "voice", "conversation")
        specs = specs_of(**chosen)
        run_graph_of(specs["hall_map"], specs["hall_sim"], *(specs[f"{ROBOT}.{name}"] for name in wanted))

    return start


@pytest.mark.slow
def test_a_robot_that_runs_low_where_it_was_called_goes_to_its_dock_and_charges(robot, outside, tmp_path):
    scenario = tmp_path / "tired.yaml"
    scenario.write_text(TIRED.format(hall=ROOT / "maps" / "putuo"))
    charges = BatteryState.POWER_SUPPLY_STATUS_CHARGING
    told, events = outside.collect(topics.BATTERY, ROBOT), outside.collect(topics.EVENTS)
    states = outside.collect(topics.STATES)
    robot(scenario)
    outside.until(lambda: states and told and told[-1].power_supply_status == charges, 90.0)  # at its dock
    outside.until(lambda: outside.call(topics.ORDER_ROBOT, ROBOT, kind="call", place="C06").accepted, 60.0)
    outside.until(lambda: "battery_low" in [event.event for event in events], 120.0)
    low = convert.event_from_msg(next(event for event in events if event.event == "battery_low"))
    assert low.data["charge"] < ChargingConfig().low
    outside.until(lambda: told[-1].power_supply_status == charges, 120.0)
    charging = told[-1].percentage
    outside.until(lambda: told[-1].percentage > charging + 0.005, 60.0)
    names = [event.event for event in events]
    assert names.index("errand_arrived") < names.index("battery_low") < names.index("home")


@pytest.mark.slow
def test_a_robot_bids_worse_while_its_battery_is_low(robot, outside, empty_hall):
    bids, states = outside.collect(topics.BIDS), outside.collect(topics.STATES)
    battery = topics.BATTERY.publisher(outside.node, ROBOT)
    heard = topics.HEARD.publisher(outside.node, ROBOT)
    robot(empty_hall)
    outside.until(lambda: states and convert.time_from_msg(states[-1].header.stamp) > 2.0, 90.0)
    outside.until(lambda: battery.get_subscription_count() and heard.get_subscription_count())
    battery.publish(battery_to_msg(0.1, False, convert.time_from_msg(states[-1].header.stamp)))
    seen = len(states)
    outside.until(lambda: len(states) > seen + 5)
    ended = convert.time_from_msg(states[-1].header.stamp)
    words = Heard("小普，带我去A02窗口", "zh", ended - 1.0, ended, level_db=level_at(0.5, FleetConfig()))
    heard.publish(convert.heard_to_msg(words, ended))
    outside.until(lambda: bids)
    fresh = Reception(hall_map.load(ROOT / "maps" / "putuo"), ROBOT, (), ReceptionConfig())
    (full,) = fresh.hear(words, ended).bids
    assert bids[0].cost == pytest.approx(full.cost + ChargingConfig().reluctance)
