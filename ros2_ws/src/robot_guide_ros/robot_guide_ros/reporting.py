"""What every node tells of itself: what happened (`/events`) and how it is (`/diagnostics`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus, KeyValue
from rclpy.clock import Clock, ClockType
from rclpy.node import Node

from robot_guide.event import Event
from robot_guide_ros import convert, topics

OK, WARN, ERROR = DiagnosticStatus.OK, DiagnosticStatus.WARN, DiagnosticStatus.ERROR
Condition = tuple[bytes, str, Mapping[str, object]]  # level, message, values


class Events:
    """Publishes events of a robot."""

    def __init__(self, node: Node):
        self.publisher = topics.EVENTS.publisher(node)

    def publish(self, events: Iterable[Event]) -> None:
        for event in events:
            self.publisher.publish(convert.event_to_msg(event))


class Diagnostics:
    """Publishes a node's condition once a second.

    The second is one of the machine's clock: a node whose simulated clock stands still is still there.
    """

    def __init__(self, node: Node, condition: Callable[[], Condition]):
        self.node = node
        self.condition = condition
        self.publisher = topics.DIAGNOSTICS.publisher(node)
        self.timer = node.create_timer(1.0, self.publish, clock=Clock(clock_type=ClockType.STEADY_TIME))

    def publish(self) -> None:
        level, message, values = self.condition()
        name = self.node.get_fully_qualified_name().lstrip("/")
        pairs = [KeyValue(key=key, value=str(value)) for key, value in values.items()]
        status = DiagnosticStatus(level=level, name=name, message=message, hardware_id=name, values=pairs)
        self.publisher.publish(DiagnosticArray(header=convert.header(now(self.node)), status=[status]))


def now(node: Node) -> float:
    """The node's time, s: simulated where `use_sim_time` is set."""
    return node.get_clock().now().nanoseconds * 1e-9
