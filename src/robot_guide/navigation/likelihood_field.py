"""The likelihood field: how well a laser's end points fit a map, read off a table.

Thrun, Burgard, Fox (2005), "Probabilistic Robotics", section 6.4.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numba import njit

from hall_map.geometry import Point
from hall_map.grid import OCCUPIED, OccupancyGrid


@dataclass(frozen=True)
class LikelihoodField:
    """Distances to the surfaces that a laser sees.

    `gap` is (rows, columns) float32, m, from the middle of a cell to the nearest border of an occupied cell, inside of
    walls as well, since a beam ends on the surface.
    """

    gap: np.ndarray
    outside: np.ndarray  # (rows, columns) float32, m to the nearest occupied cell, 0 within
    resolution: float
    origin: Point

    @classmethod
    def from_grid(cls, grid: OccupancyGrid) -> LikelihoodField:
        free = (grid.data != OCCUPIED).astype(np.uint8)
        outside = _distance(free) - 0.5
        inside = _distance(1 - free) - 0.5
        gap = np.where(free == 1, outside, inside) * grid.resolution
        beyond = np.where(free == 1, outside, 0.0) * grid.resolution
        return cls(gap.astype(np.float32), beyond.astype(np.float32), grid.resolution, grid.origin)

    def unexplained(self, points: np.ndarray, margin: np.ndarray | float) -> np.ndarray:
        """(N,) bool: which points (N, 2), map frame, lie farther than `margin` m from all that the map knows."""
        rows, columns, inside = self._cells_of(points)
        return inside & (self.outside[rows, columns] > margin)

    def _cells_of(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Rows and columns (N,) of the cells, held on the grid, and (N,) bool: whether the point is on it at all."""
        cells = np.floor((points - self.origin) / self.resolution).astype(np.int64)
        last = np.array(self.gap.shape[::-1]) - 1
        held = np.clip(cells, 0, last)
        return held[:, 1], held[:, 0], (held == cells).all(axis=1)


def _distance(mask: np.ndarray) -> np.ndarray:
    """Cells from each cell's middle to the nearest cell where `mask` is 0; far, where there is none."""
    if mask.all():
        return np.full(mask.shape, 1e6, np.float32)
    return cv2.distanceTransform(mask, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)


def log_table(sigma: float, z_rand: float, spacing: float = 0.005, reach: float = 4.0) -> np.ndarray:
    """Logarithm of the beam likelihood at 0, 1, 2, … times `spacing` metres, as far as `reach` sigmas, then constant.

    The mix of section 6.4, relative to the best: a Gaussian of what the map explains, and a share `z_rand` that hits
    anything, such as people.
    """
    gaps = np.arange(0.0, reach * sigma + spacing, spacing)
    return np.log((1.0 - z_rand) * np.exp(-0.5 * (gaps / sigma) ** 2) + z_rand)


@njit(cache=True)
def weigh(particles, beams, gap, origin_x, origin_y, resolution, table, spacing, weights):
    """Add to each particle's log weight what the beams say.

    particles (N, 3): x, y, yaw; beams (M, 2): end points in the robot's frame, m; weights (N,): changed in place.
    Between cells the distance is interpolated, so that a field of 5 cm resolves less.
    """
    rows, columns = gap.shape
    last = len(table) - 1
    for i in range(len(particles)):
        c, s = math.cos(particles[i, 2]) / resolution, math.sin(particles[i, 2]) / resolution
        u0 = (particles[i, 0] - origin_x) / resolution - 0.5
        v0 = (particles[i, 1] - origin_y) / resolution - 0.5
        total = 0.0
        for j in range(len(beams)):
            u, v = u0 + c * beams[j, 0] - s * beams[j, 1], v0 + s * beams[j, 0] + c * beams[j, 1]
            if not (0.0 <= u < columns - 1.0 and 0.0 <= v < rows - 1.0):
                total += table[last]
                continue
            column, row = int(u), int(v)
            p, q = u - column, v - row
            low = (1.0 - p) * gap[row, column] + p * gap[row, column + 1]
            high = (1.0 - p) * gap[row + 1, column] + p * gap[row + 1, column + 1]
            total += table[min(int(((1.0 - q) * low + q * high) / spacing + 0.5), last)]
        weights[i] += total


@njit(cache=True)
def overshot(pose, beams, outside, origin_x, origin_y, resolution, slack):
    """How many beams reach more than `slack` metres beyond the first thing on their way that the map knows.

    pose (3,): x, y, yaw; beams (M, 2): end points in the robot's frame. Somebody in the way makes a beam shorter, but
    nothing makes one longer: the pose is wrong, or the wall is gone. Steps as long as the distance field allows.
    """
    count = 0
    rows, columns = outside.shape
    for j in range(len(beams)):
        reach = math.hypot(beams[j, 0], beams[j, 1])
        bearing = math.atan2(beams[j, 1], beams[j, 0]) + pose[2]
        c, s, t = math.cos(bearing), math.sin(bearing), 0.0
        while t < reach - slack:
            column = math.floor((pose[0] + t * c - origin_x) / resolution)
            row = math.floor((pose[1] + t * s - origin_y) / resolution)
            if not (0 <= column < columns and 0 <= row < rows) or outside[row, column] <= 0.0:
                count += 1
                break
            t += max(outside[row, column] - 0.5 * resolution, 0.5 * resolution)
    return count
