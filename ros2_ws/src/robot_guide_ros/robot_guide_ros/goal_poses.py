"""Poses that a robot is sent to: in which frame they are, and those that come as messages instead of goals."""

from __future__ import annotations

import math

from geometry_msgs.msg import PoseStamped
from nav2_msgs.action import NavigateToPose
from rclpy.node import Node

from hall_map.geometry import Pose2D
from robot_guide.fleet.membership import FARTHEST
from robot_guide_ros import convert, topics


class Frames:
    """Where a robot's own frames lie in the map, as its navigator last reckoned; the same as it tells in `/tf`."""

    def __init__(self, robot: str):
        self.base, self.odom = topics.base_frame(robot), topics.odom_frame(robot)
        self.known: dict[str, Pose2D] = {}

    def update(self, pose: Pose2D, odometry: Pose2D) -> Pose2D:
        """Take in the robot's pose in both frames. Returns: that of the odometry's frame in the map."""
        correction = pose.compose(odometry.inverse())
        self.known = {self.base: pose, self.odom: correction}
        return correction

    def fault_of(self, goal: NavigateToPose.Goal) -> str:
        """Why a goal makes no sense; empty when it does."""
        return self.fault_in(goal.pose)

    def fault_in(self, stamped: PoseStamped) -> str:
        """The same of a pose."""
        pose = convert.pose_from_msg(stamped.pose)
        if not all(map(math.isfinite, (pose.x, pose.y, pose.yaw))):
            return f"its pose has numbers that are none: {pose}"
        if max(abs(pose.x), abs(pose.y)) > FARTHEST:
            return f"it is more than {FARTHEST:g} m from the frame's origin: {pose}"
        frame = stamped.header.frame_id
        if frame in ("", topics.MAP_FRAME) or frame in self.known:
            return ""
        if frame in (self.base, self.odom):
            return f"its frame is {frame!r}, and the robot does not know yet where that is"
        return f"its frame is {frame!r}; known here are: {topics.MAP_FRAME}, {self.odom}, {self.base}"

    def in_map(self, stamped: PoseStamped) -> Pose2D:
        """A pose in the map, from whichever frame that `fault_of` has let pass."""
        pose, frame = convert.pose_from_msg(stamped.pose), self.known.get(stamped.header.frame_id)
        return pose if frame is None else frame.compose(pose)


class GoalPoses:
    """`goal_pose`, on which RViz puts its 2D goals: each becomes a goal of the navigator's own action, as in Nav2."""

    def __init__(self, node: Node):
        self.client = topics.NAVIGATE_TO_POSE.client(node)
        self.subscription = topics.GOAL_POSE.subscription(node, self.take)

    def take(self, msg: PoseStamped) -> None:
        self.client.send_goal_async(NavigateToPose.Goal(pose=msg))
