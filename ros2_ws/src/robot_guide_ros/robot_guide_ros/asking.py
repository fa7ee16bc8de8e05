"""A client of an action that follows one goal at a time."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from action_msgs.msg import GoalStatus
from rclpy.action.client import ClientGoalHandle
from rclpy.clock import Clock, ClockType
from rclpy.node import Node
from rclpy.task import Future

from robot_guide_ros.intake import guarded
from robot_guide_ros.topics import Action

SUCCEEDED, CANCELED, ABORTED = GoalStatus.STATUS_SUCCEEDED, GoalStatus.STATUS_CANCELED, GoalStatus.STATUS_ABORTED
REJECTED = GoalStatus.STATUS_UNKNOWN
AGAIN, TIMES = 0.5, 40  # s between two tries to get a goal to a server that is starting, and how many
ANSWER = 2.0  # s for its answer


class Errand:
    """Follows the goal sent last; news of older ones is dropped.

    feedback: called with each feedback message that makes sense (see `intake`).
    ended: called with the status (`action_msgs/GoalStatus`; unknown: the goal was refused) and the result.
    """

    def __init__(
        self,
        node: Node,
        action: Action,
        feedback: Callable[[object], None],
        ended: Callable[[int, object], None],
    ):
        self.node, self.client = node, action.client(node)
        self.result_type = action.type.Result
        self.feedback, self.ended = guarded(node, f"{action.name}, feedback", feedback), ended
        self.serial = 0  # of the goal that counts
        self.handle: ClientGoalHandle | None = None
        self.take_back_soon = False
        self.goal: object | None = None  # that is under way
        self.timer, self.tries, self.unanswered = None, 0, -math.inf

    @property
    def ready(self) -> bool:
        return self.client.server_is_ready()

    def send(self, goal: object) -> None:
        """Send a goal; an older one is replaced by the server."""
        if self.timer is not None:  # the server is starting
            self.resume(goal)
            return
        self.goal = goal
        self.post()

    def resume(self, goal: object | None = None) -> None:
        """Send the goal under way, or this one, once more, until it is taken on: its server has lost it."""
        self.goal = self.goal if goal is None else goal
        if self.goal is not None:
            self.tries, self.handle, self.unanswered = TIMES, None, -math.inf
            clock = Clock(clock_type=ClockType.STEADY_TIME)
            self.timer = self.timer or self.node.create_timer(AGAIN, self.retry, clock=clock)

    def retry(self) -> None:
        """Once more, unless the server has it, or nobody wants it any more, or it was tried for long enough."""
        open_ = self.goal is not None and self.handle is None
        if open_ and self.tries:
            self.tries -= 1
            if self.ready and time.monotonic() - self.unanswered > ANSWER:
                self.post()
            return
        self.node.destroy_timer(self.timer)
        self.timer, self.tries = None, 0
        if open_:
            self.refused()

    def refused(self) -> None:
        """The server does not take the goal on."""
        self.goal = None
        self.ended(REJECTED, self.result_type())

    def post(self) -> None:
        goal = self.goal
        self.serial += 1
        self.handle, self.take_back_soon, self.unanswered = None, False, time.monotonic()
        serial = self.serial
        sent = self.client.send_goal_async(goal, feedback_callback=lambda msg: self.hear(serial, msg.feedback))
        sent.add_done_callback(lambda answer: self.accepted(serial, answer))

    def cancel(self) -> None:
        """Take the goal back, if there is one; its end is told as usual."""
        self.goal = None
        if self.handle is not None:
            self.handle.cancel_goal_async()
        else:
            self.take_back_soon = True

    def forget(self) -> None:
        """Take the goal back, and hear no more of it."""
        self.cancel()
        self.serial += 1
        self.handle, self.take_back_soon = None, False

    def accepted(self, serial: int, answer: Future) -> None:
        handle = answer.result()
        if serial != self.serial:
            return
        if not handle.accepted:
            if self.tries:
                self.unanswered = -math.inf  # the server is not ready yet
                return
            self.refused()
            return
        self.handle = handle
        handle.get_result_async().add_done_callback(lambda outcome: self.finish(serial, outcome))
        if self.take_back_soon:
            self.cancel()

    def hear(self, serial: int, feedback: object) -> None:
        if serial == self.serial:
            self.feedback(feedback)

    def finish(self, serial: int, outcome: Future) -> None:
        if serial == self.serial:
            self.handle = self.goal = None
            self.ended(outcome.result().status, outcome.result().result)
