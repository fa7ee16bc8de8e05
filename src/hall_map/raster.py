"""From walls and furniture to an occupancy grid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import cv2
import numpy as np

from hall_map.errors import HallError
from hall_map.geometry import Point
from hall_map.grid import FREE, OCCUPIED, OccupancyGrid
from hall_map.hall import Hall

SUBPIXEL_BITS = 8
MOST_CELLS = 40_000_000
DOOR_THICKNESS = 0.1  # m


def rasterise(hall: Hall, resolution: float = 0.05) -> OccupancyGrid:
    """The floor of a hall as a grid: a cell is occupied, when its middle lies in something solid or outside.

    Solid are walls, obstacles, closed doors and barriers, whatever times a barrier has (see `timetable.at`).

    Cells on a border are occupied too: at most one cell more than the geometry says, and never a quarter of one less.

    Raises: ValueError: the resolution is not above 0 m; HallError: the grid would have more than 40 million cells.
    """
    data = np.full(shape_of(hall, resolution), OCCUPIED, np.int8).view(np.uint8)
    outline = cells_of(hall.outline, resolution)
    cv2.fillPoly(data, [outline], FREE, shift=SUBPIXEL_BITS)
    cv2.polylines(data, [outline], True, OCCUPIED, shift=SUBPIXEL_BITS)
    for polygon in wall_strips(hall):
        cv2.fillPoly(data, [cells_of(polygon, resolution)], OCCUPIED, shift=SUBPIXEL_BITS)
    for obstacle in hall.obstacles:
        cv2.fillPoly(data, [cells_of(obstacle.polygon, resolution)], OCCUPIED, shift=SUBPIXEL_BITS)
    return OccupancyGrid(data.view(np.int8), resolution)


def shape_of(hall: Hall, resolution: float) -> tuple[int, int]:
    """(rows, columns) of a hall's grids at a resolution in metres a cell. Raises: as `rasterise` does."""
    if not resolution > 0:
        raise ValueError(f"resolution must be > 0 m, got {resolution}")
    if hall.width * hall.height / resolution**2 > MOST_CELLS:
        problem = f"a hall of {hall.width:g} m x {hall.height:g} m is too large for a map at {resolution:g} m"
        raise HallError("size", problem, "Check the hall's scale, or take a coarser resolution.")
    rows, columns = (max(1, int(np.ceil(round(side / resolution, 6)))) for side in (hall.height, hall.width))
    return rows, columns


def cells_of(points: Iterable[Point], resolution: float) -> np.ndarray:
    """Points (N, 2) in OpenCV's fixed point, in cells, where whole numbers are the middles of cells."""
    cells = np.asarray(list(points), float) / resolution - 0.5
    return np.rint(np.clip(cells, -1e5, 1e5) * (1 << SUBPIXEL_BITS)).astype(np.int32)


def wall_strips(hall: Hall) -> Iterator[list[Point]]:
    """Each straight part of each wall, barrier and closed door as a rectangle."""
    for thing in (*hall.walls, *hall.barriers):
        yield from strips(thing.points, thing.thickness)
    for door in hall.doors:
        if not door.open:
            yield from strips(door.points, DOOR_THICKNESS)


def strips(points: Sequence[Point], thickness: float) -> Iterator[list[Point]]:
    """Each straight part of a line as a rectangle, its ends longer by half the thickness, so that corners close."""
    for a, b in pairwise(points):
        start, end = np.asarray(a), np.asarray(b)
        length = float(np.hypot(*(end - start)))
        along = (end - start) / length if length else np.array((1.0, 0.0))
        half = along * thickness / 2
        side = np.array((-half[1], half[0]))
        yield [tuple(p) for p in (start - half - side, start - half + side, end + half + side, end + half - side)]
