"""Plans for several robots at once with w9-pathfinding's cooperative A*, for benchmarks/joint_plans.py.

Robots may not swap cells: its grids allow that unless told (`edge_collision`), which makes for fewer steps and more
plans.

Usage: python agents_in_w9_pathfinding.py HCA*|WHCA* FILE.json: a list of [rows of 0 (closed) and 1, starts, goals],
cells as [row, column]. Prints the ways of each, null where none were found, and seconds of processor time.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from w9_pathfinding.envs import DiagonalMovement, Grid
from w9_pathfinding.mapf import HCAStar, WHCAStar

LONGEST = 500  # steps


def main(planner: str, path: str) -> None:
    found, spent = [], []
    for cells, starts, goals in json.loads(Path(path).read_text()):
        weights = [[1 if free else -1 for free in row] for row in cells]
        grid = Grid(weights, diagonal_movement=DiagonalMovement.never, edge_collision=True)
        finder = {"HCA*": HCAStar, "WHCA*": WHCAStar}[planner](grid)
        begun = time.thread_time()
        ways = finder.mapf([(c, r) for r, c in starts], [(c, r) for r, c in goals], max_length=LONGEST)
        spent.append(time.thread_time() - begun)
        found.append([[(r, c) for c, r in way] for way in ways] if ways else None)
    print(json.dumps({"ways": found, "seconds": spent}))


if __name__ == "__main__":
    main(*sys.argv[1:3])
