"""What robots are asked to heed where nothing stands: keep-out areas, slow areas and one-way lanes, cell by cell.

All arrays are (rows, columns) as in `rasterise`: row 0 in the south, column 0 in the west.
"""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np

from hall_map.hall import Hall
from hall_map.raster import SUBPIXEL_BITS, cells_of, shape_of, strips

# The moves from a cell to its neighbours, (column, row): east, north-east, …, anticlockwise; bit i of a mask is move i.
MOVES = ((1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1))
EVERY_MOVE = 0xFF
AGAINST = -0.2  # cosine between a move and a lane's direction, below which the move goes against it


def keep_out_mask(hall: Hall, resolution: float = 0.05) -> np.ndarray:
    """Where no robot may drive, bool. Raises: as `rasterise` does."""
    mask = np.zeros(shape_of(hall, resolution), np.uint8)
    for area in hall.keep_outs:
        cv2.fillPoly(mask, [cells_of(area.polygon, resolution)], 1, shift=SUBPIXEL_BITS)
    return mask.astype(bool)


def speed_limits(hall: Hall, resolution: float = 0.05) -> np.ndarray:
    """How fast a robot may drive where, m/s, float32, infinite outside slow areas; the slower of two that overlap."""
    limits = np.full(shape_of(hall, resolution), np.inf, np.float32)
    for area in sorted(hall.slow_areas, key=lambda area: -area.speed):
        cv2.fillPoly(limits, [cells_of(area.polygon, resolution)], area.speed, shift=SUBPIXEL_BITS)
    return limits


def lane_moves(hall: Hall, resolution: float = 0.05) -> np.ndarray:
    """Which of `MOVES` a robot may make from each cell, as bits of a uint8; all of them outside lanes.

    Where lanes overlap, as at a bend, what either allows is allowed.
    """
    shape = shape_of(hall, resolution)
    inside, allowed = np.zeros(shape, bool), np.zeros(shape, np.uint8)
    for lane in hall.lanes:
        for (a, b), corners in zip(
            pairwise(lane.points), strips(lane.points, lane.width), strict=True
        ):
            mask = np.zeros(shape, np.uint8)
            cv2.fillPoly(mask, [cells_of(corners, resolution)], 1, shift=SUBPIXEL_BITS)
            inside |= mask.astype(bool)
            allowed[mask == 1] |= moves_along(b[0] - a[0], b[1] - a[1])
    return np.where(inside, allowed, np.uint8(EVERY_MOVE))


def moves_along(dx: float, dy: float) -> int:
    """The moves that do not go against a direction, as bits."""
    length = float(np.hypot(dx, dy))
    if not length:
        return EVERY_MOVE
    cosines = (((x * dx + y * dy) / (float(np.hypot(x, y)) * length)) for x, y in MOVES)
    return sum(1 << i for i, cosine in enumerate(cosines) if cosine > AGAINST)
