"""Where a robot was when its navigator died: its conversation has gone on telling it the whole fleet."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from rclpy.clock import Clock, ClockType
from rclpy.node import Node
from robot_guide_interfaces.msg import RobotState

from hall_map.geometry import Pose2D
from robot_guide_ros import convert, topics

PATIENCE = 1.0  # s of the machine's clock, for others to tell; at 5 Hz that is five chances
COVARIANCE = np.diag([0.3**2, 0.3**2, 0.15**2])  # m², m², rad²; a robot that brakes goes so much further, untold


class Recall:
    """Waits for news of where the robot was. `pose` is None where nobody knew until `waiting` is over.

    done: called once, when the waiting is over.
    """

    def __init__(self, node: Node, robot: str, done: Callable[[], None]):
        self.node, self.robot, self.done = node, robot, done
        self.pose: Pose2D | None = None
        self.waiting = True
        self.states = topics.STATES.subscription(node, self.take)
        self.timer = node.create_timer(PATIENCE, self.end, clock=Clock(clock_type=ClockType.STEADY_TIME))

    def take(self, msg: RobotState) -> None:
        pose = convert.pose_from_msg(msg.pose)
        if self.waiting and msg.robot == self.robot and all(map(math.isfinite, (pose.x, pose.y, pose.yaw))):
            self.pose = pose
            self.end()

    def end(self) -> None:
        self.timer.cancel()
        if self.waiting:
            self.waiting = False
            self.done()
