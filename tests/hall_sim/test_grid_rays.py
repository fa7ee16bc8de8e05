"""Rays and discs on the grid against slow, exact geometry in plain Python."""

import math

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hall_sim.floor import distance_field
from hall_sim.grid_rays import cast, disc_fits, disc_passes

RESOLUTION, ORIGIN = 0.1, (-0.5, 0.25)
FRAME = (RESOLUTION, *ORIGIN)


def room_of(occupied: np.ndarray) -> np.ndarray:
    return np.minimum(distance_field(occupied, cv2.DIST_C), 255).astype(np.uint8)


def boxes_of(occupied: np.ndarray) -> list[tuple[float, float, float, float]]:
    """West, south, east, north of each taken cell, m."""
    return [
        (ORIGIN[0] + c * RESOLUTION, ORIGIN[1] + r * RESOLUTION, ORIGIN[0] + (c + 1) * RESOLUTION,
         ORIGIN[1] + (r + 1) * RESOLUTION)
        for r, c in zip(*np.nonzero(occupied), strict=True)
    ]  # fmt: skip


def ray_to_box(x, y, dx, dy, box) -> float:
    """Distance along a ray to a box, by slabs (Kay and Kajiya 1986); inf: missed."""
    near, far = 0.0, math.inf
    for start, step, low, high in ((x, dx, box[0], box[2]), (y, dy, box[1], box[3])):
        if abs(step) < 1e-300:
            if not low < start < high:
                return math.inf
            continue
        a, b = sorted(((low - start) / step, (high - start) / step))
        near, far = max(near, a), min(far, b)
    return near if near <= far else math.inf


def slow_cast(occupied, x, y, direction, range_max) -> float:
    dx, dy = math.cos(direction), math.sin(direction)
    return min([range_max, *(ray_to_box(x, y, dx, dy, box) for box in boxes_of(occupied))])


@st.composite
def floors(draw) -> np.ndarray:
    rows, columns = draw(st.integers(3, 24)), draw(st.integers(3, 24))
    share = draw(st.sampled_from((0.02, 0.1, 0.3)))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    return (rng.random((rows, columns)) < share).astype(np.uint8)


unit = st.floats(0.01, 0.99)


@settings(max_examples=300, deadline=None)
@given(floors(), unit, unit, st.floats(-math.pi, math.pi), st.floats(0.2, 5.0))
def test_a_ray_is_as_long_as_exact_intersection_says(occupied, u, v, direction, range_max):
    rows, columns = occupied.shape
    x, y = ORIGIN[0] + u * columns * RESOLUTION, ORIGIN[1] + v * rows * RESOLUTION
    expected = slow_cast(occupied, x, y, direction, range_max)
    got = cast(room_of(occupied), *FRAME, x, y, direction, range_max)
    if abs(got - expected) > 1e-9:  # a ray exactly along an edge, or through a corner, may take either side of it
        nudges = [(a, b, c) for a in (-1e-9, 0.0, 1e-9) for b in (-1e-9, 0.0, 1e-9) for c in (-1e-9, 0.0, 1e-9)]
        around = {slow_cast(occupied, x + a, y + b, direction + c, range_max) for a, b, c in nudges}
        assert min(abs(got - other) for other in around) < 1e-6


def test_a_ray_along_the_axes_meets_a_wall_at_its_edge():
    occupied = np.zeros((10, 20), np.uint8)
    occupied[:, 15] = 1
    x, y = ORIGIN[0] + 0.55, ORIGIN[1] + 0.55
    room = room_of(occupied)
    assert cast(room, *FRAME, x, y, 0.0, 25.0) == pytest.approx(1.5 - 0.55)
    assert cast(room, *FRAME, x, y, math.pi, 25.0) == 25.0  # off the floor there is nothing


def test_a_wall_one_cell_thick_stops_rays_at_a_grazing_angle():
    occupied = np.zeros((200, 400), np.uint8)
    occupied[100, :] = 1
    room = room_of(occupied)
    for degrees in (0.5, 1.0, 3.0, 10.0):
        angle = math.radians(degrees)
        length = cast(room, *FRAME, ORIGIN[0] + 0.05, ORIGIN[1] + 9.9, angle, 25.0)
        assert length == 25.0 or abs(length - 0.1 / math.sin(angle)) < 1e-9
        assert (length < 25.0) == (0.1 / math.sin(angle) < 25.0)


def test_no_ray_slips_between_cells_that_touch_at_a_corner():
    occupied = np.eye(40, dtype=np.uint8)
    room = room_of(occupied)
    for k in range(1, 60):
        angle = math.pi / 2 * k / 60
        x, y = ORIGIN[0] + 3.033, ORIGIN[1] + 0.517
        expected = slow_cast(occupied, x, y, angle + math.pi / 2, 25.0)
        assert expected < 4.0
        assert cast(room, *FRAME, x, y, angle + math.pi / 2, 25.0) == pytest.approx(expected)


def test_within_a_wall_a_ray_has_no_length():
    occupied = np.ones((5, 5), np.uint8)
    assert cast(room_of(occupied), *FRAME, ORIGIN[0] + 0.22, ORIGIN[1] + 0.22, 1.0, 25.0) == 0.0


def slow_fits(occupied, x, y, radius) -> bool:
    rows, columns = occupied.shape
    west, south = ORIGIN
    if not (west <= x - radius and x + radius <= west + columns * RESOLUTION):
        return False
    if not (south <= y - radius and y + radius <= south + rows * RESOLUTION):
        return False
    return all(
        math.hypot(max(b[0] - x, 0.0, x - b[2]), max(b[1] - y, 0.0, y - b[3])) >= radius for b in boxes_of(occupied)
    )


@settings(max_examples=300, deadline=None)
@given(floors(), unit, unit, st.floats(0.02, 0.6))
def test_a_disc_fits_where_no_taken_cell_is_nearer_than_its_radius(occupied, u, v, radius):
    rows, columns = occupied.shape
    x, y = ORIGIN[0] + u * columns * RESOLUTION, ORIGIN[1] + v * rows * RESOLUTION
    got = disc_fits(room_of(occupied), *FRAME, x, y, radius)
    answers = {slow_fits(occupied, x, y, radius * (1 + e)) for e in (-1e-9, 0.0, 1e-9)}
    assert got in answers


def test_a_disc_passes_a_doorway_that_is_wide_enough_and_no_other():
    occupied = np.zeros((30, 30), np.uint8)
    occupied[:, 15] = 1
    occupied[10:16, 15] = 0  # 0.6 m wide
    a, b = (ORIGIN[0] + 0.8, ORIGIN[1] + 1.3), (ORIGIN[0] + 2.4, ORIGIN[1] + 1.3)
    assert disc_passes(room_of(occupied), *FRAME, *a, *b, 0.25)
    assert not disc_passes(room_of(occupied), *FRAME, *a, *b, 0.35)
    assert not disc_passes(room_of(occupied), *FRAME, *a, b[0], b[1] + 1.2, 0.1)
