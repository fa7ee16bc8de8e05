"""From strokes to their centre lines, one pixel wide."""

from __future__ import annotations

import numba
import numpy as np


def thinned(mask: np.ndarray) -> np.ndarray:
    """The skeleton of a mask, bool (rows, columns): connected as the mask is, one pixel wide (Guo, Hall 1989)."""
    ink = np.pad(mask.astype(np.uint8), 1)
    rows, columns = np.nonzero(ink)
    thin(ink, rows, columns)
    return ink[1:-1, 1:-1].astype(bool)


@numba.njit(cache=True)
def thin(ink, rows, columns):
    """Take the border off `ink` (uint8, its edge 0) until lines are left; `rows` and `columns` are its pixels."""
    left, changed = len(rows), True
    doomed = np.empty(len(rows), np.int64)
    while changed:
        changed = False
        for turn in range(2):
            many = 0
            for i in range(left):
                if removable(ink, rows[i], columns[i], turn):
                    doomed[many] = i
                    many += 1
            for k in range(many):
                ink[rows[doomed[k]], columns[doomed[k]]] = 0
            changed = changed or many > 0
            kept = 0
            for i in range(left):
                if ink[rows[i], columns[i]]:
                    rows[kept], columns[kept] = rows[i], columns[i]
                    kept += 1
            left = kept


@numba.njit(cache=True)
def removable(ink, row, column, turn):
    """Whether a pixel is on the border of the turn, no end of a line, and not all that holds two parts together."""
    n, ne, e = ink[row - 1, column], ink[row - 1, column + 1], ink[row, column + 1]
    se, s, sw = ink[row + 1, column + 1], ink[row + 1, column], ink[row + 1, column - 1]
    w, nw = ink[row, column - 1], ink[row - 1, column - 1]
    parts = (not n and (ne or e)) + (not e and (se or s)) + (not s and (sw or w)) + (not w and (nw or n))
    if parts != 1:
        return False
    one = (nw or n) + (ne or e) + (se or s) + (sw or w)
    other = (n or ne) + (e or se) + (s or sw) + (w or nw)
    if min(one, other) < 2 or min(one, other) > 3:
        return False
    if turn == 0:
        return not ((s or sw or not nw) and w)
    return not ((n or ne or not se) and e)
