"""Straight lines over a costmap's cells, exactly, and ways pulled taut along them.

Coordinates are (column, row) in cells of the padded arrays; see `grid_search` for `factors` and `moves`.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

PATIENCE = 12  # corners past the last good one, after which no straight line to a farther one is tried


@njit(cache=True, nogil=True)
def line_cost(cost, factors, moves, u0, v0, u1, v1, limit):
    """What a straight line costs; inf where it touches a closed cell, goes against a lane or costs more than `limit`.

    From (u0, v0) to (u1, v1), column and row in cells of the padded array, every cell on the way visited exactly
    (Amanatides and Woo 1987); through a corner both cells beside it must be open.
    """
    du, dv = u1 - u0, v1 - v0
    length = math.hypot(du, dv)
    column, row = math.floor(u0), math.floor(v0)
    factor = factors[cost[row, column]]
    if factor == 0.0:
        return np.inf
    heading = round(math.atan2(dv, du) / (0.25 * math.pi)) % 8 if moves.size > 0 else 0
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
        total += (until - t) * factor
        if until >= 1.0:
            return total * length
        if (total + 1.0 - until) * length > limit:
            return np.inf
        t = until
        if abs(next_u - next_v) < 1e-9:
            if factors[cost[row, column + step_u]] == 0.0 or factors[cost[row + step_v, column]] == 0.0:
                return np.inf
            column, row, next_u, next_v = column + step_u, row + step_v, next_u + pace_u, next_v + pace_v
        elif next_u < next_v:
            column, next_u = column + step_u, next_u + pace_u
        else:
            row, next_v = row + step_v, next_v + pace_v
        factor = factors[cost[row, column]]
        if factor == 0.0:
            return np.inf


@njit(cache=True, nogil=True)
def shorten(cost, factors, moves, corners):
    """Straighten a way of `corners` (N, 2: column, row) where a straight line costs no more than what it replaces."""
    last = len(corners) - 1
    spent = np.zeros(last + 1)
    for i in range(last):
        spent[i + 1] = spent[i] + line_cost(
            cost, factors, moves, corners[i, 0], corners[i, 1], corners[i + 1, 0], corners[i + 1, 1], np.inf
        )
    kept = np.empty(last + 1, np.int64)
    kept[0], n, here = 0, 1, 0
    while here < last:
        best = here + 1
        for to in range(here + 2, last + 1):
            if to > best + PATIENCE:
                break
            limit = spent[to] - spent[here] + 1e-9
            if not limit < np.inf:
                break
            straight = line_cost(
                cost, factors, moves, corners[here, 0], corners[here, 1], corners[to, 0], corners[to, 1], limit
            )
            if straight <= limit:
                best = to
        here = best
        kept[n] = here
        n += 1
    return corners[kept[:n]]


@njit(cache=True, nogil=True)
def resample(points, spacing):
    """The same polyline, (N, 2) float64, with every corner kept and a point at least each `spacing` between them."""
    last = len(points) - 1
    pieces = np.empty(last, np.int64)
    for i in range(last):
        length = math.hypot(points[i + 1, 0] - points[i, 0], points[i + 1, 1] - points[i, 1])
        pieces[i] = max(math.ceil(length / spacing - 1e-9), 1)
    finer = np.empty((pieces.sum() + 1, 2))
    n = 0
    for i in range(last):
        for axis in range(2):
            step = (points[i + 1, axis] - points[i, axis]) / pieces[i]
            for k in range(pieces[i]):
                finer[n + k, axis] = k * step + points[i, axis]
        n += pieces[i]
    finer[n] = points[last]
    return finer
