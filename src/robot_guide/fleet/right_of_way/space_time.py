"""Ways through space and time on a grid: when to be in which cell, around what others have reserved.

Silver (2005), "Cooperative pathfinding", AIIDE: A* over (cell, time) with a table of reservations, guided by the exact
distances to the goal on the empty grid. Waiting is a move as any other. What the table says at its last time holds ever
after: whoever has arrived stays.
"""

from __future__ import annotations

import numpy as np
from numba import njit

DR = np.array([0, 0, 0, 1, -1, 1, 1, -1, -1])  # waiting first, then straight, then diagonal moves
DC = np.array([0, 1, -1, 0, 0, 1, -1, 1, -1])
GRID = np.array([1, 1, 0])  # costs of a wait, a straight and a diagonal move; 0: there is no such move
FAR = np.int32(2**30)  # of cells from which no way leads to the goal
EVER = np.int32(2**30)


@njit(cache=True)
def costs_to_go(free, goal_row, goal_column, costs):
    """(rows, columns) int32: the cost of the cheapest way from each cell to the goal on the empty grid; `FAR`: none.

    free: (rows, columns) bool. A bucket of cells for each cost, as in Dial (1969), algorithm 360.
    """
    rows, columns = free.shape
    left = np.full((rows, columns), FAR, np.int32)
    if not free[goal_row, goal_column]:
        return left
    span = max(costs[1], costs[2]) + 1
    buckets = [[goal_row * columns + goal_column]] + [[0][:0] for _ in range(span - 1)]
    left[goal_row, goal_column] = 0
    waiting, cost = 1, 0
    while waiting > 0:
        bucket = buckets[cost % span]
        buckets[cost % span] = [0][:0]
        waiting -= len(bucket)
        for cell in bucket:
            r, c = cell // columns, cell % columns
            if left[r, c] != cost:
                continue
            for move in range(1, 9):
                step = costs[1] if move < 5 else costs[2]
                v, u = r + DR[move], c + DC[move]
                if step == 0 or not passable(free, r, c, v, u) or left[v, u] <= cost + step:
                    continue
                left[v, u] = cost + step
                buckets[(cost + step) % span].append(v * columns + u)
                waiting += 1
        cost += 1
    return left


@njit(cache=True)
def passable(free, r, c, v, u):
    """Whether a robot can move from (r, c) to (v, u) next to it; no corner is cut."""
    if not (0 <= v < free.shape[0] and 0 <= u < free.shape[1]) or not free[v, u]:
        return False
    return v == r or u == c or (free[r, u] and free[v, c])


@njit(cache=True)
def search(free, taken, left, start_row, start_column, costs, most=EVER):
    """(steps + 1, 2) int32: the cell at each time, from the start at time 0 to the goal; (0, 2): there is no way.

    The goal is the cell where `left` is 0; the way ends there at the first time from which on nobody else needs it.
    It is given up after `most` cells at their times have been looked at.

    free: (rows, columns) bool; costs: of a wait, a straight and a diagonal move, see `GRID`; left: `costs_to_go`.
    taken: (times, rows, columns) int32: who reserved a cell at a time, 0: nobody. Two may not swap their cells.
    """
    times, rows, columns = taken.shape
    cells = rows * columns
    none = np.empty((0, 2), np.int32)
    start = start_row * columns + start_column
    if left[start_row, start_column] >= FAR:
        return none
    best = np.zeros(times * cells, np.int32)  # 1 more than the cost; 0: not reached. Zeros cost nothing until used
    came = np.zeros(times * cells, np.int8)  # by which move
    first = left[start_row, start_column]
    heads = np.full(1024, -1, np.int64)  # of a list for each sum of costs, the youngest entry first
    nodes, below = np.empty(4096, np.int64), np.empty(4096, np.int64)
    nodes[0], below[0], heads[0], count, f = start, -1, 0, 1, 0
    best[start], looked = 1, 0
    while f < len(heads):
        entry = heads[f]
        if entry < 0:
            f += 1
            continue
        heads[f] = below[entry]
        node = nodes[entry]
        t, cell = node // cells, node % cells
        r, c = cell // columns, cell % columns
        cost = best[node] - 1
        if cost + left[r, c] - first != f:
            continue  # a cheaper way there was found since
        looked += 1
        if looked > most:
            break
        if left[r, c] == 0 and stays_free(taken, t, r, c):
            return traced(came, node, columns, cells)
        if t + 1 >= times:
            continue
        for move in range(9):
            step = costs[0] if move == 0 else (costs[1] if move < 5 else costs[2])
            v, u = r + DR[move], c + DC[move]
            if step == 0 or not passable(free, r, c, v, u) or taken[t + 1, v, u] != 0 or left[v, u] >= FAR:
                continue
            if taken[t, v, u] != 0 and taken[t, v, u] == taken[t + 1, r, c]:
                continue  # they would swap
            after = (t + 1) * cells + v * columns + u
            if 0 < best[after] <= cost + step + 1:
                continue
            best[after], came[after] = cost + step + 1, move
            total = max(cost + step + left[v, u] - first, f)
            if total >= len(heads):
                heads = grown(heads, total + 1)
            if count == len(nodes):
                nodes, below = grown(nodes, count + 1), grown(below, count + 1)
            nodes[count], below[count], heads[total] = after, heads[total], count
            count += 1
    return none


@njit(cache=True)
def stays_free(taken, t, r, c):
    """Whether nobody else is in a cell from the time `t` on."""
    return not taken[t:, r, c].any()


@njit(cache=True)
def traced(came, node, columns, cells):
    t = node // cells
    way = np.empty((t + 1, 2), np.int32)
    for k in range(t, -1, -1):
        cell = node % cells
        r, c = cell // columns, cell % columns
        way[k, 0], way[k, 1] = r, c
        if k > 0:
            move = came[node]
            node = (k - 1) * cells + (r - DR[move]) * columns + (c - DC[move])
    return way


@njit(cache=True)
def grown(values, least):
    """The same with room for at least `least`, filled up with -1."""
    more = np.full(max(2 * len(values), least), -1, values.dtype)
    more[: len(values)] = values
    return more
