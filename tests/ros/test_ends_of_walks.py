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
