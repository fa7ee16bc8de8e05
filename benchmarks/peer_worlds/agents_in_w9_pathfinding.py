"""Plans for several robots at once with hierarchical cooperative A* of w9-pathfinding, for benchmarks/fleet_traffic.py.

Usage: python agents_in_w9_pathfinding.py FILE.json: a list of [rows of 0 (closed) and 1, starts, goals], cells as [row,
column]. Prints the sum of costs of each, null where none was found, and seconds of processor time.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from w9_pathfinding.envs import DiagonalMovement, Grid
from w9_pathfinding.mapf import HCAStar


def main(path: str) -> None:
    costs, spent = [], []
    for cells, starts, goals in json.loads(Path(path).read_text()):
        grid = Grid([[1 if free else -1 for free in row] for row in cells], diagonal_movement=DiagonalMovement.never)
        begun = time.thread_time()
        ways = HCAStar(grid).mapf([(c, r) for r, c in starts], [(c, r) for r, c in goals], max_length=300)
        spent.append(time.thread_time() - begun)
        costs.append(sum(steps(way) for way in ways) if ways else None)
    print(json.dumps({"costs": costs, "seconds": spent}))


def steps(way: list) -> int:
    """Until it is at its end for good."""
    last = len(way) - 1
    while last > 0 and way[last - 1] == way[-1]:
        last -= 1
    return last


if __name__ == "__main__":
    main(sys.argv[1])
