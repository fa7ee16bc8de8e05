"""Scans as they come, with where their laser sits on the robot, by `/tf_static` and `/tf`."""

from __future__ import annotations

import time

import numpy as np
from geometry_msgs.msg import TransformStamped
from nav_msgs.msg import Odometry
from rclpy.node import Node
from sensor_msgs.msg import LaserScan as LaserScanMsg
from tf2_msgs.msg import TFMessage

from robot_guide.navigation.frame_tree import transform
from robot_guide.navigation.own_scans import OwnScans, Verdict
from robot_guide.sensing import LaserScan
from robot_guide_ros import convert, topics


class ScanFrames:
    """Of one robot. Its base is what its odometry tells of, else `base_link` in its name.

    Frames are mostly fixed by `/tf_static`; `/tf`, which tells eighty times a second where two robots are, is only
    listened to once a scan comes in a frame that is not.
    """

    def __init__(self, node: Node, robot: str):
        self.node, self.base = node, topics.base_frame(robot)
        self.scans, self.latest = OwnScans(), None
        self.static = topics.TF_STATIC.subscription(node, self.take_static)
        self.moving = None

    def take_odometry(self, msg: Odometry) -> None:
        self.base = msg.child_frame_id or self.base

    def take_static(self, msg: TFMessage) -> None:
        for each in msg.transforms:
            self.scans.tree.fix(each.header.frame_id, each.child_frame_id, matrix_of(each))

    def take_moving(self, msg: TFMessage) -> None:
        for each in msg.transforms:
            self.scans.tree.tell(each.header.frame_id, each.child_frame_id, matrix_of(each))

    def take_scan(self, msg: LaserScanMsg) -> None:
        self.latest = self.scan_from_msg(msg)

    def pop(self) -> LaserScan | None:
        """The scan that has come since the last time, if any."""
        scan, self.latest = self.latest, None
        return scan

    def scan_from_msg(self, msg: LaserScanMsg) -> LaserScan:
        """One that is not of this robot's laser has measured nothing. Raises ValueError: it makes no scan at all."""
        scan = self.scans.take(convert.scan_from_msg(msg), msg.header.frame_id, self.base, time.monotonic())
        if self.moving is None and self.scans.verdict != Verdict():
            self.moving = topics.TF.subscription(self.node, self.take_moving)
        if self.fault:
            self.node.get_logger().warning(f"{topics.SCAN.name}: {self.fault}", throttle_duration_sec=10.0)
        return scan

    @property
    def fault(self) -> str:
        """Why the last scan was left out, and the remedy."""
        return self.scans.verdict.fault

    @property
    def remark(self) -> str:
        """What to know about the last one that was taken."""
        return self.scans.verdict.remark


def matrix_of(msg: TransformStamped) -> np.ndarray:
    """(4, 4) of a link. Raises ValueError: its rotation is none."""
    at, turn = msg.transform.translation, msg.transform.rotation
    return transform((at.x, at.y, at.z), (turn.x, turn.y, turn.z, turn.w))
