"""A goal on Nav2 that somebody waits for: what Nav2 gives up for the time being is asked for again.

Nav2 ends a goal after a few recoveries where our navigator would wait on; it drops one that waits behind another when
that one is cancelled, takes none on while its nodes are starting, and a restart of its nodes loses all.
"""

from __future__ import annotations

from collections.abc import Callable

from rclpy.task import Future

from robot_guide_ros import navigation_codes
from robot_guide_ros.asking import Errand
from robot_guide_ros.reporting import now

LOOK = 0.25  # s between two looks
SILENT = 2.0  # s without feedback, after which a goal counts as lost; Nav2 gives it at every turn of its tree


class Nav2Errand(Errand):
    """waits: called when the goal that is under way has to be asked for again. Give it up with `cancel`.

    The other arguments are those of `Errand`.
    """

    def __init__(self, *errand: object, waits: Callable[[], None]):
        super().__init__(*errand)
        self.waits, self.fed = waits, now(self.node)
        self.watch = self.node.create_timer(LOOK, self.look)  # by the node's clock: paused, a simulation is silent

    def hear(self, serial: int, feedback: object) -> None:
        self.fed = now(self.node)
        super().hear(serial, feedback)

    def look(self) -> None:
        if self.handle is None or self.goal is None:
            self.fed = now(self.node)
        elif now(self.node) - self.fed > SILENT:
            self.again("Nav2 tells nothing of its goal any more")

    def again(self, reason: str) -> None:
        self.node.get_logger().warning(f"{reason}; it is sent again", throttle_duration_sec=5.0)
        self.waits()
        self.resume()

    def refused(self) -> None:
        self.again("Nav2 has taken on no goal")

    def finish(self, serial: int, outcome: Future) -> None:
        answer = outcome.result()
        wanted = serial == self.serial and self.goal is not None
        if wanted and navigation_codes.is_passing(answer.status, answer.result):
            self.again(f"Nav2 has given its goal up ({navigation_codes.message_of(answer.result)})")
            return
        super().finish(serial, outcome)
