"""A wall as areas: as wide as it is, with mitred corners."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from hall_map.exchange.imdf.rings import Area, crossings, signed_area
from hall_map.geometry import Point
from hall_map.hall import Wall

SHARPEST = 0.25  # of the mitre: a corner sharper than this is drawn from two pieces


def wall_areas(wall: Wall) -> tuple[Area, ...]:
    """One area along the whole wall; one for each of its sides where that would cross itself."""
    points = [point for index, point in enumerate(wall.points) if index == 0 or point != wall.points[index - 1]]
    whole = band(points, wall.thickness)
    if whole is not None:
        return (whole,)
    return tuple(area for pair in pairwise(points) if (area := band(pair, wall.thickness)) is not None)


def band(points: list[Point] | tuple[Point, ...], width: float) -> Area | None:
    """The area within half a width of a line; None, where it would cross itself."""
    line = np.asarray(points, float)
    if len(line) < 2:
        return None
    along = np.diff(line, axis=0)
    along /= np.hypot(*along.T)[:, None]
    across = np.column_stack((-along[:, 1], along[:, 0]))
    before, after = np.concatenate((across[:1], across)), np.concatenate((across, across[-1:]))
    shares = 1 + (before * after).sum(axis=1)
    if (shares < SHARPEST).any():
        return None
    mitre = (before + after) / shares[:, None] * (width / 2)
    ring = [(float(x), float(y)) for x, y in np.concatenate((line - mitre, (line + mitre)[::-1]))]
    area = Area(tuple(ring))
    sound = signed_area(ring) > 0 and not crossings(area.sides, area.sides).any() and math.isfinite(area.size)
    return area if sound else None
