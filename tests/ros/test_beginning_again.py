"""The simulator begins again in the middle of a walk: the robots' software does, too."""

import math
from pathlib import Path

import pytest

import hall_map
from robot_guide_ros import convert, topics

ROOT = Path(__file__).resolve().parents[2]
ROBOT = "xiao_pu"
ONE_VISITOR = """
hall: {hall}
people: 0
duration: 3600
visitors:
  - ask: 带我去C06窗口
    robot: {robot}
"""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def before(msg, stamp):
    return convert.time_from_msg(msg.header.stamp) < convert.time_from_msg(stamp)


class Watched:
    """A robot on the graph, from outside."""

    def __init__(self, outside):
        self.outside = outside
        self.events, self.truth = outside.collect(topics.EVENTS), outside.collect(topics.TRUTH)
        self.poses, self.guiding = outside.collect(topics.AMCL_POSE, ROBOT), outside.collect(topics.GUIDE_STATE, ROBOT)
        self.states = outside.collect(topics.STATES)

    def until(self, condition, seconds=120.0):
        return self.outside.until(condition, seconds)

    def told(self, name):
        return [convert.event_from_msg(event) for event in self.events if event.event == name]

    def where(self):
        agent = next(agent for agent in self.truth[-1].agents if agent.name == ROBOT)
        return agent.position.x, agent.position.y

    def reset(self):
        """Begin again; what is still told of the world before is left out."""
        t = self.truth[-1].header.stamp
        assert self.outside.call(topics.RESET_SIMULATION).result.result == 1
        for told in (self.poses, self.guiding, self.states, self.events):
            told.clear()
        self.until(lambda: all(told and before(told[-1], t) for told in (self.poses, self.guiding, self.states)))


@pytest.fixture
def watched(outside, run_graph_of, specs_of, tmp_path):
    scenario = tmp_path / "one_visitor.yaml"
    scenario.write_text(ONE_VISITOR.format(hall=ROOT / "maps" / "putuo", robot=ROBOT))
    specs = specs_of(robots=[ROBOT], scenario=str(scenario), real_time_factor=3.0)
    wanted = ("navigator", "guide", "voice", "conversation")
    run_graph_of(specs["hall_map"], specs["hall_sim"], *(specs[f"{ROBOT}.{name}"] for name in wanted))
    return Watched(outside)


def test_the_robot_is_at_its_dock_with_nobody_and_the_same_visitor_is_led_again(watched):
    dock = hall_map.load(ROOT / "maps" / "putuo").dock_of[ROBOT].pose
    watched.until(lambda: watched.told("leads"))
    first = watched.told("leads")[0].t
    watched.until(lambda: math.dist(watched.where(), dock.xy) > 3.0)
    watched.reset()
    assert watched.guiding[-1].phase == "idle"
    assert not watched.states[-1].in_conversation
    assert convert.pose_from_msg(watched.poses[-1].pose.pose).distance_to(dock.xy) < 0.1
    again = watched.until(lambda: watched.told("leads"))[0].t
    assert again == pytest.approx(first, abs=6.0), "on a busy machine nodes take more or less of simulated time"
    watched.until(lambda: watched.told("arrived"))
    assert not watched.told("cancelled")
    assert not watched.told("no_route")
    assert not watched.told("visitor_lost")
