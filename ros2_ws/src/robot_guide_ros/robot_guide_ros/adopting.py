"""A conversation that has just started finds out whether its robot is with a visitor already."""

from __future__ import annotations

from collections.abc import Callable

from rclpy.clock import Clock, ClockType
from rclpy.node import Node
from robot_guide_interfaces.msg import Caption, GuideState

from dialogue.acts import Handover
from hall_map import Hall
from robot_guide.adoption import adopted
from robot_guide_ros import topics

PATIENCE = 1.0  # s of the machine's clock, for guide and voice to tell; the guide does so five times a second


class Adoption:
    """Looks for a while at what the guide does, and in which language the voice spoke last.

    free: whether the conversation has nobody to talk with by then.
    adopt: called with whom to take over, at most once; not called where nobody is led.
    """

    def __init__(
        self, node: Node, hall: Hall, free: Callable[[], bool], adopt: Callable[[Handover], None],
    ):  # fmt: skip
        self.node, self.hall, self.free, self.adopt = node, hall, free, adopt
        self.guiding: GuideState | None = None
        self.language = ""
        self.sources = [
            topics.GUIDE_STATE.subscription(node, lambda msg: setattr(self, "guiding", msg)),
            topics.LAST_CAPTION.subscription(node, self.take_caption),
        ]
        self.timer = node.create_timer(PATIENCE, self.decide, clock=Clock(clock_type=ClockType.STEADY_TIME))

    def take_caption(self, msg: Caption) -> None:
        self.language = msg.language or self.language

    def decide(self) -> None:
        self.timer.cancel()
        for source in self.sources:
            self.node.destroy_subscription(source)
        told = self.guiding
        visitor = told and adopted(told.phase, told.kind, told.id, self.language, self.hall)
        if visitor and self.free():
            self.node.get_logger().info(f"takes over whoever is being led, in phase {told.phase}")
            self.adopt(visitor)
