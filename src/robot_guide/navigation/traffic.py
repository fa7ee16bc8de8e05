"""What a robot heeds where nothing stands: where it may not be, how fast it may go, which way."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit

from hall_map import traffic
from hall_map.geometry import Point
from hall_map.hall import Hall


@dataclass(frozen=True, eq=False)
class Traffic:
    """Masks over the floor, (rows, columns), row 0 in the south."""

    keep_out: np.ndarray  # bool
    speed: np.ndarray  # float32, m/s, inf: no limit
    moves: np.ndarray  # uint8, bits of `hall_map.traffic.MOVES`
    resolution: float  # m a cell
    origin: Point = (0.0, 0.0)  # m, lower left corner

    @classmethod
    def of(cls, hall: Hall, resolution: float = 0.05) -> Traffic | None:
        """What a hall asks robots to heed; None: nothing."""
        if not (hall.keep_outs or hall.slow_areas or hall.lanes):
            return None
        masks = (mask(hall, resolution) for mask in (traffic.keep_out_mask, traffic.speed_limits, traffic.lane_moves))
        return cls(*masks, resolution)

    def speed_along(self, points: np.ndarray) -> float:
        """The lowest speed, m/s, allowed at any of `points` (N, 2), m in the map frame; infinite where none is set."""
        return lowest(self.speed, np.asarray(points, float), *self.origin, self.resolution)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Traffic) or (self.resolution, self.origin) != (other.resolution, other.origin):
            return False
        pairs = ((getattr(self, name), getattr(other, name)) for name in ("keep_out", "speed", "moves"))
        return all(np.array_equal(mine, theirs) for mine, theirs in pairs)

    __hash__ = None


@njit(cache=True)
def lowest(values, points, origin_x, origin_y, resolution):
    """The least of `values` (rows, columns) at points (N, 2), m; inf off the floor and where there is no point."""
    least = np.inf
    for i in range(len(points)):
        row = math.floor((points[i, 1] - origin_y) / resolution)
        column = math.floor((points[i, 0] - origin_x) / resolution)
        if 0 <= row < values.shape[0] and 0 <= column < values.shape[1]:
            least = min(least, values[row, column])
    return least
