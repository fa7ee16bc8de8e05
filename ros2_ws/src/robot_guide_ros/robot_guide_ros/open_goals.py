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
        self.results: dict[bytes, object] = {}  # of goals that are being ended, by their id
        super().__init__(node, action.type, action.name, self.result_of, **callbacks)

    def open(self, handle: ServerGoalHandle) -> None:
        """From now on the goal counts as being executed."""
        handle.execute()

    def end(self, handle: ServerGoalHandle, result: object) -> None:
        """Hand the result out of a goal whose state is a last one already."""
        self.results[bytes(handle.goal_id.uuid)] = result
        super().notify_execute(handle, None)

    def result_of(self, handle: ServerGoalHandle) -> object:
        """What rclpy calls the execution of a goal."""
        return self.results.pop(bytes(handle.goal_id.uuid))

    def notify_execute(self, goal_handle: ServerGoalHandle, execute_callback: Callable | None) -> None:
        """rclpy's wish to begin with the work of a goal, which its node has begun by itself."""
