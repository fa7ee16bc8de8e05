"""Finds the people around a robot that Nav2 drives: from its scans, its odometry, and the pose that AMCL tells."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from geometry_msgs.msg import PoseWithCovarianceStamped
from nav_msgs.msg import OccupancyGrid, Odometry
from rclpy.clock import Clock, ClockType
from rclpy.node import Node
from robot_guide_interfaces.msg import RobotState
from sensor_msgs.msg import LaserScan

from hall_map.geometry import Pose2D
from robot_guide.navigation import NavigationConfig
from robot_guide.navigation.laser_mount import LaserMount
from robot_guide.navigation.people_around import PeopleAround
from robot_guide_ros import convert, topics
from robot_guide_ros.fleet_gate import FleetGate
from robot_guide_ros.parameters import declare_config
from robot_guide_ros.reporting import ERROR, OK, WARN, Condition, Diagnostics
from robot_guide_ros.restarting import is_of_another_world, on_restart
from robot_guide_ros.running import run
from robot_guide_ros.scan_frames import ScanFrames

ASK_PERIOD = 1.0  # s of the machine's clock


@dataclass(frozen=True)
class PeopleNodeConfig:
    robot: str = "xiao_pu"
    robots: tuple[str, ...] = ("xiao_pu", "xiao_hui")  # of the hall, this one among them
    laser: LaserMount = field(default_factory=LaserMount)


class PeopleNode(Node):
    def __init__(self) -> None:
        super().__init__("people")
        self.config = declare_config(self, PeopleNodeConfig)
        self.navigation = declare_config(self, NavigationConfig)
        self.gate = FleetGate(self, self.config.robots)
        self.grid, self.scans = None, ScanFrames(self, self.config.robot)
        self.begin_anew()
        self.people = topics.PEOPLE.publisher(self)
        self.update_pose = topics.REQUEST_NOMOTION_UPDATE.client(self)
        topics.MAP.subscription(self, self.take_map)
        topics.AMCL_POSE.subscription(self, self.take_pose)
        topics.ODOM.subscription(self, self.take_odometry)
        topics.SCAN.subscription(self, self.take_scan)
        topics.STATES.subscription(self, self.take_state)
        self.create_timer(ASK_PERIOD, self.ask_for_pose, clock=Clock(clock_type=ClockType.STEADY_TIME))
        self.restart = on_restart(self, self.begin_anew)
        self.diagnostics = Diagnostics(self, self.condition)

    def begin_anew(self) -> None:
        self.around = PeopleAround(self.navigation, self.config.laser)
        self.peers: dict[str, Pose2D] = {}
        self.stamp, self.count = float("-inf"), 0
        if self.grid is not None:
            self.around.set_map(self.grid)

    def take_map(self, msg: OccupancyGrid) -> None:
        self.grid = convert.floor_from_msg(msg)
        self.around.set_map(self.grid)

    def take_pose(self, msg: PoseWithCovarianceStamped) -> None:
        pose, covariance = convert.pose_estimate_from_msg(msg)
        spread = math.sqrt(max(covariance[0, 0], covariance[1, 1], 0.0))
        self.around.take_pose(convert.time_from_msg(msg.header.stamp), pose, spread)

    def take_odometry(self, msg: Odometry) -> None:
        self.scans.take_odometry(msg)
        odometry = convert.odometry_from_msg(msg)
        if not is_of_another_world(self, odometry.stamp, self.stamp):
            self.stamp = odometry.stamp
            self.around.take_odometry(odometry)

    def ask_for_pose(self) -> None:
        """Whoever joins late has a pose from before the robot's last small movements; AMCL can tell another."""
        if self.around.guessed and self.update_pose.service_is_ready():
            self.update_pose.call_async(topics.REQUEST_NOMOTION_UPDATE.type.Request())

    def take_state(self, msg: RobotState) -> None:
        at = msg.pose.position
        if msg.robot != self.config.robot and self.gate.admits(topics.STATES.name, msg.robot, (at.x, at.y)):
            self.peers[msg.robot] = convert.pose_from_msg(msg.pose)
            self.around.set_peers(tuple(pose for _, pose in sorted(self.peers.items())))

    def take_scan(self, msg: LaserScan) -> None:
        scan = self.scans.scan_from_msg(msg)
        if is_of_another_world(self, scan.stamp, self.stamp):
            return
        people = self.around.update(scan)
        self.count = len(people)
        self.people.publish(convert.people_to_msg(people, scan.stamp))

    def condition(self) -> Condition:
        if missing := self.around.missing:
            return WARN, f"waiting for {', '.join(missing)}", {}
        if self.scans.fault:
            return ERROR, self.scans.fault, {}
        if not self.around.sure:
            return ERROR, "the robot's pose is not known well enough to tell people from walls", {}
        return OK, "looking", {"people": self.count}


def main() -> int:
    return run(PeopleNode)
