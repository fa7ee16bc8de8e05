"""The grid of a hall agrees with the geometry that it was drawn from."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hall_map
from hall_map import FREE, OCCUPIED, Hall, HallError, Obstacle, OccupancyGrid, Point, Wall

PUTUO = hall_map.load(Path(__file__).parents[2] / "maps" / "putuo")
ROOM = replace(
    PUTUO, width=8.0, height=6.0, outline=((0.5, 0.5), (7.5, 0.5), (7.5, 5.5), (0.5, 5.5)), walls=(), obstacles=(),
    zones=(), windows=(), places=(), docks=(), services=(),
)  # fmt: skip
RESOLUTION = 0.1
coordinates = st.floats(1.0, 5.0)


def centres(grid: OccupancyGrid) -> list[tuple[int, int, Point]]:
    rows, columns = grid.data.shape
    return [(r, c, grid.point_of(r, c)) for r in range(rows) for c in range(columns)]


def distance_to_side(point: Point, a: Point, b: Point) -> float:
    (px, py), (ax, ay), (bx, by) = point, a, b
    length = (bx - ax) ** 2 + (by - ay) ** 2
    share = 0.0 if length == 0 else min(1.0, max(0.0, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length))
    return math.hypot(px - ax - share * (bx - ax), py - ay - share * (by - ay))


def within(point: Point, polygon: tuple[Point, ...]) -> bool:
    """By the parity of crossings of a ray to the east."""
    x, y = point
    odd = False
    for (ax, ay), (bx, by) in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            odd = not odd
    return odd


def border_distance(point: Point, polygon: tuple[Point, ...]) -> float:
    return min(distance_to_side(point, a, b) for a, b in zip(polygon, polygon[1:] + polygon[:1], strict=True))


@given(st.tuples(coordinates, coordinates), st.lists(st.floats(0.3, 1.5), min_size=3, max_size=7))
@settings(max_examples=15, deadline=None)
def test_cells_in_an_obstacle_are_occupied_and_cells_clear_of_it_free(middle: Point, radii: list[float]):
    turns = np.linspace(0, 2 * math.pi, len(radii), endpoint=False)
    star = tuple((middle[0] + r * math.cos(a), middle[1] + r * math.sin(a)) for r, a in zip(radii, turns, strict=True))
    grid = hall_map.rasterise(replace(ROOM, obstacles=(Obstacle("o", "planter", star),)), RESOLUTION)
    for row, column, point in centres(grid):
        if not within(point, ROOM.outline) or border_distance(point, ROOM.outline) < 2 * RESOLUTION:
            continue
        if within(point, star) and border_distance(point, star) > 0.25 * RESOLUTION:
            assert grid.data[row, column] == OCCUPIED
        if not within(point, star) and border_distance(point, star) > 1.5 * RESOLUTION:
            assert grid.data[row, column] == FREE


@given(st.lists(st.tuples(coordinates, coordinates), min_size=2, max_size=4), st.floats(0.05, 0.6))
@settings(max_examples=15, deadline=None)
def test_a_wall_is_as_thick_as_it_says_and_has_no_hole(points: list[Point], thickness: float):
    grid = hall_map.rasterise(replace(ROOM, walls=(Wall("w", tuple(points), thickness),)), RESOLUTION)
    for row, column, point in centres(grid):
        if not within(point, ROOM.outline) or border_distance(point, ROOM.outline) < 2 * RESOLUTION:
            continue
        away = min(distance_to_side(point, a, b) for a, b in pairwise(points))
        if away < thickness / 2 - 0.25 * RESOLUTION:
            assert grid.data[row, column] == OCCUPIED
        elif away > thickness / 2 * math.sqrt(2) + 1.5 * RESOLUTION:
            assert grid.data[row, column] == FREE


def test_all_outside_the_outline_is_occupied():
    grid = hall_map.rasterise(PUTUO)
    assert grid.data.shape == (600, 1000)
    assert grid.data.dtype == np.int8
    assert set(np.unique(grid.data)) == {FREE, OCCUPIED}
    edge = np.concatenate((grid.data[0], grid.data[-1], grid.data[:, 0], grid.data[:, -1]))
    assert (edge == OCCUPIED).all()


def test_row_zero_is_the_southern_edge():
    desk = Obstacle("o", "desk", ((1, 1), (2, 1), (2, 1.5), (1, 1.5)))
    grid = hall_map.rasterise(replace(ROOM, obstacles=(desk,)), 0.1)
    assert grid.data[grid.cell_of(1.5, 1.25)] == OCCUPIED
    assert grid.data[grid.cell_of(1.5, 4.75)] == FREE
    assert grid.cell_of(1.5, 1.25) == (12, 15)


@pytest.mark.parametrize("resolution", [0.0, -1.0, math.nan])
def test_an_impossible_resolution_is_refused(resolution: float):
    with pytest.raises(ValueError, match="resolution must be > 0 m"):
        hall_map.rasterise(ROOM, resolution)


def test_a_hall_as_large_as_a_town_is_refused_in_words():
    with pytest.raises(HallError, match=r"50000 m x 30000 m is too large for a map at 0\.05 m"):
        hall_map.rasterise(replace(ROOM, width=50_000.0, height=30_000.0))


def test_rasterising_leaves_the_hall_as_it_is():
    before: Hall = replace(PUTUO)
    hall_map.rasterise(PUTUO)
    assert before == PUTUO
