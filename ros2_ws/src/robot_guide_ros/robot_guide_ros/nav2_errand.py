"""A goal on Nav2 that somebody waits for: what Nav2 gives up for the time being is asked for again.

Nav2 ends a goal after a few recoveries where our navigator would wait on; it drops one that waits behind another when
that one is cancelled, takes none on while its nodes are starting, and a restart of its nodes loses all, the answer
to a goal that was just sent among it. A goal is reached where the robot is, and not where Nav2 says so from afar.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from rclpy.task import Future

from hall_map.geometry import Pose2D
from robot_guide_ros import navigation_codes
from robot_guide_ros.asking import ANSWER, REJECTED, SUCCEEDED, Errand
from robot_guide_ros.reporting import now

LOOK = 0.25  # s between two looks
THERE = 1.5  # m; Nav2's tolerance is 0.25 m, and its AMCL tells the pose every 0.25 m
SILENT = 2.0  # s without feedback, after which a goal counts as lost; Nav2 gives it at every turn of its tree


class Nav2Errand(Errand):
    """waits: called when the goal that is under way has to be asked for again. Give it up with `cancel`.
    where: tells where the robot is, map frame; None: it is not known.

    The other arguments are those of `Errand`.
    """

    def __init__(self, *errand: object, waits: Callable[[], None], where: Callable[[], Pose2D | None]):
        super().__init__(*errand)
        self.waits, self.where, self.fed = waits, where, now(self.node)
        self.watch = self.node.create_timer(LOOK, self.look)  # by the node's clock: paused, a simulation is silent

    def hear(self, serial: int, feedback: object) -> None:
        self.fed = now(self.node)
        super().hear(serial, feedback)

    def look(self) -> None:
        if self.handle is None or self.goal is None:
            self.fed = now(self.node)
            if self.goal is not None and self.timer is None and time.monotonic() - self.unanswered > ANSWER:
                self.again("Nav2 has not answered")
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
        if wanted and (reason := self.why_again(answer.status, answer.result)):
            self.again(reason)
            return
        super().finish(serial, outcome)

    def why_again(self, status: int, result: object) -> str:
        """Why an end is none that counts; nothing, where it is one."""
        off = navigation_codes.metres_off(self.goal, self.where())
        if status == SUCCEEDED and off > THERE:
            return f"Nav2 says that its goal is reached, which is {off:.1f} m away"
        if status == REJECTED:  # of a goal that was taken on: it knows nothing of it any more
            return "Nav2 has lost its goal"
        passing = navigation_codes.is_passing(status, result)
        return f"Nav2 has given its goal up ({navigation_codes.message_of(result)})" if passing else ""
