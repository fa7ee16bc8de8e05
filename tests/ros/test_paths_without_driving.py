"""`compute_path_to_pose` from a plain client: ways, and why there is none, with Nav2's codes."""

import math
from itertools import pairwise
from pathlib import Path

import pytest
from action_msgs.msg import GoalStatus
from nav2_msgs.action import ComputePathToPose

import hall_map
from hall_map import Pose2D
from robot_guide_ros import convert, topics

ROOT = Path(__file__).resolve().parents[2]
ROBOT = "xiao_pu"
SUCCEEDED, ABORTED = GoalStatus.STATUS_SUCCEEDED, GoalStatus.STATUS_ABORTED


@pytest.fixture(scope="module")
def hall():
    return hall_map.load(ROOT / "maps" / "putuo")


class Asking:
    def __init__(self, outside):
        self.outside = outside
        self.client = topics.COMPUTE_PATH_TO_POSE.client(outside.node, ROBOT)
        self.poses = outside.collect(topics.AMCL_POSE, ROBOT)
        outside.until(lambda: self.client.server_is_ready() and self.poses, 90.0)

    def ask(self, goal, start=None, frame="map", planner=""):
        request = ComputePathToPose.Goal(goal=convert.stamped_pose_to_msg(goal, 0.0), planner_id=planner)
        request.goal.header.frame_id = frame
        if start is not None:
            request.start, request.use_start = convert.stamped_pose_to_msg(start, 0.0), True
        handle = self.outside.insist(lambda: self.client.send_goal_async(request))
        return self.outside.insist(handle.get_result_async)


@pytest.fixture(scope="module")
def asking(shared, specs_of, empty_hall):
    outside, start = shared
    specs = specs_of(robots=[ROBOT], scenario=str(empty_hall), wait_for_robots=False)
    start(*(specs[label] for label in ("hall_map", "hall_sim", f"{ROBOT}.navigator")))
    return Asking(outside)


def ends(path):
    return convert.pose_from_msg(path.poses[0].pose), convert.pose_from_msg(path.poses[-1].pose)


def length(path):
    points = convert.path_from_msg(path)
    return sum(math.dist(a, b) for a, b in pairwise(points))


def test_from_where_the_robot_is_the_way_ends_at_the_goal_as_the_goal_looks_and_nobody_drives(asking, hall):
    goal, dock = hall.windows[0].stop, hall.dock_of[ROBOT].pose
    outcome = asking.ask(goal)
    assert (outcome.status, outcome.result.error_code) == (SUCCEEDED, ComputePathToPose.Result.NONE)
    begin, end = ends(outcome.result.path)
    assert begin.distance_to(dock) < 0.2
    assert end.distance_to(goal) < 0.01
    assert abs(math.remainder(end.yaw - goal.yaw, math.tau)) < 0.01
    assert outcome.result.path.header.frame_id == "map"
    assert dock.distance_to(goal) <= length(outcome.result.path) < 3.0 * dock.distance_to(goal)
    assert convert.time_from_msg(outcome.result.planning_time) > 0.0
    assert convert.pose_from_msg(asking.poses[-1].pose.pose).distance_to(dock) < 0.2


def test_from_another_start_the_way_begins_there(asking, hall):
    start, goal = hall.windows[0].stop, hall.windows[-1].stop
    outcome = asking.ask(goal, start, planner="GridBased")
    assert outcome.status == SUCCEEDED
    assert ends(outcome.result.path)[0].distance_to(start) < 0.01


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("the goal in a wall", ComputePathToPose.Result.GOAL_OCCUPIED),
        ("the goal off the map", ComputePathToPose.Result.GOAL_OUTSIDE_MAP),
        ("the start in a wall", ComputePathToPose.Result.START_OCCUPIED),
        ("the start off the map", ComputePathToPose.Result.START_OUTSIDE_MAP),
        ("another planner", ComputePathToPose.Result.INVALID_PLANNER),
        ("an unknown frame", ComputePathToPose.Result.TF_ERROR),
        ("no number", ComputePathToPose.Result.UNKNOWN),
    ],
)
def test_why_there_is_no_way_is_told_with_nav2s_code_and_in_words(asking, hall, what, code):
    wall, off, goal = Pose2D(*hall.walls[0].points[0]), Pose2D(-50.0, -50.0), hall.windows[0].stop
    outcome = {
        "the goal in a wall": lambda: asking.ask(wall),
        "the goal off the map": lambda: asking.ask(off),
        "the start in a wall": lambda: asking.ask(goal, wall),
        "the start off the map": lambda: asking.ask(goal, off),
        "another planner": lambda: asking.ask(goal, planner="SmacPlanner"),
        "an unknown frame": lambda: asking.ask(goal, frame="moon"),
        "no number": lambda: asking.ask(Pose2D(math.nan, 1.0)),
    }[what]()
    assert (outcome.status, outcome.result.error_code) == (ABORTED, code)
    assert outcome.result.error_msg
    assert not outcome.result.path.poses


def test_a_goal_in_the_robots_own_frame_is_ahead_of_it(asking, hall):
    dock = hall.dock_of[ROBOT].pose
    outcome = asking.ask(Pose2D(1.0, 0.0), frame=f"{ROBOT}/base_link")
    assert outcome.status == SUCCEEDED
    assert ends(outcome.result.path)[1].distance_to(dock.compose(Pose2D(1.0, 0.0))) < 0.2
