"""Floors on which robots meet, made from a seed: narrow corridors, and the aisles of larger halls."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np

from hall_map import Dock, Hall, Obstacle, Place, Pose2D
from hall_map.geometry import Point
from hall_map.grid import OccupancyGrid
from robot_guide.fleet.right_of_way.lattice import Lattice
from robot_guide.navigation import Costmap

RADIUS, FINE, SPACING = 0.28, 0.05, 0.25
EDGE = 0.2  # m from the edge of a hall's map to its outline


def lattice_of(closed: np.ndarray, cell: float) -> Lattice:
    """From closed squares (rows, columns) of `cell` m."""
    n = round(cell / FINE)
    data = np.kron(np.where(closed, 100, 0), np.ones((n, n))).astype(np.int8)
    costmap = Costmap.from_grid(OccupancyGrid(data, FINE), RADIUS)
    return Lattice.of(costmap.distance, FINE, (0.0, 0.0), radius=RADIUS, spacing=SPACING)


def corridors(rng: np.random.Generator, side: int = 9) -> tuple[np.ndarray, float]:
    """Closed squares and their size, m: corridors 0.85 to 1.3 m wide, with bends, branches and some loops.

    There is at least one place where three ways meet: without any, two cannot swap.
    """
    while True:
        closed = np.ones((side, side), bool)
        dig(closed, rng, int(rng.integers(8, 20)))
        for _ in range(int(rng.integers(0, 3))):
            r, c = rng.integers(1, side - 1, 2)
            closed[r, c] = False
        free = (~closed).astype(np.uint8)
        _, labels = cv2.connectedComponents(free, connectivity=4)
        largest = 1 + int(np.argmax(np.bincount(labels[labels > 0])[1:]))
        closed = labels != largest
        free = np.pad(~closed, 1).astype(int)
        beside = free[:-2, 1:-1] + free[2:, 1:-1] + free[1:-1, :-2] + free[1:-1, 2:]
        if ((beside >= 3) & ~closed).any():
            return closed, float(rng.choice([0.85, 0.9, 1.0, 1.15, 1.3]))


def dig(closed: np.ndarray, rng: np.random.Generator, squares: int) -> None:
    """A walk that digs two squares at a time, and begins anew at a dug one when it cannot go on."""
    side = len(closed)
    at = rng.integers(0, (side + 1) // 2, 2) * 2
    closed[tuple(at)] = False
    dug = [tuple(at)]
    for _ in range(squares):
        at = np.array(dug[rng.integers(len(dug))]) if rng.random() < 0.35 else at
        step = np.array([(0, 2), (0, -2), (2, 0), (-2, 0)][rng.integers(4)])
        to = at + step
        if (to < 0).any() or (to >= side).any():
            continue
        closed[tuple(at + step // 2)] = closed[tuple(to)] = False
        at = to
        dug.append(tuple(at))


def hall(rng: np.random.Generator, rows: int = 5, columns: int = 7) -> tuple[np.ndarray, float]:
    """A larger hall: blocks of seats or desks, 3 x 2 squares, with aisles of one square around them, of 1 m."""
    closed = np.zeros((rows * 3 + 1, columns * 4 + 1), bool)
    for r in range(rows):
        for c in range(columns):
            if rng.random() < 0.85:
                closed[r * 3 + 1 : r * 3 + 3, c * 4 + 1 : c * 4 + 4] = True
    return closed, 1.0


def places(closed: np.ndarray, cell: float, count: int, rng: np.random.Generator) -> list[Point]:
    """Middles of different open squares, m."""
    squares = np.argwhere(~closed)
    chosen = squares[rng.permutation(len(squares))[:count]]
    return [(float((c + 0.5) * cell), float((r + 0.5) * cell)) for r, c in chosen]


def hall_of(closed: np.ndarray, cell: float, docks: Mapping[str, Point]) -> Hall:
    """A hall for the simulator: closed squares are blocks; each robot has a dock, and there a place `at_ROBOT`."""
    height, width = closed.shape[0] * cell + 2.0 * EDGE, closed.shape[1] * cell + 2.0 * EDGE
    blocks = []
    for r, row in enumerate(closed):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], row.astype(int), [0]))))
        for a, b in edges.reshape(-1, 2).tolist():
            x0, x1, y0, y1 = EDGE + a * cell, EDGE + b * cell, EDGE + r * cell, EDGE + (r + 1) * cell
            blocks.append(((x0, y0), (x1, y0), (x1, y1), (x0, y1)))
    poses = {robot: Pose2D(x + EDGE, y + EDGE) for robot, (x, y) in docks.items()}
    outline = ((EDGE, EDGE), (width - EDGE, EDGE), (width - EDGE, height - EDGE), (EDGE, height - EDGE))
    return Hall(
        "made", {"en": "Made floor"}, 1, width, height, outline=outline, walls=(),
        obstacles=tuple(Obstacle(f"block_{i}", "column", points) for i, points in enumerate(blocks)), zones=(),
        windows=(), departments=(), services=(),
        places=tuple(Place(f"at_{robot}", "lounge", {"zh": robot}, pose.xy, pose) for robot, pose in poses.items()),
        docks=tuple(Dock(f"dock_{robot}", robot, pose) for robot, pose in poses.items()),
    )  # fmt: skip
