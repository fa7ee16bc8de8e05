"""Planning for all at once on grids, against the prioritised planners of w9-pathfinding 0.1.3 where a Python has that.

The grids are like those of the MovingAI multi-agent benchmarks (Stern et al. 2019, "Multi-agent pathfinding:
definitions, variants, and benchmarks"): empty, random cells, rooms, a maze and a warehouse, with starts and goals drawn
from their largest part. A `.map` and a `.scen` of those benchmarks are planned for by naming them.

Its hierarchical cooperative A* (HCA*) and the windowed one (WHCA*) plan by the same rules as ours: no two in one cell,
no two that swap cells, and whoever has arrived stays. All ways, theirs too, are checked step by step.

Usage: python -m benchmarks.joint_plans [COUNT [FIRST SEED [PYTHON]]]
       python -m benchmarks.joint_plans FILE.map FILE.scen ROBOTS [PYTHON]
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from hall_map.movingai import GROUND, read_map, read_queries
from robot_guide.fleet.right_of_way.prioritised import plan_together

W9 = Path(__file__).parent / "peer_worlds" / "agents_in_w9_pathfinding.py"
PLANNERS = ("HCA*", "WHCA*")  # of w9-pathfinding
CROWDS = {32: (10, 20, 40, 80, 160), 64: (100, 200)}  # robots on grids of so many cells a side
Case = tuple[np.ndarray, list[tuple[int, int]], list[tuple[int, int]]]  # open cells, starts, goals


def rooms(rng: np.random.Generator, side: int) -> np.ndarray:
    free = np.ones((side, side), bool)
    free[::8], free[:, ::8] = False, False
    for r in range(0, side, 8):
        for c in range(0, side, 8):
            free[r, c + 1 + rng.integers(7)] = free[r + 1 + rng.integers(7), c] = True
    return free


def maze(rng: np.random.Generator, side: int, corridor: int = 2) -> np.ndarray:
    """Without loops: a random walk that digs corridors of two cells, walls a cell thick, until all is reached."""
    step = corridor + 1
    count = (side - 1) // step
    free, seen, trail = np.zeros((side, side), bool), np.zeros((count, count), bool), [(0, 0)]
    seen[0, 0] = True
    free[1:step, 1:step] = True
    while trail:
        r, c = trail[-1]
        beside = [(v, u) for v, u in ((r, c + 1), (r, c - 1), (r + 1, c), (r - 1, c))
                  if 0 <= v < count and 0 <= u < count and not seen[v, u]]  # fmt: skip
        if not beside:
            trail.pop()
            continue
        v, u = beside[rng.integers(len(beside))]
        free[min(r, v) * step + 1 : (max(r, v) + 1) * step, min(c, u) * step + 1 : (max(c, u) + 1) * step] = True
        seen[v, u] = True
        trail.append((v, u))
    return free


def warehouse(rng: np.random.Generator, side: int) -> np.ndarray:
    free = np.ones((side, side), bool)
    for r in range(2, side - 2, 3):
        for c in range(3, side - 8, 7):
            free[r : r + 2, c : c + 6] = False
    return free


GRIDS = {
    "empty": lambda rng, side: np.ones((side, side), bool),
    "random 20 %": lambda rng, side: rng.random((side, side)) > 0.2,
    "rooms": rooms,
    "maze": maze,
    "warehouse": warehouse,
}


def case(name: str, side: int, robots: int, seed: int) -> Case:
    """A grid, starts and goals that all lie in its largest part."""
    rng = np.random.default_rng(seed)
    free = GRIDS[name](rng, side)
    _, labels = cv2.connectedComponents(free.astype(np.uint8), connectivity=4)
    free &= labels == 1 + int(np.argmax(np.bincount(labels[labels > 0])[1:]))
    cells = np.argwhere(free)
    starts, goals = (cells[rng.permutation(len(cells))[:robots]] for _ in range(2))
    return free, [tuple(map(int, cell)) for cell in starts], [tuple(map(int, cell)) for cell in goals]


def cost_of(asked: Case, ways: Sequence[Sequence[Sequence[int]]]) -> int:
    """The sum of costs. Raises ValueError: ways do not lead from starts to goals, or do not fit together."""
    free, starts, goals = asked
    last = max(map(len, ways))
    at = np.array([[*way, *([way[-1]] * (last - len(way)))] for way in ways])  # (robots, times, 2)
    if at[:, 0].tolist() != [list(cell) for cell in starts] or at[:, -1].tolist() != [list(cell) for cell in goals]:
        raise ValueError("ways must lead from the starts to the goals")
    if not free[at[..., 0], at[..., 1]].all() or (np.abs(np.diff(at, axis=1)).sum(axis=2) > 1).any():
        raise ValueError("ways must lead from open cells to open cells beside them")
    cells = at[..., 0] * free.shape[1] + at[..., 1]
    for before, after in zip(cells.T, cells.T[1:], strict=False):
        moved = {(a, b) for a, b in zip(before.tolist(), after.tolist(), strict=True) if a != b}
        if len(set(after.tolist())) < len(after) or any((b, a) in moved for a, b in moved):
            raise ValueError("no two may be in one cell, or swap cells")
    away = (at != at[:, -1:]).any(axis=2)
    return int(sum(last - np.argmax(row[::-1]) if row.any() else 0 for row in away))


def ours(cases: list[Case]) -> dict[str, list]:
    costs, spent, by = [], [], []
    for asked in cases:
        began = time.thread_time()
        plan = plan_together(*asked)
        spent.append(time.thread_time() - began)
        costs.append(None if plan is None else cost_of(asked, [way.tolist() for way in plan.ways]))
        by.append("" if plan is None else plan.by)
    return {"costs": costs, "seconds": spent, "by": by}


def theirs(cases: list[Case], python: str, planner: str) -> dict[str, list]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "cases.json")
        path.write_text(json.dumps([[free.astype(int).tolist(), starts, goals] for free, starts, goals in cases]))
        done = subprocess.run([python, str(W9), planner, str(path)], capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    costs = [None if ways is None else cost_of(asked, ways) for asked, ways in zip(cases, told["ways"], strict=True)]
    return {"costs": costs, "seconds": told["seconds"]}


def compare(name: str, cases: list[Case], python: str | None) -> None:
    """Print a line: solved shares, median milliseconds, and our costs by theirs where both found a plan."""
    mine = ours(cases)
    line = {"grid": name, "robots": len(cases[0][1]), "cases": len(cases), "solved": solved(mine),
            "ms": milliseconds(mine), "by_fallback": mine["by"].count("pibt")}  # fmt: skip
    for planner in PLANNERS if python is not None else ():
        other = theirs(cases, python, planner)
        both = [(a, b) for a, b in zip(mine["costs"], other["costs"], strict=True) if a is not None and b is not None]
        line |= {f"{planner}_solved": solved(other), f"{planner}_ms": milliseconds(other),
                 f"costs_by_{planner}": round(sum(a for a, _ in both) / sum(b for _, b in both), 3) if both else None,
                 f"only_{planner}": sum(a is None and b is not None for a, b in
                                        zip(mine["costs"], other["costs"], strict=True))}  # fmt: skip
    print(json.dumps(line), flush=True)


def solved(told: dict[str, list]) -> float:
    return round(sum(cost is not None for cost in told["costs"]) / len(told["costs"]), 3)


def milliseconds(told: dict[str, list]) -> float:
    return round(1e3 * float(np.median(told["seconds"])), 1)


def main(count: int = 20, first: int = 0, python: str | None = None) -> None:
    plan_together(np.ones((2, 2), bool), [(0, 0)], [(1, 1)])
    for side, crowds in CROWDS.items():
        for robots in crowds:
            for name in GRIDS:
                cases = [case(name, side, robots, seed) for seed in range(first, first + count)]
                compare(f"{name}, {side} x {side}", cases, python)


def of_files(map_file: str, scenario_file: str, robots: int, python: str | None = None) -> None:
    """The first robots of a scenario of the MovingAI benchmarks."""
    terrain = read_map(map_file)
    queries = read_queries(scenario_file, terrain.shape)[:robots]
    free = np.isin(terrain, [ord(letter) for letter in GROUND])
    compare(Path(map_file).stem, [(free, [each.start for each in queries], [each.goal for each in queries])], python)


if __name__ == "__main__":
    words = sys.argv[1:]
    if words and words[0].endswith(".map"):
        of_files(words[0], words[1], int(words[2]), *words[3:4])
    else:
        main(*map(int, words[:2]), *words[2:3])
