"""Some beams of a scan, spread evenly, as localisation takes them."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from hall_map.geometry import Pose2D
from robot_guide.navigation.scan_points import NEAREST
from robot_guide.sensing import LaserScan

AT_MIDDLE = Pose2D(0.0, 0.0)


def evenly_spread(scan: LaserScan, count: int, turn: int) -> np.ndarray:
    """(2, M) float32, m: about `count` end points of a scan in `base_link`, without beams that hit nothing.

    Which of the beams are taken changes with `turn`, so that one bad beam is not taken each time.
    """
    stride = max(len(scan.ranges) // count, 1)
    ranges = np.asarray(scan.ranges, np.float32)
    mount = scan.mount or AT_MIDDLE
    first_angle = scan.angle_min + mount.yaw
    return _end_points(
        ranges, turn % stride, stride, first_angle, scan.angle_increment, scan.range_max, mount.x, mount.y
    )


@njit(cache=True)
def _end_points(ranges, first, stride, angle_min, angle_increment, range_max, x, y):
    points, n = np.empty((2, len(ranges) // stride + 1), np.float32), 0
    for i in range(first, len(ranges), stride):
        if NEAREST < ranges[i] < range_max:  # neither is true of NaN
            angle = angle_min + angle_increment * i
            points[0, n], points[1, n] = x + ranges[i] * math.cos(angle), y + ranges[i] * math.sin(angle)
            n += 1
    return points[:, :n].copy()
