"""Things that the laser sees and the map does not know, remembered for as long as they may still be there.

A cell is forgotten at once when a beam goes through it, and soon when nobody looks at it any more, so that people who
walked on leave no ghosts; what stood still for long is furniture, and is remembered behind somebody's back.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from hall_map.geometry import Pose2D
from robot_guide.navigation.config import ObstacleConfig
from robot_guide.navigation.scan_points import as_ranges
from robot_guide.sensing import LaserScan

CELL = 0.05  # m
SLACK = 0.15  # m that a beam must reach beyond a cell to have gone through it
HALF = 1 << 30  # added to rows and columns, so that both are positive and fit in one key of 63 bits


class ObstacleLayer:
    """Cells of 5 cm in the map frame, each with the times at which it was first and last hit."""

    def __init__(self, config: ObstacleConfig):
        self.config = config
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self._keys = np.empty(0, np.int64)  # of the cells, ascending
        self._first, self._last = np.empty(0), np.empty(0)

    @property
    def points(self) -> np.ndarray:
        """(N, 2) float64, m in the map frame: the middles of the cells."""
        return middles(self._keys)

    def update(self, hits: np.ndarray, pose: Pose2D, scan: LaserScan) -> None:
        """Take in a scan: `hits` (M, 2), m in the map frame, are those of its end points that no map explains."""
        config, now = self.config, scan.stamp
        stays = kept(
            self._keys, self._first, self._last, now, config.settled, config.remember, config.forget,
            pose.x, pose.y, pose.yaw, as_ranges(scan), scan.angle_min, scan.angle_increment,
        )  # fmt: skip
        new = keys_of(hits, pose.x, pose.y, config.range)
        self._keys, self._first, self._last = merged(
            self._keys[stays], self._first[stays], self._last[stays], new, now
        )  # fmt: skip


@njit(cache=True)
def middles(keys):
    """(N, 2) m: the middles of cells."""
    points = np.empty((len(keys), 2))
    for i in range(len(keys)):
        points[i, 0] = ((keys[i] >> 32) - HALF + 0.5) * CELL
        points[i, 1] = ((keys[i] & 0xFFFFFFFF) - HALF + 0.5) * CELL
    return points


@njit(cache=True)
def keys_of(hits, x, y, reach):
    """The cells, ascending, that points (M, 2) within `reach` m of (x, y) lie in, each once."""
    keys, count = np.empty(len(hits), np.int64), 0
    for i in range(len(hits)):
        if math.hypot(hits[i, 0] - x, hits[i, 1] - y) < reach:
            column, row = math.floor(hits[i, 0] / CELL), math.floor(hits[i, 1] / CELL)
            keys[count] = ((np.int64(column) + HALF) << 32) | (np.int64(row) + HALF)
            count += 1
    keys = np.sort(keys[:count])
    different = 0
    for i in range(count):
        if i == 0 or keys[i] != keys[i - 1]:
            keys[different] = keys[i]
            different += 1
    return keys[:different]


@njit(cache=True)
def merged(keys, first, last, new, now):
    """Cells of which `new` ones were hit now; both keys ascending. Returns: keys, first and last times."""
    size = len(keys) + len(new)
    out, began, hit = np.empty(size, np.int64), np.empty(size), np.empty(size)
    i = j = count = 0
    while i < len(keys) or j < len(new):
        old = i < len(keys) and (j == len(new) or keys[i] <= new[j])
        fresh = j < len(new) and (i == len(keys) or new[j] <= keys[i])
        out[count] = keys[i] if old else new[j]
        began[count] = first[i] if old else now
        hit[count] = now if fresh else last[i]
        i, j, count = i + old, j + fresh, count + 1
    return out[:count], began[:count], hit[:count]


@njit(cache=True)
def kept(keys, first, last, now, settled, remember, forget, x, y, yaw, ranges, angle_min, increment):
    """(N,) bool: which cells are still believed in, after a scan that a laser at (x, y, yaw) has made.

    The beam towards a cell went through it where it ended behind it, or met nothing at all.
    """
    stays = np.empty(len(keys), np.bool_)
    beams = len(ranges)
    full_circle = abs(beams * increment) > 2.0 * math.pi - 2.0 * abs(increment)
    points = middles(keys)
    for i in range(len(keys)):
        furniture = last[i] - first[i] >= settled
        stays[i] = last[i] <= now <= last[i] + (remember if furniture else forget)
        u, v = points[i, 0] - x, points[i, 1] - y
        beam = round((math.atan2(v, u) - yaw - angle_min) / increment)
        if full_circle:
            beam %= beams
        # NaN is not greater: a blind beam clears nothing
        if 0 <= beam < beams and ranges[beam] > math.hypot(u, v) + SLACK:
            stays[i] = False
    return stays
