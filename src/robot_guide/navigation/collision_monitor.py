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
from robot_guide.navigation.scan_points import Sight, points_of, to_frame
from robot_guide.sensing import LaserScan, Odometry, Velocity

STOP = Velocity(0.0, 0.0)
GRAIN = 0.003  # m; less than this over 5 cm of way is driving along something, not into it
ALONG = 0.03  # m; the same where only slowing down is at stake: as much as the laser's noise makes of a straight wall
CONTACT = 0.01  # m between rims, at which that grain is not granted any more
REACH = 6.0  # m
AHEAD = 0.2  # s by which a scan may be newer than the pose
BESIDE, AGAIN = 0.10, 0.25  # m from a point to the next one, or to one of the scan before, that confirms it
MARGIN_PER_SPEED = 0.10  # s, more distance kept at speed


class CollisionMonitor:
    """Remembers the last two scans, and where the wheels stood then.

    Debounced both ways: a speck that a single beam sees counts from the second scan on, and what was seen counts until
    two scans in a row do not see it.
    """

    def __init__(self, config: MonitorConfig, laser: Pose2D | None = None):
        """laser: where the base carries it, unless a scan says so itself; None: at its middle."""
        self.config, self.laser = config, laser
        self._blind = False  # the last scan was none to drive by
        self._all = self._seen = self._before = np.empty((0, 2))  # m, odom frame: of the last scan, and what counts
        self._stamp, self._sight = -math.inf, Sight()

    def check(self, velocity: Velocity, odometry: Odometry, scan: LaserScan | None) -> Velocity:
        """What of `velocity` may be driven; both parts are scaled alike, so that the curve stays the same.

        Stops when the last scan is older than `max_scan_age`, or the pose than the scan, or a number anywhere is none:
        of the beams, where more than `blind` of them side by side have measured nothing; or when all at once the laser
        sees nothing any more (`Sight`). Of scans that stay away the second counts, one that is bad counts at once.
        """
        pose = odometry.pose
        if not all(map(math.isfinite, (*pose.xy, pose.yaw, odometry.stamp, velocity.linear, velocity.angular))):
            return STOP
        if scan is not None:
            self._blind = not (self._sight.accepts(scan) and blind_angle(scan) <= self.config.blind)
            if not self._blind:
                self._take_in(scan, pose)
        if not self.sees(odometry.stamp):
            return STOP
        points = to_frame(np.concatenate((self._seen, self._before)), pose.inverse())
        return self._slowed(bounded(velocity, self.config), points)

    def sees(self, now: float) -> bool:
        """Whether the last scan is sound, and fresh enough to drive by, at a moment in s."""
        return not self._blind and -AHEAD <= now - self._stamp <= self.config.max_scan_age + 1e-9

    def _take_in(self, scan: LaserScan, pose: Pose2D) -> None:
        laser = self.laser if scan.mount is None else scan.mount
        stood = pose if laser is None else pose.compose(laser)
        points = to_frame(points_of(scan, reach=REACH), stood)
        self._before, self._seen = self._seen, points[confirmed(points, self._all, BESIDE, AGAIN)]
        self._all, self._stamp = points, scan.stamp

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
        if free_way(points, v, w, config.radius + config.slow_margin, contact, 0.5, ALONG) < math.inf:
            limit = min(limit, config.slow_speed)
        scale = min(limit / abs(v), 1.0)
        return Velocity(v * scale, w * scale) if scale > 0.02 else Velocity(0.0, w)


def blind_angle(scan: LaserScan) -> float:
    """The widest angle, rad, in which every beam has failed to measure; beams that hit nothing have measured that."""
    return longest_run(np.isnan(scan.ranges)) * abs(scan.angle_increment)


@njit(cache=True)
def longest_run(flags):
    """How many in a row are true at most."""
    longest = run = 0
    for flag in flags:
        run = run + 1 if flag else 0
        longest = max(longest, run)
    return longest


@njit(cache=True)
def confirmed(points, before, beside, again):
    """(N,) bool: which points (N, 2), in the order of the beams, have the next one beside them or were there before."""
    n, counts = len(points), np.zeros(len(points), np.bool_)
    for i in range(n):
        for k in ((i - 1) % n, (i + 1) % n):
            if k != i and (points[i, 0] - points[k, 0]) ** 2 + (points[i, 1] - points[k, 1]) ** 2 < beside * beside:
                counts[i] = True
        if counts[i]:
            continue
        for k in range(len(before)):
            if (points[i, 0] - before[k, 0]) ** 2 + (points[i, 1] - before[k, 1]) ** 2 < again * again:
                counts[i] = True
                break
    return counts


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
def free_way(points, v, w, radius, contact, horizon, grain=GRAIN):
    """Metres that a round robot can go along the arc (v, w) until one of `points` (N, 2) is within `radius`.

    inf: none within `horizon` seconds. Where something is that near already, it may go on as long as nothing comes
    nearer than it is now, by more than `grain` m; within `contact` m of the robot's middle, by nothing at all.
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
        elif gap < radius and gap < nearest - (grain if gap > contact else 1e-4):
            return (k - 1) * step
    return np.inf
