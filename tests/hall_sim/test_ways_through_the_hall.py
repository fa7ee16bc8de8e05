import heapq
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hall_sim.floor import Floor, floor_of
from hall_sim.flow import cost_to_go, descent, nearest_open


def brute_force(cost: np.ndarray, goal: tuple[int, int], size: float) -> np.ndarray:
    """Dijkstra with a plain heap and dictionary of neighbours."""
    rows, columns = cost.shape
    value = np.full(cost.shape, np.inf)
    value[goal] = 0.0
    queue = [(0.0, goal)]
    while queue:
        reached, (r, c) = heapq.heappop(queue)
        if reached > value[r, c]:
            continue
        for dr, dc in [(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1) if (a, b) != (0, 0)]:
            n = (r + dr, c + dc)
            if not (0 <= n[0] < rows and 0 <= n[1] < columns) or math.isinf(cost[n]):
                continue
            if dr and dc and (math.isinf(cost[r, n[1]]) or math.isinf(cost[n[0], c])):
                continue
            other = reached + size * math.hypot(dr, dc) * 0.5 * (cost[r, c] + cost[n])
            if other < value[n]:
                value[n] = other
                heapq.heappush(queue, (other, n))
    return value


@st.composite
def costs(draw) -> np.ndarray:
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    shape = draw(st.integers(2, 14)), draw(st.integers(2, 14))
    return np.where(rng.random(shape) < draw(st.sampled_from((0.0, 0.2, 0.4))), np.inf, 1.0 + 2.0 * rng.random(shape))


@settings(max_examples=200, deadline=None)
@given(costs(), st.integers(0, 13), st.integers(0, 13))
def test_cost_to_go_is_what_brute_force_finds(cost, row, column):
    goal = nearest_open(cost, row % cost.shape[0], column % cost.shape[1])
    if math.isinf(cost[goal]):
        return
    np.testing.assert_allclose(cost_to_go(cost, *goal, 0.2), brute_force(cost, goal, 0.2), rtol=1e-5)


@settings(max_examples=200, deadline=None)
@given(costs(), st.integers(0, 13), st.integers(0, 13))
def test_going_downhill_ends_at_the_goal_from_wherever_a_way_leads(cost, row, column):
    goal = nearest_open(cost, 0, 0)
    start = row % cost.shape[0], column % cost.shape[1]
    if math.isinf(cost[goal]):
        return
    flow = cost_to_go(cost, *goal, 0.2)
    cells = descent(flow, *start)
    if np.isfinite(flow[start]):
        assert tuple(cells[0]) == start
        assert tuple(cells[-1]) == goal
        assert np.all(np.abs(np.diff(cells, axis=0)) <= 1)
    else:
        assert len(cells) == 0


@given(costs(), st.integers(0, 13), st.integers(0, 13))
def test_the_nearest_open_cell_is_the_nearest(cost, row, column):
    row, column = row % cost.shape[0], column % cost.shape[1]
    is_open = np.argwhere(np.isfinite(cost))
    found = nearest_open(cost, row, column)
    if not len(is_open):
        assert found == (row, column)
        return
    best = np.hypot(*(is_open - (row, column)).T).min()
    assert np.isfinite(cost[found])
    assert math.hypot(found[0] - row, found[1] - column) == pytest.approx(best)


def test_the_way_to_the_other_room_leads_through_the_doorway(small_hall):
    floor = Floor(small_hall)
    x, y = floor.direction((5.0, 6.5), (9.0, 4.0))
    assert (x, y) != (0.0, 0.0)
    assert y < -0.5  # down, along the wall, towards the doorway at 4 m
    assert floor.path_length((3.0, 6.5), (9.0, 6.5)) == pytest.approx(
        math.dist((3.0, 6.5), (6.0, 4.3)) + math.dist((6.0, 4.3), (9.0, 6.5)), rel=0.03
    )


def test_in_the_open_the_way_is_the_straight_line(small_hall):
    floor = Floor(small_hall)
    for goal in ((5.0, 2.0), (4.0, 5.5), (1.5, 7.0)):
        assert floor.path_length((1.5, 1.5), goal) == pytest.approx(math.dist((1.5, 1.5), goal), rel=0.02)


def test_without_a_way_the_length_is_infinite(small_hall):
    floor = Floor(small_hall).with_blocks((((5.5, 3.2), (6.5, 3.2), (6.5, 4.8), (5.5, 4.8)),))
    assert floor.path_length((3.0, 4.0), (9.0, 4.0)) == math.inf
    assert floor.direction((3.0, 4.0), (9.0, 4.0)) == (0.0, 0.0)
    assert not floor.leads((3.0, 4.0), (9.0, 4.0))


def test_every_window_and_place_of_the_hall_can_be_walked_to(putuo):
    floor = floor_of(putuo)
    door = putuo.place_by_id["entrance"].stop.xy
    for thing in (*putuo.windows, *putuo.places):
        assert floor.leads(door, thing.stop.xy), thing.id


def test_a_floor_is_laid_once_for_a_hall(small_hall):
    assert floor_of(small_hall) is floor_of(small_hall)
    block = (((2.0, 2.0), (3.0, 2.0), (3.0, 3.0)),)
    assert floor_of(small_hall).with_blocks(block) is floor_of(small_hall).with_blocks(block)
    assert not floor_of(small_hall).with_blocks(block).fits(2.8, 2.3, 0.1)
    assert floor_of(small_hall).fits(2.8, 2.3, 0.1)


def test_of_all_goals_ever_walked_to_only_the_last_ones_are_kept(situation, monkeypatch):
    monkeypatch.setattr("hall_sim.floor.KNOWN_FLOWS", 5)
    floor = Floor(situation().hall)
    goals = [(1.0 + 0.5 * i, 3.0) for i in range(12)]
    first = floor.flow_to(goals[0]).copy()
    for goal in goals:
        floor.flow_to(goal)
    assert len(floor._flows) == 5
    assert len(floor._flow_to) <= 5
    assert (floor.flow_to(goals[0]) == first).all()
