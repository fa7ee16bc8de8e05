"""The navigator's states in the words of nav2_msgs/action/NavigateToPose, and back.

Nav2 has no word for a robot that stands because somebody is in its way; it tells it by an estimated time of zero
with a way still to go. So do we, and the guide reads it from either.
"""

from __future__ import annotations

import math

from action_msgs.msg import GoalStatus
from nav2_msgs.action import NavigateToPose

from hall_map.geometry import Pose2D
from robot_guide.navigation import Drive, DriveState, NoRoute, Reason
from robot_guide_ros import convert

UNKNOWN = 9000
NEAR = 0.1  # m
REASONS = {reason.code: reason.value for reason in Reason}
CONTROLLER = range(100, 200)  # codes of nav2_msgs/action/FollowPath: it does not get on, or has no control
NONE, GOAL_REJECTED, SEND_GOAL_FAILURE = 0, 1, 2  # of one node of Nav2 by another, which is starting; newer than Kilted
TF_ERROR, TIMEOUT = 9002, 9003
PASSING = (NONE, GOAL_REJECTED, SEND_GOAL_FAILURE, TF_ERROR, TIMEOUT)
LONGEST = 200  # characters of what an error says
UNWATCHED = "the guide has fallen silent"


def failed(message: str, code: int = UNKNOWN) -> NavigateToPose.Result:
    result = NavigateToPose.Result(error_code=code)
    if hasattr(result, "error_msg"):  # ROS 2 Kilted and later
        result.error_msg = message
    return result


def result(failure: NoRoute | None) -> NavigateToPose.Result:
    """Why there was no way, with the codes of Nav2's planner."""
    if failure is None:
        return failed("the robot could not get there")
    return failed(failure.reason.value, failure.reason.code)


def message_of(result: NavigateToPose.Result) -> str:
    """What went wrong, in a word."""
    return getattr(result, "error_msg", "")[:LONGEST] or REASONS.get(result.error_code) or f"error {result.error_code}"


def is_passing(status: int, result: NavigateToPose.Result) -> bool:
    """Whether Nav2 has given a goal up for what may be over in a moment, and not because no way leads there.

    Without a code Nav2 aborts what another goal has replaced, and what waits behind a goal that is cancelled.
    """
    code = result.error_code
    return status == GoalStatus.STATUS_ABORTED and (code in PASSING or code in CONTROLLER)


def was_unwatched(result: NavigateToPose.Result) -> bool:
    """Whether a drive has ended because the navigator heard no more of the guide."""
    return message_of(result) == UNWATCHED


def feedback(drive: Drive, stamp: float, elapsed: float) -> dict[str, object]:
    """The fields of NavigateToPose.Feedback. elapsed: s since the goal came."""
    speed = abs(drive.velocity.linear)
    moving = drive.state is DriveState.DRIVING
    left = drive.remaining / max(speed, 0.1) if moving else 0.0
    return {
        "current_pose": convert.stamped_pose_to_msg(drive.pose, stamp),
        "navigation_time": convert.duration_to_msg(max(0.0, elapsed)),
        "estimated_time_remaining": convert.duration_to_msg(left),
        "distance_remaining": float(drive.remaining),
    }


def metres_off(goal: NavigateToPose.Goal, pose: Pose2D | None) -> float:
    """How far from a goal a robot is, m; inf where that is not known."""
    return math.inf if pose is None else pose.distance_to(convert.pose_from_msg(goal.pose.pose).xy)


def state_of(feedback: NavigateToPose.Feedback) -> DriveState:
    standing = convert.time_from_msg(feedback.estimated_time_remaining) == 0.0
    return DriveState.WAITING if standing and feedback.distance_remaining > NEAR else DriveState.DRIVING
