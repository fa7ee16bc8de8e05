"""The navigator drives a simulated robot, asked and watched by another process."""

from pathlib import Path

import pytest
from action_msgs.msg import GoalStatus
from nav2_msgs.action import NavigateToPose
from rcl_interfaces.srv import SetParameters
from rclpy.parameter import Parameter

import hall_map
from hall_map import Pose2D
from robot_guide.navigation.config import FollowerConfig
from robot_guide_ros import convert, topics

ROOT = Path(__file__).resolve().parents[2]
ROBOT = "xiao_pu"


@pytest.fixture
def hall():
    return hall_map.load(ROOT / "maps" / "putuo")


@pytest.fixture(scope="module")
def driven(shared, specs_of, empty_hall):
    """A robot in an empty hall, twice as fast as in real time."""
    outside, start = shared
    specs = specs_of(robots=[ROBOT], scenario=str(empty_hall), wait_for_robots=False, real_time_factor=2.0)
    return Driven(outside, start(specs["hall_map"], specs["hall_sim"], specs[f"{ROBOT}.navigator"]))


@pytest.fixture
def robot(driven):
    """The same for all tests, at its dock again for each."""
    driven.outside.begin_again(driven.truth, driven.poses)
    driven.commands.clear()
    driven.outside.until(lambda: driven.commands)
    return driven


class Driven:
    """The client's side of `navigate_to_pose`, and what truly happens."""

    def __init__(self, outside, graph):
        self.outside, self.graph = outside, graph
        self.truth, self.poses = outside.collect(topics.TRUTH), outside.collect(topics.AMCL_POSE, ROBOT)
        self.commands = outside.collect(topics.CMD_VEL, ROBOT)
        self.client = topics.NAVIGATE_TO_POSE.client(outside.node, ROBOT)
        outside.until(self.client.server_is_ready)
        outside.until(lambda: self.truth and self.commands)

    @property
    def pose(self):
        agent = next(agent for agent in self.truth[-1].agents if agent.name == ROBOT)
        return Pose2D(agent.position.x, agent.position.y, agent.yaw)

    def send(self, pose, frame="map"):
        """Returns: the handle of the goal, and a list that its feedback goes to."""
        goal = NavigateToPose.Goal(pose=convert.stamped_pose_to_msg(pose, 0.0))
        goal.pose.header.frame_id = frame
        feedback = []
        def send():
            return self.client.send_goal_async(goal, feedback_callback=lambda msg: feedback.append(msg.feedback))

        return self.outside.insist(send), feedback

    def end(self, handle, seconds=90.0):
        return self.outside.answer(handle.get_result_async(), seconds)


def near(hall, distance):
    """A stop pose about `distance` metres from the robot's dock."""
    dock = hall.dock_of[ROBOT].pose
    return min((w.stop for w in hall.windows), key=lambda stop: abs(stop.distance_to(dock) - distance))


def test_it_tells_how_far_it_is_and_truly_gets_there(robot, hall):
    goal = near(hall, 6.0)
    handle, feedback = robot.send(goal)
    outcome = robot.end(handle)
    assert outcome.status == GoalStatus.STATUS_SUCCEEDED
    assert outcome.result.error_code == NavigateToPose.Result.NONE
    assert robot.pose.distance_to(goal) < 0.3
    left = [f.distance_remaining for f in feedback]
    assert len(left) > 5
    assert left[-1] < 0.3 * left[0]
    assert convert.time_from_msg(feedback[-1].navigation_time) > 2.0
    assert robot.truth[-1].collisions == 0


def test_taken_back_it_stops_and_says_that_it_was_taken_back(robot, hall):
    goal = near(hall, 15.0)
    handle, _ = robot.send(goal)
    start = robot.pose
    robot.outside.until(lambda: robot.pose.distance_to(start) > 0.5)
    robot.outside.answer(handle.cancel_goal_async())
    assert robot.end(handle).status == GoalStatus.STATUS_CANCELED
    robot.outside.until(lambda: robot.commands[-1].twist.linear.x == 0.0)
    assert robot.pose.distance_to(goal) > 5.0


def test_a_newer_goal_takes_the_place_of_the_old_one(robot, hall):
    first, _ = robot.send(near(hall, 15.0))
    start = robot.pose
    robot.outside.until(lambda: robot.pose.distance_to(start) > 0.3)
    goal = near(hall, 5.0)
    second, _ = robot.send(goal)
    assert robot.end(first).status == GoalStatus.STATUS_ABORTED
    assert robot.end(second).status == GoalStatus.STATUS_SUCCEEDED
    assert robot.pose.distance_to(goal) < 0.3


def test_told_to_forget_where_it_is_it_finds_itself_on_the_whole_map(robot):
    poses = robot.poses
    forget = topics.REINITIALIZE_GLOBAL_LOCALIZATION.client(robot.outside.node, ROBOT)
    robot.outside.until(forget.service_is_ready)
    assert poses[-1].pose.covariance[0] < 0.1
    robot.outside.insist(lambda: forget.call_async(topics.REINITIALIZE_GLOBAL_LOCALIZATION.type.Request()))
    robot.outside.until(lambda: any(each.pose.covariance[0] > 10.0 for each in poses))
    robot.outside.until(lambda: poses[-1].pose.covariance[0] < 0.01)
    assert convert.pose_from_msg(poses[-1].pose.pose).distance_to(robot.pose) < 0.1


@pytest.mark.parametrize(
    ("where", "code"), [("in a wall", 206), ("off the map", 204)]
)  # codes of nav2_msgs/action/ComputePathToPose
def test_where_no_way_leads_it_says_why(robot, hall, where, code):
    wall = hall.walls[0].points[0]
    goal = Pose2D(*wall) if where == "in a wall" else Pose2D(-10.0, -10.0)
    handle, _ = robot.send(goal)
    outcome = robot.end(handle)
    assert outcome.status == GoalStatus.STATUS_ABORTED
    assert outcome.result.error_code == code
    assert outcome.result.error_msg


def test_a_goal_in_a_frame_that_it_does_not_know_is_refused(robot, hall):
    handle, _ = robot.send(near(hall, 5.0), frame="moon")
    assert not handle.accepted


def test_a_goal_may_be_given_from_where_the_robot_stands(robot):
    start = robot.pose
    handle, _ = robot.send(Pose2D(0.6, 0.0), frame=topics.base_frame(ROBOT))
    assert robot.end(handle).status == GoalStatus.STATUS_SUCCEEDED
    assert robot.pose.distance_to(start.compose(Pose2D(0.6, 0.0)).xy) < 0.3


@pytest.mark.parametrize("state", [topics.BT_NAVIGATOR_STATE, topics.AMCL_STATE], ids=lambda state: state.name)
def test_who_waits_for_nav2s_nodes_finds_them_active(robot, state):
    """As `BasicNavigator.waitUntilNav2Active` of nav2_simple_commander does before anything else."""
    assert robot.outside.call(state, ROBOT).current_state.label == "active"


def test_rviz_sends_it_by_a_topic(robot, hall):
    goal = near(hall, 5.0)
    start, sent = robot.pose, topics.GOAL_POSE.publisher(robot.outside.node, ROBOT)
    robot.outside.until(sent.get_subscription_count)
    sent.publish(convert.stamped_pose_to_msg(goal, 0.0))
    robot.outside.until(lambda: robot.pose.distance_to(start) > 0.5)


def test_its_top_speed_is_changed_live_and_a_speed_that_is_none_is_refused(robot):
    change = robot.outside.node.create_client(SetParameters, f"/{ROBOT}/navigator/set_parameters")
    robot.outside.until(change.service_is_ready)

    def set_to(name, value):
        request = SetParameters.Request(parameters=[Parameter(name, value=value).to_parameter_msg()])
        return robot.outside.insist(lambda: change.call_async(request)).results[0]

    assert set_to("follower.max_speed", 0.4).successful
    refused = set_to("follower.max_speed", -1.0)
    assert not refused.successful
    assert "max_speed must be > 0" in refused.reason
    assert not set_to("costmap.radius", 0.5).successful
    assert set_to("follower.max_speed", FollowerConfig().max_speed).successful


def test_a_goal_that_is_no_number_is_refused(robot):
    handle, _ = robot.send(Pose2D(float("nan"), 1.0))
    assert not handle.accepted


def test_it_knows_where_it_is_and_shows_its_costmap_to_who_looks(robot, hall):
    costmaps = robot.outside.collect(topics.COSTMAP, ROBOT)
    robot.outside.until(lambda: costmaps)
    pose, _ = convert.pose_estimate_from_msg(robot.poses[-1])
    assert pose.distance_to(robot.pose) < 0.2
    shown = convert.grid_from_msg(costmaps[-1])
    assert shown.data.max() == 100
    row, column = shown.cell_of(*pose.xy)
    assert shown.data[row, column] < 99


def test_a_robot_whose_software_dies_stands_still(robot, hall):
    """The last one: the others need that software."""
    outside = robot.outside
    robot.send(near(hall, 15.0))
    start = robot.pose
    outside.until(lambda: robot.pose.distance_to(start) > 0.5)
    outside.graphs.clear()
    navigator = next(entry for entry in robot.graph.running if entry.spec.name == "navigator")
    navigator.process.kill()
    outside.until(lambda: stands(robot.truth))


def stands(truth, moments=6):
    poses = [(a.position.x, a.position.y) for msg in truth[-moments:] for a in msg.agents if a.name == ROBOT]
    return len(set(poses)) == 1
