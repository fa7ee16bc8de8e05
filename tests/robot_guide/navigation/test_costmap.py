"""The costmap tells the truth about distances, and cannot be changed behind anybody's back."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hall_map.grid import OccupancyGrid
from robot_guide.navigation import Costmap

sides = st.tuples(st.integers(1, 9), st.integers(1, 9))
small_grids = arrays(np.int8, sides, elements=st.sampled_from([0, 0, 100, -1]))


def brute_force_distance(data, resolution):
    """From each free cell's middle to the nearest one of a cell that is not free or off the map, less half a cell."""
    taken = [tuple(cell) for cell in np.argwhere(np.pad(data, 1, constant_values=100) != 0) - 1]
    distance = np.empty(data.shape)
    for row, column in np.ndindex(data.shape):
        distance[row, column] = (min(math.dist((row, column), each) for each in taken) - 0.5) * resolution
    return distance


@settings(max_examples=60, deadline=None)
@given(small_grids)
def test_distances_are_those_of_brute_force(data):
    costmap = Costmap.from_grid(OccupancyGrid(data, 0.05), radius=0.1)
    assert costmap.distance == pytest.approx(brute_force_distance(data, 0.05), abs=1e-5)


def test_cost_falls_from_the_wall_outwards(room):
    costmap = Costmap.from_grid(room(6.0, 6.0), radius=0.3, inflation=0.6)
    row = costmap.cost[60, 2:60].astype(int)
    assert (row[:6] == 253).all()
    assert (np.diff(row) <= 0).all()
    assert row[-1] == 0
    assert len(set(row)) > 8


def test_unknown_floor_and_all_off_the_map_is_as_bad_as_a_wall():
    data = np.zeros((40, 40), np.int8)
    data[20, 20] = -1
    costmap = Costmap.from_grid(OccupancyGrid(data, 0.05), radius=0.2)
    assert costmap.cost[20, 20] == 254
    assert costmap.cost[0, 0] == 253


def test_a_costmap_cannot_be_changed(room):
    costmap = Costmap.from_grid(room(3.0, 3.0))
    with pytest.raises(ValueError, match="read-only"):
        costmap.cost[0, 0] = 0
    with pytest.raises(ValueError, match="read-only"):
        costmap.distance[0, 0] = 0


def test_things_make_another_costmap_and_leave_the_first_alone(room):
    empty = Costmap.from_grid(room(5.0, 5.0), radius=0.3)
    before = empty.cost.copy()
    full = empty.with_points(np.array([[2.5, 2.5]]))
    assert full.cost[50, 50] == 254
    assert full.cost[50, 55] == 253
    assert (empty.cost == before).all()


def test_things_cost_the_same_as_walls_of_the_same_cells(room):
    grid = room(5.0, 5.0)
    data = grid.data.copy()
    data[50, 50] = data[30, 70] = 100
    middles = np.array([grid.point_of(50, 50), grid.point_of(30, 70)])
    drawn = Costmap.from_grid(OccupancyGrid(data, 0.05), radius=0.3)
    stamped = Costmap.from_grid(grid, radius=0.3).with_points(middles)
    assert (drawn.cost == stamped.cost).all()


def test_things_far_off_the_map_do_no_harm(room):
    costmap = Costmap.from_grid(room(5.0, 5.0))
    assert (costmap.with_points(np.array([[-40.0, 3.0], [1e9, 1e9], [3.0, 77.0]])).cost == costmap.cost).all()


@pytest.mark.parametrize(("name", "value"), [("radius", -0.1), ("inflation", math.nan), ("decay", -1.0)])
def test_senseless_lengths_are_refused_by_name(room, name, value):
    with pytest.raises(ValueError, match=f"{name} must be >= 0, got {value}"):
        Costmap.from_grid(room(3.0, 3.0), **{name: value})


def test_a_grid_without_cells_is_refused():
    with pytest.raises(ValueError, match=r"rows and columns, got shape \(0, 4\)"):
        Costmap.from_grid(OccupancyGrid(np.zeros((0, 4), np.int8), 0.05))
