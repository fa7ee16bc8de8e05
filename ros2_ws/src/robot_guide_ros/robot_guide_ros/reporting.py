"""What every node tells of itself: what happened (`/events`) and how it is (`/diagnostics`)."""

from __future__ import annotations

import math
import os
import resource
import socket
import time
from collections.abc import Callable, Iterable, Mapping

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus, KeyValue
from rclpy.clock import Clock, ClockType
from rclpy.lifecycle import LifecycleNode
from rclpy.node import Node

from robot_guide.event import Event
from robot_guide_ros import convert, topics

OK, WARN, ERROR = DiagnosticStatus.OK, DiagnosticStatus.WARN, DiagnosticStatus.ERROR
PERIOD = 1.0  # s
LOOK = 0.2  # s between two looks at a node's condition
Condition = tuple[bytes, str, Mapping[str, object]]  # level, message, values


class Events:
    """Publishes events of a robot."""

    def __init__(self, node: Node):
        self.publisher = topics.EVENTS.publisher(node)

    def publish(self, events: Iterable[Event]) -> None:
        for event in events:
            self.publisher.publish(convert.event_to_msg(event))


class Diagnostics:
    """Publishes a node's condition once a second, and as soon as its level has become another.

    The vitals of its process come with it (`robot_guide.vitals`). `hardware_id` is the robot that the node belongs to,
    or `hall`, so that diagnostics group by robot (REP-107). The second is one of the machine's clock: a node whose
    simulated clock stands still is still there.
    """

    def __init__(self, node: Node, condition: Callable[[], Condition]):
        self.node = node
        self.condition = condition
        self.level, self.told = None, -math.inf  # of what was published last, and when (s, monotonic)
        self.publisher = topics.DIAGNOSTICS.publisher(node)
        self.timer = node.create_timer(LOOK, self.look, clock=Clock(clock_type=ClockType.STEADY_TIME))

    def look(self) -> None:
        condition = self.condition()
        if condition[0] != self.level or time.monotonic() - self.told >= PERIOD - 0.5 * LOOK:
            self.publish(condition)

    def publish(self, condition: Condition) -> None:
        level, message, values = condition
        self.level, self.told = level, time.monotonic()
        name = self.node.get_fully_qualified_name().lstrip("/")
        values = {**values, **vitals(lifecycle_of(self.node, message))}
        pairs = [KeyValue(key=key, value=str(value)) for key, value in values.items()]
        robot = self.node.get_namespace().strip("/") or "hall"
        status = DiagnosticStatus(level=level, name=name, message=message, hardware_id=robot, values=pairs)
        self.publisher.publish(DiagnosticArray(header=convert.header(now(self.node)), status=[status]))


def now(node: Node) -> float:
    """The node's time, s: simulated where `use_sim_time` is set."""
    return node.get_clock().now().nanoseconds * 1e-9


def lifecycle_of(node: Node, message: str) -> str:
    """The state of a lifecycle node; of another, what it would be: one that waits for what it needs is inactive."""
    if isinstance(node, LifecycleNode):
        return node._state_machine.current_state[1]
    return "inactive" if message.startswith("waiting") else "active"


def vitals(lifecycle: str) -> dict[str, object]:
    """What a process is and uses; processor time in s since its start, memory in MB."""
    return {
        "lifecycle": lifecycle, "host": socket.gethostname(), "pid": os.getpid(),
        "cpu_s": round(time.process_time(), 3), "memory_mb": resident_memory(),
    }  # fmt: skip


def resident_memory() -> float:
    """MB; where the system does not tell the present, the most that it was."""
    try:
        with open("/proc/self/statm") as file:
            pages = int(file.read().split()[1])
    except OSError:
        return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0, 1)
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 2**20, 1)
