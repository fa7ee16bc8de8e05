"""Planning on grids like those of the MovingAI benchmarks: mazes, rooms, random cells and streets, 512 x 512 cells.

The maps are made here and go through files of the benchmarks' own format; a plain Dijkstra says how long the shortest
octile ways are. Ours is measured against a plain Theta* (benchmarks/theta_star.py) and, where a Python with
w9-pathfinding 0.1.3 is named, against the A* of that C++ package. Times are processor time.

Usage: python -m benchmarks.grid_maps [QUERIES [PYTHON]]; PYTHON: of an environment that has w9-pathfinding.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from benchmarks.simulation import show
from benchmarks.theta_star import octile_dijkstra, theta_star

from hall_map.movingai import Query, read_map, read_queries
from robot_guide.navigation import Route
from robot_guide.navigation.octile import OctileWorld

SIZE = 512
W9 = Path(__file__).parent / "peer_worlds" / "queries_in_w9_pathfinding.py"


def maze(rng: np.random.Generator, corridor: int = 8) -> np.ndarray:
    """Bool, closed cells: a perfect maze by a random depth-first walk, walls a cell thick."""
    side = SIZE // corridor
    closed = np.ones((SIZE, SIZE), bool)
    seen, stack = np.zeros((side, side), bool), [(0, 0)]
    seen[0, 0] = True

    def dig(a: tuple[int, int], b: tuple[int, int]) -> None:
        (r0, c0), (r1, c1) = min(a, b), max(a, b)
        closed[r0 * corridor + 1 : (r1 + 1) * corridor, c0 * corridor + 1 : (c1 + 1) * corridor] = False

    dig((0, 0), (0, 0))
    while stack:
        r, c = stack[-1]
        beside = [(r + dr, c + dc) for dr, dc in ((0, 1), (0, -1), (1, 0), (-1, 0))]
        fresh = [(y, x) for y, x in beside if 0 <= y < side and 0 <= x < side and not seen[y, x]]
        if not fresh:
            stack.pop()
            continue
        to = fresh[rng.integers(len(fresh))]
        seen[to] = True
        dig((r, c), to)
        stack.append(to)
    return closed


def rooms(rng: np.random.Generator, side: int = 32) -> np.ndarray:
    closed = np.zeros((SIZE, SIZE), bool)
    closed[::side], closed[:, ::side] = True, True
    for r in range(0, SIZE, side):
        for c in range(0, SIZE, side):
            closed[r, c + 1 + rng.integers(side - 1)] = False
            closed[r + 1 + rng.integers(side - 1), c] = False
    return closed


def scattered(rng: np.random.Generator, share: float = 0.25) -> np.ndarray:
    return rng.random((SIZE, SIZE)) < share


def streets(rng: np.random.Generator, houses: int = 220) -> np.ndarray:
    closed = np.zeros((SIZE, SIZE), bool)
    for r, c, high, wide in zip(*(rng.integers(*span, houses) for span in ((0, SIZE), (0, SIZE), (10, 48), (10, 48))),
                                strict=True):  # fmt: skip
        closed[r : r + high, c : c + wide] = True
    return closed


MAPS: dict[str, Callable[[np.random.Generator], np.ndarray]] = {
    "maze": maze, "rooms": rooms, "random": scattered, "streets": streets,
}  # fmt: skip


def write(closed: np.ndarray, count: int, rng: np.random.Generator, folder: Path) -> tuple[Path, Path]:
    """A `.map` and a `.scen` file; closed's first row is the northern one."""
    free, cells = np.pad(~closed, 1), np.argwhere(~closed)
    lines = ["version 1"]
    while len(lines) <= count:
        (r0, c0), (r1, c1) = cells[rng.integers(len(cells), size=2)]
        length = octile_dijkstra(free, r0 + 1, c0 + 1, r1 + 1, c1 + 1)
        if np.isfinite(length):
            parts = (int(length / 4), "a.map", SIZE, SIZE, c0, r0, c1, r1, f"{length:.8f}")
            lines.append("\t".join(str(part) for part in parts))
    rows = ["".join("@" if cell else "." for cell in row) for row in closed]
    (folder / "a.map").write_text("\n".join(["type octile", f"height {SIZE}", f"width {SIZE}", "map", *rows, ""]))
    (folder / "a.scen").write_text("\n".join([*lines, ""]))
    return folder / "a.map", folder / "a.scen"


def timed(work: Callable[[Query], object], queries: list[Query]) -> tuple[list[object], np.ndarray]:
    """What comes of each query, and the processor time it takes, ms."""
    answers, spent = [], []
    for query in queries:
        begun = time.thread_time()
        answers.append(work(query))
        spent.append(1e3 * (time.thread_time() - begun))
    return answers, np.array(spent)


def measure(name: str, closed: np.ndarray, count: int, rng: np.random.Generator, python: str | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = write(closed, count, rng, Path(folder))
        terrain = read_map(files[0])
        queries = read_queries(files[1], terrain.shape)
        free = np.pad(terrain == ord("."), 1)
        for kind, any_angle in (("octile", False), ("any angle", True)):
            world = OctileWorld(terrain, any_angle=any_angle)
            world.solve(queries[0])
            answers, spent = timed(world.solve, queries)
            lengths = [way.length if isinstance(way, Route) else np.inf for way in answers]
            show(f"{name}, {kind}: solved", sum(np.isfinite(lengths)) / count, "of all")
            show(f"{name}, {kind}: median", float(np.median(spent)), "ms")
            show(f"{name}, {kind}: p95", float(np.percentile(spent, 95)), "ms")
            if not any_angle:
                off = max(abs(length - query.length) for length, query in zip(lengths, queries, strict=True))
                show(f"{name}, {kind}: farthest from the shortest", float(off), "cells")
        theta = lambda query: theta_star(free, *(i + 1 for i in (*query.start, *query.goal)))  # noqa: E731
        theta(queries[0])
        theirs, theta_spent = timed(theta, queries)
        show(f"{name}, Theta*: median", float(np.median(theta_spent)), "ms")
        show(f"{name}, any angle by Theta*: time", float(np.median(spent) / np.median(theta_spent)), "x")
        show(f"{name}, any angle by Theta*: length", float(np.sum(lengths) / np.sum(theirs)), "x")
        if python is not None:
            against_w9(name, terrain, queries, Path(folder), python)


def against_w9(name: str, terrain: np.ndarray, queries: list[Query], folder: Path, python: str) -> None:
    asked = {"cells": (terrain != ord(".")).astype(int).tolist(),
             "queries": [[*query.start[::-1], *query.goal[::-1]] for query in queries]}  # fmt: skip
    (folder / "a.json").write_text(json.dumps(asked))
    done = subprocess.run([python, str(W9), str(folder / "a.json")], capture_output=True, text=True)
    if done.returncode != 0:
        print(f"w9-pathfinding did not run, and is left out:\n{done.stderr[-2000:]}", flush=True)
        return
    told = json.loads(done.stdout)
    off = max(abs(length - query.length) for length, query in zip(told["lengths"], queries, strict=True))
    show(f"{name}, w9-pathfinding A*: median", 1e3 * float(np.median(told["seconds"])), "ms")
    show(f"{name}, w9-pathfinding A*: p95", 1e3 * float(np.percentile(told["seconds"], 95)), "ms")
    show(f"{name}, w9-pathfinding A*: farthest from the shortest", float(off), "cells")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    rng = np.random.default_rng(7)
    for name, make in MAPS.items():
        measure(name, make(rng), count, rng, sys.argv[2] if len(sys.argv) > 2 else None)


if __name__ == "__main__":
    main()
