"""Searches on a costmap's cells: A* on the 8-connected grid, and straight lines exactly.

Glossary: `cost` is a padded costmap, uint8; `factors[cost]` what a cell makes a step through it cost, 0 where closed;
`moves` the moves that lanes allow from each cell, as bits, or empty without lanes; `g` the cost from the start. A step
costs its length in cells times the mean factor of its two cells, which is also what the straight line between their
middles costs.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

DIAGONAL = math.sqrt(2.0)
STEP_ROW = np.array([0, 0, 1, -1, 1, 1, -1, -1])
STEP_COLUMN = np.array([1, -1, 0, 0, 1, -1, 1, -1])
SIDE_ROW = np.array([0, 0, 0, 0, 2, 2, 3, 3])  # of a diagonal step, which of the steps 2 and 3 it has beside it
SIDE_COLUMN = np.array([0, 0, 0, 0, 0, 1, 0, 1])  # and which of 0 and 1
LANE_BIT = np.array([0, 4, 2, 6, 1, 3, 7, 5])  # of a lane's mask (hall_map.traffic.MOVES), for each step
BUCKETS_A_CELL = 4.0
UNSEEN, WAITING, CLOSED = 0, 1, 2


@njit(cache=True)
def octile(rows, columns):
    """Length of the shortest way over an empty grid of 8 directions, in cells."""
    rows, columns = abs(rows), abs(columns)
    return max(rows, columns) + (DIAGONAL - 1.0) * min(rows, columns)


@njit(cache=True)
def link(heads, after, before, slot, node):
    """Put a node first into a bucket's list."""
    first = heads[slot]
    after[node], before[node], heads[slot] = first, -1 - slot, node
    if first >= 0:
        before[first] = node


@njit(cache=True)
def unlink(heads, after, before, node):
    """Take a node out of its bucket's list."""
    following, previous = after[node], before[node]
    if previous < 0:
        heads[-1 - previous] = following
    else:
        after[previous] = following
    if following >= 0:
        before[following] = previous


@njit(cache=True)
def step_costs(costs, factors, distance, node, hop, penalty, steps):
    """Fill in what a step to each of the 8 neighbours costs, 0 where none may be made.

    Steps lead into open cells and cut no corner. Who stands too near to something may also step, dearly, to where it
    is no nearer, and so get out of there.
    """
    here = factors[costs[node]]
    for k in range(8):
        there = factors[costs[node + hop[k]]]
        if here == 0.0:
            near = distance[node + hop[k]]
            steps[k] = penalty if near >= 0.0 and near >= distance[node] else 0.0
            if k >= 4 and min(distance[node + hop[SIDE_ROW[k]]], distance[node + hop[SIDE_COLUMN[k]]]) < 0.0:
                steps[k] = 0.0
        elif there == 0.0:
            steps[k] = 0.0
        elif k < 4:
            steps[k] = 0.5 * (here + there)
        elif steps[SIDE_ROW[k]] == 0.0 or steps[SIDE_COLUMN[k]] == 0.0:
            steps[k] = 0.0
        else:
            steps[k] = DIAGONAL * 0.5 * (here + there)


@njit(cache=True)
def a_star(cost, factors, distance, moves, start_row, start_column, goal_row, goal_column):
    """The cheapest way over the grid (Hart, Nilsson, Raphael 1968), rows and columns of the padded arrays.

    The open list is a ring of buckets (Dial 1969). Within a bucket the order is last in, first out; a node whose cost
    falls is looked at again, and the search ends only when no bucket is left below the goal's cost, so that the result
    is exact. Returns: g of the goal, inf without a way; and int8 (rows, columns), the step that led into a cell, or -1.
    """
    rows, columns = cost.shape
    costs, near, lanes = cost.reshape(-1), distance.reshape(-1), moves.reshape(-1)
    g = np.full(cost.size, np.inf)
    came = np.full(cost.size, np.int8(-1), np.int8)
    state = np.zeros(cost.size, np.uint8)
    after, before = np.empty(cost.size, np.int32), np.empty(cost.size, np.int32)
    hop = STEP_ROW * columns + STEP_COLUMN
    penalty = 10.0 * factors.max()
    ring = 64
    while ring < 2.0 * DIAGONAL * (penalty + 1.0) * BUCKETS_A_CELL:
        ring *= 2
    heads = np.full(ring, -1, np.int32)
    steps = np.zeros(8)
    start, goal = start_row * columns + start_column, goal_row * columns + goal_column
    floor = octile(goal_row - start_row, goal_column - start_column)
    g[start], state[start], bucket, waiting = 0.0, WAITING, 0, 1  # the bucket counts on; its remainder is its place
    link(heads, after, before, 0, start)
    while waiting > 0:
        node = heads[bucket & (ring - 1)]
        if node < 0:
            bucket += 1
            if floor + bucket / BUCKETS_A_CELL > g[goal]:
                break
            continue
        unlink(heads, after, before, node)
        state[node] = CLOSED
        waiting -= 1
        row, column = node // columns, node % columns
        step_costs(costs, factors, near, node, hop, penalty, steps)
        if lanes.size > 0 and lanes[node] != 255:
            for k in range(8):
                if not (lanes[node] >> LANE_BIT[k]) & 1:
                    steps[k] = 0.0
        for k in range(8):
            to, reached = node + hop[k], g[node] + steps[k]
            if steps[k] == 0.0 or reached >= g[to] - 1e-12:
                continue
            if state[to] == WAITING:
                unlink(heads, after, before, to)
                waiting -= 1
            g[to], came[to], state[to] = reached, k, WAITING
            left = octile(goal_row - row - STEP_ROW[k], goal_column - column - STEP_COLUMN[k])
            place = max(int((reached + left - floor + 1e-9) * BUCKETS_A_CELL), bucket)
            link(heads, after, before, place & (ring - 1), to)
            waiting += 1
    return g[goal], came.reshape(rows, columns)


@njit(cache=True)
def trace(came, start_row, start_column, goal_row, goal_column):
    """The cells of a way that `a_star` has found, (N, 2) int64, from start to goal."""
    cells = np.empty((came.size, 2), np.int64)
    row, column, n = goal_row, goal_column, 0
    while True:
        cells[n, 0], cells[n, 1] = row, column
        n += 1
        if row == start_row and column == start_column:
            break
        k = came[row, column]
        row, column = row - STEP_ROW[k], column - STEP_COLUMN[k]
    return cells[:n][::-1].copy()


@njit(cache=True)
def line_cost(cost, factors, moves, u0, v0, u1, v1):
    """What a straight line costs, inf where it touches a closed cell or goes against a lane.

    From (u0, v0) to (u1, v1), column and row in cells of the padded array, every cell on the way visited exactly
    (Amanatides and Woo 1987); through a corner both cells beside it must be open.
    """
    du, dv = u1 - u0, v1 - v0
    length = math.hypot(du, dv)
    column, row = math.floor(u0), math.floor(v0)
    if factors[cost[row, column]] == 0.0:
        return np.inf
    heading = round(math.atan2(dv, du) / (0.25 * math.pi)) % 8
    step_u, step_v = (1 if du > 0 else -1), (1 if dv > 0 else -1)
    pace_u = abs(1.0 / du) if du != 0.0 else np.inf
    pace_v = abs(1.0 / dv) if dv != 0.0 else np.inf
    next_u = ((column + (du > 0)) - u0) / du if du != 0.0 else np.inf
    next_v = ((row + (dv > 0)) - v0) / dv if dv != 0.0 else np.inf
    total, t = 0.0, 0.0
    while True:
        if moves.size > 0 and not (moves[row, column] >> heading) & 1 and length > 0.0:
            return np.inf
        until = min(next_u, next_v, 1.0)
        total += (until - t) * factors[cost[row, column]]
        if until >= 1.0:
            return total * length
        t = until
        if abs(next_u - next_v) < 1e-9:
            if factors[cost[row, column + step_u]] == 0.0 or factors[cost[row + step_v, column]] == 0.0:
                return np.inf
            column, row, next_u, next_v = column + step_u, row + step_v, next_u + pace_u, next_v + pace_v
        elif next_u < next_v:
            column, next_u = column + step_u, next_u + pace_u
        else:
            row, next_v = row + step_v, next_v + pace_v
        if factors[cost[row, column]] == 0.0:
            return np.inf


@njit(cache=True)
def shorten(cost, factors, moves, corners):
    """Straighten a way of `corners` (N, 2: column, row) where a straight line costs no more than what it replaces."""
    kept = np.empty(len(corners), np.int64)
    kept[0], n, here = 0, 1, 0
    last = len(corners) - 1
    while here < last:
        best, spent = here + 1, 0.0
        for to in range(here + 1, last + 1):
            u, v = corners[to, 0], corners[to, 1]
            spent += line_cost(cost, factors, moves, corners[to - 1, 0], corners[to - 1, 1], u, v)
            if to == here + 1:
                continue
            straight = line_cost(cost, factors, moves, corners[here, 0], corners[here, 1], u, v)
            if straight <= spent + 1e-9 and spent < np.inf:
                best = to
            elif straight == np.inf and to > best + 40:
                break
        here = best
        kept[n] = here
        n += 1
    return corners[kept[:n]]
