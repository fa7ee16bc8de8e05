"""A floor is cut into regions that cover it, without overlap, whatever its areas and walls."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hall_map.exchange.imdf.floor import stretch_of
from hall_map.exchange.imdf.overlay import partition
from hall_map.exchange.imdf.rings import (
    Area,
    contains,
    crossings,
    distances,
    inner_point,
    inside,
    sides_of,
    signed_area,
)
from hall_map.exchange.imdf.walls import wall_areas
from hall_map.hall import Wall

ROOM = ((0.0, 0.0), (12.0, 0.0), (12.0, 8.0), (0.0, 8.0))
corners = st.tuples(st.integers(-2, 28), st.integers(-2, 18)).map(lambda cell: (cell[0] / 2, cell[1] / 2))
triangles = st.lists(corners, min_size=3, max_size=3, unique=True).filter(lambda ring: abs(signed_area(ring)) > 0.2)
walls = st.lists(st.lists(corners, min_size=2, max_size=3, unique=True), max_size=3)


@settings(max_examples=60, deadline=None)
@given(st.lists(triangles, max_size=4), walls, st.integers(0, 2**32))
def test_regions_cover_the_floor_and_belong_to_the_first_area_there(areas: list, lines: list, seed: int):
    named = {f"area {index}": ring for index, ring in enumerate(areas)}
    regions = partition(ROOM, named, lines, rest="rest", least=0.0)
    assert sum(region.area.size for region in regions) == pytest.approx(96.0, abs=1e-6)
    for spot in np.random.default_rng(seed).random((60, 2)) * (12, 8):
        if any(distances(region.area.sides, spot[None])[0] < 0.005 for region in regions):
            continue
        found = [region.key for region in regions if contains(region.area, tuple(spot))]
        owner = next((key for key, ring in named.items() if inside(sides_of(ring), spot[None])[0]), "rest")
        assert found == [owner]


@settings(max_examples=60, deadline=None)
@given(st.lists(triangles, max_size=4), walls)
def test_rings_of_regions_are_simple_and_hold_their_inner_point(areas: list, lines: list):
    for region in partition(ROOM, dict(enumerate_named(areas)), lines, rest="rest"):
        for ring in region.area.rings:
            assert len(set(ring)) == len(ring)
            assert not crossings(sides_of(ring), sides_of(ring)).any()
        assert contains(region.area, inner_point(region.area))


def enumerate_named(areas: list) -> list[tuple[str, list]]:
    return [(f"area {index}", ring) for index, ring in enumerate(areas)]


def test_a_wall_across_the_room_makes_two_of_it_and_a_short_one_does_not():
    across = partition(ROOM, {}, [((6.0, 0.1), (6.0, 7.9))], rest="room")
    assert [round(region.area.size, 6) for region in across] == [48.0, 48.0]
    short = partition(ROOM, {}, [((6.0, 0.1), (6.0, 5.0))], rest="room")
    assert [round(region.area.size, 6) for region in short] == [96.0]


def test_an_island_is_a_hole_of_what_lies_around_it():
    island = ((4.0, 3.0), (6.0, 3.0), (6.0, 5.0), (4.0, 5.0))
    regions = {region.key: region.area for region in partition(ROOM, {"island": island}, [], rest="room")}
    assert regions["island"].size == pytest.approx(4.0)
    assert len(regions["room"].holes) == 1
    assert regions["room"].size == pytest.approx(92.0)


def test_a_sliver_goes_to_its_neighbour_with_the_longest_border():
    sliver = ((0.0, 7.95), (12.0, 7.95), (12.0, 8.0), (0.0, 8.0))
    stage = ((0.0, 6.0), (12.0, 6.0), (12.0, 7.95), (0.0, 7.95))
    regions = partition(ROOM, {"sliver": sliver, "stage": stage}, [], rest="room", least=1.0)
    assert {region.key: round(region.area.size, 6) for region in regions} == {"room": 72.0, "stage": 24.0}


def test_a_way_out_runs_along_the_outline_round_its_corners():
    assert stretch_of(ROOM, (6.0, 0.0), 2.0) == ((5.0, 0.0), (7.0, 0.0))
    assert stretch_of(ROOM, (11.5, 0.0), 2.0) == ((10.5, 0.0), (12.0, 0.0), (12.0, 0.5))
    around = ((0.0, 0.7), (0.0, 0.0), (0.3, 0.0))
    assert np.asarray(stretch_of(ROOM, (0.0, 0.2), 1.0)) == pytest.approx(np.asarray(around))
    assert stretch_of(ROOM, (6.0, 4.0), 2.0) == ()


def test_a_wall_is_as_wide_as_it_is_thick_round_a_corner_too():
    (straight,) = wall_areas(Wall("w", ((0.0, 0.0), (4.0, 0.0)), 0.2))
    assert straight.size == pytest.approx(0.8)
    (bent,) = wall_areas(Wall("w", ((0.0, 0.0), (4.0, 0.0), (4.0, 3.0)), 0.2))
    assert bent.size == pytest.approx(1.4)
    assert contains(bent, (4.09, -0.09))
    assert len(wall_areas(Wall("w", ((0.0, 0.0), (4.0, 0.0), (0.0, 0.1)), 0.2))) == 2
    assert all(isinstance(area, Area) for area in wall_areas(Wall("w", ((0.0, 0.0), (0.0, 0.0), (1.0, 0.0)), 0.2)))
