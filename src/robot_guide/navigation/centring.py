"""Ways through narrow openings: how wide these are, and to their middle, finer than the costmap's cells."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from robot_guide.navigation.costmap import INSCRIBED, Costmap

STEP = 0.01  # m, how finely the room on each side is measured
TAPER = 0.6  # m over which a way is led to the middle, before the robot comes into the opening, and away behind it


@dataclass(frozen=True)
class Narrows:
    """Where a way has something within reach on both its sides.

    points: (N, 2) m, the way; normals: (N, 2), to its left; left, right: (N,) m to what stands there, at most `reach`.
    """

    points: np.ndarray
    normals: np.ndarray
    left: np.ndarray
    right: np.ndarray
    reach: float
    costmap: Costmap

    @classmethod
    def of(cls, points: np.ndarray, costmap: Costmap, reach: float) -> Narrows:
        """points: (N, 2), N >= 2, m, map frame; reach: m."""
        along = np.gradient(points, axis=0)
        normals = np.column_stack((-along[:, 1], along[:, 0])) / np.maximum(np.hypot(*along.T), 1e-9)[:, None]
        left, right = (room_beside(points, side * normals, costmap, reach) for side in (1.0, -1.0))
        return cls(points, normals, left, right, reach, costmap)

    @property
    def where(self) -> np.ndarray:
        """(M,) numbers of the points that lie in an opening."""
        return np.flatnonzero((self.left < self.reach) & (self.right < self.reach))

    def narrower_than(self, width: float) -> np.ndarray:
        """(K, 2) m: the middles of openings that are too narrow, where the way leads through them."""
        small = self.where[(self.left + self.right)[self.where] < width]
        return self._moved_by(np.ones(len(self.points)), np.arange(len(self.points)))[small]

    def centred(self) -> np.ndarray:
        """(N, 2) m: the way through the middles. Its ends stay, and so does what would come to lie in a closed cell."""
        where, points = self.where, self.points
        if len(where) == 0:
            return points
        arcs = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))))
        apart = np.abs(arcs[:, None] - arcs[where])
        nearest = apart.argmin(axis=1)
        away = apart[np.arange(len(points)), nearest] - self.reach
        moved = self._moved_by(np.clip(1.0 - away / TAPER, 0.0, 1.0), where[nearest])
        closed = cells_of(moved, self.costmap, self.costmap.cost, INSCRIBED) >= INSCRIBED
        closed[[0, -1]] = True
        return np.where(closed[:, None], points, moved)

    def _moved_by(self, shares: np.ndarray, like: np.ndarray) -> np.ndarray:
        """Each point moved by a share of what would centre the point with the number in `like`."""
        return self.points + (shares * 0.5 * (self.left - self.right)[like])[:, None] * self.normals


def room_beside(points: np.ndarray, directions: np.ndarray, costmap: Costmap, reach: float) -> np.ndarray:
    """(N,) m from each point to the first occupied cell in its direction, unit vectors (N, 2); at most `reach`."""
    steps = np.arange(1, math.ceil(reach / STEP) + 1) * STEP
    beside = points[:, None] + steps[:, None] * directions[:, None]
    occupied = cells_of(beside, costmap, costmap.distance, -1.0) < 0.0
    return np.where(occupied.any(axis=1), steps[occupied.argmax(axis=1)] - 0.5 * STEP, reach)


def cells_of(points: np.ndarray, costmap: Costmap, values: np.ndarray, outside: float) -> np.ndarray:
    """(...) what `values` (rows, columns) hold at points (..., 2), m, map frame; `outside` off the map."""
    columns, rows = np.moveaxis(np.floor((points - costmap.origin) / costmap.resolution).astype(int), -1, 0)
    within = (rows >= 0) & (rows < costmap.shape[0]) & (columns >= 0) & (columns < costmap.shape[1])
    return np.where(within, values[np.where(within, rows, 0), np.where(within, columns, 0)], outside)
