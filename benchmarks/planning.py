"""How long a route takes to find: between random points of the hall, and of a harder floor of the same size.

Times are processor time, so that other work on the machine does not count.

Usage: python benchmarks/planning.py [QUERIES]
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np

import hall_map
from hall_map import OccupancyGrid
from robot_guide.navigation import Costmap, Route, plan

PUTUO = Path(__file__).parents[1] / "maps" / "putuo"


def cluttered(rng: np.random.Generator) -> OccupancyGrid:
    """1000 x 600 cells with 250 boxes of up to 3 m."""
    data = np.zeros((600, 1000), np.int8)
    for row, column, high, wide in zip(*(rng.integers(*span, 250) for span in ((0, 600), (0, 1000), (4, 60), (4, 60))),
                                       strict=True):  # fmt: skip
        data[row : row + high, column : column + wide] = 100
    return OccupancyGrid(data, 0.05)


def report(measure: str, value: float, unit: str) -> None:
    print(json.dumps({"measure": measure, "value": value, "unit": unit}), flush=True)


def milliseconds(work) -> float:
    begun = time.thread_time()
    work()
    return 1e3 * (time.thread_time() - begun)


def measure(name: str, grid: OccupancyGrid, queries: int, rng: np.random.Generator) -> None:
    """Routes between free points drawn at random; those without a route count as well."""
    costmap = Costmap.from_grid(grid, radius=0.35)
    free = np.argwhere(costmap.cost < 253)
    plan(costmap, costmap.point_of(*free[0]), costmap.point_of(*free[-1]))
    spent, found, lengths = [], 0, []
    for _ in range(queries):
        start, goal = (costmap.point_of(*free[i]) for i in rng.integers(len(free), size=2))
        begun = time.thread_time()
        route = plan(costmap, start, goal)
        spent.append(1e3 * (time.thread_time() - begun))
        if isinstance(route, Route):
            found += 1
            short = plan(costmap, start, goal, comfort=0.0)
            lengths.append(route.length / max(short.length, 1e-9))
    report(f"{name}: plan, median", float(np.median(spent)), "ms")
    report(f"{name}: plan, p95", float(np.percentile(spent, 95)), "ms")
    report(f"{name}: queries with a route", found / queries, "of all")
    report(f"{name}: length by the shortest one's", float(np.mean(lengths)), "")
    things = costmap.origin + rng.uniform(0.1, 0.9, (200, 2)) * np.array(costmap.shape[::-1]) * costmap.resolution
    report(f"{name}: inflate", min(milliseconds(lambda: Costmap.from_grid(grid, 0.35)) for _ in range(10)), "ms")
    report(f"{name}: add 200 things", min(milliseconds(lambda: costmap.with_points(things)) for _ in range(10)), "ms")


def main() -> None:
    queries = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    rng = np.random.default_rng(1)
    measure("hall", hall_map.rasterise(hall_map.load(PUTUO)), queries, rng)
    measure("cluttered", cluttered(rng), queries, rng)


if __name__ == "__main__":
    main()
