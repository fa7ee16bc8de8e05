"""A robot is asked for, whichever, over the graph: real nodes share it out, and nobody is their master."""

import math
from pathlib import Path

import pytest
from robot_guide_interfaces.msg import FleetGossip, FleetRequest

import hall_map
from dialogue.acts import Handover
from dialogue.meaning import Target
from robot_guide.fleet import FleetConfig
from robot_guide.fleet.bidding import level_at
from robot_guide.fleet.replica import Gossip, Report
from robot_guide.fleet.requests import Board
from robot_guide.heard import Heard
from robot_guide_ros import convert, topics
from robot_guide_ros.fleet_messages import gossip_from_msg, gossip_to_msg

ROOT = Path(__file__).resolve().parents[2]
ROBOTS = ("xiao_pu", "xiao_hui")


def full_board():
    board = Board()
    left = Handover("ko", True, Target("window", "A02", "A02"), (Target("place", "toilet", "WC"),), (12.0, 3.5))
    for serial, what in enumerate(({"place": "A01"}, {"visitor": left, "sender": "xiao_pu"}, {"place": "B02"}), 1):
        board = board.add(board.next_request("console-1f", serial, **what))
    board = board.claim("console-1f.1", "xiao_hui", 12.0)
    return board.end("console-1f.3", "cancelled", "console")


@pytest.mark.parametrize("offers", [None, {"console-1f.1": 12.0, "console-1f.2": math.inf}])
def test_all_that_a_replica_knows_comes_back_out_of_the_message(offers):
    report = None if offers is None else Report("xiao_hui", "77", 9, offers, "console-1f.1")
    gossip = Gossip("xiao_hui", full_board(), report)
    assert gossip_from_msg(gossip_to_msg(gossip, 3.0)) == gossip


@pytest.mark.parametrize(
    "fault",
    [
        {"sender": ""}, {"highest": 2**32 - 1}, {"serves": True, "offers": ["a"], "seconds": []},
        {"serves": True, "offers": ["a"], "seconds": [math.nan]},
        {"requests": [FleetRequest(maker="c", serial=1, rank="at once")]},
        {"requests": [FleetRequest(maker="c", serial=1, rank="normal", language="fr")]},
        {"requests": [FleetRequest(maker="c", serial=1, rank="normal", outcome="lost")]},
        {"requests": [FleetRequest(maker="c", serial=0, rank="normal")]},
        {"requests": [FleetRequest(maker="", serial=1, rank="normal")]},
        {"requests": [FleetRequest(maker="c", serial=1, rank="normal", seconds=math.nan)]},
    ],
)  # fmt: skip
def test_a_message_that_cannot_be_is_refused_and_not_believed(fault):
    with pytest.raises(ValueError, match="/fleet/requests"):
        gossip_from_msg(FleetGossip(**{"sender": "somebody", **fault}))


@pytest.mark.slow
def test_a_request_made_while_both_are_busy_is_served_by_who_is_free_first(outside, run_graph_of, specs_of, empty_hall):
    """Both talk with somebody; nobody answers Xiao Hui's question, so that its conversation ends first."""
    states, events = outside.collect(topics.STATES), outside.collect(topics.EVENTS)
    gossip = outside.collect(topics.REQUESTS)
    specs = specs_of(robots=list(ROBOTS), scenario=str(empty_hall), real_time_factor=4.0)
    nodes = ("navigator", "guide", "voice", "conversation", "dispatch")
    run_graph_of(specs["hall_map"], specs["hall_sim"], *(specs[f"{r}.{n}"] for r in ROBOTS for n in nodes))
    mouths = {robot: topics.HEARD.publisher(outside.node, robot) for robot in ROBOTS}
    outside.until(lambda: {m.sender for m in gossip} >= set(ROBOTS) and {m.robot for m in states} == set(ROBOTS), 120.0)

    def talks(robot):
        return next(m.in_conversation for m in reversed(states) if m.robot == robot)

    def now():
        return convert.time_from_msg(states[-1].header.stamp)

    def say(robot, text):
        words = Heard(text, "zh", now() - 1.0, now(), level_db=level_at(0.5, FleetConfig()))
        mouths[robot].publish(convert.heard_to_msg(words, now()))

    outside.until(lambda: now() > 2.0 and all(mouth.get_subscription_count() for mouth in mouths.values()))
    say("xiao_hui", "小惠，你好")
    outside.until(lambda: talks("xiao_hui"), 30.0)
    later = now() + 4.0  # words that end at about the same time are taken for the same
    outside.until(lambda: now() > later)
    say("xiao_pu", "小普，带我去A02窗口")
    outside.until(lambda: talks("xiao_pu"), 30.0)
    asked = outside.call(topics.REQUEST_ROBOT, "xiao_pu", place="B02")
    assert asked.accepted, asked.reason
    assert all(talks(robot) for robot in ROBOTS)
    assert outside.call(topics.REQUEST_ROBOT, "xiao_hui", place="Q1").reason == "unknown_place"

    def told(event):
        known = [convert.event_from_msg(each) for each in events]
        return [each for each in known if each.event == event and each.data["request"] == asked.id]

    outside.until(lambda: told("promises"), 30.0)
    outside.until(lambda: told("serves"), 200.0)
    (served,) = told("serves")
    stop = hall_map.load(ROOT / "maps" / "putuo").window_by_id["B02"].stop
    pose = next(m.pose.position for m in reversed(states) if m.robot == served.robot)
    assert math.dist((pose.x, pose.y), stop.xy) < 1.6
    outside.until(lambda: all(not gossip_from_msg(latest(gossip, robot)).board.open for robot in ROBOTS), 30.0)


def latest(messages, sender):
    return next(msg for msg in reversed(messages) if msg.sender == sender)
