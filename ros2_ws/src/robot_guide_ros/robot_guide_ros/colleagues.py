"""The other robots, as one of them knows them from the graph."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from rclpy.node import Node
from robot_guide_interfaces.msg import RobotState
from sensor_msgs.msg import BatteryState

from robot_guide.fleet import FREE, Colleague
from robot_guide_ros import convert, topics
from robot_guide_ros.batteries import battery_from_msg
from robot_guide_ros.fleet_gate import FleetGate


class Colleagues:
    """low: share of a full battery below which none is free."""

    def __init__(self, node: Node, robot: str, peers: Collection[str], low: float):
        self.robot, self.low = robot, low
        self.gate = FleetGate(node, {robot, *peers})
        self.by_name: dict[str, Colleague] = {}
        self.shares: dict[str, float] = {}  # of full batteries, as far as they are told
        topics.STATES.subscription(node, self.take_state)
        for peer in peers:
            topics.BATTERY.subscription(node, partial(self.take_battery, peer), peer)

    @property
    def known(self) -> tuple[Colleague, ...]:
        return tuple(self.by_name.values())

    @property
    def any_free(self) -> bool:
        """Whether one of them could take a visitor over."""
        return any(colleague.free for colleague in self.known)

    def forget(self) -> None:
        """The world has begun again."""
        self.by_name, self.shares = {}, {}

    def take_battery(self, peer: str, msg: BatteryState) -> None:
        reading = battery_from_msg(msg)
        if reading is not None:
            self.shares[peer] = reading[0]

    def take_state(self, msg: RobotState) -> None:
        at = msg.pose.position
        if msg.robot != self.robot and self.gate.admits(topics.STATES.name, msg.robot, (at.x, at.y)):
            free = not msg.in_conversation and msg.phase in FREE and self.shares.get(msg.robot, 1.0) >= self.low
            pose = convert.pose_from_msg(msg.pose)
            self.by_name[msg.robot] = Colleague(msg.robot, pose, msg.in_conversation, free)
