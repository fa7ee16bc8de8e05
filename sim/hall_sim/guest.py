"""A guest: the body of somebody real, who talks to a robot at its screen. Steps up, looks at it, follows, and is gone.

The words are the real person's; a guest says nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from hall_map import Point
from hall_sim.trail import Trail
from hall_sim.visitor import Intention, Sight
from hall_sim.visitor_config import VisitorConfig
from hall_sim.voices import HeardSpeech

ROUND_CORNERS = 2.5  # m: farther behind, one follows in the robot's steps
NEAR_ENOUGH = 0.05  # m


@dataclass
class Guest:
    """The one who stands before a robot's screen. In the world's eyes a visitor."""

    config: VisitorConfig
    robot: str
    door: Point = (0.0, 0.0)  # m, where they step up
    engaged: str | None = None
    phase: str = "outside"
    _called: bool = False
    _trail: Trail = field(default_factory=Trail)

    @classmethod
    def of(cls, robot: str) -> Guest:
        return cls(VisitorConfig(f"guest_{robot}", ask=""), robot)

    @property
    def present(self) -> bool:
        return self.phase != "outside"

    def come(self, at: Point) -> None:
        """Step up at `at`, m; who is there already stays where they are."""
        if not self._called:
            self.door, self._called = at, True

    def leave(self) -> None:
        self._called = False

    def carried(self, at: Point) -> None:
        """As a visitor's."""

    def flee(self, t: float) -> None:
        """Somebody real decides for themselves."""

    def step(self, t: float, at: Point, robots: Mapping[str, Sight], heard: tuple[HeardSpeech, ...] = ()) -> Intention:
        """As a visitor's."""
        robot = robots[self.robot]
        if not self._called:
            self.phase = "outside"
            return Intention()
        if not self.present:
            self.phase = "following"
            self._trail.begin(robot.xy)
            return Intention(facing=robot.xy)
        self._trail.extend(robot.xy)
        return self._keep_up(at, robot)

    def _keep_up(self, at: Point, robot: Sight) -> Intention:
        gap = math.dist(at, robot.xy)
        lack = gap - self.config.follow_gap
        if lack <= NEAR_ENOUGH:
            return Intention(facing=robot.xy)
        speed = self.config.pace * min(1.0, 0.25 + lack)
        if robot.near and gap < ROUND_CORNERS:
            self._trail.shorten(robot.xy)
            return Intention(robot.xy, speed=speed)
        return Intention(self._trail.next_after(at), speed=speed)
