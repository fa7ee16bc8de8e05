"""What a plan must keep clear of: discs that move through the cells, and where two of them meet."""

from __future__ import annotations

import math

import numpy as np
from numba import njit


@njit(cache=True)
def reserve_discs(taken, points, spacing, origin_x, origin_y, outlook, earlier, later, apart, near, who):
    """Note in `taken` (times, rows, columns) the cells within `apart` m of somebody, some steps before and after too.

    points: (rows, columns, 2) m, see `Lattice`; outlook: (times, 2) m, where they are at each time.
    near: m between the two now: nearer cells cannot be reserved at once, but `apart` is reached 0.1 m a step.
    """
    times, rows, columns = taken.shape
    for t in range(times):
        reach = min(apart, near + 0.1 * t)
        span = int(reach / spacing) + 2
        lx = ly = np.inf
        for k in range(max(t - later, 0), min(t + earlier, times - 1) + 1):
            x, y = outlook[k, 0], outlook[k, 1]
            if x == lx and y == ly:
                continue
            lx, ly = x, y
            row, column = int((y - origin_y) / spacing), int((x - origin_x) / spacing)
            for r in range(max(row - span, 0), min(row + span + 1, rows)):
                for c in range(max(column - span, 0), min(column + span + 1, columns)):
                    dx, dy = points[r, c, 0] - x, points[r, c, 1] - y
                    if dx * dx + dy * dy < reach * reach:
                        taken[t, r, c] = who


@njit(cache=True)
def shut_touched(safe, points, spacing, origin_x, origin_y, way, reach, surely):
    """Make `safe` (rows, columns) false within `reach` m of a way told as (N, 2) m, a point for each so many metres.

    Between two points that lie nearer together than others it has a bend, somewhere in the ellipse about them that
    is as wide as the bend allows; which points of a way are told changes as its robot comes nearer.
    surely: only what is touched whichever way the bend goes; else it counts as cut short.
    """
    rows, columns = safe.shape
    stride = longest_step(way)
    for k in range(len(way)):
        x, y = way[k, 0], way[k, 1]
        back_x, back_y = way[max(k - 1, 0), 0] - x, way[max(k - 1, 0), 1] - y
        square = back_x * back_x + back_y * back_y
        if k > 0 and square == 0.0:
            continue
        ends = k + 1 == len(way) or (way[k + 1, 0] == x and way[k + 1, 1] == y)
        bend = 0.5 * math.sqrt(max(stride * stride - square, 0.0)) if surely and k > 0 and not ends else 0.0
        near = max(reach - bend, 0.0)
        span = int((near + math.sqrt(square)) / spacing) + 2
        row, column = int((y - origin_y) / spacing), int((x - origin_x) / spacing)
        for r in range(max(row - span, 0), min(row + span + 1, rows)):
            for c in range(max(column - span, 0), min(column + span + 1, columns)):
                dx, dy = points[r, c, 0] - x, points[r, c, 1] - y
                if square > 0.0:
                    share = min(max((dx * back_x + dy * back_y) / square, 0.0), 1.0)
                    dx, dy = dx - share * back_x, dy - share * back_y
                if dx * dx + dy * dy <= near * near:
                    safe[r, c] = False


@njit(cache=True)
def longest_step(way):
    """m: between two points of a way (N, 2) that follow each other."""
    longest = 0.0
    for k in range(1, len(way)):
        longest = max(longest, math.hypot(way[k, 0] - way[k - 1, 0], way[k, 1] - way[k - 1, 1]))
    return longest


@njit(cache=True)
def first_meeting(mine, theirs, earlier, later, apart, narrow, spacing, origin_x, origin_y, anywhere):
    """The first step at which two come nearer than `apart` m where it is narrow for one of them; -1: they do not.

    mine, theirs: (N, 2) m, where they are at each step; theirs may be `earlier` steps before its time or `later` after.
    narrow: (rows, columns) bool, of cells of `spacing` m; anywhere: everything is narrow.
    """
    for i in range(len(mine)):
        for j in range(max(i - later, 0), min(i + earlier + 1, len(theirs))):
            dx, dy = mine[i, 0] - theirs[j, 0], mine[i, 1] - theirs[j, 1]
            if dx * dx + dy * dy < apart * apart and (
                anywhere
                or is_narrow(narrow, spacing, origin_x, origin_y, mine[i, 0], mine[i, 1])
                or is_narrow(narrow, spacing, origin_x, origin_y, theirs[j, 0], theirs[j, 1])
            ):
                return i
    return -1


@njit(cache=True)
def is_narrow(narrow, spacing, origin_x, origin_y, x, y):
    row, column = math.floor((y - origin_y) / spacing), math.floor((x - origin_x) / spacing)
    return not (0 <= row < narrow.shape[0] and 0 <= column < narrow.shape[1]) or narrow[row, column]


@njit(cache=True)
def extent(outlook):
    """m: of the places (N, 2) that somebody is at."""
    most = 0.0
    for i in range(2):
        low = high = outlook[0, i]
        for k in range(1, len(outlook)):
            low, high = min(low, outlook[k, i]), max(high, outlook[k, i])
        most = max(most, high - low)
    return most


@njit(cache=True)
def downhill(left, free, row, column, dr, dc):
    """(N, 2) int32: cells from (row, column) to where `left` is 0, each the best beside the one before."""
    way = [(row, column)]
    while left[row, column] > 0:
        least, r, c = left[row, column], row, column
        for move in range(1, 9):
            v, u = row + dr[move], column + dc[move]
            if not (0 <= v < left.shape[0] and 0 <= u < left.shape[1]) or left[v, u] >= least:
                continue
            if free[row, u] and free[v, column]:
                least, r, c = left[v, u], v, u
        if r == row and c == column:
            break
        row, column = r, c
        way.append((row, column))
    return np.array(way, np.int32)
