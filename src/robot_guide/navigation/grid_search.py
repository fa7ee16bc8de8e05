"""A* on the 8-connected grid of a costmap, exactly.

Glossary: `cost` is a padded costmap, uint8; `factors[cost]` what a cell makes a step through it cost, 0 where closed;
`moves` the moves that lanes allow from each cell, as bits, or empty without lanes; `g` the cost from the start. A step
costs its length in cells times the mean factor of its two cells, which is also what the straight line between their
middles costs. Cells are numbered row by row, the border included.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numba import njit

DIAGONAL = math.sqrt(2.0)
STEP_ROW = np.array([0, 0, 1, -1, 1, 1, -1, -1])
STEP_COLUMN = np.array([1, -1, 0, 0, 1, -1, 1, -1])
SIDE_ROW = np.array([0, 0, 0, 0, 2, 2, 3, 3])  # of a diagonal step, which of the steps 2 and 3 it has beside it
SIDE_COLUMN = np.array([0, 0, 0, 0, 0, 1, 0, 1])  # and which of 0 and 1
LANE_BIT = np.array([0, 4, 2, 6, 1, 3, 7, 5])  # of a lane's mask (hall_map.traffic.MOVES), for each step
COARSE, FINE = 8.0, 4096.0  # buckets a cell; tight bounds need fine ones, or cells are looked at several times
WAVERING = 0.25  # of a bucket, that bounds may be wrong by: finer buckets would sort by their errors
GROUP = 64  # buckets that are passed over at once when all are empty
ROUNDING = 1e-10  # of sums of costs, in cells
OLDEST = 2**30  # generation after which a scratch pad's marks would overflow


class Scratch:
    """What a search writes on: for each cell what it knows of it, if its mark is of the search's generation."""

    def __init__(self, size: int):
        self.g = np.empty(size)
        self.mark = np.zeros(size, np.int32)  # generation: waiting; one more: closed; less: unseen
        self.came = np.empty(size, np.int8)  # the step that led there
        self.links = np.empty((size, 2), np.int32)  # the cells after and before it in its bucket
        self.generation = 0


SPARE: list[Scratch] = []  # lent to one search at a time; taking from and adding to a list are atomic


@contextmanager
def scratch(size: int) -> Iterator[Scratch]:
    """Something to write a search of `size` cells on, as good as new and yet not cleared: that would take longer."""
    try:
        pad = SPARE.pop()
    except IndexError:
        pad = Scratch(size)
    if len(pad.g) != size or pad.generation > OLDEST:
        pad = Scratch(size)
    pad.generation += 2
    try:
        yield pad
    finally:
        SPARE.append(pad)


@njit(cache=True)
def octile(rows, columns):
    """Length of the shortest way over an empty grid of 8 directions, in cells."""
    rows, columns = abs(rows), abs(columns)
    return max(rows, columns) + (DIAGONAL - 1.0) * min(rows, columns)


@njit(cache=True)
def link(heads, links, slot, node):
    """Put a node first into a bucket's list."""
    first = heads[slot]
    links[node, 0], links[node, 1], heads[slot] = first, -1 - slot, node
    if first >= 0:
        links[first, 1] = node


@njit(cache=True)
def unlink(heads, links, node):
    """Take a node out of its bucket's list."""
    following, previous = links[node, 0], links[node, 1]
    if previous < 0:
        heads[-1 - previous] = following
    else:
        links[previous, 0] = following
    if following >= 0:
        links[following, 1] = previous


@njit(cache=True)
def next_filled(heads, filled, bucket):
    """The first bucket from this one on that holds a node; one must. `filled`: which groups of them may hold any."""
    place = bucket & (len(heads) - 1)
    while heads[place] < 0:
        group = place // GROUP
        step = 1 if filled[group] else GROUP - place % GROUP
        filled[group] &= (place + step) % GROUP > 0
        bucket, place = bucket + step, (place + step) & (len(heads) - 1)
    return bucket


@njit(cache=True)
def step_costs(costs, factors, distance, lanes, node, hop, penalty, steps):
    """Fill in what a step to each of the 8 neighbours costs, 0 where none may be made.

    Steps lead into open cells, cut no corner and go against no lane. Who stands too near to something may also step,
    dearly, to where it is no nearer, and so get out of there.
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
    if lanes.size > 0 and lanes[node] != 255:
        for k in range(8):
            if not (lanes[node] >> LANE_BIT[k]) & 1:
                steps[k] = 0.0


@njit(cache=True, fastmath={"nnan", "nsz", "reassoc"})
def still_to_go(node, rows, columns, closed, bounds, aims):
    """A bound on the cost from a node to the goal, so many `rows` and `columns` away: the octile distance, or a higher
    one that the `bounds` tell; of closed cells they know nothing.
    """
    known = 0.0
    if not closed:
        for i in range(len(aims)):
            known = max(known, abs(bounds[node, i] - aims[i]))
    return max(known - ROUNDING, octile(rows, columns))


@njit(cache=True, nogil=True)
def a_star(cost, factors, distance, moves, start, goal, bounds, aims, tolerance, limit, g, mark, came, links, now):
    """The cheapest way over the grid (Hart, Nilsson, Raphael 1968), `start` and `goal` as cells' numbers.

    No way from a cell to the goal costs less than |bounds[cell, i] - aims[i]|, for any i. The open list is a ring of
    buckets (Dial 1969); within a bucket the order is last in, first out. A cell whose cost falls is looked at again,
    and the search ends only when nothing that waits may lead to less than the goal's cost - `tolerance`, so that the
    result is exact but for that. Returns: the goal's g, inf without a way, NaN when it was given up after looking at
    `limit` cells; how many cells were looked at. `came` holds the way.
    """
    columns = cost.shape[1]
    costs, near, lanes = cost.reshape(-1), distance.reshape(-1), moves.reshape(-1)
    hop = STEP_ROW * columns + STEP_COLUMN
    penalty, steps, ring = 10.0 * factors.max(), np.zeros(8), 2 * GROUP
    fineness = min(FINE, WAVERING / tolerance) if len(aims) > 0 else COARSE
    while ring - GROUP < 2.0 * DIAGONAL * (factors.max() + 1.0) * fineness:
        ring *= 2
    heads, filled = np.full(ring, -1, np.int32), np.zeros(ring // GROUP, np.bool_)
    best, looked_at, waiting, bucket = np.inf, 0, 1, 0  # the bucket counts on; its remainder is its place
    goal_row, goal_column = goal // columns, goal % columns
    rows, cells = goal_row - start // columns, goal_column - start % columns
    floor = still_to_go(start, rows, cells, factors[costs[start]] == 0.0, bounds, aims)
    g[start], mark[start] = 0.0, now
    link(heads, links, 0, start)
    filled[0] = True
    while waiting > 0:
        bucket = next_filled(heads, filled, bucket)
        if floor + bucket / fineness > best:
            break
        node = heads[bucket & (ring - 1)]
        unlink(heads, links, node)
        mark[node], waiting, here = now + 1, waiting - 1, g[node]
        rows, cells = goal_row - node // columns, goal_column - node % columns
        if best < np.inf:
            left = still_to_go(node, rows, cells, factors[costs[node]] == 0.0, bounds, aims)
            if here + left >= best - tolerance:
                continue
        looked_at += 1
        if looked_at > limit:
            return np.nan, looked_at
        step_costs(costs, factors, near, lanes, node, hop, penalty, steps)
        for k in range(8):
            to, reached = node + hop[k], here + steps[k]
            if steps[k] == 0.0 or (mark[to] >= now and reached >= g[to] - 1e-12):
                continue
            if mark[to] == now:
                unlink(heads, links, to)
                waiting -= 1
            closed = factors[costs[to]] == 0.0
            left = still_to_go(to, rows - STEP_ROW[k], cells - STEP_COLUMN[k], closed, bounds, aims)
            g[to], came[to], mark[to] = reached, k, now + 1
            if to == goal:
                best = reached
            elif reached + left < best - tolerance:  # a bucket out of the ring's reach is only looked at too early
                place = min(max(int((reached + left - floor + ROUNDING) * fineness), bucket), bucket + ring - GROUP)
                mark[to], waiting = now, waiting + 1
                filled[(place & (ring - 1)) // GROUP] = True
                link(heads, links, place & (ring - 1), to)
    return (0.0 if start == goal else best), looked_at


@njit(cache=True, nogil=True)
def trace(came, columns, start, goal):
    """The cells of a way that `a_star` has found, (N, 2: column, row) float64, their middles, from start to goal."""
    n, node = 1, goal
    while node != start:
        k = came[node]
        node, n = node - STEP_ROW[k] * columns - STEP_COLUMN[k], n + 1
    cells, node = np.empty((n, 2)), goal
    for i in range(n - 1, -1, -1):
        cells[i, 0], cells[i, 1] = node % columns + 0.5, node // columns + 0.5
        if i > 0:
            k = came[node]
            node = node - STEP_ROW[k] * columns - STEP_COLUMN[k]
    return cells
