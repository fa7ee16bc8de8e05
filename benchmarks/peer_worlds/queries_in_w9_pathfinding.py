"""Answers the queries of benchmarks/grid_maps.py with the A* of w9-pathfinding, in an environment that has it.

Usage: python queries_in_w9_pathfinding.py FILE.json: `cells`, rows of 0 and 1 (closed), and `queries`, x0, y0, x1, y1.
"""

from __future__ import annotations

import json
import sys
import time
from itertools import pairwise
from pathlib import Path

from w9_pathfinding.envs import DiagonalMovement, Grid
from w9_pathfinding.pf import AStar


def main(path: str) -> None:
    asked = json.loads(Path(path).read_text())
    grid = Grid(
        weights=[[-1 if closed else 1 for closed in row] for row in asked["cells"]],
        diagonal_movement=DiagonalMovement.only_when_no_obstacle, diagonal_movement_cost_multiplier=2**0.5,
    )  # fmt: skip
    finder, spent, lengths = AStar(grid), [], []
    for x0, y0, x1, y1 in asked["queries"]:
        begun = time.thread_time()
        way = finder.find_path((x0, y0), (x1, y1))
        spent.append(time.thread_time() - begun)
        lengths.append(sum(((a - c) ** 2 + (b - d) ** 2) ** 0.5 for (a, b), (c, d) in pairwise(way)))
    print(json.dumps({"seconds": spent, "lengths": lengths}))


if __name__ == "__main__":
    main(sys.argv[1])
