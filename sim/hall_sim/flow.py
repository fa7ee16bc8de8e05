"""Ways through the hall: how far each cell is from a goal, and which way leads there."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

DIAGONAL = math.sqrt(2.0)
ASIDE = 3  # cells from the way at which one still finds it


@njit(cache=True)
def cost_to_go(step_cost, goal_row, goal_column, size):
    """Dijkstra (1959) from the goal over 8 neighbours, no cut corners, on a binary heap.

    step_cost: (rows, columns) float64, worth of a metre through each cell, inf where nobody can walk; size: m a cell.
    Returns: (rows, columns) float32, inf where no way leads to the goal.
    """
    rows, columns = step_cost.shape
    value = np.full((rows, columns), np.inf)
    heap_cost = np.empty(rows * columns * 8)  # a cell enters at most once for each neighbour
    heap_cell = np.empty(rows * columns * 8, np.int64)
    count = 1
    heap_cost[0], heap_cell[0] = 0.0, goal_row * columns + goal_column
    value[goal_row, goal_column] = 0.0
    while count > 0:
        cost, cell = heap_cost[0], heap_cell[0]
        count -= 1
        sink(heap_cost, heap_cell, count)
        row, column = cell // columns, cell % columns
        if cost > value[row, column]:
            continue
        for r in range(max(0, row - 1), min(rows, row + 2)):
            for c in range(max(0, column - 1), min(columns, column + 2)):
                if not can_hop(step_cost, row, column, r, c):
                    continue
                hop = size * (DIAGONAL if r != row and c != column else 1.0)
                reached = cost + hop * 0.5 * (step_cost[row, column] + step_cost[r, c])
                if reached < value[r, c]:
                    value[r, c] = reached
                    rise(heap_cost, heap_cell, count, reached, r * columns + c)
                    count += 1
    return value.astype(np.float32)


@njit(cache=True)
def can_hop(step_cost, row, column, r, c):
    """Whether one can walk between neighbouring cells, not across a corner."""
    if not np.isfinite(step_cost[r, c]):
        return False
    return r == row or c == column or (np.isfinite(step_cost[row, c]) and np.isfinite(step_cost[r, column]))


@njit(cache=True)
def rise(heap_cost, heap_cell, i, cost, cell):
    """Put an entry into a heap of `i` entries."""
    while i > 0 and heap_cost[(i - 1) // 2] > cost:
        heap_cost[i], heap_cell[i] = heap_cost[(i - 1) // 2], heap_cell[(i - 1) // 2]
        i = (i - 1) // 2
    heap_cost[i], heap_cell[i] = cost, cell


@njit(cache=True)
def sink(heap_cost, heap_cell, count):
    """Close the gap at the top of a heap with its last entry, number `count`."""
    cost, cell, i = heap_cost[count], heap_cell[count], 0
    while True:
        child = 2 * i + 1
        if child >= count:
            break
        if child + 1 < count and heap_cost[child + 1] < heap_cost[child]:
            child += 1
        if heap_cost[child] >= cost:
            break
        heap_cost[i], heap_cell[i] = heap_cost[child], heap_cell[child]
        i = child
    heap_cost[i], heap_cell[i] = cost, cell


@njit(cache=True)
def nearest_open(step_cost, row, column):
    """The cell nearest to (row, column) with a finite cost, searched in growing squares; itself where there is none."""
    rows, columns = step_cost.shape
    best, best_row, best_column = np.inf, row, column
    for reach in range(max(rows, columns)):
        if best <= reach:
            break
        for r in range(max(0, row - reach), min(rows, row + reach + 1)):
            for c in range(max(0, column - reach), min(columns, column + reach + 1)):
                if max(abs(r - row), abs(c - column)) == reach and np.isfinite(step_cost[r, c]):
                    d = math.hypot(r - row, c - column)
                    if d < best:
                        best, best_row, best_column = d, r, c
    return best_row, best_column


@njit(cache=True)
def best_neighbour(flow, row, column):
    """The neighbour from which the goal is nearest; the cell itself at the goal and where no way leads."""
    rows, columns = flow.shape
    best, best_row, best_column = flow[row, column], row, column
    for r in range(max(0, row - 1), min(rows, row + 2)):
        for c in range(max(0, column - 1), min(columns, column + 2)):
            if flow[r, c] < best and can_hop(flow, row, column, r, c):
                best, best_row, best_column = flow[r, c], r, c
    return best_row, best_column


@njit(cache=True)
def downhill(flow, x, y, size, origin_x, origin_y, steps):
    """Unit vector towards where `steps` cells of descent lead; (0, 0) at the goal and where no way leads.

    Who stands too near to a wall for a way, as at a counter, finds it from the nearest cell that has one.
    """
    rows, columns = flow.shape
    row = min(max(int((y - origin_y) / size), 0), rows - 1)
    column = min(max(int((x - origin_x) / size), 0), columns - 1)
    if not np.isfinite(flow[row, column]):
        near_row, near_column = nearest_open(flow, row, column)
        if abs(near_row - row) > ASIDE or abs(near_column - column) > ASIDE:
            return 0.0, 0.0
        row, column = near_row, near_column
    for _ in range(steps):
        r, c = best_neighbour(flow, row, column)
        if r == row and c == column:
            break
        row, column = r, c
    dx = origin_x + (column + 0.5) * size - x
    dy = origin_y + (row + 0.5) * size - y
    length = math.hypot(dx, dy)
    if length < size or not np.isfinite(flow[row, column]):
        return 0.0, 0.0
    return dx / length, dy / length


@njit(cache=True)
def descent(flow, row, column):
    """The cells, (N, 2) row and column, from one cell down to the goal; (0, 2) where no way leads."""
    rows, columns = flow.shape
    cells = np.empty((rows * columns, 2), np.int64)
    count = 0
    if not np.isfinite(flow[row, column]):
        return cells[:0].copy()
    while True:
        cells[count, 0], cells[count, 1] = row, column
        count += 1
        r, c = best_neighbour(flow, row, column)
        if r == row and c == column:
            return cells[:count].copy()
        row, column = r, c
