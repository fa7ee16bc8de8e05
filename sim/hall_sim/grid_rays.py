"""Rays and discs against the cells of the floor, exactly."""

from __future__ import annotations

import math

import numpy as np
from numba import njit


@njit(cache=True)
def cast(room, resolution, origin_x, origin_y, x, y, direction, range_max):
    """Distance from (x, y) to the first taken cell along `direction`, at most `range_max`; 0 within one.

    room: (rows, columns) uint8, how many cells it is at least, diagonals counted as one, to the next taken cell; 0 in
    taken cells. Off the grid nothing is hit.

    The grid traversal of Amanatides and Woo, A Fast Voxel Traversal Algorithm for Ray Tracing (1987), with the leaps of
    Cohen and Sheffer, Proximity Clouds (1994): in a cell with room n, the ray goes on at once to where it leaves the
    square of 2n - 1 cells around it. Both visit cells only, so that no thin wall and no grazed corner is missed.
    """
    rows, columns = room.shape
    u, v = (x - origin_x) / resolution, (y - origin_y) / resolution
    column, row = math.floor(u), math.floor(v)
    du, dv = math.cos(direction), math.sin(direction)
    per_u = 1.0 / du if du != 0.0 else np.inf
    per_v = 1.0 / dv if dv != 0.0 else np.inf
    limit = range_max / resolution
    t = 0.0
    while t < limit:
        if row < 0 or column < 0 or row >= rows or column >= columns:
            return range_max  # a ray that begins on the grid and leaves it does not come back
        free = int(room[row, column])
        if free == 0:
            return t * resolution
        edge_u = column + free if du > 0.0 else column - free + 1
        edge_v = row + free if dv > 0.0 else row - free + 1
        t_u = (edge_u - u) * per_u if du != 0.0 else np.inf
        t_v = (edge_v - v) * per_v if dv != 0.0 else np.inf
        if t_u < t_v:
            t = max(t_u, t)
            column = edge_u if du > 0.0 else edge_u - 1
            row = min(max(math.floor(v + t * dv), row - free + 1), row + free - 1)
        else:
            t = max(t_v, t)
            row = edge_v if dv > 0.0 else edge_v - 1
            column = min(max(math.floor(u + t * du), column - free + 1), column + free - 1)
    return range_max


@njit(cache=True)
def disc_fits(room, resolution, origin_x, origin_y, x, y, radius):
    """Whether a disc touches no taken cell and does not leave the grid."""
    rows, columns = room.shape
    u, v, r = (x - origin_x) / resolution, (y - origin_y) / resolution, radius / resolution
    row, column = math.floor(v), math.floor(u)
    if row < 0 or column < 0 or row >= rows or column >= columns:
        return False
    if room[row, column] > r + 1.0:
        return True
    for i in range(math.floor(v - r), math.floor(v + r) + 1):
        for j in range(math.floor(u - r), math.floor(u + r) + 1):
            if i < 0 or j < 0 or i >= rows or j >= columns or room[i, j] == 0:
                off_u, off_v = max(j - u, 0.0, u - (j + 1)), max(i - v, 0.0, v - (i + 1))
                if off_u * off_u + off_v * off_v < r * r:
                    return False
    return True


@njit(cache=True)
def disc_passes(room, resolution, origin_x, origin_y, ax, ay, bx, by, radius):
    """Whether a disc can be moved straight from a to b, looked at every half cell."""
    count = max(int(math.hypot(bx - ax, by - ay) / (0.5 * resolution)), 1)
    for k in range(count + 1):
        x, y = ax + (bx - ax) * k / count, ay + (by - ay) * k / count
        if not disc_fits(room, resolution, origin_x, origin_y, x, y, radius):
            return False
    return True
