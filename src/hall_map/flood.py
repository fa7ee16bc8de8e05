"""What can be reached from where, when some moves are forbidden: a flood over the cells of a grid."""

from __future__ import annotations

import numba
import numpy as np


@numba.njit(cache=True)
def flood(free, moves, offsets, starts, back):
    """The cells that a robot can drive to from `starts`; with `back`, those from which it can drive to them.

    Args:
        free: (rows, columns) bool, where a robot can be.
        moves: (rows, columns) uint8, bit i: the move `offsets[i]` is allowed from here.
        offsets: (moves, 2) int64, (column, row) of each move.
        starts: (N, 2) int64, (row, column).
    Returns: (rows, columns) bool.
    """
    rows, columns = free.shape
    reached = np.zeros((rows, columns), np.bool_)
    queue = np.empty((rows * columns, 2), np.int32)
    end = 0
    for k in range(len(starts)):
        row, column = starts[k]
        if free[row, column] and not reached[row, column]:
            reached[row, column] = True
            queue[end, 0], queue[end, 1] = row, column
            end += 1
    begin, sign = 0, -1 if back else 1
    while begin < end:
        row, column = queue[begin]
        begin += 1
        for i in range(len(offsets)):
            x, y = column + sign * offsets[i, 0], row + sign * offsets[i, 1]
            if x < 0 or y < 0 or x >= columns or y >= rows or reached[y, x] or not free[y, x]:
                continue
            allowed = moves[y, x] if back else moves[row, column]
            if (allowed >> i) & 1:
                reached[y, x] = True
                queue[end, 0], queue[end, 1] = y, x
                end += 1
    return reached
