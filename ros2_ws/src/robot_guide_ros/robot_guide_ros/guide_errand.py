"""A conversation's client of its guide: one walk at a time, and once more where the guide has forgotten it."""

from __future__ import annotations

from collections.abc import Callable

from rclpy.node import Node
from robot_guide_interfaces.srv import OrderRobot

from robot_guide_ros import topics
from robot_guide_ros.asking import Errand


class GuideErrand(Errand):
    """An errand to the guide."""

    def __init__(self, node: Node, feedback: Callable[[object], None], ended: Callable[[int, object], None]):
        super().__init__(node, topics.GUIDE, feedback, ended)
        self.orders = topics.ORDER_ROBOT.client(node)

    def ask_again(self, held: bool) -> None:
        """Ask for the walk once more; held: the staff had stopped the robot, so that it waits for them first."""
        if not held:
            self.resume()
            return
        stopped = self.orders.call_async(OrderRobot.Request(kind="stop"))
        stopped.add_done_callback(lambda _: self.resume())
