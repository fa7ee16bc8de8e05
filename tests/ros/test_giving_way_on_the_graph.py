"""On the graph: a robot that leads a visitor through a passage where another one stands idle. That one makes room."""

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
LEADS, IDLE = "xiao_pu", "xiao_hui"
DOCKS = {LEADS: (2.5, 1.5), IDLE: (11.5, 2.5)}
THERE = Pose2D(14.4, 2.7)  # the end of the passage
ONE_VISITOR = """
hall: {hall}
people: 0
duration: 600
visitors:
  - {{ask: 带我去厕所, robot: {robot}, start: [0.9, 1.7]}}
"""
TOUCH = 0.56  # m between the middles of two
NODES = ("hall_map", "hall_sim", *(f"{LEADS}.{name}" for name in ("navigator", "guide", "voice", "conversation")),
         f"{IDLE}.navigator", f"{IDLE}.guide")  # fmt: skip

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def passage(folder):
    """A hall with nothing in it but a narrow passage, written to a folder."""
    closed = np.array([[square == "#" for square in row] for row in FLOOR.split()[::-1]])
    hall = hall_of(closed, 1.0, DOCKS)
    names = {"zh": "厕所", "en": "Toilet", "ko": "화장실"}
    turned = tuple(replace(each, pose=replace(each.pose, yaw=math.pi)) if each.robot == LEADS else each
                   for each in hall.docks)  # to the visitor  # fmt: skip
    hall = replace(hall, places=(Place("toilet", "toilet", names, THERE.xy, THERE),), docks=turned)
    hall_map.save(hall, folder)
    return hall


class Watched:
    """Where both truly are, ever, and what they tell."""

    def __init__(self, outside):
        self.truth, self.events = outside.collect(topics.TRUTH), outside.collect(topics.EVENTS)
        self.courses = outside.collect(topics.COURSES)
        outside.collect(topics.HEARD, IDLE)  # the simulator waits for somebody who listens there

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
    post = passage(tmp_path / "passage").dock_of[IDLE].pose
    scenario = tmp_path / "passage.yaml"
    scenario.write_text(ONE_VISITOR.format(hall=tmp_path / "passage", robot=LEADS))
    watched = Watched(outside)
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
