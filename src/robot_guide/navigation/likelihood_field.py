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

BEST = 255  # level of a beam that ends where the map has a surface
FINENESS = 50  # entries of the table of levels to a sigma; it ends at 255 entries, where nothing is left of the bell
INSIDE_WALLS = 0.05  # m to something solid, nearer than which no robot's middle can be
WALLED = 100.0  # log likelihood that a pose in a wall loses
_recent: list[tuple[OccupancyGrid, LikelihoodField]] = []


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
        """The field of a grid; the last few are kept, since several robots share one."""
        for known, field in _recent:
            if known is grid:
                return field
        free = (grid.data != OCCUPIED).astype(np.uint8)
        outside = _distance(free) - 0.5
        inside = _distance(1 - free) - 0.5
        gap = np.where(free == 1, outside, inside) * grid.resolution
        beyond = np.where(free == 1, outside, 0.0) * grid.resolution
        field = cls(gap.astype(np.float32), beyond.astype(np.float32), grid.resolution, grid.origin)
        _recent.insert(0, (grid, field))
        del _recent[4:]
        return field

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


@dataclass(frozen=True)
class BeamTable:
    """What one beam says of a pose, by where it ends: levels from 0 to BEST, evenly spaced in log likelihood.

    Whole numbers, so that sums do not depend on their order; and small, so that they stay near the processor.
    """

    levels: np.ndarray  # (rows, columns) uint8, with a rim of zeros: off the map nothing explains a beam
    per_metre: np.float32  # cells
    west: np.float32  # m, the map frame's x of the table's edge, rim included
    south: np.float32
    step: float  # log likelihood from one level to the next

    @classmethod
    def of(cls, field: LikelihoodField, sigma: float, z_rand: float, scale: float = 2.0) -> BeamTable:
        """The mix of section 6.4: a Gaussian of `sigma` m of what the map explains, and a share `z_rand` that hits
        anything, such as people. The cells are `scale` times as fine as the field's, distances interpolated."""
        gap = cv2.resize(field.gap, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR)
        gaps = np.arange(256) / FINENESS
        logs = np.log((1.0 - z_rand) * np.exp(-0.5 * gaps**2) + z_rand)
        levels = np.rint(BEST * (1.0 - logs / math.log(z_rand))).astype(np.uint8)
        inner = cv2.LUT(cv2.convertScaleAbs(gap, alpha=FINENESS / sigma), levels)
        cell = field.resolution / scale
        return cls(
            cv2.copyMakeBorder(inner, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0), np.float32(1.0 / cell),
            np.float32(field.origin[0] - cell), np.float32(field.origin[1] - cell), -math.log(z_rand) / BEST,
        )  # fmt: skip

    @property
    def arrays(self) -> tuple[np.ndarray, np.float32, np.float32, np.float32]:
        """As the compiled functions take it."""
        return self.levels, self.per_metre, self.west, self.south


@njit(cache=True)
def levels_of(poses, beams, levels, per_metre, west, south, sums):
    """How well each pose explains the beams: the sums of their levels, at most BEST times their number.

    poses (N, 3) float64: x, y, yaw; beams (2, M) float32: end points in the robot's frame, m; sums (N,) int32: changed
    in place. First all cells are worked out, then they are read: so the first half runs on whole vectors.
    """
    rows, columns = levels.shape
    flat = levels.ravel()
    nothing, east, north, width = np.int32(0), np.int32(columns - 1), np.int32(rows - 1), np.int32(columns)
    xs, ys = beams[0], beams[1]
    cells = np.empty(xs.size, np.uint32)
    for i in range(len(poses)):
        c, s = np.float32(math.cos(poses[i, 2])) * per_metre, np.float32(math.sin(poses[i, 2])) * per_metre
        u0 = (np.float32(poses[i, 0]) - west) * per_metre
        v0 = (np.float32(poses[i, 1]) - south) * per_metre
        for j in range(xs.size):
            column, row = np.int32(u0 + c * xs[j] - s * ys[j]), np.int32(v0 + s * xs[j] + c * ys[j])
            cells[j] = min(max(row, nothing), north) * width + min(max(column, nothing), east)
        total = np.int32(0)
        for j in range(xs.size):
            total += np.int32(flat[cells[j]])
        sums[i] = total


@njit(cache=True)
def weigh(poses, beams, levels, per_metre, west, south, unit, outside, origin_x, origin_y, resolution, logs):
    """Add to the log weights (N,) of poses (N, 3) what the beams say, `unit` a level; within walls they lose WALLED."""
    sums = np.empty(len(poses), np.int32)
    levels_of(poses, beams, levels, per_metre, west, south, sums)
    rows, columns = outside.shape
    for i in range(len(poses)):
        column = math.floor((poses[i, 0] - origin_x) / resolution)
        row = math.floor((poses[i, 1] - origin_y) / resolution)
        walled = not (0 <= column < columns and 0 <= row < rows) or outside[row, column] <= INSIDE_WALLS
        logs[i] += unit * (sums[i] - BEST * beams.shape[1]) - (WALLED if walled else 0.0)


@njit(cache=True)
def overshot(x, y, yaw, beams, outside, origin_x, origin_y, resolution, slack):
    """How many beams reach more than `slack` metres beyond the first thing on their way that the map knows.

    beams (2, M) float32: end points in the robot's frame, m. Somebody in the way makes a beam shorter, but nothing
    makes one longer: the pose is wrong, or the wall is gone. Steps as long as the distance field allows.
    """
    count = 0
    rows, columns = outside.shape
    u0, v0 = (x - origin_x) / resolution, (y - origin_y) / resolution
    c, s, cells = math.cos(yaw), math.sin(yaw), 1.0 / resolution
    for j in range(beams.shape[1]):
        ahead, left = beams[0, j], beams[1, j]
        reach = math.sqrt(ahead * ahead + left * left) * cells
        du, dv = (c * ahead - s * left) * cells / reach, (s * ahead + c * left) * cells / reach
        end, t = reach - slack * cells, 0.0
        while t < end:
            u, v = u0 + t * du, v0 + t * dv
            if u < 0.0 or v < 0.0 or u >= columns or v >= rows:
                count += 1
                break
            free = outside[int(v), int(u)] * cells
            if free <= 0.0:
                count += 1
                break
            t += max(free - 0.5, 0.5)
    return count
