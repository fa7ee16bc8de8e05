"""`compute_path_to_pose`, as Nav2's planner serves it: a way is planned, and nobody drives."""

from __future__ import annotations

import time
from collections.abc import Callable

from geometry_msgs.msg import PoseStamped
from nav2_msgs.action import ComputePathToPose
from rclpy.action import ActionServer
from rclpy.action.server import ServerGoalHandle
from rclpy.node import Node

from robot_guide.navigation import Drive, Navigator, NoRoute, way_to
from robot_guide_ros import convert, topics
from robot_guide_ros.goal_poses import Frames
from robot_guide_ros.reporting import now

UNKNOWN, INVALID_PLANNER, TF_ERROR = 200, 201, 202
PLANNERS = ("", "GridBased")  # the names under which ours answers: none, and that of Nav2's bring-up


class PathPlans:
    """Plans with what the navigator knows at present, things that stand in the way included."""

    def __init__(
        self, node: Node, frames: Frames, navigator: Callable[[], Navigator], drive: Callable[[], Drive | None]
    ):
        self.node, self.frames, self.navigator, self.drive = node, frames, navigator, drive
        action = topics.COMPUTE_PATH_TO_POSE
        self.server = ActionServer(node, action.type, action.name, self.plan)

    def plan(self, handle: ServerGoalHandle) -> ComputePathToPose.Result:
        request = handle.request
        code, why = self.fault_of(request)
        if code:
            return failed(handle, code, why)
        began = time.monotonic()
        goal = self.frames.in_map(request.goal)
        way = way_to(self.navigator(), goal, self.frames.in_map(request.start) if request.use_start else None)
        if isinstance(way, NoRoute):
            return failed(handle, way.reason.code, way.message)
        path = convert.path_to_msg(way.points, now(self.node))
        path.poses[-1].pose = convert.pose_to_msg(goal)
        handle.succeed()
        spent = convert.duration_to_msg(time.monotonic() - began)
        return ComputePathToPose.Result(path=path, planning_time=spent)

    def fault_of(self, request: ComputePathToPose.Goal) -> tuple[int, str]:
        """The code and the words of what makes a request impossible; 0: nothing."""
        if request.planner_id not in PLANNERS:
            return INVALID_PLANNER, f"no planner {request.planner_id!r}; leave planner_id empty"
        for name, pose in (("goal", request.goal), *([("start", request.start)] if request.use_start else [])):
            if fault := self.frames.fault_in(pose):
                return (TF_ERROR if is_of_frame(pose, self.frames) else UNKNOWN), f"{name}: {fault}"
        drive = self.drive()
        if not request.use_start and not (drive is not None and drive.localised):
            return TF_ERROR, "the robot does not know where it is; give a start"
        return 0, ""


def is_of_frame(pose: PoseStamped, frames: Frames) -> bool:
    """Whether the frame of a pose that makes no sense is what is wrong with it."""
    return pose.header.frame_id not in ("", topics.MAP_FRAME, *frames.known)


def failed(handle: ServerGoalHandle, code: int, why: str) -> ComputePathToPose.Result:
    handle.abort()
    result = ComputePathToPose.Result(error_code=code)
    if hasattr(result, "error_msg"):  # ROS 2 Kilted and later
        result.error_msg = why
    return result
