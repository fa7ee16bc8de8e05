"""A visitor is led by a robot that Nav2 drives; a stand-in is Nav2 here, see `nav2_stand_in`."""

import math
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from lifecycle_msgs.msg import Transition
from lifecycle_msgs.srv import ChangeState
from rcl_interfaces.msg import Parameter, ParameterType, ParameterValue
from rcl_interfaces.srv import SetParameters

import hall_map
from hall_sim.metrics import ARRIVAL_RADIUS
from robot_guide.fleet import FleetConfig
from robot_guide.fleet.bidding import level_at
from robot_guide.graph import ProcessSpec
from robot_guide.heard import Heard
from robot_guide.security.access import access_of
from robot_guide_ros import convert, topics

pytestmark = pytest.mark.timeout(300)
ROOT = Path(__file__).resolve().parents[2]
ROBOT = "xiao_pu"
OF_EVERY_NODE = {"/clock", "/rosout", "/parameter_events"}
PACE = 2.0  # times as fast as real time
SCENARIO = """
hall: {hall}
people: 0
duration: 600
visitors:
  - ask: 你好，我想办营业执照
"""


def stand_in_of(folder):
    """Nav2's stand-in as a process of a graph: a program where those of packages lie."""
    program = folder / "lib" / "nav2_stand_in" / "nav2"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec {sys.executable} {ROOT / "tests/ros/nav2_stand_in"} "$@"\n')
    program.chmod(0o755)
    dock = hall_map.load(ROOT / "maps" / "putuo").dock_of[ROBOT].pose
    parameters = {
        "use_sim_time": True, "odom_frame_id": f"{ROBOT}/odom", "set_initial_pose": True,
        "initial_pose.x": dock.x, "initial_pose.y": dock.y, "initial_pose.yaw": dock.yaw,
        "bt_loop_duration": 100,
    }  # fmt: skip
    return ProcessSpec("nav2", "nav2_stand_in", "nav2", ROBOT, parameters)


class Nav2:
    """What a test does to the stand-in."""

    def __init__(self, outside):
        self.outside, self.node = outside, outside.node
        self.change = self.node.create_client(ChangeState, f"/{ROBOT}/bt_navigator/change_state")
        self.set = self.node.create_client(SetParameters, f"/{ROBOT}/bt_navigator/set_parameters")

    def activate(self, transition=Transition.TRANSITION_ACTIVATE):
        """What Nav2's lifecycle manager does last."""
        request = ChangeState.Request(transition=Transition(id=transition))
        self.outside.until(self.change.service_is_ready)
        self.outside.insist(lambda: self.change.call_async(request))

    def deactivate(self):
        """What it does first when one of Nav2's nodes is gone."""
        self.activate(Transition.TRANSITION_DEACTIVATE)

    def behave(self, **values):
        kind = ParameterType.PARAMETER_BOOL
        wanted = [
            Parameter(name=name, value=ParameterValue(type=kind, bool_value=value)) for name, value in values.items()
        ]
        request = SetParameters.Request(parameters=wanted)
        answer = self.outside.insist(lambda: self.set.call_async(request))
        assert all(result.successful for result in answer.results)


class Walk:
    """A whole visit, step by step, as somebody on the graph sees it."""

    def __init__(self, outside):
        self.outside, self.nav2 = outside, Nav2(outside)
        self.events = outside.collect(topics.EVENTS)
        self.truth = outside.collect(topics.TRUTH)
        self.wheels = outside.collect(topics.CMD_VEL, ROBOT)
        self.wanted = outside.collect(topics.CMD_VEL_NAV, ROBOT)
        self.odometry = outside.collect(topics.ODOM, ROBOT)
        self.poses = outside.collect(topics.AMCL_POSE, ROBOT)
        self.people = outside.collect(topics.PEOPLE, ROBOT)
        self.brakes = outside.collect(topics.BRAKE, ROBOT)
        self.heard = topics.HEARD.publisher(outside.node, ROBOT)

    def told(self, event):
        return [e for e in map(convert.event_from_msg, self.events) if e.event == event]

    def drives(self):
        return self.speed() > 0.4

    def stands(self):
        return self.speed() < 0.01

    def speed(self):
        return abs(self.odometry[-1].twist.twist.linear.x) if self.odometry else 0.0

    def agent(self, name):
        return next(agent for agent in self.truth[-1].agents if agent.name == name)

    def say(self, text):
        t = convert.time_from_msg(self.odometry[-1].header.stamp)
        words = Heard(text, "zh", t - 1.0, t, level_db=level_at(0.5, FleetConfig()))
        self.heard.publish(convert.heard_to_msg(words, t))


@dataclass
class Record:
    """What was seen of it."""

    walk: Walk
    held: dict = field(default_factory=dict)  # while it was braked: what Nav2 wanted and what the wheels were told, m/s
    used: dict = field(default_factory=dict)  # by node: the names that it uses, by kind


@pytest.fixture(scope="module")
def visit(shared, specs_of, tmp_path_factory):
    outside, start = shared
    folder = tmp_path_factory.mktemp("nav2")
    scenario = folder / "scenario.yaml"
    scenario.write_text(SCENARIO.format(hall=ROOT / "maps" / "putuo"))
    walk = Walk(outside)
    specs = specs_of(navigation="nav2", robots=[ROBOT], scenario=str(scenario), real_time_factor=PACE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AMENT_PREFIX_PATH", f"{folder}{os.pathsep}{os.environ.get('AMENT_PREFIX_PATH', sys.prefix)}")
        start(*specs.values(), stand_in_of(folder))
        yield led_by(walk)


def led_by(walk):
    """Play the visit: on its way the robot is told to stop, by words, while Nav2 hangs and drives on; and more."""
    record, outside = Record(walk), walk.outside
    walk.nav2.activate()
    outside.until(lambda: walk.told("leads"), 90.0)
    outside.until(walk.drives, 60.0)
    walk.nav2.behave(deaf=True)
    walk.say("停下")
    outside.until(lambda: walk.brakes, 30.0)
    outside.until(walk.stands)
    since = len(walk.wanted), len(walk.wheels), len(walk.odometry)
    outside.until(lambda: len(walk.odometry) > since[2] + 60)
    record.held["wanted"] = [msg.twist.linear.x for msg in walk.wanted[since[0] :]]
    record.held["wheels"] = [msg.twist.linear.x for msg in walk.wheels[since[1] :]]
    walk.nav2.behave(deaf=False)
    walk.say("继续")
    outside.until(walk.drives, 60.0)
    walk.nav2.behave(odd=True)
    since = len(walk.odometry)
    outside.until(lambda: len(walk.odometry) > since + 60)
    walk.nav2.behave(odd=False)
    record.used = {name: used_by(outside.node, name) for name in ("monitor", "people", "guide")}
    walk.nav2.behave(hung=True)
    outside.until(walk.stands)
    walk.nav2.behave(hung=False)
    outside.until(walk.drives, 60.0)
    walk.nav2.deactivate()
    outside.until(walk.stands)
    walk.nav2.activate()
    outside.until(lambda: walk.told("arrived") or walk.told("no_route"), 120.0)
    return record


QUESTIONS = {  # what a node may do → how the graph tells what it does
    "published": "get_publisher_names_and_types_by_node",
    "subscribed": "get_subscriber_names_and_types_by_node",
    "called": "get_client_names_and_types_by_node",
}


def used_by(node, name):
    return {kind: {each for each, _ in getattr(node, ask)(name, f"/{ROBOT}")} for kind, ask in QUESTIONS.items()}


def test_the_visitor_stands_before_the_window_when_the_robot_says_so(visit):
    """Nav2 has hung meanwhile, told nonsense, and been stopped and started: no walk ends of that."""
    assert not visit.walk.told("no_route")
    window = visit.walk.told("arrived")[0].data["window"]
    stop = hall_map.load(ROOT / "maps" / "putuo").window_by_id[window].stop

    def gap():
        at = visit.walk.agent("visitor").position
        return math.dist((at.x, at.y), stop.xy)

    visit.walk.outside.until(lambda: gap() < ARRIVAL_RADIUS, 20.0)


def test_a_spoken_stop_holds_the_wheels_while_nav2_drives_on(visit):
    assert len(visit.held["wanted"]) > 10
    assert min(visit.held["wanted"]) > 0.2
    assert max(map(abs, visit.held["wheels"])) == 0.0


def test_nobody_is_run_into(visit):
    assert visit.walk.truth[-1].collisions == 0


def test_nav2_told_the_pose_by_steps_and_the_people_were_seen_all_the_same(visit):
    assert len(visit.walk.poses) < 0.3 * len(visit.walk.odometry)
    assert sum(bool(msg.people) for msg in visit.walk.people) > 0.5 * len(visit.walk.people)


@pytest.mark.parametrize("name", ["monitor", "people", "guide"])
def test_no_node_uses_a_name_that_its_permissions_lack_nor_has_the_monitor_more_than_it_uses(visit, name):
    allowed = access_of(name, ROBOT, [ROBOT])
    for kind, names in visit.used[name].items():
        lacking = {each for each in names - getattr(allowed, kind)() if each not in OF_EVERY_NODE}
        assert not lacking, kind
        if name != "guide":  # of which the graph without Nav2 is asked
            unused = getattr(allowed, kind)() - names - {"/tf"}  # for lasers of which `/tf_static` does not tell
            assert not {each for each in unused if each not in OF_EVERY_NODE}, kind
    for topic in {"monitor": [topics.CMD_VEL], "people": [topics.PEOPLE], "guide": [topics.BRAKE]}[name]:
        assert f"/{ROBOT}/{topic.name}" in visit.used[name]["published"]
