"""The last check before the wheels: it looks at the raw scan alone, and can only slow down or stop.

It shares no map, pose or plan with the rest, and cannot be switched off. What it does is that of Nav2's collision
monitor (stop, slow-down and approach polygons) for a round robot; the speed allowed on an approach is that from which
it can brake in front of what it sees (Fox, Burgard, Thrun 1997, "The dynamic window approach", equation 14).
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from hall_map.geometry import Pose2D
from robot_guide.navigation.config import MonitorConfig
from robot_guide.navigation.scan_points import is_sound, points_of, to_frame
from robot_guide.sensing import LaserScan, Odometry, Velocity

STOP = Velocity(0.0, 0.0)
GRAIN = 0.003  # m; less than this over 5 cm of way is driving along something, not into it
CONTACT = 0.01  # m between rims, at which that grain is not granted any more
MARGIN_PER_SPEED = 0.10  # s, more distance kept at speed


class CollisionMonitor:
    """Remembers the last scan and where the wheels stood then."""

    def __init__(self, config: MonitorConfig):
        self.config = config
        self._points = np.empty((0, 2))  # m, frame of the robot at `_pose`
        self._pose: Pose2D | None = None  # odom frame
        self._stamp = -math.inf

    def check(self, velocity: Velocity, odometry: Odometry, scan: LaserScan | None) -> Velocity:
        """What of `velocity` may be driven; both parts are scaled alike, so that the curve stays the same.

        Stops when the last scan is older than `max_scan_age`, or a number anywhere is none.
        """
        pose = odometry.pose
        if not all(map(math.isfinite, (*pose.xy, pose.yaw, odometry.stamp, velocity.linear, velocity.angular))):
            return STOP
        if scan is not None and is_sound(scan):
            self._points, _ = points_of(scan, reach=6.0)
            self._pose, self._stamp = pose, scan.stamp
        if self._pose is None or not -0.2 <= odometry.stamp - self._stamp <= self.config.max_scan_age:
            return STOP
        points = to_frame(self._points, pose.inverse().compose(self._pose))
        return self._slowed(bounded(velocity, self.config), points)

    def _slowed(self, velocity: Velocity, points: np.ndarray) -> Velocity:
        config = self.config
        v, w = velocity.linear, velocity.angular
        if v == 0.0:
            return velocity  # a round robot turning on the spot touches nothing new
        contact, least = config.radius + CONTACT, config.radius + config.stop_margin
        free = free_way(points, v, w, least + MARGIN_PER_SPEED * abs(v), contact, config.horizon)
        limit = stopping_speed(free, config)
        if free <= 0.0:  # the margin for speed may be used up by going slower
            limit = stopping_speed(free_way(points, v, w, least, contact, config.horizon), config)
            limit = min(limit, config.slow_speed)
        if free_way(points, v, w, config.radius + config.slow_margin, contact, 0.5) < math.inf:
            limit = min(limit, config.slow_speed)
        scale = min(limit / abs(v), 1.0)
        return Velocity(v * scale, w * scale) if scale > 0.02 else Velocity(0.0, w)


def bounded(velocity: Velocity, config: MonitorConfig) -> Velocity:
    """A velocity that the base can drive."""
    return Velocity(
        min(max(velocity.linear, -config.max_speed), config.max_speed),
        min(max(velocity.angular, -config.max_yaw_rate), config.max_yaw_rate),
    )


def stopping_speed(free: float, config: MonitorConfig) -> float:
    """The speed from which the robot stops within `free` metres, its time to react included, m/s."""
    if free == math.inf:
        return math.inf
    a, t = config.deceleration, config.reaction
    return math.sqrt((a * t) ** 2 + 2.0 * a * free) - a * t


@njit(cache=True)
def free_way(points, v, w, radius, contact, horizon):
    """Metres that a round robot can go along the arc (v, w) until one of `points` (N, 2) is within `radius`.

    inf: none within `horizon` seconds. Where something is that near already, it may go on as long as nothing comes
    nearer than it is now, by more than a grain; within `contact` m of the robot's middle, by nothing at all.
    """
    step, nearest = 0.05, np.inf
    for k in range(int(abs(v) * horizon / step) + 2):
        t = k * step / abs(v)
        yaw = w * t
        if abs(w) < 1e-6:
            x, y = v * t, 0.0
        else:
            x, y = v / w * math.sin(yaw), v / w * (1.0 - math.cos(yaw))
        square = np.inf
        for i in range(len(points)):
            square = min(square, (points[i, 0] - x) ** 2 + (points[i, 1] - y) ** 2)
        gap = math.sqrt(square)
        if k == 0:
            nearest = gap
        elif gap < radius and gap < nearest - (GRAIN if gap > contact else 1e-4):
            return (k - 1) * step
    return np.inf
