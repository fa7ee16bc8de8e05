"""A navigator drives by the scans of its own laser, wherever that sits, and by no others."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
import rclpy
from nav2_msgs.action import NavigateToPose

import hall_map
from hall_map.geometry import Pose2D
from robot_guide.sensing import LaserScan, Odometry
from robot_guide_ros import convert
from robot_guide_ros.nodes.navigator import NavigatorNode
from robot_guide_ros.reporting import ERROR, OK, now

ROBOT, BASE = "xiao_pu", "xiao_pu/base_link"


class Driver:
    """A navigator in this process, sent across the hall, whose base and wheels are played."""

    def __init__(self, node, hall):
        self.node, self.frame, self.turns = node, BASE, []
        node.trigger_configure()
        node.trigger_activate()
        node.recall.end()
        node.take_map(convert.grid_to_msg(hall_map.rasterise(hall, 0.05), 0.0))
        node.take_hall(convert.hall_to_msg(hall, 0.0))
        node.wheels.publisher = SimpleNamespace(publish=self.turns.append)
        heard = {each.topic_name.rpartition("/")[2]: each.callback for each in node.subscriptions}
        self.scan, self.odometry = heard["scan"], heard["odom"]
        self.dock, self.grid = hall.dock_of[ROBOT].pose, hall_map.rasterise(hall, 0.05)
        stop = max((window.stop for window in hall.windows), key=self.dock.distance_to)
        node.go(NavigateToPose.Goal(pose=convert.stamped_pose_to_msg(stop, 0.0)))

    def turn(self, mount=Pose2D(0.0, 0.0), x=0.0):  # noqa: B008
        """One scan and one reading of wheels that stand. Returns: m/s that they shall turn with."""
        t, eye = now(self.node), self.dock.compose(mount)
        ranges = np.array([self.sees(eye, math.radians(k)) for k in range(360)], np.float32)
        self.scan(convert.scan_to_msg(LaserScan(t, ranges, 0.0, math.radians(1.0), 25.0), self.frame))
        self.odometry(convert.odometry_to_msg(Odometry(t, Pose2D(x, 0.0), 0.0, 0.0), "xiao_pu/odom", BASE))
        return self.turns[-1].twist.linear.x, self.turns[-1].twist.angular.z

    def sees(self, eye, angle):
        far = np.arange(0.0, 25.0, 0.03)
        rows = ((eye.y + far * math.sin(eye.yaw + angle)) / self.grid.resolution).astype(int)
        columns = ((eye.x + far * math.cos(eye.yaw + angle)) / self.grid.resolution).astype(int)
        inside = (rows >= 0) & (columns >= 0) & (rows < self.grid.data.shape[0]) & (columns < self.grid.data.shape[1])
        hit = self.grid.data[rows[inside], columns[inside]] != 0
        return far[inside][hit.argmax()] if hit.any() else math.inf

    def drives(self, **how):
        return any(self.turn(**how) != (0.0, 0.0) for _ in range(5))


@pytest.fixture
def driver(domain, tmp_path, monkeypatch):
    from robot_guide.shells.processes import ros_environment

    for name, value in ros_environment(tmp_path, domain).items():
        monkeypatch.setenv(name, value)
    rclpy.init(domain_id=domain)
    node = NavigatorNode()
    yield Driver(node, hall_map.load("maps/putuo"))
    node.close()
    node.destroy_node()
    rclpy.try_shutdown()


def test_scans_of_another_robot_stop_it_and_are_told_of_and_its_own_let_it_go_on(driver):
    assert driver.drives()
    driver.frame = "another_robot/camera"
    assert driver.turn() == (0.0, 0.0), "at once"
    assert not driver.drives()
    level, message, _ = driver.node.condition()
    assert level == ERROR
    assert "'another_robot/camera'" in message
    assert "/tf_static" in message
    driver.frame = BASE
    assert driver.drives()


def test_a_laser_that_sits_elsewhere_by_tf_is_its_own(driver):
    mount = Pose2D(0.2, 0.05, 2.5)
    driver.frame = "xiao_pu/laser"
    driver.node.scans.take_static(convert.transform_to_msg(BASE, "xiao_pu/laser", mount, 0.0))
    assert driver.drives(mount=mount)
    assert driver.node.drive.pose.distance_to(driver.dock) < 0.1
    level, message, _ = driver.node.condition()
    assert (level, message) == (OK, "localised")


def test_odometry_that_is_no_number_stops_the_wheels_at_once(driver):
    assert driver.drives()
    assert driver.turn(x=math.nan) == (0.0, 0.0)
    assert driver.drives()

