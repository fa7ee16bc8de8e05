"""A robot's battery on the graph: what it tells, in the standard's message, and what is done about it."""

from __future__ import annotations

import math
from collections.abc import Callable

from rclpy.node import Node
from robot_guide_interfaces.srv import OrderRobot
from sensor_msgs.msg import BatteryState

from robot_guide.event import Event
from robot_guide.guiding.charging import Charge, ChargingConfig
from robot_guide_ros import convert, topics
from robot_guide_ros.reporting import Events, now

AT_DOCK = BatteryState.POWER_SUPPLY_STATUS_CHARGING, BatteryState.POWER_SUPPLY_STATUS_FULL


def battery_to_msg(share: float, docked: bool, stamp: float) -> BatteryState:
    """`share` of a full battery, 0 to 1. What nobody measures is NaN, as the message asks for."""
    full, charging = BatteryState.POWER_SUPPLY_STATUS_FULL, BatteryState.POWER_SUPPLY_STATUS_CHARGING
    away = BatteryState.POWER_SUPPLY_STATUS_DISCHARGING
    unknown = dict.fromkeys(("voltage", "temperature", "current", "charge", "capacity", "design_capacity"), math.nan)
    return BatteryState(
        header=convert.header(stamp), percentage=float(share), present=True,
        power_supply_status=(full if share >= 1.0 else charging) if docked else away, **unknown,
    )  # fmt: skip


def battery_from_msg(msg: BatteryState) -> tuple[float, bool] | None:
    """The share of a full battery, and whether the robot stands at its dock; None: the share is not known."""
    share = float(msg.percentage)
    return (min(max(share, 0.0), 1.0), msg.power_supply_status in AT_DOCK) if math.isfinite(share) else None


class Battery:
    """Heeds a robot's battery: orders its guide about as the staff do, and tells by how much it is reluctant to serve.

    situation: gives the phase of guiding, the metres to go and home from there, whether somebody is in conversation
    with the robot, and whether a colleague could take the visitor over; None: not known yet.
    """

    def __init__(
        self, node: Node, robot: str, config: ChargingConfig,
        situation: Callable[[], tuple[str, float, bool, bool] | None],
    ):  # fmt: skip
        self.node, self.robot, self.config, self.situation = node, robot, config, situation
        self.charge = Charge(config)
        self.events = Events(node)
        self.orders = topics.ORDER_ROBOT.client(node)
        topics.BATTERY.subscription(node, self.take)

    def forget(self) -> None:
        """The world has begun again."""
        self.charge = Charge(self.config)

    def take(self, msg: BatteryState) -> None:
        reading, situation = battery_from_msg(msg), self.situation()
        if reading is None or situation is None:
            return
        phase, remaining, served, relieved = situation
        charge = self.charge.read(*reading, now(self.node))
        self.charge, advice = charge.advise(phase, remaining, served=served, relieved=relieved)
        if advice:
            asked = self.orders.call_async(OrderRobot.Request(kind=advice))
            asked.add_done_callback(lambda answer: self.tell(answer.result(), reading[0]))

    def tell(self, answer: OrderRobot.Response, share: float) -> None:
        if answer.accepted:
            self.events.publish([Event(now(self.node), self.robot, "battery_low", {"charge": round(share, 3)})])
