"""The wheels of one robot, from the only node that drives them."""

from __future__ import annotations

from rclpy.node import Node

from robot_guide.sensing import Velocity
from robot_guide_ros import convert, topics
from robot_guide_ros.reporting import now


class Wheels:
    def __init__(self, node: Node, robot: str):
        self.node, self.frame = node, topics.base_frame(robot)
        self.publisher = topics.CMD_VEL.publisher(node)

    @property
    def driven_by(self) -> int:
        """How many nodes drive them."""
        return self.node.count_publishers(self.publisher.topic_name)

    def turn(self, velocity: Velocity, stamp: float) -> None:
        self.publisher.publish(convert.velocity_to_msg(velocity, stamp, self.frame))

    def stand(self) -> None:
        """At once, whatever the time of the last odometry: what there is of it may make no sense."""
        self.turn(Velocity(), now(self.node))
