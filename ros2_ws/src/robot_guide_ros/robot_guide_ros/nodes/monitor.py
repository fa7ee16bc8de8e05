"""The last stage before the wheels of a robot that Nav2 drives: Nav2's velocity in, `cmd_vel` out, the brake between.

It decides on the raw scan and the odometry alone. What it does stands in `robot_guide.navigation.velocity_gate`.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from action_msgs.msg import GoalStatus, GoalStatusArray
from geometry_msgs.msg import Twist, TwistStamped
from nav_msgs.msg import Odometry
from rclpy.clock import Clock, ClockType
from rclpy.node import Node
from std_msgs.msg import Empty

from robot_guide.navigation.velocity_gate import GateConfig, VelocityGate
from robot_guide.sensing import Velocity
from robot_guide_ros import convert, topics
from robot_guide_ros.heartbeats import Change, Watch
from robot_guide_ros.parameters import declare_config
from robot_guide_ros.reporting import ERROR, OK, WARN, Condition, Diagnostics, now
from robot_guide_ros.restarting import is_of_another_world, on_restart
from robot_guide_ros.running import run
from robot_guide_ros.scan_frames import ScanFrames
from robot_guide_ros.wheels import Wheels

UNDER_WAY = (GoalStatus.STATUS_ACCEPTED, GoalStatus.STATUS_EXECUTING)
LOOK = 0.1  # s between two looks at whether the base still tells of itself
SILENT = 0.5  # s of the machine's clock without odometry, from which on the wheels are told to stand


@dataclass(frozen=True)
class MonitorNodeConfig:
    robot: str = "xiao_pu"
    velocity: str = topics.CMD_VEL_NAV.name  # the topic on which the controller tells what it wants
    stamped: bool = True  # as TwistStamped, which is Nav2's default from Kilted on; else as Twist
    gate: GateConfig = field(default_factory=GateConfig)


class MonitorNode(Node):
    def __init__(self) -> None:
        super().__init__("monitor")
        self.config = declare_config(self, MonitorNodeConfig)
        self.scans = ScanFrames(self, self.config.robot)
        self.begin_anew()
        self.wheels = Wheels(self, self.config.robot)
        self.wanted = topics.velocity_of(self.config.velocity, stamped=self.config.stamped)
        self.wanted.subscription(self, self.take_velocity)
        topics.BRAKE.subscription(self, self.take_brake)
        topics.NAVIGATION_STATUS.subscription(self, self.take_goals)
        topics.SCAN.subscription(self, self.scans.take_scan)
        topics.ODOM.subscription(self, self.take_odometry, refused=self.close)
        self.watch = Watch(self, ("guide",), self.note_guide)
        self.create_timer(LOOK, self.look, clock=Clock(clock_type=ClockType.STEADY_TIME))
        self.restart = on_restart(self, self.begin_anew)
        self.diagnostics = Diagnostics(self, self.condition)

    def begin_anew(self) -> None:
        self.gate = VelocityGate(self.config.gate)
        self.scans.pop()
        self.odometry = None
        self.stamp, self.heard = float("-inf"), time.monotonic()
        self.wants, self.drives = Velocity(), Velocity()
        self.unwatched = False  # it is braked since the guide has fallen silent

    def take_velocity(self, msg: TwistStamped | Twist) -> None:
        twist = msg.twist if self.config.stamped else msg
        self.wants = Velocity(twist.linear.x, twist.angular.z)
        self.gate.command(self.wants, now(self))

    def take_goals(self, msg: GoalStatusArray) -> None:
        ids = [bytes(each.goal_info.goal_id.uuid) for each in msg.status_list if each.status in UNDER_WAY]
        self.gate.note_goals(ids, now(self))

    def take_brake(self, _: Empty) -> None:
        self.unwatched = False
        self.brake()

    def note_guide(self, _: str, how: Change) -> None:
        """Nobody looks after the visitor any more: the robot does not walk off alone."""
        if how == "gone" and not self.gate.braked:
            self.unwatched = True
            self.brake()
        elif how == "back" and self.unwatched:
            self.unwatched = False
            self.gate.release()

    def brake(self) -> None:
        self.gate.brake()
        if self.odometry is not None:
            self.drive()

    def take_odometry(self, msg: Odometry) -> None:
        self.scans.take_odometry(msg)
        odometry = convert.odometry_from_msg(msg)
        if is_of_another_world(self, odometry.stamp, self.stamp):
            self.close()
            return
        self.odometry, self.stamp, self.heard = odometry, odometry.stamp, time.monotonic()
        self.drive()

    def drive(self) -> None:
        self.drives = self.gate.update(self.odometry, self.scans.pop(), now(self))
        self.wheels.turn(self.drives, self.stamp)

    def look(self) -> None:
        """A base that tells nothing of itself is not driven blindly."""
        if self.odometry is not None and time.monotonic() - self.heard > SILENT:
            self.close()

    def close(self) -> None:
        """Leave the wheels standing."""
        self.drives = Velocity()
        self.wheels.stand()

    def condition(self) -> Condition:
        if self.wheels.driven_by > 1:
            return ERROR, f"somebody else drives the wheels on {topics.CMD_VEL.name}, past this monitor", {}
        if fault := topics.other_type(self, self.wanted):
            return ERROR, f"{self.wanted.name} comes as {fault}; set stamped the other way", {}
        if self.odometry is None:
            return WARN, "waiting for odometry", {}
        if self.scans.fault:
            return ERROR, self.scans.fault, {}
        values = {"wants": f"{self.wants.linear:.2f}", "drives": f"{self.drives.linear:.2f}"}
        if self.gate.braked:
            return OK, "braked until there is another goal", values
        commanded = self.gate.is_commanded(now(self))
        message = "lets by what is safe" if commanded else f"nobody commands on {self.wanted.name}"
        return OK, "; ".join(filter(None, (message, self.scans.remark))), values


def main() -> int:
    return run(MonitorNode)
