"""Where the wheels were lately: a scan belongs to the pose at which it was taken, not to that at which it is looked at.

A robot that turns by 1.6 rad/s has turned by 0.08 rad when it looks at a scan of a twentieth of a second ago.
"""

from __future__ import annotations

from dataclasses import dataclass

from hall_map.geometry import Pose2D, wrap_angle
from robot_guide.sensing import Odometry

KEPT = 1.0  # s


@dataclass(frozen=True)
class OdometryTrack:
    """The odometry of the last second, oldest first. Immutable: each reading gives the next one."""

    readings: tuple[Odometry, ...] = ()

    def noted(self, reading: Odometry) -> OdometryTrack:
        """With the newest reading; whatever is not older than it, as before the clock went back, is forgotten."""
        kept = (each for each in self.readings if reading.stamp - KEPT <= each.stamp < reading.stamp)
        return OdometryTrack((*kept, reading))

    def at(self, stamp: float) -> Pose2D:
        """The pose at `stamp`, s, odometry frame, between two readings on a straight line; before and after all, the
        oldest and the newest.

        Raises IndexError: nothing has been noted yet.
        """
        later = next((i for i, each in enumerate(self.readings) if each.stamp >= stamp), len(self.readings))
        if later in (0, len(self.readings)):
            return self.readings[-1 if later else 0].pose
        before, after = self.readings[later - 1], self.readings[later]
        share = (stamp - before.stamp) / (after.stamp - before.stamp)
        a, b = before.pose, after.pose
        yaw = wrap_angle(a.yaw + share * wrap_angle(b.yaw - a.yaw))
        return Pose2D(a.x + share * (b.x - a.x), a.y + share * (b.y - a.y), yaw)
