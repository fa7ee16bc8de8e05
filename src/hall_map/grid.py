"""The occupancy grid of a hall."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from hall_map.geometry import Point

FREE, OCCUPIED, UNKNOWN = 0, 100, -1


@dataclass(frozen=True)
class OccupancyGrid:
    """Which cells of the floor are taken.

    `data` is (rows, columns) int8 with the values of nav_msgs/OccupancyGrid: 0 free, 100 occupied, -1 unknown.
    Row 0 is the southern edge; cell (r, c) covers x from origin[0] + c * resolution, y from origin[1] + r * resolution.
    """

    data: np.ndarray
    resolution: float  # m a cell
    origin: Point = (0.0, 0.0)  # m, the lower left corner of cell (0, 0), map frame

    def cell_of(self, x: float, y: float) -> tuple[int, int]:
        """(row, column) of the cell that holds a point; may lie off the grid."""
        return (
            math.floor((y - self.origin[1]) / self.resolution),
            math.floor((x - self.origin[0]) / self.resolution),
        )

    def point_of(self, row: int, column: int) -> Point:
        """The middle of a cell, m."""
        return (
            self.origin[0] + (column + 0.5) * self.resolution,
            self.origin[1] + (row + 0.5) * self.resolution,
        )
