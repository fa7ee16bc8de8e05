"""What a conversation does about parts of its robot that fall silent and come back."""

from __future__ import annotations

import time
from collections.abc import Callable

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from rclpy.clock import Clock, ClockType
from rclpy.node import Node
from robot_guide_interfaces.msg import GuideState

from dialogue.acts import PartSilent
from robot_guide.heartbeat import PERIOD
from robot_guide_ros import topics
from robot_guide_ros.heartbeats import Change, Watch
from robot_guide_ros.speeches import Speeches

TELL_AFTER = 1.0  # s of knowing, before a visitor is told; most of what is shorter nobody notices


class Parts:
    """Watches navigator, guide and voice, and whether the navigator says that it cannot drive.

    Beside Nav2 it is the monitor, without which no wheel turns, that stands for the navigator. One that was started
    again is back when it says that it is well, and a guide when it says what it does: until then they only beat.

    note: called with what a visitor has to know.
    forgotten: called when a guide that was started again leads nobody, as it has forgotten what it was asked for, with
        whether the staff had stopped the robot, which it has forgotten too.
    """

    def __init__(
        self, node: Node, voice: Speeches, note: Callable[[PartSilent], None], forgotten: Callable[[bool], None],
    ):  # fmt: skip
        self.voice, self.note, self.forgotten = voice, note, forgotten
        self.gone: dict[str, float] = {}  # s, since when, of those that nobody was told of yet
        self.told: set[str] = set()
        self.starts: set[str] = set()  # those that were started again and cannot work yet
        self.held = False  # by the staff
        topics.GUIDE_STATE.subscription(node, self.take_guide_state)
        self.watch = Watch(node, ("navigator", "monitor", "guide", "voice"), self.changed)
        robot = node.get_namespace().strip("/")
        self.drivers = (f"{robot}/navigator", f"{robot}/monitor")  # as they call themselves in `/diagnostics`
        self.timer = node.create_timer(PERIOD, self.tick, clock=Clock(clock_type=ClockType.STEADY_TIME))

    def changed(self, node: str, how: Change) -> None:
        part = "navigator" if node == "monitor" else node
        if how == "gone":
            self.is_gone(part)
            if part == "voice":
                self.voice.lose()
            return
        if part != "voice" and how == "anew":
            self.starts.add(node)
            self.is_gone(part)
            return
        self.return_of(part)
        if part == "voice":
            self.voice.regain()

    def is_gone(self, part: str) -> None:
        if part not in self.told:
            self.gone.setdefault(part, time.monotonic())

    def return_of(self, part: str) -> None:
        self.gone.pop(part, None)
        if part in self.told:
            self.told.discard(part)
            self.note(PartSilent(part, back=True))

    def take_conditions(self, msg: DiagnosticArray) -> None:
        for status in msg.status:
            if status.name not in self.drivers:
                continue
            node = status.name.rpartition("/")[2]
            if node in self.starts:
                if status.level == DiagnosticStatus.OK:
                    self.starts.discard(node)
                    self.return_of("navigator")
            elif status.level != DiagnosticStatus.ERROR:
                self.return_of("senses")
            else:
                self.is_gone("senses")

    def take_guide_state(self, msg: GuideState) -> None:
        if "guide" in self.starts:
            self.starts.discard("guide")
            self.return_of("guide")
            if msg.phase == "idle":
                self.forgotten(self.held)
        self.held = msg.held

    def tick(self) -> None:
        now = time.monotonic()
        for part in [part for part, since in self.gone.items() if now - since >= TELL_AFTER]:
            del self.gone[part]
            self.told.add(part)
            self.note(PartSilent(part))
