"""The fallback that always lives: priority inheritance with backtracking.

Okumura, Machida, Défago, Tamura (2022), "Priority inheritance with backtracking for iterative multi-agent path
finding", Artificial Intelligence 310, algorithm 1. At each step the robots choose in the order of their priorities; who
needs a cell in which another stands lends it its own priority, and who cannot leave says so, and the other takes its
next best cell. The longer a robot has been without its goal, the higher its priority, so that on a floor on which each
two neighbouring cells lie on a circle everybody comes to its goal in the end (theorem 1); together at all goals at once
is not promised.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from robot_guide.fleet.right_of_way.space_time import DC, DR, FAR, passable


@njit(cache=True)
def advance(free, left, at, priority, shuffle):
    """(N, 2) int32: where everybody is after one step.

    free: (rows, columns) bool; left: (N, rows, columns) int32, `costs_to_go` of each; at: (N, 2) int32;
    priority: (N,) float64, all different, the highest goes first; shuffle: (N, 5) float64 in [0, 1), which of equally
    good cells is taken.
    """
    count = len(at)
    now, then = np.full(free.shape, -1, np.int32), np.full(free.shape, -1, np.int32)
    after = np.full((count, 2), -1, np.int32)
    for i in range(count):
        now[at[i, 0], at[i, 1]] = i
    for i in np.argsort(-priority):
        if after[i, 0] < 0:
            push(i, free, left, at, now, then, after, shuffle)
    return after


@njit(cache=True)
def push(first, free, left, at, now, then, after, shuffle):
    """Robot `first` chooses a cell, and whoever stands there chooses before it; without recursion, on a stack."""
    stack, tried = [first], [0]
    orders = [liked(first, free, left, at, shuffle)]
    while len(stack) > 0:
        i, k = stack[-1], tried[-1]
        if k == 5:  # it cannot leave: it stays, and who pushed it looks for another cell
            after[i, 0], after[i, 1] = at[i, 0], at[i, 1]
            then[at[i, 0], at[i, 1]] = i
            stack.pop()
            tried.pop()
            orders.pop()
            continue
        tried[-1] = k + 1
        move = orders[-1][k]
        v, u = at[i, 0] + DR[move], at[i, 1] + DC[move]
        if not passable(free, at[i, 0], at[i, 1], v, u) or left[i, v, u] >= FAR or then[v, u] >= 0:
            continue
        other = now[v, u]
        if other >= 0 and after[other, 0] == at[i, 0] and after[other, 1] == at[i, 1]:
            continue  # they would swap
        then[v, u] = i
        after[i, 0], after[i, 1] = v, u
        if other >= 0 and other != i and after[other, 0] < 0:
            stack.append(other)
            tried.append(0)
            orders.append(liked(other, free, left, at, shuffle))
            continue
        return  # the robot on top has its cell, and so have all that pushed it


@njit(cache=True)
def liked(i, free, left, at, shuffle):
    """Moves, 0 to 4, the ones that lead nearest to the goal first."""
    worth = np.empty(5)
    for move in range(5):
        v, u = at[i, 0] + DR[move], at[i, 1] + DC[move]
        inside = passable(free, at[i, 0], at[i, 1], v, u)
        worth[move] = left[i, v, u] + 0.9 * shuffle[i, move] if inside else float(FAR)
    return np.argsort(worth)
