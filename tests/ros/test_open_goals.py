"""Goals that take long: they leave their node's processor alone, and end as what has become of them."""

import time

import pytest
from action_msgs.msg import GoalStatus
from robot_guide_interfaces.action import Guide

from robot_guide_ros import topics
from robot_guide_ros.running import EventsExecutor
from robot_guide_ros.serving import SoleGoal

LONG = 0.3  # s in which an executor that turns without a pause resumes a task thousands of times
FEW = 20


@pytest.fixture
def outside(outside):
    """On the executor that our nodes run on."""
    outside.executor.remove_node(outside.node)
    outside.executor = EventsExecutor(context=outside.context)
    outside.executor.add_node(outside.node)
    return outside


@pytest.fixture
def server(outside):
    preempted, cancelled = Guide.Result(outcome=9), Guide.Result(outcome=Guide.Result.CANCELLED)
    sole = SoleGoal(
        outside.node, topics.GUIDE, lambda request: None, lambda: sole.cancelled(cancelled), preempted=preempted
    )
    yield sole
    sole.server.destroy()


@pytest.fixture
def resumed(monkeypatch):
    """The tasks that executors begin or resume from now on."""
    from rclpy.task import Task

    tasks, go_on = [], Task.__call__
    monkeypatch.setattr(Task, "__call__", lambda task: (tasks.append(task), go_on(task)))
    return tasks


def accepted(outside, **fields):
    client = topics.GUIDE.client(outside.node)
    outside.until(client.server_is_ready)
    return outside.answer(client.send_goal_async(Guide.Goal(**fields)))


def test_nothing_is_resumed_while_a_goal_is_worked_on(outside, server, resumed):
    accepted(outside, kind="window", id="A05")
    assert server.handle.status == GoalStatus.STATUS_EXECUTING
    resumed.clear()
    ends = time.monotonic() + LONG
    outside.until(lambda: time.monotonic() > ends)
    assert len(resumed) < FEW


def test_its_end_reaches_whoever_asked_for_it_before_and_after(outside, server):
    goal = accepted(outside, kind="window", id="A05")
    asked = goal.get_result_async()
    server.succeed(Guide.Result(outcome=Guide.Result.ARRIVED))
    for answer in (outside.answer(asked), outside.answer(goal.get_result_async())):
        assert (answer.status, answer.result.outcome) == (GoalStatus.STATUS_SUCCEEDED, Guide.Result.ARRIVED)


def test_a_goal_that_a_newer_one_replaces_ends_as_aborted(outside, server):
    first = accepted(outside, id="A05")
    second = accepted(outside, id="A06")
    answer = outside.answer(first.get_result_async())
    assert (answer.status, answer.result.outcome) == (GoalStatus.STATUS_ABORTED, 9)
    assert server.handle.goal_id == second.goal_id
    assert server.handle.status == GoalStatus.STATUS_EXECUTING


def test_a_goal_that_is_taken_back_ends_as_cancelled(outside, server):
    goal = accepted(outside, id="A05")
    goal.cancel_goal_async()
    answer = outside.answer(goal.get_result_async())
    assert (answer.status, answer.result.outcome) == (GoalStatus.STATUS_CANCELED, Guide.Result.CANCELLED)
    assert not server.active


def test_who_takes_a_goal_back_and_asks_for_another_at_once_keeps_the_other(outside, server):
    """From a robot that had met another's visitor: taking back the way to them ended the way on, too."""
    client = topics.GUIDE.client(outside.node)
    for _ in range(5):
        first = accepted(outside, id="A05")
        first.cancel_goal_async()
        second = outside.answer(client.send_goal_async(Guide.Goal(id="A06")))
        answer = outside.answer(first.get_result_async())
        assert answer.status == GoalStatus.STATUS_CANCELED
        asked = second.get_result_async()
        for _ in range(10):
            outside.executor.spin_once(timeout_sec=0.02)
        assert server.active
        assert server.handle.goal_id == second.goal_id
        server.succeed(Guide.Result(outcome=Guide.Result.ARRIVED))
        assert outside.answer(asked).status == GoalStatus.STATUS_SUCCEEDED
