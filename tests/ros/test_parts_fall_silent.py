"""Parts of a robot die or freeze on the way: it stands, the visitor is told, and the walk goes on."""

import math
import os
import signal
from pathlib import Path

import pytest

from robot_guide_ros import convert, topics

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
ROOT = Path(__file__).resolve().parents[2]
ROBOT = "xiao_pu"
VISITOR = """
hall: {hall}
people: 0
duration: 400
visitors:
  - ask: 我要办营业执照
"""


class Walk:
    """A visitor who is being led, seen from outside; the dead are started again, as `robot-guide up` does."""

    def __init__(self, outside, graph):
        self.outside, self.graph = outside, graph
        self.events, self.truth = outside.collect(topics.EVENTS), outside.collect(topics.TRUTH)

    def until(self, condition, seconds=90.0):
        return self.outside.until(lambda: (self.graph.poll(), condition())[1], seconds)

    def told(self, name, line=None):
        told = [event for event in map(convert.event_from_msg, self.events) if event.event == name]
        return [event for event in told if line in (None, event.data.get("line"))]

    @property
    def at(self):
        agent = next(agent for agent in self.truth[-1].agents if agent.name == ROBOT)
        return agent.position.x, agent.position.y

    def has_driven(self, metres):
        start = self.at
        return lambda: math.dist(self.at, start) > metres

    def stands(self, moments=10):
        places = [
            (a.position.x, a.position.y) for truth in self.truth[-moments:] for a in truth.agents if a.name == ROBOT
        ]
        return len(set(places)) == 1

    def signal(self, name, number):
        entry = next(entry for entry in self.graph.running if entry.spec.name == name)
        os.kill(entry.process.pid, number)


@pytest.fixture
def walk(outside, run_graph_of, specs_of, tmp_path):
    scenario = tmp_path / "one_visitor.yaml"
    scenario.write_text(VISITOR.format(hall=ROOT / "maps" / "putuo"))
    graph = run_graph_of(*specs_of(robots=[ROBOT], scenario=str(scenario), real_time_factor=1.0).values())
    outside.graphs.clear()  # here processes die, and are started again
    walk = Walk(outside, graph)
    walk.until(lambda: walk.told("leads"), 120.0)
    walk.until(walk.has_driven(1.0))
    return walk


def test_the_walk_survives_a_dead_navigator_a_frozen_guide_and_a_dead_conversation(walk):
    for part, number in (("navigator", signal.SIGKILL), ("guide", signal.SIGSTOP)):  # the frozen is replaced, too
        gone, back = (len(walk.told("says", line)) for line in ("legs_gone", "legs_back"))
        walk.signal(part, number)
        walk.until(lambda gone=gone: len(walk.told("says", "legs_gone")) > gone)
        walk.until(walk.stands, 10.0)
        walk.until(lambda back=back: len(walk.told("says", "legs_back")) > back)
        walk.until(walk.has_driven(1.0))
    walk.signal("conversation", signal.SIGKILL)
    walk.until(lambda: walk.told("says", "take_over"))
    arrived = walk.until(lambda: walk.told("arrived"), 120.0)[0]
    assert arrived.data["window"]
    assert not walk.told("calls_staff")
