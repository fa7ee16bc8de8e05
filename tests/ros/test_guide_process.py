"""The guide, asked by another process to lead; nobody follows here, so that only it and its drive are seen."""

import math
from itertools import pairwise
from pathlib import Path

import pytest
from action_msgs.msg import GoalStatus
from robot_guide_interfaces.action import Guide

import hall_map
from robot_guide_ros import convert, topics

ROOT = Path(__file__).resolve().parents[2]
ROBOT = "xiao_pu"


@pytest.fixture
def hall():
    return hall_map.load(ROOT / "maps" / "putuo")


@pytest.fixture(scope="module")
def leading(shared, specs_of, empty_hall):
    outside, start = shared
    specs = specs_of(robots=[ROBOT], scenario=str(empty_hall), wait_for_robots=False, real_time_factor=2.0)
    start(*(specs[name] for name in ("hall_map", "hall_sim", f"{ROBOT}.navigator", f"{ROBOT}.guide")))
    return Leading(outside)


@pytest.fixture
def guide(leading):
    """The same for all tests, at its dock again and without a goal for each."""
    leading.outside.begin_again(leading.truth, leading.poses, leading.states)
    leading.events.clear()
    assert leading.states[-1].phase == "idle"
    return leading


class Leading:
    """The client's side of `guide`, and how the robot truly moves."""

    def __init__(self, outside):
        self.outside = outside
        self.truth = outside.collect(topics.TRUTH)
        self.events = outside.collect(topics.EVENTS)
        self.poses, self.states = outside.collect(topics.AMCL_POSE, ROBOT), outside.collect(topics.GUIDE_STATE, ROBOT)
        self.client = topics.GUIDE.client(outside.node, ROBOT)
        navigate = topics.NAVIGATE_TO_POSE.client(outside.node, ROBOT)
        outside.until(lambda: self.client.server_is_ready() and navigate.server_is_ready())

    def send(self, kind, name, window=""):
        feedback = []
        goal = Guide.Goal(kind=kind, id=name, window=window)
        def send():
            return self.client.send_goal_async(goal, feedback_callback=lambda msg: feedback.append(msg.feedback))

        return self.outside.insist(send), feedback

    def send_until_accepted(self, kind, name):
        """The guide takes no goal before it knows where the robot is."""
        while not (sent := self.send(kind, name))[0].accepted:
            continue
        return sent

    def end(self, handle):
        return self.outside.answer(handle.get_result_async(), 120.0)

    def steps(self, moments=8):
        """Metres that the robot has moved in each of the last moments."""
        agents = [next(a for a in msg.agents if a.name == ROBOT) for msg in self.truth[-moments:]]
        points = [(a.position.x, a.position.y) for a in agents]
        return [math.dist(a, b) for a, b in pairwise(points)]

    def stands(self):
        return max(self.steps(), default=1.0) == 0.0

    def moves(self):
        return min(self.steps(), default=0.0) > 0.005


def test_it_sets_out_and_waits_for_a_visitor_who_does_not_come(guide, hall):
    _, feedback = guide.send_until_accepted("window", hall.windows[0].id)
    guide.outside.until(lambda: "visitor_behind" in [f.report for f in feedback], 60.0)
    guide.outside.until(guide.stands)
    told = [convert.event_from_msg(msg).event for msg in guide.events]
    assert "waits" in told


def test_taken_back_it_stops_and_says_so(guide, hall):
    handle, _ = guide.send_until_accepted("window", hall.windows[0].id)
    guide.outside.until(guide.moves)
    guide.outside.answer(handle.cancel_goal_async())
    outcome = guide.end(handle)
    assert outcome.status == GoalStatus.STATUS_CANCELED
    assert outcome.result.outcome == Guide.Result.CANCELLED
    guide.outside.until(guide.stands)


def test_a_newer_goal_takes_the_place_of_the_old_one_without_its_end_being_mixed_up(guide, hall):
    first, _ = guide.send_until_accepted("window", hall.windows[0].id)
    guide.outside.until(guide.moves)
    home, _ = guide.send("home", "")
    assert guide.end(first).status == GoalStatus.STATUS_ABORTED
    outcome = guide.end(home)
    assert outcome.status == GoalStatus.STATUS_SUCCEEDED
    assert outcome.result.detail == "home"


def test_it_can_be_paused_and_goes_on_when_told_to(guide, hall):
    guide.send_until_accepted("window", hall.windows[0].id)
    guide.outside.until(guide.moves)
    assert guide.outside.call(topics.STEER_GUIDE, ROBOT, action="pause").accepted
    guide.outside.until(guide.stands)
    assert guide.outside.call(topics.STEER_GUIDE, ROBOT, action="resume").accepted
    guide.outside.until(guide.moves)


@pytest.mark.parametrize(
    ("fields", "told"), [({"action": "dance"}, "pause, resume, pace"), ({"action": "pace", "pace": -1.0}, "pace")]
)
def test_steering_that_makes_no_sense_is_refused_with_a_reason(guide, fields, told):
    answer = guide.outside.call(topics.STEER_GUIDE, ROBOT, **fields)
    assert not answer.accepted
    assert told in answer.reason


def test_what_the_hall_does_not_have_is_refused(guide):
    handle, _ = guide.send("window", "nowhere")
    assert not handle.accepted
