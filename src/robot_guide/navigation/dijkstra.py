"""What it costs to get from every cell of a costmap to one, and the ways there.

Glossary: see `grid_search`. Dijkstra (1959) backwards from the goal, with a ring of buckets (Dial 1969) for the open
list.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from robot_guide.navigation.grid_search import (
    DIAGONAL,
    LANE_BIT,
    SIDE_COLUMN,
    SIDE_ROW,
    STEP_COLUMN,
    STEP_ROW,
    link,
    unlink,
)

BUCKETS_A_CELL = 4.0
OPPOSITE = np.array([1, 0, 3, 2, 7, 6, 5, 4])  # of each step, the one back
NOWHERE = -1


@njit(cache=True, nogil=True)
def spread(cost, factors, moves, goal, g, mark, back, links, now):
    """Costs `g` from each cell to the goal, and in `back` the first step there; cells marked `now` + 1 have them."""
    columns = cost.shape[1]
    costs, lanes = cost.reshape(-1), moves.reshape(-1)
    hop = STEP_ROW * columns + STEP_COLUMN
    ring = 16
    while ring < DIAGONAL * factors.max() * BUCKETS_A_CELL + 2.0:
        ring *= 2
    heads, beside = np.full(ring, -1, np.int32), np.zeros(8)
    g[goal], mark[goal], back[goal], bucket, waiting = 0.0, now, NOWHERE, 0, 1
    link(heads, links, 0, goal)
    while waiting > 0:
        node = heads[bucket & (ring - 1)]
        if node < 0:
            bucket += 1
            continue
        unlink(heads, links, node)
        mark[node], waiting, here = now + 1, waiting - 1, factors[costs[node]]
        for k in range(8):
            start = node + hop[k]
            there = factors[costs[start]]
            beside[k] = there
            if there == 0.0 or (k >= 4 and (beside[SIDE_ROW[k]] == 0.0 or beside[SIDE_COLUMN[k]] == 0.0)):
                continue
            if lanes.size > 0 and not (lanes[start] >> LANE_BIT[OPPOSITE[k]]) & 1:
                continue
            reached = g[node] + (1.0 if k < 4 else DIAGONAL) * 0.5 * (here + there)
            if mark[start] >= now and reached >= g[start] - 1e-12:
                continue
            if mark[start] == now:
                unlink(heads, links, start)
                waiting -= 1
            g[start], back[start], mark[start], waiting = reached, OPPOSITE[k], now, waiting + 1
            link(heads, links, int(reached * BUCKETS_A_CELL) & (ring - 1), start)


@njit(cache=True, nogil=True)
def descend(back, columns, start):
    """The cells of the way from `start` to where nothing leads farther, (N, 2: column, row) float64, their middles."""
    n, node = 1, start
    while back[node] != NOWHERE:
        k = back[node]
        node, n = node + STEP_ROW[k] * columns + STEP_COLUMN[k], n + 1
    cells, node = np.empty((n, 2)), start
    for i in range(n):
        cells[i, 0], cells[i, 1] = node % columns + 0.5, node // columns + 0.5
        k = back[node]
        if i < n - 1:
            node = node + STEP_ROW[k] * columns + STEP_COLUMN[k]
    return cells
