"""Between a controller and the wheels, played by a client: what goes through, what is braked, what is told of it."""

import math
import time

import numpy as np
import pytest
from action_msgs.msg import GoalInfo, GoalStatus, GoalStatusArray
from std_msgs.msg import Empty, Header
from unique_identifier_msgs.msg import UUID

from hall_map.geometry import Pose2D
from robot_guide.sensing import LaserScan, Odometry, Velocity
from robot_guide_ros import convert, topics

ROBOT, OTHER = "xiao_pu", "xiao_hui"
OK, ERROR = b"\x00", b"\x02"


class Bench:
    """A base that stands in the open, a controller that wants to drive, and a navigator that pursues goals."""

    def __init__(self, outside, robot):
        self.outside, self.robot, self.goal, node = outside, robot, 0, outside.node
        self.wheels = outside.collect(topics.CMD_VEL, robot)
        self.told = outside.collect(topics.DIAGNOSTICS)
        self.odometry, self.scans = topics.ODOM.publisher(node, robot), topics.SCAN.publisher(node, robot)
        self.velocity = topics.CMD_VEL_NAV.publisher(node, robot)
        self.brakes, self.beats = topics.BRAKE.publisher(node, robot), topics.HEARTBEATS.publisher(node, robot)
        self.status = topics.NAVIGATION_STATUS.publisher(node, robot)
        self.moves, self.guide, self.frame = True, True, "base"  # of the scans
        self.shift, self.x = 0.0, 0.0  # s and m, of the odometry
        self.began = time.time()
        self.timer = node.create_timer(0.05, self.turn)

    def turn(self):
        t = time.time()
        if self.moves:
            odometry = Odometry(t + self.shift, Pose2D(self.x, 0.0), 0.0, 0.0)
            self.odometry.publish(convert.odometry_to_msg(odometry, "odom", "base"))
        self.scans.publish(convert.scan_to_msg(LaserScan(t, np.full(360, 5.0), 0.0, 0.01745, 25.0), self.frame))
        self.velocity.publish(convert.velocity_to_msg(Velocity(0.5, 0.1), t, "base"))
        if self.guide:
            self.beats.publish(Header(stamp=convert.time_to_msg(self.began), frame_id="guide"))

    def pursue(self, *numbers):
        goals = [
            GoalStatus(goal_info=GoalInfo(goal_id=UUID(uuid=[n] * 16)), status=GoalStatus.STATUS_EXECUTING)
            for n in numbers
        ]
        self.status.publish(GoalStatusArray(status_list=goals))

    def drives(self):
        return [round(msg.twist.linear.x, 3) for msg in self.wheels[-5:]] == [0.5] * 5

    def stands(self):
        return [msg.twist.linear.x for msg in self.wheels[-5:]] == [0.0] * 5

    def condition(self):
        told = [status for msg in self.told for status in msg.status if status.name == f"{self.robot}/monitor"]
        return told[-1] if told else None


@pytest.fixture(scope="module")
def benches(shared, specs_of):
    """A robot each whose controller tells its velocity in the type that the monitor expects, and in the other."""
    outside, start = shared
    start(*(
        specs_of(navigation="nav2", sim=False, robots=[robot], nav2_stamped=stamped)[f"{robot}.monitor"]
        for robot, stamped in ((ROBOT, True), (OTHER, False))
    ))  # fmt: skip
    return {robot: Bench(outside, robot) for robot in (ROBOT, OTHER)}


@pytest.fixture
def bench(benches):
    bench = benches[ROBOT]
    bench.goal += 1
    bench.pursue(bench.goal)
    bench.outside.until(bench.drives)
    return bench


def test_a_brake_or_a_guide_that_is_gone_holds_the_wheels_until_there_is_another_goal(bench):
    outside = bench.outside
    outside.until(lambda: bench.brakes.get_subscription_count())
    bench.brakes.publish(Empty())
    outside.until(bench.stands)
    bench.pursue(bench.goal)
    outside.until(lambda: bench.condition().message == "braked until there is another goal")
    assert bench.stands(), "the controller has wanted to drive all the time"
    bench.pursue(bench.goal + 1)
    outside.until(bench.drives)
    bench.guide = False
    outside.until(bench.stands)
    bench.guide = True
    outside.until(bench.drives)
    bench.guide, bench.began = False, time.time() + 1.0
    outside.until(bench.stands)
    bench.guide = True
    seen = len(bench.wheels)
    outside.until(lambda: len(bench.wheels) > seen + 40)
    assert bench.stands(), "another guide knows nothing of the goal of the one before"
    bench.goal += 2
    bench.pursue(bench.goal - 1, bench.goal)
    outside.until(bench.drives)


def test_a_base_that_tells_nothing_of_itself_is_not_driven(bench):
    outside = bench.outside
    bench.moves = False
    outside.until(bench.stands)
    bench.moves = True
    outside.until(bench.drives)


@pytest.mark.parametrize(("name", "wrong"), [("x", math.nan), ("shift", -10.0)])
def test_a_base_whose_odometry_makes_no_sense_is_told_to_stand(bench, name, wrong):
    setattr(bench, name, wrong)
    bench.outside.until(bench.stands)
    setattr(bench, name, 0.0)
    bench.outside.until(bench.drives)


def test_a_scan_from_elsewhere_stops_the_wheels_until_its_frame_is_found_on_this_robot(bench):
    outside = bench.outside
    for links, frame in ((topics.TF_STATIC, "head/camera"), (topics.TF, "mast/lidar")):
        bench.frame = frame
        outside.until(bench.stands)
        outside.until(lambda: bench.condition().level == ERROR)
        assert f"{frame!r} are left out" in bench.condition().message
        assert "/tf_static" in bench.condition().message
        publisher = links.publisher(outside.node)
        told = convert.transform_to_msg("base", frame, Pose2D(0.1, 0.0, 0.5), time.time())

        def drives_again(publisher=publisher, told=told):
            publisher.publish(told)
            return bench.drives()

        outside.until(drives_again)
        outside.until(lambda: bench.condition().level == OK)
    elsewhere = convert.transform_to_msg("another/odom", "another/base", Pose2D(0.0, 0.0), time.time())
    bench.frame = "another/base"
    outside.until(lambda: (publisher.publish(elsewhere), "hangs on 'another/odom'" in bench.condition().message)[1])
    outside.until(bench.stands)
    bench.frame = "base"
    outside.until(bench.drives)
    outside.until(lambda: bench.condition().level == OK)


def test_who_drives_the_wheels_past_it_is_told_of(bench):
    outside = bench.outside
    past = topics.CMD_VEL.publisher(outside.node, ROBOT)
    outside.until(lambda: bench.condition() and bench.condition().level == ERROR)
    assert "past this monitor" in bench.condition().message
    outside.node.destroy_publisher(past)
    outside.until(lambda: bench.condition().message == "lets by what is safe")


def test_a_velocity_of_another_type_is_told_of(benches):
    bench = benches[OTHER]
    bench.outside.until(lambda: bench.condition() and bench.condition().level == ERROR)
    assert bench.condition().message == "cmd_vel_nav comes as geometry_msgs/msg/TwistStamped; set stamped the other way"
    assert not any(msg.twist.linear.x for msg in bench.wheels)
