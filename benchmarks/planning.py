"""How long a route takes to find: between random points of the hall, and of a harder floor of the same size.

Once as it comes, once with the floor's landmarks chosen, as a floor that much is asked about has them; and to a known
goal, from its costs to go. Times are processor time, so that other work on the machine counts less.

Usage: python -m benchmarks.planning [QUERIES]
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
from benchmarks.theta_star import lazy_theta_star, theta_star

import hall_map
from hall_map import OccupancyGrid
from robot_guide.navigation import Costmap, Route, plan
from robot_guide.navigation.cost_to_go import CostToGo
from robot_guide.navigation.planning import COMFORT, factors_of

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
    costmap, factors = Costmap.from_grid(grid, radius=0.35), factors_of(COMFORT)
    free = np.argwhere(costmap.cost < 253)
    ends = [[costmap.point_of(*free[i]) for i in pair] for pair in rng.integers(len(free), size=(queries, 2))]
    for kind in ("the first plans", "plan"):
        plan(costmap, *ends[0])
        spent, routes = [], []
        for start, goal in ends:
            if kind != "plan":
                costmap = Costmap.from_grid(grid, radius=0.35)  # which has learnt nothing yet
                costmap.regions  # noqa: B018
            begun = time.thread_time()
            routes.append(plan(costmap, start, goal))
            spent.append(1e3 * (time.thread_time() - begun))
        report(f"{name}: {kind}, median", float(np.median(spent)), "ms")
        report(f"{name}: {kind}, p95", float(np.percentile(spent, 95)), "ms")
        begun = time.thread_time()
        costmap.experience.prepare(factors)
        if kind != "plan":
            report(f"{name}: choose landmarks", 1e3 * (time.thread_time() - begun), "ms")
    found = [(route, *pair) for route, pair in zip(routes, ends, strict=True) if isinstance(route, Route)]
    report(f"{name}: queries with a route", len(found) / queries, "of all")
    short = [plan(costmap, *pair, comfort=0.0).length for _, *pair in found]
    report(f"{name}: length by the shortest one's", sum(each[0].length for each in found) / sum(short), "")
    free = np.pad(costmap.cost < 253, 1)
    cells = [[i + 1 for point in pair for i in costmap.cell_of(*point)] for _, *pair in found]
    for title, peer in (("Theta*", theta_star), ("Lazy Theta*", lazy_theta_star)):
        peer(free, *cells[0])
        begun = time.thread_time()
        theirs = [peer(free, *each) * costmap.resolution for each in cells]
        report(f"{name}: {title}, mean", 1e3 * (time.thread_time() - begun) / len(cells), "ms")
        report(f"{name}: length without comfort by {title}'s", sum(short) / sum(theirs), "")
    to_known_goals(name, costmap, [pair for _, *pair in found][:50])
    things = costmap.origin + rng.uniform(0.1, 0.9, (200, 2)) * np.array(costmap.shape[::-1]) * costmap.resolution
    report(f"{name}: inflate", min(milliseconds(lambda: Costmap.from_grid(grid, 0.35)) for _ in range(10)), "ms")
    report(f"{name}: add 200 things", min(milliseconds(lambda: costmap.with_points(things)) for _ in range(10)), "ms")


def to_known_goals(name: str, costmap: Costmap, ends: list[list[tuple[float, float]]]) -> None:
    """From a field of costs to go: working it out, reading a way off it, and planning with it."""
    factors, fields, read, planned = factors_of(COMFORT), [], [], []
    for start, goal in ends:
        field = []
        cells = costmap.cell_of(*start), costmap.cell_of(*goal)
        fields.append(milliseconds(lambda: field.append(CostToGo.of(costmap, factors, cells[1]))))  # noqa: B023
        read.append(min(milliseconds(lambda: field[0].way_from(*cells[0])) for _ in range(3)))  # noqa: B023
        planned.append(milliseconds(lambda: plan(costmap, start, goal, towards=field[0])))  # noqa: B023
    for what, spent in (("work a field out", fields), ("read a way off it", read), ("plan with it", planned)):
        report(f"{name}: {what}, median", float(np.median(spent)), "ms")


def main() -> None:
    queries = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    rng = np.random.default_rng(1)
    measure("hall", hall_map.rasterise(hall_map.load(PUTUO)), queries, rng)
    measure("cluttered", cluttered(rng), queries, rng)


if __name__ == "__main__":
    main()
