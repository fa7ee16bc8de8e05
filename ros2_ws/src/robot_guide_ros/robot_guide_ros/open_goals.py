"""An action server whose goals stay open until their node ends them."""

from __future__ import annotations

from collections.abc import Callable

from rclpy.action import ActionServer
from rclpy.action.server import ServerGoalHandle
from rclpy.node import Node

from robot_guide_ros.topics import Action


class OpenGoals(ActionServer):
    """Between `open` and `end` nothing of a goal is executed.

    An executor of rclpy resumes whatever awaits something at every turn, and turns without a pause meanwhile: a goal
    that awaited its end would take a whole processor as long as it is worked on.
    """

    def __init__(self, node: Node, action: Action, **callbacks: Callable[[object], object]):
        super().__init__(node, action.type, action.name, self.end, **callbacks)

    def open(self, handle: ServerGoalHandle) -> None:
        """From now on the goal counts as being executed."""
        handle.execute()

    def end(self, handle: ServerGoalHandle, result: object) -> None:
        """Hand the result out of a goal whose state is a last one already."""
        super().notify_execute(handle, lambda _: result)

    def notify_execute(self, goal_handle: ServerGoalHandle, execute_callback: Callable | None) -> None:
        """rclpy's wish to begin with the work of a goal, which its node has begun by itself."""
