"""What moves a robot is taken from the hall's own robots and within limits; the rest is refused, and logged once."""

import math

import pytest
from action_msgs.msg import GoalStatus
from geometry_msgs.msg import Point, Pose, PoseStamped
from nav2_msgs.action import NavigateToPose
from nav2_msgs.msg import SpeedLimit
from robot_guide_interfaces.msg import RobotState

from robot_guide_ros import topics

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]
PU = "xiao_pu"


@pytest.fixture(scope="module")
def outside(shared):
    return shared[0]


@pytest.fixture(scope="module")
def whole_log(shared, specs_of, empty_hall):
    """Of Xiao Pu's navigator in a simulated hall."""
    outside, start = shared
    specs = specs_of(scenario=str(empty_hall), wait_for_robots=False)
    graph = start(specs["hall_map"], specs["hall_sim"], specs[f"{PU}.navigator"])
    poses = outside.collect(topics.AMCL_POSE, PU)
    outside.until(lambda: poses, 60.0)
    return graph.running[-1].log


@pytest.fixture
def navigator(whole_log):
    """Gives what the navigator has logged since the test began."""
    before = len(whole_log.read_bytes())
    return lambda: whole_log.read_bytes()[before:].decode()


def state(robot, x=10.0, y=5.0):
    return RobotState(robot=robot, pose=Pose(position=Point(x=x, y=y)))


def test_a_navigator_minds_no_stranger_no_absurd_number_and_logs_each_source_once(outside, navigator):
    states, limits = topics.STATES.publisher(outside.node), topics.SPEED_LIMIT.publisher(outside.node, PU)
    outside.until(lambda: states.get_subscription_count() and limits.get_subscription_count())
    for _ in range(20):
        states.publish(state("xiao_wang"))
        states.publish(state("xiao_hui", x=1e6))
        limits.publish(SpeedLimit(speed_limit=-1.0))
        limits.publish(SpeedLimit(speed_limit=math.nan))
    log = outside.until(lambda: (text := navigator()) and "xiao_wang" in text and "xiao_hui tells of" in text and text)
    outside.until(lambda: "speed_limit -1.0 m/s refused" in navigator())
    assert log.count("'xiao_wang' is none of this hall's robots") == 1
    assert log.count("xiao_hui tells of 1000000.0 m") == 1
    poses = outside.collect(topics.AMCL_POSE, PU)
    outside.until(lambda: len(poses) > 5, 20.0)  # it is still there, and goes on
    assert "Traceback" not in navigator()


@pytest.mark.parametrize(("x", "frame"), [(math.nan, "map"), (math.inf, "map"), (1e9, "map"), (10.0, "kitchen")])
def test_a_goal_that_cannot_be_meant_is_rejected(outside, navigator, x, frame):
    client = topics.NAVIGATE_TO_POSE.client(outside.node, PU)
    outside.until(client.server_is_ready)
    goal = NavigateToPose.Goal(pose=PoseStamped(pose=Pose(position=Point(x=x, y=5.0))))
    goal.pose.header.frame_id = frame
    handle = outside.insist(lambda: client.send_goal_async(goal))
    assert not handle.accepted
    assert handle.status in (GoalStatus.STATUS_UNKNOWN, 0)
    outside.until(lambda: "goal refused" in navigator())
