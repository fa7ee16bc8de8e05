"""An action server that works on one goal at a time."""

from __future__ import annotations

from collections.abc import Callable

from rclpy.action import CancelResponse, GoalResponse
from rclpy.action.server import ServerGoalHandle
from rclpy.node import Node

from robot_guide_ros.open_goals import OpenGoals
from robot_guide_ros.topics import Action


class SoleGoal:
    """One goal at a time; a newer one takes its place, and the old one ends as aborted, as in Nav2.

    started: called with the goal's request; what it starts ends with `succeed`, `abort` or `cancelled`.
    cancel: called when the client takes the goal back; must lead to `cancelled` soon.
    refusal: why a request cannot be taken on, or an empty text.
    """

    def __init__(
        self,
        node: Node,
        action: Action,
        started: Callable[[object], None],
        cancel: Callable[[], None],
        *,
        preempted: object,
        refusal: Callable[[object], str] = lambda request: "",
    ):
        self.node, self.started, self.cancel, self.refusal = node, started, cancel, refusal
        self.preempted = preempted  # the result of a goal that a newer one has replaced
        self.feedback_type = action.type.Feedback
        self.handle: ServerGoalHandle | None = None
        self.server = OpenGoals(
            node, action, goal_callback=self.judge, handle_accepted_callback=self.accept, cancel_callback=self.take_back
        )  # fmt: skip

    @property
    def active(self) -> bool:
        return self.handle is not None

    def judge(self, request: object) -> GoalResponse:
        if reason := self.refusal(request):
            self.node.get_logger().warning(f"goal refused: {reason}")
            return GoalResponse.REJECT
        return GoalResponse.ACCEPT

    def accept(self, handle: ServerGoalHandle) -> None:
        self.cancelled(self.preempted)
        self.handle = handle
        self.server.open(handle)
        self.started(handle.request)

    def take_back(self, handle: ServerGoalHandle) -> CancelResponse:
        if self.handle is None or handle.goal_id != self.handle.goal_id:
            return CancelResponse.REJECT
        # The handle learns of the cancelling only after this callback; what ends the goal has to come later.
        self.node.executor.create_task(self.withdraw, handle)
        return CancelResponse.ACCEPT

    def withdraw(self, handle: ServerGoalHandle) -> None:
        """Unless a newer goal has taken its place meanwhile, which nobody has taken back."""
        if self.handle is not None and handle.goal_id == self.handle.goal_id:
            self.cancel()

    def tell(self, **feedback: object) -> None:
        if self.handle is not None:
            self.handle.publish_feedback(self.feedback_type(**feedback))

    def succeed(self, result: object) -> None:
        self.end(result, ServerGoalHandle.succeed)

    def abort(self, result: object) -> None:
        self.end(result, ServerGoalHandle.abort)

    def cancelled(self, result: object) -> None:
        """The goal has been taken back by its client; without that, what has ended it counts as an abort."""
        asked = self.handle is not None and self.handle.is_cancel_requested
        self.end(result, ServerGoalHandle.canceled if asked else ServerGoalHandle.abort)

    def end(self, result: object, how: Callable[[ServerGoalHandle], None]) -> None:
        if self.handle is None:
            return
        handle, self.handle = self.handle, None
        how(handle)
        self.server.end(handle, result)
