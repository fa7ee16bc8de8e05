"""Ways for several robots on one grid: one after another around those before, and a fallback where that fails.

Each plans around the ways of all before it (Silver 2005, section 2). Who finds none is put first, and all is planned
anew, as in Bennewitz, Burgard, Thrun (2001), "Optimizing schedules for prioritized path planning of multi-robot
systems"; after some rounds the robots go by `pibt`. Then late robots are planned once more in space and time, alone and
with those that delay them, which also takes out most of the loops and waits of `pibt`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit

from robot_guide.fleet.right_of_way import pibt
from robot_guide.fleet.right_of_way.space_time import DC, DR, FAR, GRID, costs_to_go, passable, search

Cell = tuple[int, int]  # (row, column)
ROUNDS = 30  # of another order
HOLD = 12  # steps, less than which some do not set out in later rounds: who comes later may give way to who came first
POLISHING = 4  # rounds in which each late robot's way is planned once more
MOST_TOGETHER = 6  # that are planned once more with a late one
SLACK = 20  # steps by which a way planned once more may be longer than the longest
STEPS = 8  # times the longest way alone and the number of robots, after which the fallback gives up


@dataclass(frozen=True)
class JointPlan:
    """Ways that fit together. `ways[i]`, (steps + 1, 2) int32: robot i's cells, from its start to its goal."""

    ways: tuple[np.ndarray, ...]
    by: str  # "prioritised" or "pibt"

    @property
    def sum_of_costs(self) -> int:
        """Steps until each robot is at its goal for good, together."""
        return sum(len(way) - 1 for way in self.ways)

    @property
    def makespan(self) -> int:
        """Steps until the last one is."""
        return max(len(way) - 1 for way in self.ways)


def plan_together(
    free: np.ndarray, starts: Sequence[Cell], goals: Sequence[Cell], *, seed: int = 0, rounds: int = ROUNDS
) -> JointPlan | None:
    """Ways for all, with no two in one cell and no two swapping cells; None: not found.

    free: (rows, columns) bool. The same arguments give the same plan.
    Raises ValueError: a start or goal is closed or off the grid, or two are the same.
    """
    for name, cells in (("start", starts), ("goal", goals)):
        check(name, cells, free)
    if len(starts) != len(goals):
        raise ValueError(f"there must be as many goals as starts, got {len(goals)} and {len(starts)}")
    rng = np.random.default_rng(seed)
    lefts = [costs_to_go(free, *goal, GRID) for goal in goals]
    alone = [int(left[start]) for left, start in zip(lefts, starts, strict=True)]
    if max(alone, default=0) >= FAR:
        return None
    horizon = max(alone, default=0) + 2 * len(starts) + 40
    order = sorted(range(len(starts)), key=lambda i: (-alone[i], i))
    for attempt in range(rounds):
        holds = rng.integers(0, HOLD, len(starts)) * (rng.random(len(starts)) < 0.3) * (attempt >= rounds // 3)
        ways, failed = in_order(free, lefts, starts, order, horizon, holds)
        if failed is None:
            return polished(free, lefts, starts, ways, "prioritised")
        order.remove(failed)
        order.insert(0, failed)
        if rng.random() < 0.2:
            rng.shuffle(order)
    ways = by_pibt(free, lefts, starts, rng, STEPS * (max(alone) + len(starts)))
    return None if ways is None else polished(free, lefts, starts, ways, "pibt")


def check(name: str, cells: Sequence[Cell], free: np.ndarray) -> None:
    for i, (row, column) in enumerate(cells):
        if not (0 <= row < free.shape[0] and 0 <= column < free.shape[1]) or not free[row, column]:
            raise ValueError(f"{name} {i} must be a free cell of {free.shape}, got {(row, column)}")
    if len(set(map(tuple, cells))) < len(cells):
        raise ValueError(f"no two robots may have the same {name}, got {list(cells)}")


def in_order(free, lefts, starts, order, horizon, holds) -> tuple[list[np.ndarray], int | None]:
    """Everybody's way in the order of `order`, none leaving before `holds` steps are over, or who found none."""
    taken = np.zeros((horizon, *free.shape), np.int32)
    ways: list[np.ndarray] = [np.empty((0, 2), np.int32)] * len(starts)
    for i in order:
        hold = int(holds[i])
        if (taken[: hold + 1, starts[i][0], starts[i][1]] == 0).all():
            ways[i] = search(free, taken[hold:], lefts[i], *starts[i], GRID)
        if len(ways[i]) == 0:
            return ways, i
        ways[i] = np.concatenate((np.repeat(ways[i][:1], hold, axis=0), ways[i]))
        reserve(taken, ways[i], i + 1)
    return ways, None


def polished(free, lefts, starts, ways, by) -> JointPlan:
    """Plan a late robot's way anew, alone and then together with those that delay it, as long as that saves steps.

    A large neighbourhood search (Li, Chen, Harabor, Stuckey, Koenig 2021, "Anytime multi-agent path finding via large
    neighborhood search", section 4), without chance: the late first, and whom they meet on their shortest way.
    """
    table = np.zeros((max(map(len, ways)) + SLACK, *free.shape), np.int32)
    for i, way in enumerate(ways):
        reserve(table, way, i + 1)
    alone = [int(left[start]) for left, start in zip(lefts, starts, strict=True)]
    for _ in range(POLISHING):
        saved = False
        for i in sorted(range(len(ways)), key=lambda i: (alone[i] - len(ways[i]), i)):
            if len(ways[i]) - 1 > alone[i]:
                saved |= replan(free, table, lefts, starts, ways, [i])
            if len(ways[i]) - 1 > alone[i]:
                others = [who - 1 for who in in_the_way(free, lefts[i], table, *starts[i]) if who - 1 != i]
                saved |= replan(free, table, lefts, starts, ways, [i, *others[:MOST_TOGETHER]])
        if not saved:
            break
    return JointPlan(tuple(ways), by)


def replan(free, table, lefts, starts, ways, group) -> bool:
    """Plan the ways of a group one after another around all others'. Returns: whether that saved steps, else undone."""
    before, after = [ways[i] for i in group], []
    for way in before:
        reserve(table, way, 0)
    for i in group:
        way = search(free, table, lefts[i], *starts[i], GRID)
        if len(way) == 0:
            break
        reserve(table, way, i + 1)
        after.append(way)
    if len(after) == len(group) and sum(map(len, after)) < sum(map(len, before)):
        for i, way in zip(group, after, strict=True):
            ways[i] = way
        return True
    for way in after:
        reserve(table, way, 0)
    for i, way in zip(group, before, strict=True):
        reserve(table, way, i + 1)
    return False


def by_pibt(free, lefts, starts, rng, most) -> list[np.ndarray] | None:
    """Everybody's way by the fallback; None: they were not all at their goals at once within `most` steps."""
    stacked, at = np.array(lefts), np.array(starts, np.int32)
    everybody = np.arange(len(starts))
    tie = rng.permutation(len(starts)) / len(starts)
    waited, trail = np.zeros(len(starts)), [at]
    for _ in range(most):
        there = stacked[everybody, at[:, 0], at[:, 1]] == 0
        if there.all():
            trail = np.array(trail)
            return [trail[: settled(trail[:, i]) + 1, i] for i in everybody]
        waited = np.where(there, 0.0, waited + 1.0)
        at = pibt.advance(free, stacked, at, waited + tie, rng.random((len(starts), 5)))
        trail.append(at)
    return None


def settled(trail: np.ndarray) -> int:
    """The time from which on a robot is where it ends; trail: (times, 2)."""
    away = np.flatnonzero((trail != trail[-1]).any(axis=1))
    return int(away[-1]) + 1 if len(away) else 0


@njit(cache=True)
def in_the_way(free, left, taken, row, column):
    """Who (as in `taken`) is met on a shortest way from a cell to where `left` is 0, or needs that cell afterwards."""
    met, t = [0][:0], 0
    while left[row, column] > 0 and t + 1 < len(taken):
        r, c, who = row, column, 0
        for move in range(1, 5):
            v, u = row + DR[move], column + DC[move]
            if not passable(free, row, column, v, u) or left[v, u] != left[row, column] - 1:
                continue
            if (r == row and c == column) or taken[t + 1, v, u] == 0:
                r, c, who = v, u, taken[t + 1, v, u]
        row, column, t = r, c, t + 1
        if who != 0 and who not in met:
            met.append(who)
    for k in range(t, len(taken)):
        if taken[k, row, column] != 0 and taken[k, row, column] not in met:
            met.append(taken[k, row, column])
    return met


@njit(cache=True)
def reserve(taken, way, who):
    """Note in the table that `who` goes a way, and stays at its end; 0: that they do not any more."""
    last = len(way) - 1
    for t in range(taken.shape[0]):
        k = min(t, last)
        taken[t, way[k, 0], way[k, 1]] = who
