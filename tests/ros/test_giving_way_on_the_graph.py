"""On the graph: who meets in a passage with room for one. An idle robot makes room for one that leads its visitor
through; of two that lead theirs towards each other one waits for the other."""

import math
from dataclasses import replace

import numpy as np
import pytest
from benchmarks.made_floors import hall_of

import hall_map
from hall_map import Place, Pose2D
from robot_guide_ros import convert, topics

FLOOR = """
###############
....######.####
...............
....###########
....###########
"""  # squares of 1 m: a room, and a passage with one niche
BETWEEN = """
###################
....###########....
...................
....###########....
....###########....
"""  # two rooms, and a passage between them
LEADS, IDLE = "xiao_pu", "xiao_hui"
DOCKS = {LEADS: (2.5, 1.5), IDLE: (11.5, 2.5)}
THERE = Pose2D(14.4, 2.7)  # the end of the passage
FACING = {LEADS: (2.5, 2.5), IDLE: (16.5, 2.5)}
RIGHT, LEFT = Pose2D(18.0, 1.2), Pose2D(1.0, 1.2)  # in the corners of the two rooms
TOILET, EXIT = (
    ("toilet", {"zh": "厕所", "en": "Toilet", "ko": "화장실"}), ("exit", {"zh": "出口", "en": "Exit", "ko": "출구"}),
)  # fmt: skip
ONE_VISITOR = """
hall: {hall}
people: 0
duration: 600
visitors:
  - {{ask: 带我去厕所, robot: {robot}, start: [0.9, 1.7]}}
"""
TWO_VISITORS = """
hall: {hall}
people: 0
duration: 600
visitors:
  - {{ask: 带我去厕所, robot: {robot}, start: [0.9, 2.7]}}
  - {{ask: 带我去出口, robot: {other}, start: [18.1, 2.7]}}
"""
TOUCH = 0.56  # m between the middles of two
OF_A_LEADER = ("navigator", "guide", "voice", "conversation")
NODES = ("hall_map", "hall_sim", *(f"{LEADS}.{name}" for name in OF_A_LEADER), f"{IDLE}.navigator", f"{IDLE}.guide")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def bare_hall(folder, floor, docks, *places):
    """A hall with nothing in it but places, (what, pose) each, written to a folder; Xiao Pu looks to the left."""
    closed = np.array([[square == "#" for square in row] for row in floor.split()[::-1]])
    hall = hall_of(closed, 1.0, docks)
    turned = tuple(replace(each, pose=replace(each.pose, yaw=math.pi)) if each.robot == LEADS else each
                   for each in hall.docks)  # to the visitor  # fmt: skip
    marked = tuple(Place(kind, kind, names, pose.xy, pose) for (kind, names), pose in places)
    hall = replace(hall, places=marked, docks=turned)
    hall_map.save(hall, folder)
    return hall


class Watched:
    """Where both truly are, ever, and what they tell."""

    def __init__(self, outside):
        self.truth, self.events = outside.collect(topics.TRUTH), outside.collect(topics.EVENTS)
        self.courses = outside.collect(topics.COURSES)

    def told(self, name):
        return [msg for msg in self.events if msg.event == name]

    def gave_way(self):
        return [msg for msg in self.courses if msg.robot == IDLE and msg.gives_to == LEADS]

    def tracks(self):
        """(N, 2) m of the robot that leads, and of the idle one."""
        at = [{agent.name: agent.position for agent in msg.agents} for msg in self.truth]
        return tuple(np.array([(each[name].x, each[name].y) for each in at]) for name in (LEADS, IDLE))

    def is_at(self, robot, pose, within):
        x, y = self.tracks()[robot == IDLE][-1]
        return math.dist((x, y), pose.xy) < within


def test_the_idle_one_makes_room_in_the_niche_and_comes_back_when_the_visitor_is_led_past(
    outside, run_graph_of, specs_of, tmp_path
):
    post = bare_hall(tmp_path / "passage", FLOOR, DOCKS, (TOILET, THERE)).dock_of[IDLE].pose
    scenario = tmp_path / "passage.yaml"
    scenario.write_text(ONE_VISITOR.format(hall=tmp_path / "passage", robot=LEADS))
    watched = Watched(outside)
    outside.collect(topics.HEARD, IDLE)  # the simulator waits for somebody who listens there
    specs = specs_of(
        robots=[LEADS, IDLE], hall=str(tmp_path / "passage"), scenario=str(scenario), real_time_factor=2.0
    )
    run_graph_of(*(specs[name] for name in NODES))
    outside.until(lambda: watched.told("leads"), 90.0)
    assert watched.is_at(IDLE, post, 0.1)
    outside.until(watched.gave_way, 60.0)
    outside.until(lambda: watched.told("arrived"), 90.0)
    assert watched.told("arrived")[0].robot == LEADS
    assert watched.is_at(LEADS, THERE, 0.5)
    outside.until(lambda: watched.is_at(IDLE, post, 0.3), 60.0)
    leads, idle = watched.tracks()
    assert np.hypot(*(leads - idle).T).min() > TOUCH
    assert max(np.hypot(*(idle - post.xy).T)) > 1.0, "it was in the niche"
    assert watched.truth[-1].collisions == 0
    assert not [convert.event_from_msg(msg) for msg in (*watched.told("stuck"), *watched.told("no_route"))]


def test_of_two_that_lead_through_a_passage_one_waits_and_both_visitors_arrive(
    outside, run_graph_of, specs_of, tmp_path
):
    bare_hall(tmp_path / "passage", BETWEEN, FACING, (TOILET, RIGHT), (EXIT, LEFT))
    scenario = tmp_path / "passage.yaml"
    scenario.write_text(TWO_VISITORS.format(hall=tmp_path / "passage", robot=LEADS, other=IDLE))
    watched = Watched(outside)
    specs = specs_of(
        robots=[LEADS, IDLE], hall=str(tmp_path / "passage"), scenario=str(scenario), real_time_factor=2.0
    )
    run_graph_of(*(specs[name] for name in (*NODES, f"{IDLE}.voice", f"{IDLE}.conversation")))
    outside.until(lambda: {msg.robot for msg in watched.told("leads")} == {LEADS, IDLE}, 90.0)
    outside.until(lambda: {msg.robot for msg in watched.told("arrived")} == {LEADS, IDLE}, 180.0)
    ends = {msg.robot: convert.event_from_msg(msg).data["target"]["id"] for msg in watched.told("arrived")}
    assert ends == {LEADS: "toilet", IDLE: "exit"}
    waited = watched.told("arrived")[-1].robot
    assert any(msg.gives_to for msg in watched.courses if msg.robot == waited)
    told = [convert.event_from_msg(msg).data for msg in watched.told("says") if msg.robot == waited]
    assert "makes_way" in {each["line"] for each in told}, "its visitor hears why it stands"
    one, other = watched.tracks()
    assert np.hypot(*(one - other).T).min() > TOUCH
    assert watched.truth[-1].collisions == 0
    assert not [convert.event_from_msg(msg) for msg in (*watched.told("stuck"), *watched.told("no_route"))]
