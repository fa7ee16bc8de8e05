"""A client of an action that follows one goal at a time."""

from __future__ import annotations

from collections.abc import Callable

from action_msgs.msg import GoalStatus
from rclpy.action.client import ClientGoalHandle
from rclpy.node import Node
from rclpy.task import Future

from robot_guide_ros.topics import Action

SUCCEEDED, CANCELED, ABORTED = GoalStatus.STATUS_SUCCEEDED, GoalStatus.STATUS_CANCELED, GoalStatus.STATUS_ABORTED
REJECTED = GoalStatus.STATUS_UNKNOWN


class Errand:
    """Follows the goal sent last; news of older ones is dropped.

    feedback: called with each feedback message.
    ended: called with the status (`action_msgs/GoalStatus`; unknown: the goal was refused) and the result.
    """

    def __init__(
        self,
        node: Node,
        action: Action,
        feedback: Callable[[object], None],
        ended: Callable[[int, object], None],
    ):
        self.client = action.client(node)
        self.result_type = action.type.Result
        self.feedback, self.ended = feedback, ended
        self.serial = 0  # of the goal that counts
        self.handle: ClientGoalHandle | None = None
        self.take_back_soon = False

    @property
    def ready(self) -> bool:
        return self.client.server_is_ready()

    def send(self, goal: object) -> None:
        """Send a goal; an older one is replaced by the server."""
        self.serial += 1
        self.handle, self.take_back_soon = None, False
        serial = self.serial
        sent = self.client.send_goal_async(goal, feedback_callback=lambda msg: self.hear(serial, msg.feedback))
        sent.add_done_callback(lambda answer: self.accepted(serial, answer))

    def cancel(self) -> None:
        """Take the goal back, if there is one; its end is told as usual."""
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
            self.ended(REJECTED, self.result_type())
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
            self.handle = None
            self.ended(outcome.result().status, outcome.result().result)
