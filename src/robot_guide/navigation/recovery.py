"""Getting out again, gently, when the robot stands too near to something to go on."""

from __future__ import annotations

import math

import numpy as np

from hall_map.geometry import Pose2D
from robot_guide.navigation.config import NavigationConfig
from robot_guide.sensing import Velocity

SPEED = 0.10  # m/s
PATIENCE = 2.5  # s, held by the monitor for longer, it backs out
MOMENT = 0.3  # s
DURATION, LONGEST = 1.5, 5.0  # s, at first, and when that has not helped
SOON = 15.0  # s after backing out; held again before they are over, it has not helped
AROUND = 0.8  # m; what is farther than this does not matter


class Recovery:
    """Watches whether the collision monitor holds the robot, and backs out for a moment when it does for too long."""

    def __init__(self, config: NavigationConfig):
        self.config = config
        self._since: float | None = None  # s, since when the monitor lets it not go on
        self._now = self._until = -math.inf  # s
        self._duration = DURATION  # s, of the last time
        self._sign = 0.0

    @property
    def held(self) -> bool:
        """Whether the monitor has not let the wheels do what they were asked for, for a moment already."""
        return self._since is not None and self._now - self._since >= MOMENT

    def note(self, wanted: Velocity, driven: Velocity, goes: bool, now: float) -> None:
        """Take note of what was asked for and what the monitor let through; `goes`: the robot is to get somewhere."""
        self._now = now
        held = abs(wanted.linear) > 0.01 and abs(driven.linear) < 0.2 * abs(wanted.linear)
        if not (goes and held):
            self._since = None
        elif self._since is None:
            self._since = now

    def due(self, now: float) -> bool:
        """Whether it has been held for too long, or is backing out already."""
        return now < self._until or (self._since is not None and now - self._since >= PATIENCE)

    def lately(self, now: float) -> bool:
        """Whether it has backed out not long ago: going on as before, it would be held again."""
        return now - self._until < SOON

    def command(self, things: np.ndarray, pose: Pose2D, now: float) -> Velocity:
        """Straight away from what is near, for a moment. `things`: (N, 2), m, map frame."""
        if now >= self._until:
            again = now - self._until < SOON
            self._duration = min(2.0 * self._duration, LONGEST) if again else DURATION
            self._since, self._until = None, now + self._duration
            self._sign = self._way_out(things, pose)
        return Velocity(self._sign * SPEED, 0.0)

    def _way_out(self, things: np.ndarray, pose: Pose2D) -> float:
        """1 when what is near is behind, else -1."""
        dx, dy = things[:, 0] - pose.x, things[:, 1] - pose.y
        near = np.hypot(dx, dy) < AROUND
        along = dx[near] * math.cos(pose.yaw) + dy[near] * math.sin(pose.yaw)
        return 1.0 if len(along) and along.mean() < -0.1 else -1.0
