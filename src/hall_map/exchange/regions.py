"""From marked cells to polygons that mark the very same cells again."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from hall_map.geometry import Point


def polygons_of(mask: np.ndarray, resolution: float, origin: Point = (0.0, 0.0)) -> Iterator[tuple[Point, ...]]:
    """Polygons (m, map frame) through the middles of a mask's border cells: `traffic` marks the same cells of them.

    Args:
        mask: (rows, columns) bool, row 0 in the south.
    A part with a hole becomes several polygons, since a polygon has none.
    """
    for contour in outlines(mask.astype(np.uint8), (0, 0)):
        xs, ys = (contour.T + 0.5) * resolution + np.reshape(origin, (2, 1))
        points = [(round(float(x), 6), round(float(y), 6)) for x, y in zip(xs, ys, strict=True)]
        yield tuple(points + points[-1:] * (3 - len(points)))


def outlines(mask: np.ndarray, corner: tuple[int, int]) -> Iterator[np.ndarray]:
    """The cells (N, 2) int, (column, row) from `corner` on, around each part of a mask that has no hole."""
    contours, order = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    for number, contour in enumerate(contours):
        _, _, hole, parent = order[0][number]
        if parent >= 0:
            continue
        if hole < 0:
            yield contour.reshape(-1, 2) + corner
            continue
        yield from halves(*filled(contours, order, number), int(contours[hole][:, 0, 0].min()) + 1, corner)


def filled(contours: tuple, order: np.ndarray, number: int) -> tuple[np.ndarray, tuple[int, int]]:
    """One part of a mask with its holes, cut out of it, and where it begins."""
    x, y, width, height = cv2.boundingRect(contours[number])
    part = np.zeros((height, width), np.uint8)
    cv2.drawContours(part, contours, number, 1, cv2.FILLED, hierarchy=order, maxLevel=0, offset=(-x, -y))
    hole = order[0][number][2]
    while hole >= 0:
        inner = np.zeros_like(part)
        cv2.drawContours(inner, contours, hole, 1, cv2.FILLED, offset=(-x, -y))
        cv2.drawContours(inner, contours, hole, 0, 1, offset=(-x, -y))  # the border of a hole belongs to the part
        part[inner == 1] = 0
        hole = order[0][hole][0]
    return part, (x, y)


def halves(part: np.ndarray, begin: tuple[int, int], column: int, corner: tuple[int, int]) -> Iterator[np.ndarray]:
    """A part with a hole, in two along a column that goes through the hole."""
    x, y = begin
    west = max(1, min(column - x, part.shape[1] - 1))
    yield from outlines(np.ascontiguousarray(part[:, :west]), (corner[0] + x, corner[1] + y))
    yield from outlines(np.ascontiguousarray(part[:, west:]), (corner[0] + x + west, corner[1] + y))
