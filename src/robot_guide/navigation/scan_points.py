"""A laser scan as points."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from hall_map.geometry import Pose2D
from robot_guide.sensing import LaserScan

NEAREST = 0.05  # m; what is nearer is the robot's own housing
WELL_WITHIN = 0.5  # of a laser's reach


def is_sound(scan: LaserScan) -> bool:
    """Whether a scan can be used: it has beams, at least one has measured, and its stamp and angles are numbers."""
    numbers = all(map(math.isfinite, (scan.stamp, scan.angle_min, scan.angle_increment))) and scan.angle_increment != 0
    return numbers and has_measured(np.asarray(scan.ranges))


@njit(cache=True)
def has_measured(ranges):
    """Whether one of the beams (N,) has measured."""
    return not np.isnan(ranges).all()


class Sight:
    """Which scans of one laser can be used; remembers the last of them.

    One that sees nothing all around has failed, if just before it saw something well within its reach: people and walls
    leave one after the other. A laser before which there has never been anything stands on an open floor.
    """

    def __init__(self) -> None:
        self._nearest, self._stamp = math.inf, -math.inf

    def accepts(self, scan: LaserScan) -> bool:
        if not is_sound(scan):
            return False
        nearest = float(np.fmin.reduce(scan.ranges))
        vanished = nearest == math.inf and self._nearest < WELL_WITHIN * scan.range_max
        if vanished and scan.stamp >= self._stamp:  # else another world has begun
            return False
        self._nearest, self._stamp = nearest, scan.stamp
        return True


def points_of(scan: LaserScan, reach: float = np.inf) -> np.ndarray:
    """End points within `reach` metres, (M, 2) float64 in the laser's frame, in the order of the beams.

    Beams that measured nothing (NaN), or hit nothing, have no end point.
    """
    return end_points(as_ranges(scan), scan.angle_min, scan.angle_increment, min(reach, scan.range_max))


def as_ranges(scan: LaserScan) -> np.ndarray:
    """(N,) float64, m: a scan's ranges as the compiled loops take them."""
    return np.ascontiguousarray(scan.ranges, np.float64)


@njit(cache=True)
def end_points(ranges, angle_min, increment, reach):
    """`points_of` a scan's numbers."""
    points, count = np.empty((len(ranges), 2)), 0
    for i in range(len(ranges)):
        if NEAREST < ranges[i] < reach:
            angle = angle_min + increment * i
            points[count, 0], points[count, 1] = ranges[i] * math.cos(angle), ranges[i] * math.sin(angle)
            count += 1
    return points[:count]


def to_frame(points: np.ndarray, pose: Pose2D) -> np.ndarray:
    """Points (N, 2) of the frame that `pose` is the origin of, in the frame that `pose` is given in."""
    return moved(points, pose.x, pose.y, pose.yaw)


@njit(cache=True)
def moved(points, x, y, yaw):
    """Points (N, 2) turned by `yaw` and shifted by (x, y)."""
    c, s, out = math.cos(yaw), math.sin(yaw), np.empty((len(points), 2))
    for i in range(len(points)):
        out[i, 0] = x + c * points[i, 0] - s * points[i, 1]
        out[i, 1] = y + s * points[i, 0] + c * points[i, 1]
    return out


@njit(cache=True)
def strange_points(ranges, angle_min, increment, reach, x, y, yaw, outside, origin_x, origin_y, resolution, margin,
                   margin_per_metre):  # fmt: skip
    """End points (M, 2) in the map frame, in the order of the beams, that no map explains.

    Args:
        ranges: (N,) m; only beams nearer than `reach` m count; the laser stands at (x, y, yaw) in the map frame.
        outside: (rows, columns) m from each of the map's cells to what it knows, see `LikelihoodField`.
        margin: m from that, and `margin_per_metre` of range more, within which a point is explained. So is all that
            lies off the map.
    """
    rows, columns = outside.shape
    points, count = np.empty((len(ranges), 2)), 0
    for i in range(len(ranges)):
        if not NEAREST < ranges[i] < reach:
            continue
        angle = angle_min + increment * i + yaw
        u, v = x + ranges[i] * math.cos(angle), y + ranges[i] * math.sin(angle)
        column, row = math.floor((u - origin_x) / resolution), math.floor((v - origin_y) / resolution)
        if not (0 <= row < rows and 0 <= column < columns):
            continue
        if outside[row, column] > margin + margin_per_metre * ranges[i]:
            points[count, 0], points[count, 1] = u, v
            count += 1
    return points[:count]
