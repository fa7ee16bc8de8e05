"""What comes under a robot's name is taken from the hall's own robots only; the rest is refused and logged once."""

from __future__ import annotations

from collections.abc import Iterable

from rclpy.node import Node

from robot_guide.fleet.membership import Membership


class FleetGate:
    def __init__(self, node: Node, robots: Iterable[str]):
        self.log = node.get_logger()
        self.membership = Membership.of(robots)

    def admits(self, topic: str, robot: str, metres: Iterable[float] = ()) -> bool:
        """Whether a message counts. metres: all places and lengths in it."""
        fault = self.membership.fault(robot, metres)
        if fault and self.membership.is_news(f"{topic} {robot}"):
            self.log.warning(f"{topic}: refused, and not told again: {fault}")
        return not fault
