"""Watches all nodes from outside and prints how they are: one JSON object a second, for `robot-guide top` to draw."""

from __future__ import annotations

import json
import math
import time
from dataclasses import dataclass
from functools import partial

from diagnostic_msgs.msg import DiagnosticArray
from rclpy.clock import Clock, ClockType
from rclpy.node import Node
from robot_guide_interfaces.msg import GuideState, RobotState
from rosgraph_msgs.msg import Clock as ClockMsg
from sensor_msgs.msg import BatteryState
from std_msgs.msg import Header

from robot_guide.vitals.gathering import Vitals
from robot_guide_ros import convert, topics
from robot_guide_ros.batteries import battery_from_msg
from robot_guide_ros.parameters import declare_config
from robot_guide_ros.running import run

EXPECTED = (  # Hz, in the stamps' time; what comes only when there is something to tell is not watched
    (topics.SCAN, 10.0), (topics.ODOM, 20.0), (topics.CMD_VEL, 20.0), (topics.AMCL_POSE, 20.0), (topics.PEOPLE, 20.0),
    (topics.GUIDE_STATE, 5.0),
)  # fmt: skip
BESIDE_NAV2 = ((topics.AMCL_POSE, None), (topics.PEOPLE, 10.0))  # a pose a step of the way, people with the scans
LOOK = 1.0  # s between two looks at which robots there are


@dataclass(frozen=True)
class TopConfig:
    period: float = 1.0  # s between two lines
    settle: float = 2.5  # s before the first; what the graph is takes a while to find out


class TopNode(Node):
    def __init__(self) -> None:
        super().__init__("top")
        self.config = declare_config(self, TopConfig)
        self.vitals = Vitals()
        self.namespaces: set[str] = set()
        self.clock_now: float | None = None  # s, simulated
        self.began = self.printed = time.monotonic()
        topics.DIAGNOSTICS.subscription(self, self.take_diagnostics)
        topics.CLOCK.subscription(self, self.take_clock)
        topics.STATES.subscription(self, self.take_robot)
        self.timers_by_name = [self.every(LOOK, self.look), self.every(0.1, self.tell)]
        self.look()

    def every(self, period: float, work: object) -> object:
        return self.create_timer(period, work, clock=Clock(clock_type=ClockType.STEADY_TIME))

    def look(self) -> None:
        """Watch the robots that have turned up."""
        found = {namespace.strip("/") for _, namespace in self.get_node_names_and_namespaces()}
        for namespace in sorted(found - self.namespaces):
            self.namespaces.add(namespace)
            take = partial(self.take_beat, namespace)
            topics.HEARTBEATS.subscription(self, take, namespace)
            if namespace:
                self.watch_robot(namespace)

    def watch_robot(self, robot: str) -> None:
        for topic, rate in EXPECTED:
            name = topics.within(robot, topic.name)
            self.vitals.expect(name, rate)
            topic.subscription(self, partial(self.take, name), robot)
        topics.BATTERY.subscription(self, partial(self.take_battery, robot), robot)
        topics.GUIDE_STATE.subscription(self, partial(self.take_guide, robot), robot)

    def take_clock(self, msg: ClockMsg) -> None:
        self.clock_now = convert.time_from_msg(msg.clock)

    def take_beat(self, namespace: str, msg: Header) -> None:
        if msg.frame_id != self.get_name():
            self.vitals.beat(f"{namespace}/{msg.frame_id}".lstrip("/"), time.monotonic())
        if msg.frame_id == "monitor":
            for topic, rate in BESIDE_NAV2:
                self.vitals.expect(topics.within(namespace, topic.name), rate)

    def take_diagnostics(self, msg: DiagnosticArray) -> None:
        for status in msg.status:
            level = int.from_bytes(status.level, "little")
            values = {pair.key: pair.value for pair in status.values}
            self.vitals.condition(status.name, level, status.message, values, time.monotonic())

    def take(self, name: str, msg: object) -> None:
        """A message with a header. Until the clock is known, nobody can say how late it is."""
        stamp = convert.time_from_msg(msg.header.stamp)
        here = self.clock_now if self.clock_now is not None else time.time()
        latency = here - stamp if abs(here - stamp) < 60.0 else None
        self.vitals.message(name, time.monotonic(), stamp, None if latency is None else max(0.0, latency))

    def take_robot(self, msg: RobotState) -> None:
        self.vitals.robot(msg.robot, at=[msg.pose.position.x, msg.pose.position.y], in_conversation=msg.in_conversation)

    def take_guide(self, robot: str, msg: GuideState) -> None:
        left = float(msg.remaining) if math.isfinite(msg.remaining) else 0.0
        phase = "held by the staff" if msg.held else msg.phase
        self.vitals.robot(robot, phase=phase, target=msg.window or msg.id, remaining=left)

    def take_battery(self, robot: str, msg: BatteryState) -> None:
        if known := battery_from_msg(msg):
            self.vitals.robot(robot, battery=known[0])

    def tell(self) -> None:
        now = time.monotonic()
        if now - self.began < self.config.settle or now - self.printed < self.config.period:
            return
        self.printed = now
        print(json.dumps(self.vitals.snapshot(now), ensure_ascii=False), flush=True)


def main() -> int:
    return run(TopNode)
