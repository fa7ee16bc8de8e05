"""The floor that people and robots move on: what is taken, how far the next wall is, which way leads where."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np

from hall_map import OCCUPIED, Hall, Point, rasterise
from hall_sim.flow import cost_to_go, descent, downhill, nearest_open
from hall_sim.grid_rays import disc_fits, disc_passes

STRIDE = 4  # cells of the floor along the side of a cell of a flow field
BODY, COMFORT = 0.28, 0.70  # m: nobody walks nearer to a wall, and nobody likes to
LOOKAHEAD = 5  # cells of a flow field
KNOWN_GOALS = 1000  # of which the flow is at hand without looking for its cell
KNOWN_FLOWS = 400  # kept, those that were asked for last; a hall's are 0.1 MB each, and a busy day has thousands

Polygon = tuple[Point, ...]


class Floor:
    """Rasterised walls, with the distance to them and the ways between them.

    occupied: (rows, columns) uint8, 1 where a wall, a fixture or a block is; row 0 is the southern edge.
    distance: (rows, columns) float32, m from a cell's middle to that of the nearest taken cell.
    room: (rows, columns) uint8, the same in cells, diagonals counted as one, at most 255 (see `grid_rays.cast`).
    sight: as `room`, for what light passes: without the panes.
    frame: resolution and origin of these, m, as the compiled functions take them.
    """

    def __init__(
        self, hall: Hall, resolution: float = 0.05, blocks: tuple[Polygon, ...] = (), panes: tuple[Polygon, ...] = ()
    ):
        self.hall, self.resolution, self.blocks, self.panes = hall, resolution, blocks, panes
        grid = rasterise(hall, resolution)
        self.origin = grid.origin
        self.frame: tuple[float, float, float] = (resolution, *grid.origin)
        self.occupied = (grid.data == OCCUPIED).astype(np.uint8)
        for polygon in blocks:
            corners = np.array([grid.cell_of(*point)[::-1] for point in polygon], np.int32)
            cv2.fillPoly(self.occupied, [corners], 1)
        sight = self._room() if panes else None
        for polygon in panes:
            corners = np.array([grid.cell_of(*point)[::-1] for point in polygon], np.int32)
            cv2.fillPoly(self.occupied, [corners], 1)
        self.distance = distance_field(self.occupied) * np.float32(resolution)
        self.room = self._room()
        self.sight = self.room if sight is None else sight
        self.cell = resolution * STRIDE  # m, of the flow fields
        self._step_cost = crossing_cost(pooled(self.distance, STRIDE))
        self._flows: dict[tuple[int, int], np.ndarray] = {}
        self._flow_to: dict[Point, np.ndarray] = {}  # of the last goals that were asked for
        self._with: dict[tuple[tuple[Polygon, ...], tuple[Polygon, ...]], Floor] = {}

    def _room(self) -> np.ndarray:
        return np.minimum(distance_field(self.occupied, cv2.DIST_C), 255.0).astype(np.uint8)

    def with_blocks(self, blocks: tuple[Polygon, ...], panes: tuple[Polygon, ...] = ()) -> Floor:
        """The same hall with these polygons in the way, through the last of which light passes; itself where nothing
        changes."""
        if blocks == self.blocks and panes == self.panes:
            return self
        if (blocks, panes) not in self._with:
            self._with[blocks, panes] = Floor(self.hall, self.resolution, blocks, panes)
        return self._with[blocks, panes]

    def flow_to(self, goal: Point) -> np.ndarray:
        """Cost-to-go to a goal, float32, m in the open, inf where no way leads; cells are `self.cell` m wide."""
        flow = self._flow_to.get(goal)
        if flow is None:
            if len(self._flow_to) >= KNOWN_GOALS:
                self._flow_to.clear()
            flow = self._flow_to[goal] = self._flow_of(self.flow_cell(goal))
        return flow

    def _flow_of(self, cell: tuple[int, int]) -> np.ndarray:
        flow = self._flows.pop(cell, None)
        if flow is None:
            flow = cost_to_go(self._step_cost, *cell, self.cell)
        self._flows[cell] = flow  # the last one now
        if len(self._flows) > KNOWN_FLOWS:
            del self._flows[next(iter(self._flows))]
            self._flow_to.clear()
        return flow

    def flow_cell(self, point: Point) -> tuple[int, int]:
        """The cell of a flow field that is open and nearest to a point."""
        rows, columns = self._step_cost.shape
        row = min(max(int((point[1] - self.origin[1]) / self.cell), 0), rows - 1)
        column = min(max(int((point[0] - self.origin[0]) / self.cell), 0), columns - 1)
        return nearest_open(self._step_cost, row, column)

    def open_point(self, point: Point) -> Point:
        """Where somebody can stand, nearest to a point: itself where there is room."""
        return point if self.fits(*point, BODY) else self._roomiest(*self.flow_cell(point))

    def cost(self, start: Point, goal: Point) -> float:
        """What the way between two points is worth to a walker, m in the open; inf where no way leads."""
        return float(self.flow_to(goal)[self.flow_cell(start)])

    def leads(self, start: Point, goal: Point) -> bool:
        """Whether somebody can walk from one point to another."""
        return math.isfinite(self.cost(start, goal))

    def direction(self, start: Point, goal: Point) -> tuple[float, float]:
        """Unit vector along the way; (0, 0) at the goal and where no way leads."""
        return downhill(self.flow_to(goal), *start, self.cell, *self.origin, LOOKAHEAD)

    def path_length(self, start: Point, goal: Point) -> float:
        """Metres of the shortest way for a body of radius BODY, about; inf without one."""
        points = self.shortest_path(start, goal)
        return polyline_length(points) if points else math.inf

    def shortest_path(self, start: Point, goal: Point) -> list[Point]:
        """The corners of the shortest way for a body of radius BODY, ends included; empty without one.

        Dijkstra's way over the cells, pulled straight: what is left of the grid's detours is a percent or two.
        """
        plain = np.where(np.isfinite(self._step_cost), 1.0, np.inf)
        goal_cell = self.flow_cell(goal)
        cells = descent(cost_to_go(plain, *goal_cell, self.cell), *self.flow_cell(start))
        if not len(cells):
            return []
        points = [start, *(self._middle(row, column) for row, column in cells[1:-1]), goal]
        return self._pull(points)

    def _pull(self, points: Sequence[Point]) -> list[Point]:
        """The points without those that a straight walk can leave out."""
        kept, i = [points[0]], 0
        while i < len(points) - 1:
            j = len(points) - 1
            while j > i + 1 and not self.passes(points[i], points[j]):
                j -= 1
            kept.append(points[j])
            i = j
        return kept

    def _roomiest(self, row: int, column: int) -> Point:
        """The point farthest from walls in a cell of the flow fields, whose middle may be too near to one."""
        r, c = row * STRIDE, column * STRIDE
        part = self.distance[r : r + STRIDE, c : c + STRIDE]
        i, j = np.unravel_index(int(part.argmax()), part.shape)
        return (
            self.origin[0] + (c + int(j) + 0.5) * self.resolution,
            self.origin[1] + (r + int(i) + 0.5) * self.resolution,
        )

    def _middle(self, row: int, column: int) -> Point:
        return self.origin[0] + (column + 0.5) * self.cell, self.origin[1] + (row + 0.5) * self.cell

    def fits(self, x: float, y: float, radius: float) -> bool:
        """Whether a disc stands free of walls, exactly."""
        return disc_fits(self.room, *self.frame, x, y, radius)

    def passes(self, a: Point, b: Point) -> bool:
        """Whether a person can walk straight from one point to another."""
        return disc_passes(self.room, *self.frame, *a, *b, BODY - self.resolution)


_recent: list[Floor] = []


def floor_of(hall: Hall) -> Floor:
    """The floor of a hall; kept for the last few halls, since a thousand runs share one."""
    for floor in _recent:
        if floor.hall is hall:
            return floor
    _recent.insert(0, Floor(hall))
    del _recent[4:]
    return _recent[0]


def distance_field(occupied: np.ndarray, metric: int = cv2.DIST_L2) -> np.ndarray:
    """Cells from each cell's middle to the nearest taken cell's, float32; off the floor all is taken."""
    padded = cv2.copyMakeBorder(1 - occupied, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    mask = cv2.DIST_MASK_PRECISE if metric == cv2.DIST_L2 else cv2.DIST_MASK_3
    return cv2.distanceTransform(padded, metric, mask)[1:-1, 1:-1].copy()


def pooled(distance: np.ndarray, stride: int) -> np.ndarray:
    """The largest distance within each square of `stride` cells.

    A doorway that the middles of coarse cells miss stays open so; and a wall stays closed, since the strip along it
    that is too narrow for a body is wider than a coarse cell.
    """
    rows, columns = (-(-side // stride) * stride for side in distance.shape)
    padded = np.zeros((rows, columns), distance.dtype)
    padded[: distance.shape[0], : distance.shape[1]] = distance
    return padded.reshape(rows // stride, stride, columns // stride, stride).max(axis=(1, 3))


def crossing_cost(distance: np.ndarray) -> np.ndarray:
    """What a metre through each cell is worth to a walker: 1 in the open, more beside walls, inf within BODY."""
    near = np.clip((COMFORT - distance) / (COMFORT - BODY), 0.0, 1.0)
    return np.where(distance < BODY, np.inf, 1.0 + 2.0 * near**2).astype(np.float64)


def polyline_length(points: Sequence[Point]) -> float:
    return sum(math.dist(a, b) for a, b in pairwise(points))
