"""What the conversation is told when a walk ends."""

import pytest
from action_msgs.msg import GoalStatus
from robot_guide_interfaces.action import Guide

from robot_guide.navigation import DriveState
from robot_guide_ros import navigation_codes
from robot_guide_ros.asking import REJECTED
from robot_guide_ros.nodes.conversation import REPORTS, report_of
from robot_guide_ros.nodes.guide import OUTCOMES

OUTCOME_NAMES = ("ARRIVED", "CANCELLED", "NO_ROUTE", "VISITOR_LOST", "BLOCKED")


def test_a_walk_that_was_refused_has_arrived_nowhere():
    assert report_of(REJECTED, Guide.Result()) == "no_route"


@pytest.mark.parametrize("report", OUTCOMES)
def test_the_guides_last_report_reaches_the_conversation_unchanged(report):
    result = Guide.Result(outcome=OUTCOMES[report], detail=report)
    assert report_of(GoalStatus.STATUS_SUCCEEDED, result) == report


def test_every_outcome_of_the_action_means_something():
    assert set(REPORTS) == {getattr(Guide.Result, name) for name in OUTCOME_NAMES}


def test_a_robot_that_stands_with_a_way_to_go_is_waiting():
    from nav2_msgs.action import NavigateToPose

    standing = NavigateToPose.Feedback(distance_remaining=3.0)
    moving = NavigateToPose.Feedback(distance_remaining=3.0)
    moving.estimated_time_remaining.sec = 4
    there = NavigateToPose.Feedback(distance_remaining=0.02)
    assert navigation_codes.state_of(standing) is DriveState.WAITING
    assert navigation_codes.state_of(moving) is DriveState.DRIVING
    assert navigation_codes.state_of(there) is DriveState.DRIVING


@pytest.mark.parametrize(
    ("status", "code", "passing"),
    [
        ("ABORTED", 0, True),  # replaced, or dropped behind a goal that was cancelled
        ("ABORTED", 105, True),  # FollowPath: failed to make progress
        ("ABORTED", 106, True),  # FollowPath: no valid control
        ("ABORTED", 9002, True),  # no transform yet
        ("ABORTED", 206, False),  # ComputePathToPose: the goal is occupied
        ("ABORTED", 208, False),  # ComputePathToPose: no valid path
        ("ABORTED", 9000, False),
        ("SUCCEEDED", 0, False),
        ("CANCELED", 0, False),
    ],
)
def test_what_nav2_gives_up_may_be_over_in_a_moment_or_no_way_at_all(status, code, passing):
    from nav2_msgs.action import NavigateToPose

    result = NavigateToPose.Result(error_code=code)
    assert navigation_codes.is_passing(getattr(GoalStatus, f"STATUS_{status}"), result) is passing


def test_a_code_without_a_message_is_told_in_a_word():
    """As of distributions before Kilted."""
    from nav2_msgs.action import NavigateToPose

    assert navigation_codes.message_of(NavigateToPose.Result(error_code=206)) == "goal_occupied"
    assert navigation_codes.message_of(NavigateToPose.Result(error_code=105)) == "error 105"
