"""What a robot heeds where nothing stands: where it may not be, how fast it may go, which way."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

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
        if len(points) == 0:
            return math.inf
        columns, rows = np.floor((points - np.asarray(self.origin)) / self.resolution).astype(int).T
        height, width = self.speed.shape
        inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
        return float(self.speed[rows[inside], columns[inside]].min(initial=math.inf))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Traffic) or (self.resolution, self.origin) != (other.resolution, other.origin):
            return False
        pairs = ((getattr(self, name), getattr(other, name)) for name in ("keep_out", "speed", "moves"))
        return all(np.array_equal(mine, theirs) for mine, theirs in pairs)

    __hash__ = None
