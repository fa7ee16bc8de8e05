"""The floor as cells on which ways around other robots are planned, and where it is too narrow for two."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from hall_map.geometry import Point

ROOM = 0.02  # m beside the radius that a way must have
BESIDE = 0.15  # m: two pass each other where a disc of both diameters, with this between and beside them, has room


@dataclass(frozen=True, eq=False)
class Lattice:
    """Cells of `spacing` m, row 0 in the south. Each is where in it there is most room, its middle if that will do."""

    free: np.ndarray  # (rows, columns) bool: a robot can be there
    narrow: np.ndarray  # (rows, columns) bool: two cannot pass each other
    points: np.ndarray  # (rows, columns, 2) float64, m, map frame
    spacing: float  # m
    origin: Point  # m, lower left corner

    @classmethod
    def of(cls, distance: np.ndarray, resolution: float, origin: Point, *, radius: float, spacing: float) -> Lattice:
        """From metres to what is nearest, (rows, columns) of `resolution` m. Raises ValueError: spacing too small."""
        n = round(spacing / resolution)
        if n < 1:
            raise ValueError(f"spacing must be >= the map's resolution {resolution} m, got {spacing}")
        rows, columns = distance.shape[0] // n, distance.shape[1] // n
        if rows == 0 or columns == 0:
            raise ValueError(f"the map must have at least {n} x {n} cells, got {distance.shape}")
        blocks = (
            distance[: rows * n, : columns * n].reshape(rows, n, columns, n).swapaxes(1, 2).reshape(rows, columns, -1)
        )
        where = np.argmax(blocks, axis=2)
        middle = (n // 2) * n + n // 2
        where[blocks[:, :, middle] >= 2.0 * radius] = middle
        best = np.take_along_axis(blocks, where[..., None], axis=2)[..., 0]
        row, column = np.mgrid[0:rows, 0:columns]
        x = origin[0] + (column * n + where % n + 0.5) * resolution
        y = origin[1] + (row * n + where // n + 0.5) * resolution
        wide = passing_room(distance, resolution, 2.0 * radius + BESIDE)
        at = (row * n + where // n, column * n + where % n)
        return cls(best >= radius + ROOM, ~wide[at], np.stack((x, y), axis=2), n * resolution, origin)

    def cell_at(self, x: float, y: float) -> tuple[int, int] | None:
        """The free cell nearest to a place; None: there is none within two cells."""
        row, column = math.floor((y - self.origin[1]) / self.spacing), math.floor((x - self.origin[0]) / self.spacing)
        near = [
            (math.dist(self.points[r, c], (x, y)), (r, c))
            for r in range(max(row - 2, 0), min(row + 3, self.free.shape[0]))
            for c in range(max(column - 2, 0), min(column + 3, self.free.shape[1]))
            if self.free[r, c]
        ]
        return min(near, default=(0.0, None))[1]

    def is_narrow_at(self, x: float, y: float) -> bool:
        """Whether two cannot pass each other there."""
        cell = self.cell_at(x, y)
        return cell is not None and bool(self.narrow[cell])


def passing_room(distance: np.ndarray, resolution: float, reach: float) -> np.ndarray:
    """(rows, columns) bool: what discs of `reach` m can cover on the floor, a morphological opening."""
    core = (distance >= reach).astype(np.uint8)
    return cv2.distanceTransform(1 - core, cv2.DIST_L2, cv2.DIST_MASK_PRECISE) * resolution <= reach
