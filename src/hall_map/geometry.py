"""Points and poses of the hall.

Frame: `map`, metres, x to the east, y to the north, origin in the hall's south-west corner (REP-103, REP-105).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Pose2D:
    """Where something stands and which way it looks."""

    x: float  # m
    y: float  # m
    yaw: float = 0.0  # rad, anticlockwise from the x axis

    @property
    def xy(self) -> Point:
        return (self.x, self.y)

    def distance_to(self, other: Pose2D | Point) -> float:
        """Metres to `other`."""
        x, y = other.xy if isinstance(other, Pose2D) else other
        return math.hypot(x - self.x, y - self.y)

    def bearing_to(self, other: Pose2D | Point) -> float:
        """Direction to `other` in the map frame, rad in [-pi, pi]."""
        x, y = other.xy if isinstance(other, Pose2D) else other
        return math.atan2(y - self.y, x - self.x)

    def compose(self, local: Pose2D) -> Pose2D:
        """`local`, given in this pose's frame, in the frame that this pose is given in."""
        c, s = math.cos(self.yaw), math.sin(self.yaw)
        return Pose2D(
            self.x + c * local.x - s * local.y,
            self.y + s * local.x + c * local.y,
            wrap_angle(self.yaw + local.yaw),
        )

    def inverse(self) -> Pose2D:
        """The pose `p` with `self.compose(p)` at the origin."""
        c, s = math.cos(self.yaw), math.sin(self.yaw)
        return Pose2D(-c * self.x - s * self.y, s * self.x - c * self.y, wrap_angle(-self.yaw))


def wrap_angle(angle: float) -> float:
    """`angle` in rad, brought into [-pi, pi]."""
    return math.atan2(math.sin(angle), math.cos(angle))
