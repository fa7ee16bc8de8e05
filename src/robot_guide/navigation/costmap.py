"""The costmap: what it costs a robot's centre to be in each cell of the floor.

Distances come from an exact Euclidean distance transform (Felzenszwalb and Huttenlocher 2012, as in OpenCV); the cost
decays with distance as in the inflation layer of Lu, Hershberger, Smart (2014), "Layered costmaps", section III.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property

import cv2
import numpy as np
from numba import njit

from hall_map.geometry import Point
from hall_map.grid import FREE, OccupancyGrid
from hall_map.traffic import EVERY_MOVE
from robot_guide.navigation.landmarks import Experience

MOST, INSCRIBED, LETHAL = 252, 253, 254
NO_LANES = np.empty((0, 0), np.uint8)
KEPT_OUT, DEEPER = 0.9, 0.02  # share of the radius that a keep-out's rim counts as, and metres less a metre inside it


@dataclass(frozen=True)
class Costmap:
    """Costs of a grid, for a robot that keeps `radius` metres from everything that is not free.

    What is unknown, and all that lies off the grid, counts as occupied.
    """

    padded_cost: np.ndarray  # (rows + 2, columns + 2) uint8: 0 free … 252 costly, 253 inscribed, 254 occupied
    padded_distance: np.ndarray  # same shape, float32, m: from a cell's middle to the nearest occupied rim
    resolution: float  # m a cell
    origin: Point  # m, lower left corner
    radius: float  # m, nearer than this to something is inscribed
    inflation: float  # m beyond the radius until the cost is 0
    decay: float  # 1/m
    # (rows + 2, columns + 2) uint8, the moves that lanes allow as bits; empty: no lanes
    moves: np.ndarray = field(default_factory=lambda: NO_LANES)
    beneath: Costmap | None = None  # the same floor with less on it, where no way costs more

    @classmethod
    def from_grid(cls, grid: OccupancyGrid, radius: float = 0.28, inflation: float = 0.7,
                  decay: float = 3.0) -> Costmap:  # fmt: skip
        """Inflate a grid. Raises ValueError: no 2D grid with cells, or a length that is negative or no number."""
        if grid.data.ndim != 2 or 0 in grid.data.shape:
            raise ValueError(f"grid must have rows and columns, got shape {grid.data.shape}")
        if not (math.isfinite(grid.resolution) and grid.resolution > 0):
            raise ValueError(f"resolution must be > 0 m, got {grid.resolution}")
        free = np.pad((grid.data == FREE).astype(np.uint8), 1)
        cells = cv2.distanceTransform(free, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)[1:-1, 1:-1]
        distance = ((cells - 0.5) * grid.resolution).astype(np.float32)
        return cls.from_distance(distance, grid.resolution, grid.origin, radius, inflation, decay)

    @classmethod
    def from_distance(cls, distance: np.ndarray, resolution: float, origin: Point, radius: float, inflation: float,
                      decay: float) -> Costmap:  # fmt: skip
        """A costmap from distances (rows, columns), m, to what is nearest. Raises ValueError: a negative length."""
        for name, value in (("radius", radius), ("inflation", inflation), ("decay", decay)):
            if not (math.isfinite(value) and value >= 0):
                raise ValueError(f"{name} must be >= 0, got {value}")
        cost, padded = costs_of(np.ascontiguousarray(distance), radius, inflation, decay)
        for array in (cost, padded):
            array.flags.writeable = False
        return cls(cost, padded, resolution, origin, radius, inflation, decay)

    @property
    def cost(self) -> np.ndarray:
        """(rows, columns) uint8, read-only."""
        return self.padded_cost[1:-1, 1:-1]

    @property
    def distance(self) -> np.ndarray:
        """(rows, columns) float32, read-only: m from a cell's middle to the nearest occupied one's rim."""
        return self.padded_distance[1:-1, 1:-1]

    @property
    def shape(self) -> tuple[int, int]:
        return self.distance.shape

    @cached_property
    def regions(self) -> np.ndarray:
        """(rows, columns) int32: cells with the same number > 0 can be reached from each other; 0 is closed.

        A diagonal step needs both its neighbours free, so what 8 directions reach, 4 reach as well.
        """
        return cv2.connectedComponents((self.cost < INSCRIBED).astype(np.uint8), connectivity=4)[1]

    @cached_property
    def experience(self) -> Experience:
        """What speeds up searches on this floor and, with less on it, was learnt before."""
        return Experience(self) if self.beneath is None else self.beneath.experience

    def cell_of(self, x: float, y: float) -> tuple[int, int]:
        """(row, column) of the cell that holds a point; may lie off the map."""
        return (
            math.floor((y - self.origin[1]) / self.resolution),
            math.floor((x - self.origin[0]) / self.resolution),
        )

    def point_of(self, row: int, column: int) -> Point:
        """The middle of a cell, m."""
        return (self.origin[0] + (column + 0.5) * self.resolution, self.origin[1] + (row + 0.5) * self.resolution)

    def covers(self, row: int, column: int) -> bool:
        return 0 <= row < self.shape[0] and 0 <= column < self.shape[1]

    def clearance_at(self, x: float, y: float) -> float:
        """Metres from a point's cell to the nearest occupied one; negative inside one and off the map."""
        row, column = self.cell_of(x, y)
        return float(self.distance[row, column]) if self.covers(row, column) else -math.inf

    def with_radius(self, radius: float) -> Costmap:
        """The same floor for a robot that keeps another distance."""
        if radius == self.radius:
            return self
        other = Costmap.from_distance(
            self.distance, self.resolution, self.origin, radius, self.inflation, self.decay
        )  # fmt: skip
        return replace(other, moves=self.moves)

    def with_traffic(self, keep_out: np.ndarray, moves: np.ndarray, radius: float) -> Costmap:
        """The same floor with cells closed and lanes on it; both arrays (rows, columns), see `hall_map.traffic`.

        A robot of `radius` metres has no room in a keep-out, and the less the deeper it stands in it: so the search
        finds the shortest way out of one, and none through it.
        """
        distance = self.distance.copy()
        if keep_out.any():
            depth = cv2.distanceTransform(keep_out.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
            crowded = np.maximum(KEPT_OUT * radius - DEEPER * depth * self.resolution, 0.0)
            distance = np.where(keep_out, np.minimum(distance, crowded), distance).astype(np.float32)
        other = Costmap.from_distance(
            distance, self.resolution, self.origin, self.radius, self.inflation, self.decay
        )  # fmt: skip
        return replace(other, moves=np.pad(moves, 1) if (moves != EVERY_MOVE).any() else NO_LANES)

    def with_points(self, points: np.ndarray, size: float = 0.0) -> Costmap:
        """The same floor with things on it: `points` (N, 2) m in the map frame, each a disc of radius `size` m."""
        cost, distance = self.padded_cost.copy(), self.padded_distance.copy()
        stamp(
            cost, distance, np.asarray(points, float).reshape(-1, 2), size, self.radius, self.inflation, self.decay,
            self.resolution, *self.origin,
        )  # fmt: skip
        for array in (cost, distance):
            array.flags.writeable = False
        return replace(self, padded_cost=cost, padded_distance=distance, beneath=self.beneath or self)


@njit(cache=True)
def cost_at(distance, radius, inflation, decay):
    """What it costs to be `distance` metres from the nearest occupied cell's rim."""
    if distance < 0.0:
        return LETHAL
    if distance < radius - 1e-6:
        return INSCRIBED
    if distance >= radius + inflation:
        return 0
    return int(MOST * math.exp(-decay * max(distance - radius, 0.0)))


@njit(cache=True)
def costs_of(distance, radius, inflation, decay):
    """Costs and distances with a border of occupied cells around, so that a search needs no test of the edges."""
    rows, columns = distance.shape
    cost = np.full((rows + 2, columns + 2), LETHAL, np.uint8)
    padded = np.full((rows + 2, columns + 2), np.float32(-1.0), np.float32)
    for r in range(rows):
        for c in range(columns):
            padded[r + 1, c + 1] = distance[r, c]
            cost[r + 1, c + 1] = cost_at(padded[r + 1, c + 1], radius, inflation, decay)
    return cost, padded


@njit(cache=True)
def stamp(cost, distance, points, size, radius, inflation, decay, resolution, origin_x, origin_y):
    """Lower `distance` around each point, and raise `cost` there; both padded."""
    rows, columns = distance.shape[0] - 2, distance.shape[1] - 2
    span = int((radius + inflation + size) / resolution) + 1
    for i in range(len(points)):
        u, v = (points[i, 0] - origin_x) / resolution, (points[i, 1] - origin_y) / resolution
        if not (-span <= u <= columns + span and -span <= v <= rows + span):
            continue
        row, column = math.floor(v), math.floor(u)
        for r in range(max(row - span, 0), min(row + span + 1, rows)):
            for c in range(max(column - span, 0), min(column + span + 1, columns)):
                gap = math.hypot(c - column, r - row) * resolution - 0.5 * resolution - size
                if gap < distance[r + 1, c + 1]:
                    distance[r + 1, c + 1] = gap
                    cost[r + 1, c + 1] = cost_at(distance[r + 1, c + 1], radius, inflation, decay)
