"""Nodes beat; who listens tells by `robot_guide.heartbeat` when one is gone."""

from __future__ import annotations

import time

from rclpy.clock import Clock, ClockType
from rclpy.node import Node
from std_msgs.msg import Header

from robot_guide.heartbeat import PERIOD
from robot_guide_ros import convert, topics


class Heartbeat:
    """A node's own. By the machine's clock, from the executor's thread: who is frozen or hangs beats no more."""

    def __init__(self, node: Node):
        self.name = node.get_name()
        self.publisher = topics.HEARTBEATS.publisher(node)
        self.timer = node.create_timer(PERIOD, self.beat, clock=Clock(clock_type=ClockType.STEADY_TIME))

    def beat(self) -> None:
        self.publisher.publish(Header(stamp=convert.time_to_msg(time.time()), frame_id=self.name))
