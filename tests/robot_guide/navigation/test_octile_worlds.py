"""Benchmark grids against brute-force Dijkstra: the shortest octile way, whenever there is one."""

import heapq
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hall_map.movingai import Query
from robot_guide.navigation import NoRoute, Reason
from robot_guide.navigation.octile import OctileWorld

terrains = arrays(
    np.uint8, st.tuples(st.integers(2, 16), st.integers(2, 16)), elements=st.sampled_from(list(b"....GSW@OT"))
)


def shortest(open_cells, start, goal) -> float:
    best, queue = {start: 0.0}, [(0.0, start)]
    while queue:
        spent, (row, column) = heapq.heappop(queue)
        if (row, column) == goal:
            return spent
        for dr, dc in ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1)):
            r, c = row + dr, column + dc
            if not (0 <= r < open_cells.shape[0] and 0 <= c < open_cells.shape[1]):
                continue
            if open_cells[r, c] and open_cells[row, c] and open_cells[r, column]:
                reached = spent + math.hypot(dr, dc)
                if reached < best.get((r, c), math.inf) - 1e-12:
                    best[r, c] = reached
                    heapq.heappush(queue, (reached, (r, c)))
    return math.inf


@settings(max_examples=150, deadline=None)
@given(terrains, st.data())
def test_every_query_gets_the_shortest_octile_way_or_the_news_that_there_is_none(terrain, draw):
    walked = [tuple(int(i) for i in cell) for cell in np.argwhere(np.isin(terrain, list(b".GSW")))]
    if not walked:
        return
    start, goal = draw.draw(st.sampled_from(walked)), draw.draw(st.sampled_from(walked))
    alike = b"W" if terrain[start] == ord("W") else b".GS"
    truth = shortest(np.isin(terrain, list(alike)), start, goal)
    query = Query(0, start, goal, truth)
    way, straight = OctileWorld(terrain).solve(query), OctileWorld(terrain, any_angle=True).solve(query)
    if math.isinf(truth):
        assert isinstance(way, NoRoute)
        assert isinstance(straight, NoRoute)
        return
    assert way.length == pytest.approx(truth, abs=1e-9)
    assert math.dist(start, goal) - 1e-9 <= straight.length <= truth + 1e-9


def test_from_the_ground_water_is_no_place_to_go():
    terrain = np.frombuffer(b"..WW", np.uint8).reshape(1, 4)
    world = OctileWorld(terrain)
    assert world.solve(Query(0, (0, 0), (0, 3), 3.0)).reason is Reason.GOAL_OCCUPIED
    assert world.solve(Query(0, (0, 2), (0, 3), 1.0)).length == pytest.approx(1.0)
