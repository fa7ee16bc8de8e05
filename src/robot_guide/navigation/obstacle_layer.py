"""Things that the laser sees and the map does not know, remembered for as long as they may still be there.

A cell is forgotten at once when a beam goes through it, and soon when nobody looks at it any more, so that people who
walked on leave no ghosts; what stood still for long is furniture, and is remembered behind somebody's back.
"""

from __future__ import annotations

import numpy as np

from hall_map.geometry import Pose2D
from robot_guide.navigation.config import ObstacleConfig
from robot_guide.sensing import LaserScan

CELL = 0.05  # m
SLACK = 0.15  # m that a beam must reach beyond a cell to have gone through it


class ObstacleLayer:
    """Cells of 5 cm in the map frame, each with the times at which it was first and last hit."""

    def __init__(self, config: ObstacleConfig):
        self.config = config
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self._cells = np.empty((0, 2), np.int64)
        self._first, self._last = np.empty(0), np.empty(0)

    @property
    def points(self) -> np.ndarray:
        """(N, 2) float64, m in the map frame: the middles of the cells."""
        return (self._cells + 0.5) * CELL

    def update(self, hits: np.ndarray, pose: Pose2D, scan: LaserScan) -> None:
        """Take in a scan: `hits` (M, 2), m in the map frame, are those of its end points that no map explains."""
        now = scan.stamp
        stays = ~self._seen_through(pose, scan) & (now <= self._until()) & (self._last <= now)
        near = np.hypot(*(hits - np.array(pose.xy)).T) < self.config.range
        new = np.unique(np.floor(hits[near] / CELL).astype(np.int64), axis=0)
        cells = np.concatenate((self._cells[stays], new))
        first = np.concatenate((self._first[stays], np.full(len(new), now)))
        last = np.concatenate((self._last[stays], np.full(len(new), now)))
        keys = (cells[:, 0] << 32) + (cells[:, 1] & 0xFFFFFFFF)
        _, kept, group = np.unique(keys, return_index=True, return_inverse=True)
        newest = np.full(len(kept), -np.inf)
        np.maximum.at(newest, group, last)
        self._cells, self._first, self._last = cells[kept], first[kept], newest  # the first of equals is the oldest

    def _until(self) -> np.ndarray:
        """(N,) s: when each cell is forgotten, unless it is hit again."""
        furniture = self._last - self._first >= self.config.settled
        return self._last + np.where(furniture, self.config.remember, self.config.forget)

    def _seen_through(self, pose: Pose2D, scan: LaserScan) -> np.ndarray:
        """(N,) bool: the beam towards a cell ended behind it, or met nothing at all."""
        offset = self.points - np.array(pose.xy)
        distance = np.hypot(offset[:, 0], offset[:, 1])
        bearing = np.arctan2(offset[:, 1], offset[:, 0]) - pose.yaw
        beam = np.rint((bearing - scan.angle_min) / scan.angle_increment).astype(np.int64)
        full_circle = abs(len(scan.ranges) * scan.angle_increment) > 2 * np.pi - 2 * abs(scan.angle_increment)
        if full_circle:
            beam %= len(scan.ranges)
        inside = (beam >= 0) & (beam < len(scan.ranges))
        ranges = np.asarray(scan.ranges, float)[np.clip(beam, 0, len(scan.ranges) - 1)]
        return inside & (ranges > distance + SLACK)  # NaN is not greater: a blind beam clears nothing
