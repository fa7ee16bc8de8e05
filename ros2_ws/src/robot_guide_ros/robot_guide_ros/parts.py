"""What a conversation does about parts of its robot that fall silent and come back."""

from __future__ import annotations

import time
from collections.abc import Callable

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from rclpy.clock import Clock, ClockType
from rclpy.node import Node

from dialogue.acts import PartSilent
from robot_guide.heartbeat import PERIOD
from robot_guide_ros.asking import Errand
from robot_guide_ros.heartbeats import Change, Watch
from robot_guide_ros.speeches import Speeches

TELL_AFTER = 1.0  # s of knowing, before a visitor is told; most of what is shorter nobody notices
SETTLE = 1.0  # s that a guide that is back has to say what it does


class Parts:
    """Watches navigator, guide and voice, and whether the navigator says that it cannot drive.

    Beside Nav2 it is the monitor, without which no wheel turns, that stands for the navigator. One that was started
    again is back when it says that it is well: until then it beats, but cannot drive.

    note: called with what a visitor has to know.
    rests: whether the guide says that it leads nobody; a walk that it has forgotten is asked for again.
    """

    def __init__(
        self, node: Node, guide: Errand, voice: Speeches, note: Callable[[PartSilent], None],
        rests: Callable[[], bool],
    ):  # fmt: skip
        self.guide, self.voice, self.note, self.rests = guide, voice, note, rests
        self.gone: dict[str, float] = {}  # s, since when, of those that nobody was told of yet
        self.told: set[str] = set()
        self.starts: set[str] = set()  # drivers that were started again and are not well yet
        self.guide_back: float | None = None
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
        if part == "navigator" and how == "anew":
            self.starts.add(node)
            self.is_gone(part)
            return
        self.return_of(part)
        if part == "voice":
            self.voice.regain()
        if part == "guide" and how == "anew":
            self.guide_back = time.monotonic()

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

    def tick(self) -> None:
        now = time.monotonic()
        for part in [part for part, since in self.gone.items() if now - since >= TELL_AFTER]:
            del self.gone[part]
            self.told.add(part)
            self.note(PartSilent(part))
        if self.guide_back is not None and now - self.guide_back >= SETTLE:
            self.guide_back = None
            if self.rests():
                self.guide.resume()
