"""Nodes beat, and whoever depends on one watches it; the rules stand in `robot_guide.heartbeat`."""

from __future__ import annotations

import time
from collections.abc import Callable, Container
from typing import Literal

from rclpy.clock import Clock, ClockType
from rclpy.node import Node
from std_msgs.msg import Header

from robot_guide.heartbeat import PERIOD, Heartbeats, Return
from robot_guide_ros import convert, topics

Change = Return | Literal["gone"]


class Heartbeat:
    """A node's own. By the machine's clock, from the executor's thread: who is frozen or hangs beats no more."""

    def __init__(self, node: Node):
        self.header = Header(stamp=convert.time_to_msg(time.time()), frame_id=node.get_name())
        self.publisher = topics.HEARTBEATS.publisher(node)
        self.timer = node.create_timer(PERIOD, self.beat, clock=Clock(clock_type=ClockType.STEADY_TIME))

    def beat(self) -> None:
        self.publisher.publish(self.header)


class Watch:
    """Watches nodes of the same namespace.

    changed: called with a node's name, and whether it is gone, back with all that it knew, or started anew.
    """

    def __init__(self, node: Node, names: Container[str], changed: Callable[[str, Change], None]):
        self.names, self.changed, self.known = names, changed, Heartbeats()
        self.logger = node.get_logger()
        topics.HEARTBEATS.subscription(node, self.take)
        self.timer = node.create_timer(PERIOD, self.look, clock=Clock(clock_type=ClockType.STEADY_TIME))

    def take(self, msg: Header) -> None:
        if msg.frame_id in self.names:
            since = convert.time_from_msg(msg.stamp)
            self.known, news = self.known.beat(msg.frame_id, time.monotonic(), since)
            if news:
                self.logger.info(f"{msg.frame_id} is there again{', started anew' if news == 'anew' else ''}")
                self.changed(msg.frame_id, news)

    def look(self) -> None:
        self.known, gone = self.known.look(time.monotonic())
        for name in gone:
            self.logger.warning(f"{name} is gone, or hangs: no heartbeat")
            self.changed(name, "gone")
