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
GRAZING = 0.17  # cosine to the way driven under which something passes by and is not approached
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
        free = free_way(points, v, w, config.radius + config.stop_margin + MARGIN_PER_SPEED * abs(v), config.horizon)
        if free <= 0.0:  # the margin for speed may be used up by going slower
            free = max(free_way(points, v, w, config.radius + config.stop_margin, config.horizon), 0.0)
            limit = min(stopping_speed(free, config), config.slow_speed)
        else:
            limit = stopping_speed(free, config)
        near = config.radius + config.slow_margin
        if free_way(points, v, w, near, 0.5) < math.inf:
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
def free_way(points, v, w, radius, horizon):
    """Metres that a round robot can go along the arc (v, w) until one of `points` (N, 2) is within `radius`.

    inf: none within `horizon` seconds. What it moves away from, or just passes by, does not count: so it can leave.
    """
    step, forwards = 0.05, 1.0 if v > 0.0 else -1.0
    count = int(abs(v) * horizon / step) + 1
    for k in range(count):
        t = k * step / abs(v)
        yaw = w * t
        if abs(w) < 1e-6:
            x, y = v * t, 0.0
        else:
            x, y = v / w * math.sin(yaw), v / w * (1.0 - math.cos(yaw))
        c, s = forwards * math.cos(yaw), forwards * math.sin(yaw)
        for i in range(len(points)):
            dx, dy = points[i, 0] - x, points[i, 1] - y
            square = dx * dx + dy * dy
            if square < radius * radius and dx * c + dy * s > GRAZING * math.sqrt(square):
                return k * step
    return np.inf
