"""Routes against an independent truth: brute-force Dijkstra with heapq on random small grids."""

import heapq
import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import hall_map
from hall_map.geometry import Pose2D
from hall_map.grid import OccupancyGrid
from robot_guide.navigation import Costmap, NoRoute, Reason, Route, plan
from robot_guide.navigation.planning import nearest_cell

PUTUO = Path(__file__).parents[3] / "maps" / "putuo"
grids = arrays(np.int8, st.tuples(st.integers(2, 14), st.integers(2, 14)), elements=st.sampled_from([0, 0, 0, 100]))


def neighbours(open_cells, row, column):
    for dr in (-1, 0, 1):
        for dc in (-1, 0, 1):
            r, c = row + dr, column + dc
            inside = 0 <= r < open_cells.shape[0] and 0 <= c < open_cells.shape[1]
            if (dr, dc) != (0, 0) and inside and open_cells[r, c] and open_cells[row, c] and open_cells[r, column]:
                yield (r, c), math.hypot(dr, dc)


def dijkstra(costmap, start, goal, comfort=0.0):
    """The least cost, in cells, from one cell to another; inf without a way."""
    weight = 1.0 + comfort * costmap.cost / 252
    best, queue = {start: 0.0}, [(0.0, start)]
    while queue:
        g, cell = heapq.heappop(queue)
        if cell == goal:
            return g
        if g > best[cell]:
            continue
        for to, length in neighbours(costmap.cost < 253, *cell):
            reached = g + length * 0.5 * (weight[cell] + weight[to])
            if reached < best.get(to, math.inf):
                best[to] = reached
                heapq.heappush(queue, (reached, to))
    return math.inf


def cost_of(costmap, points, comfort):
    """What a way from middle to middle of cells costs, in cells."""
    cells = [costmap.cell_of(*point) for point in points]
    weight = 1.0 + comfort * costmap.cost / 252
    return sum(
        math.dist(a, b) * 0.5 * (weight[a] + weight[b]) for a, b in pairwise(cells)
    )


def two_free_cells(data, costmap):
    free = [tuple(int(i) for i in cell) for cell in np.argwhere(costmap.cost < 253)]
    if not free:
        return None
    return data.draw(st.sampled_from(free)), data.draw(st.sampled_from(free))


@settings(max_examples=150, deadline=None)
@given(grids, st.data(), st.sampled_from([0.0, 2.0]), st.sampled_from([0.0, 0.6]))
def test_a_route_is_found_exactly_when_one_exists_and_costs_the_least(data, draw, comfort, radius):
    costmap = Costmap.from_grid(OccupancyGrid(data, 1.0), radius=radius, inflation=3.0, decay=0.5)
    ends = two_free_cells(draw, costmap)
    if ends is None:
        return
    route = plan(
        costmap, costmap.point_of(*ends[0]), costmap.point_of(*ends[1]), comfort=comfort, any_angle=False, spacing=None
    )
    truth = dijkstra(costmap, *ends, comfort)
    if math.isinf(truth):
        assert isinstance(route, NoRoute)
        assert route.reason is Reason.UNREACHABLE
    else:
        assert isinstance(route, Route)
        assert cost_of(costmap, route.points, comfort) == pytest.approx(truth, abs=1e-9)


@settings(max_examples=150, deadline=None)
@given(grids, st.data())
def test_straightened_it_is_no_longer_and_touches_nothing_closed(data, draw):
    costmap = Costmap.from_grid(OccupancyGrid(data, 1.0), radius=0.0)
    ends = two_free_cells(draw, costmap)
    if ends is None or math.isinf(octile := dijkstra(costmap, *ends)):
        return
    start, goal = costmap.point_of(*ends[0]), costmap.point_of(*ends[1])
    route = plan(costmap, start, goal, comfort=0.0, spacing=0.3)
    assert math.dist(start, goal) - 1e-9 <= route.length <= octile + 1e-6
    assert_open(costmap, route.points)


def assert_open(costmap, points, step=0.02):
    """No point on the way lies in a closed cell, nor does it slip diagonally between two."""
    for a, b in pairwise(points):
        count = max(int(math.dist(a, b) / step / costmap.resolution), 1)
        cells = [costmap.cell_of(*(a + (b - a) * k / count)) for k in range(count + 1)]
        for (r0, c0), (r1, c1) in pairwise(cells):
            assert costmap.cost[r1, c1] < 253
            if r0 != r1 and c0 != c1:
                assert costmap.cost[r0, c1] < 253 or costmap.cost[r1, c0] < 253


def test_route_keeps_clearance_from_walls(room):
    costmap = Costmap.from_grid(room(10.0, 8.0, (3.0, 0.0, 3.4, 5.0), (6.0, 3.0, 6.4, 8.0)), radius=0.28)
    route = plan(costmap, (1.0, 1.0), (9.0, 7.0), clearance=0.5)
    assert min(costmap.clearance_at(*point) for point in route.points) >= 0.5 - 1e-6
    assert_open(costmap.with_radius(0.5), route.points)


def test_route_prefers_the_open_to_a_shorter_way_along_a_wall(room):
    costmap = Costmap.from_grid(room(12.0, 6.0, (3.0, 0.0, 9.0, 2.0)), radius=0.28)
    near = plan(costmap, (1.0, 1.0), (11.0, 1.0), comfort=0.0)
    easy = plan(costmap, (1.0, 1.0), (11.0, 1.0), comfort=5.0)
    beside = [np.mean([costmap.clearance_at(*p) for p in r.points if 3.5 < p[0] < 8.5]) for r in (near, easy)]
    assert beside[1] > beside[0] + 0.15
    assert near.length <= easy.length


def test_route_begins_and_ends_exactly_where_it_was_asked_for(room):
    costmap = Costmap.from_grid(room(5.0, 5.0))
    route = plan(costmap, Pose2D(1.013, 1.021, 0.3), Pose2D(4.002, 3.987))
    assert route.points[0] == pytest.approx((1.013, 1.021))
    assert route.points[-1] == pytest.approx((4.002, 3.987))
    assert route.points.dtype == np.float64
    assert np.hypot(*np.diff(route.points, axis=0).T).max() <= 0.1 + 1e-9
    assert route.length == pytest.approx(math.dist((1.013, 1.021), (4.002, 3.987)), abs=1e-6)


def test_route_to_where_one_is_has_no_length(room):
    route = plan(Costmap.from_grid(room(5.0, 5.0)), (2.0, 2.0), (2.0, 2.0))
    assert route.length == 0.0
    assert len(route.points) >= 2


def test_a_wall_without_a_door_leaves_no_route_but_the_nearest_point(room):
    costmap = Costmap.from_grid(room(10.0, 5.0, (5.0, 0.0, 5.2, 5.0)), radius=0.3)
    answer = plan(costmap, (1.0, 2.5), (9.0, 2.5))
    assert answer.reason is Reason.UNREACHABLE
    assert answer.reason.code == 208
    assert answer.nearest[0] == pytest.approx(4.7, abs=0.06)
    assert isinstance(plan(costmap, (1.0, 2.5), answer.nearest), Route)


def test_a_door_narrower_than_the_robot_is_no_door(room):
    walls = (5.0, 0.0, 5.2, 2.0), (5.0, 2.5, 5.2, 5.0)
    grid = room(10.0, 5.0, *walls)
    assert plan(Costmap.from_grid(grid, radius=0.28), (1.0, 2.0), (9.0, 2.0)).reason is Reason.UNREACHABLE
    assert isinstance(plan(Costmap.from_grid(grid, radius=0.2), (1.0, 2.0), (9.0, 2.0)), Route)


@pytest.mark.parametrize(
    ("start", "goal", "reason", "code"),
    [
        ((-1.0, 2.0), (2.0, 2.0), Reason.START_OFF_MAP, 203),
        ((2.0, 2.0), (2.0, 77.0), Reason.GOAL_OFF_MAP, 204),
        ((2.0, 2.0), (1e300, 2.0), Reason.GOAL_OFF_MAP, 204),
        ((3.0, 3.0), (1.0, 1.0), Reason.START_OCCUPIED, 205),
        ((1.0, 1.0), (3.0, 3.0), Reason.GOAL_OCCUPIED, 206),
        ((1.0, 1.0), (0.2, 2.0), Reason.GOAL_OCCUPIED, 206),
    ],
)
def test_each_failure_has_its_reason(room, start, goal, reason, code):
    answer = plan(Costmap.from_grid(room(5.0, 5.0, (2.5, 2.5, 3.5, 3.5))), start, goal)
    assert (answer.reason, answer.reason.code) == (reason, code)
    assert f"{goal[0]:.2f}" in answer.message or f"{start[0]:.2f}" in answer.message


def test_pushed_against_a_wall_the_robot_plans_its_way_out(room):
    costmap = Costmap.from_grid(room(5.0, 5.0), radius=0.35)
    for start in ((0.15, 2.0), (0.14, 0.14), (4.8, 4.86)):
        route = plan(costmap, start, (3.0, 3.0))
        assert isinstance(route, Route), start
        clearances = [costmap.clearance_at(*point) for point in route.points]
        out = next(i for i, clearance in enumerate(clearances) if clearance >= 0.35)
        assert (np.diff(clearances[1:out]) >= -0.051).all()  # outwards only, but for the grain of the grid
        assert min(clearances[out:]) >= 0.35 - 0.051


def test_nobody_gets_through_a_wall_by_standing_near_it(room):
    costmap = Costmap.from_grid(room(6.0, 4.0, (3.0, 0.0, 3.05, 4.0)), radius=0.35)
    assert plan(costmap, (2.9, 2.0), (5.0, 2.0)).reason is Reason.UNREACHABLE


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"start": (math.nan, 1.0)}, "start must be two finite numbers"),
        ({"goal": (1.0, math.inf)}, "goal must be two finite numbers"),
        ({"clearance": -0.1}, "clearance must be >= 0 m, got -0.1"),
        ({"comfort": math.nan}, "comfort must be >= 0"),
    ],
)
def test_numbers_that_are_none_are_the_callers_mistake(room, options, message):
    arguments = {"start": (1.0, 1.0), "goal": (2.0, 2.0)} | options
    with pytest.raises(ValueError, match=message):
        plan(Costmap.from_grid(room(4.0, 4.0)), **arguments)


def test_every_window_and_place_can_be_reached_from_every_dock():
    hall = hall_map.load(PUTUO)
    costmap = Costmap.from_grid(hall_map.rasterise(hall), radius=0.30)
    for dock in hall.docks:
        for each in (*hall.windows, *hall.places):
            route = plan(costmap, dock.pose, each.stop)
            assert isinstance(route, Route), f"{dock.id} to {each.id}: {route.message}"
            assert_open(costmap, route.points, step=0.2)


@settings(max_examples=100, deadline=None)
@given(grids, st.integers(-20, 30), st.integers(-20, 30))
def test_the_nearest_open_cell_is_the_nearest_of_all(data, row, column):
    costmap = Costmap.from_grid(OccupancyGrid(data, 1.0), radius=0.0)
    cells = costmap.regions == 1
    found = nearest_cell(costmap, cells, costmap.point_of(row, column))
    if not cells.any():
        assert found is None
        return
    apart = [math.dist((row, column), cell) for cell in np.argwhere(cells)]
    assert math.dist(found, costmap.point_of(row, column)) == pytest.approx(min(apart))
