"""Keep-outs, slow areas and one-way lanes, cell by cell."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hall_map
from hall_map import traffic
from hall_map.flood import flood

HALL = hall_map.load(Path(__file__).parents[2] / "maps" / "putuo")
BARE = replace(HALL, keep_outs=(), slow_areas=(), lanes=())
RESOLUTION = 0.1


def at(mask: np.ndarray, x: float, y: float) -> object:
    return mask[int(y / RESOLUTION), int(x / RESOLUTION)]


def square(x: float, y: float, side: float) -> tuple:
    return ((x, y), (x + side, y), (x + side, y + side), (x, y + side))


def test_a_keep_out_covers_its_polygon_and_no_more():
    mask = traffic.keep_out_mask(replace(BARE, keep_outs=(hall_map.KeepOut("k", square(10, 5, 2)),)), RESOLUTION)
    assert at(mask, 11, 6)
    assert not at(mask, 12.3, 6)
    assert mask.sum() * RESOLUTION**2 == pytest.approx(4.0, abs=0.5)


def test_of_two_slow_areas_the_slower_holds():
    areas = (hall_map.SlowArea("slow", square(10, 5, 4), 0.2), hall_map.SlowArea("less", square(12, 5, 4), 0.5))
    limits = traffic.speed_limits(replace(BARE, slow_areas=areas), RESOLUTION)
    assert [float(at(limits, x, 6)) for x in (11, 13, 15, 20)] == pytest.approx([0.2, 0.2, 0.5, math.inf])


def test_a_lane_allows_what_goes_along_or_across_it_and_nothing_back():
    lane = hall_map.Lane("l", ((10.0, 8.0), (15.0, 8.0)), 1.0)
    moves = int(at(traffic.lane_moves(replace(BARE, lanes=(lane,)), RESOLUTION), 12, 8))
    allowed = {move for i, move in enumerate(traffic.MOVES) if moves >> i & 1}
    assert allowed == {(1, 0), (1, 1), (1, -1), (0, 1), (0, -1)}


@given(st.floats(-math.pi, math.pi))
def test_along_a_lane_of_any_heading_there_is_a_way_and_back_there_is_none(heading: float):
    bits = traffic.moves_along(math.cos(heading), math.sin(heading))
    nearest = max(range(8), key=lambda i: math.cos(heading - math.atan2(*traffic.MOVES[i][::-1])))
    assert bits >> nearest & 1
    assert not bits >> ((nearest + 4) % 8) & 1


def test_outside_lanes_every_move_is_allowed():
    assert (traffic.lane_moves(BARE, RESOLUTION) == traffic.EVERY_MOVE).all()


@given(st.integers(0, 2**32 - 1))
def test_a_flood_reaches_what_a_slow_search_reaches(seed: int):
    rng = np.random.default_rng(seed)
    free, moves = rng.random((9, 11)) < 0.7, rng.integers(0, 256, (9, 11), dtype=np.uint8)
    offsets, start = np.array(traffic.MOVES), (4, 5)
    free[start] = True
    for back in (False, True):
        assert (flood(free, moves, offsets, np.array([start]), back) == slowly(free, moves, start, back)).all()


def slowly(free: np.ndarray, moves: np.ndarray, start: tuple[int, int], back: bool) -> np.ndarray:
    """Grow by one move at a time until nothing changes."""
    reached = np.zeros_like(free)
    reached[start] = True
    while True:
        grown = reached.copy()
        for row, column in np.argwhere(free):
            for i, (dx, dy) in enumerate(traffic.MOVES):
                y, x = row + dy, column + dx
                inside = 0 <= y < free.shape[0] and 0 <= x < free.shape[1]
                if not (inside and free[y, x] and moves[row, column] >> i & 1):
                    continue
                if back and reached[y, x]:
                    grown[row, column] = True
                if not back and reached[row, column]:
                    grown[y, x] = True
        if (grown == reached).all():
            return reached
        reached = grown
