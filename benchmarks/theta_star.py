"""Plain Theta* and Lazy Theta* with a binary heap, to measure others against: any angle, over a grid of open cells.

Nash, Daniel, Koenig, Felner (2007), "Theta*: any-angle path planning on grids", figure 3; Nash, Koenig, Tovey (2010),
"Lazy Theta*: any-angle path planning and path length analysis in 3D", figure 6. Ways run between the middles
of cells, cut no corner, and a straight line may touch open cells only.
"""

from __future__ import annotations

import heapq
import math

import numpy as np
from numba import njit

STEPS = np.array([(0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1)])


@njit(cache=True)
def sees(free, r0, c0, r1, c1):
    """Whether a straight line between the middles of two cells touches open cells only, corners included."""
    dr, dc = abs(r1 - r0), abs(c1 - c0)
    up, right = (1 if r1 > r0 else -1), (1 if c1 > c0 else -1)
    r, c, ahead = r0, c0, dc - dr
    for _ in range(dr + dc):
        if ahead > 0:
            c, ahead = c + right, ahead - 2 * dr
        elif ahead < 0:
            r, ahead = r + up, ahead + 2 * dc
        else:
            if not (free[r + up, c] and free[r, c + right]):
                return False
            r, c, ahead = r + up, c + right, ahead + 2 * (dc - dr)
        if not free[r, c]:
            return False
        if r == r1 and c == c1:
            return True
    return True


@njit(cache=True)
def theta_star(free, start_row, start_column, row, column):
    """Length, in cells, of the way from a cell to another; `free` (rows, columns) bool has a closed border."""
    columns = free.shape[1]
    g, parent = np.full(free.size, np.inf), np.full(free.size, -1, np.int64)
    closed = np.zeros(free.size, np.bool_)
    start, goal = start_row * columns + start_column, row * columns + column
    g[start], parent[start] = 0.0, start
    queue = [(math.hypot(row - start_row, column - start_column), start)]
    while queue:
        _, node = heapq.heappop(queue)
        if node == goal:
            return g[goal]
        if closed[node]:
            continue
        closed[node] = True
        r, c = node // columns, node % columns
        pr, pc = parent[node] // columns, parent[node] % columns
        for k in range(8):
            nr, nc = r + STEPS[k, 0], c + STEPS[k, 1]
            to = nr * columns + nc
            if closed[to] or not (free[nr, nc] and free[r, nc] and free[nr, c]):
                continue
            if sees(free, pr, pc, nr, nc):
                via, reached = parent[node], g[parent[node]] + math.hypot(nr - pr, nc - pc)
            else:
                via, reached = node, g[node] + math.hypot(nr - r, nc - c)
            if reached < g[to] - 1e-12:
                g[to], parent[to] = reached, via
                heapq.heappush(queue, (reached + math.hypot(row - nr, column - nc), to))
    return np.inf


@njit(cache=True)
def lazy_theta_star(free, start_row, start_column, row, column):
    """The same, looking along each line only when its end is expanded."""
    columns = free.shape[1]
    g, parent = np.full(free.size, np.inf), np.full(free.size, -1, np.int64)
    closed = np.zeros(free.size, np.bool_)
    start, goal = start_row * columns + start_column, row * columns + column
    g[start], parent[start] = 0.0, start
    queue = [(math.hypot(row - start_row, column - start_column), start)]
    while queue:
        _, node = heapq.heappop(queue)
        if closed[node]:
            continue
        r, c = node // columns, node % columns
        if not sees(free, parent[node] // columns, parent[node] % columns, r, c):
            g[node] = np.inf  # the best of those beside it that have been expanded
            for k in range(8):
                nr, nc = r + STEPS[k, 0], c + STEPS[k, 1]
                beside = nr * columns + nc
                if closed[beside] and free[r, nc] and free[nr, c]:
                    reached = g[beside] + math.hypot(nr - r, nc - c)
                    if reached < g[node]:
                        g[node], parent[node] = reached, beside
        if node == goal:
            return g[goal]
        closed[node] = True
        pr, pc = parent[node] // columns, parent[node] % columns
        for k in range(8):
            nr, nc = r + STEPS[k, 0], c + STEPS[k, 1]
            to = nr * columns + nc
            if closed[to] or not (free[nr, nc] and free[r, nc] and free[nr, c]):
                continue
            reached = g[parent[node]] + math.hypot(nr - pr, nc - pc)
            if reached < g[to] - 1e-12:
                g[to], parent[to] = reached, parent[node]
                heapq.heappush(queue, (reached + math.hypot(row - nr, column - nc), to))
    return np.inf


@njit(cache=True)
def octile_dijkstra(free, start_row, start_column, row, column):
    """Length of the shortest octile way, in cells, found by the plainest search there is."""
    columns = free.shape[1]
    g, closed = np.full(free.size, np.inf), np.zeros(free.size, np.bool_)
    start, goal = start_row * columns + start_column, row * columns + column
    g[start] = 0.0
    queue = [(0.0, start)]
    while queue:
        spent, node = heapq.heappop(queue)
        if node == goal:
            return spent
        if closed[node]:
            continue
        closed[node] = True
        r, c = node // columns, node % columns
        for k in range(8):
            nr, nc = r + STEPS[k, 0], c + STEPS[k, 1]
            if not (free[nr, nc] and free[r, nc] and free[nr, c]):
                continue
            to, reached = nr * columns + nc, spent + math.hypot(nr - r, nc - c)
            if reached < g[to] - 1e-12:
                g[to] = reached
                heapq.heappush(queue, (reached, to))
    return np.inf
