"""The floor that people and robots move on: what is taken, how far the next wall is, which way leads where."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numba import njit

from hall_map import OCCUPIED, Hall, Point, rasterise

STRIDE = 2  # cells of the floor along the side of a cell of a flow field


class Floor:
    """Rasterised walls, with the distance to them and the ways between them."""

    def __init__(self, hall: Hall, resolution: float = 0.05, blocks: tuple[tuple[Point, ...], ...] = ()):
        self.hall, self.resolution, self.blocks = hall, resolution, blocks
        self.grid = rasterise(hall, resolution)
        occupied = (self.grid.data == OCCUPIED).astype(np.uint8)
        for polygon in blocks:
            corners = np.array([self.grid.cell_of(*point)[::-1] for point in polygon], np.int32)
            cv2.fillPoly(occupied, [corners], 1)
        self.occupied = occupied
        self.distance = distance_field(occupied, resolution)
        coarse = self.distance[STRIDE // 2 :: STRIDE, STRIDE // 2 :: STRIDE]
        self._step_cost = crossing_cost(coarse)
        self._flows: dict[tuple[int, int], np.ndarray] = {}

    def with_blocks(self, blocks: tuple[tuple[Point, ...], ...]) -> Floor:
        """The same hall with these polygons in the way; itself where nothing changes."""
        return self if blocks == self.blocks else Floor(self.hall, self.resolution, blocks)

    def flow_to(self, goal: Point) -> np.ndarray:
        """Cost-to-go to a goal, (rows, columns) float32, m in the open, inf where no way leads; cells STRIDE wide."""
        cell = self.flow_cell(goal)
        if cell not in self._flows:
            self._flows[cell] = cost_to_go(self._step_cost, cell[0], cell[1], self.resolution * STRIDE)
        return self._flows[cell]

    def flow_cell(self, point: Point) -> tuple[int, int]:
        """The cell of a flow field that is open and nearest to a point."""
        size = self.resolution * STRIDE
        rows, columns = self._step_cost.shape
        row = min(max(int((point[1] - self.grid.origin[1]) / size), 0), rows - 1)
        column = min(max(int((point[0] - self.grid.origin[0]) / size), 0), columns - 1)
        return nearest_open(self._step_cost, row, column)

    def path_length(self, start: Point, goal: Point) -> float:
        """Metres of the shortest way for a person, about; inf without one."""
        plain = cost_to_go(
            np.where(np.isfinite(self._step_cost), 1.0, np.inf), *self.flow_cell(goal), self.resolution * STRIDE
        )
        return float(plain[self.flow_cell(start)])

    def clearance(self, x: float, y: float) -> float:
        """Metres from a point to the next wall; 0 in walls and off the floor."""
        row, column = self.grid.cell_of(x, y)
        rows, columns = self.distance.shape
        return float(self.distance[row, column]) if 0 <= row < rows and 0 <= column < columns else 0.0


_recent: list[Floor] = []


def floor_of(hall: Hall) -> Floor:
    """The floor of a hall; kept for the last few halls, since a thousand runs share one."""
    for floor in _recent:
        if floor.hall is hall:
            return floor
    _recent.insert(0, Floor(hall))
    del _recent[4:]
    return _recent[0]


def distance_field(occupied: np.ndarray, resolution: float) -> np.ndarray:
    """Metres from each cell's middle to the nearest taken cell, (rows, columns) float32; 0 in taken cells."""
    padded = cv2.copyMakeBorder(1 - occupied, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    return (cv2.distanceTransform(padded, cv2.DIST_L2, cv2.DIST_MASK_PRECISE) * resolution)[1:-1, 1:-1].copy()


def crossing_cost(distance: np.ndarray, body: float = 0.28, comfort: float = 0.7) -> np.ndarray:
    """What a metre through each cell is worth to a walker: 1 in the open, more beside walls, inf within `body`."""
    near = np.clip((comfort - distance) / (comfort - body), 0.0, 1.0)
    return np.where(distance < body, np.inf, 1.0 + 2.0 * near**2)


@njit(cache=True)
def nearest_open(cost, row, column):
    """The cell nearest to (row, column) with a finite cost, searched in growing squares."""
    rows, columns = cost.shape
    for reach in range(max(rows, columns)):
        best, best_row, best_column = np.inf, -1, -1
        for r in range(max(0, row - reach), min(rows, row + reach + 1)):
            for c in range(max(0, column - reach), min(columns, column + reach + 1)):
                if max(abs(r - row), abs(c - column)) == reach and np.isfinite(cost[r, c]):
                    d = math.hypot(r - row, c - column)
                    if d < best:
                        best, best_row, best_column = d, r, c
        if best_row >= 0:
            return best_row, best_column
    return row, column


@njit(cache=True)
def cost_to_go(step_cost, goal_row, goal_column, size):
    """Dijkstra (1959) from the goal over 8 neighbours, no cut corners, by a binary heap. (rows, columns) float32."""
    rows, columns = step_cost.shape
    value = np.full((rows, columns), np.inf)
    heap_cost = np.empty(rows * columns * 4)
    heap_cell = np.empty(rows * columns * 4, np.int64)
    n = 1
    heap_cost[0], heap_cell[0] = 0.0, goal_row * columns + goal_column
    value[goal_row, goal_column] = 0.0
    while n > 0:
        cost, cell = heap_cost[0], heap_cell[0]
        n -= 1
        last_cost, last_cell, i = heap_cost[n], heap_cell[n], 0
        while True:  # sift down
            child = 2 * i + 1
            if child >= n:
                break
            if child + 1 < n and heap_cost[child + 1] < heap_cost[child]:
                child += 1
            if heap_cost[child] >= last_cost:
                break
            heap_cost[i], heap_cell[i] = heap_cost[child], heap_cell[child]
            i = child
        heap_cost[i], heap_cell[i] = last_cost, last_cell
        row, column = cell // columns, cell % columns
        if cost > value[row, column]:
            continue
        for dr in range(-1, 2):
            for dc in range(-1, 2):
                r, c = row + dr, column + dc
                if (dr == 0 and dc == 0) or r < 0 or c < 0 or r >= rows or c >= columns:
                    continue
                if dr != 0 and dc != 0 and not (np.isfinite(step_cost[row, c]) and np.isfinite(step_cost[r, column])):
                    continue
                hop = size * math.hypot(dr, dc) * 0.5 * (step_cost[row, column] + step_cost[r, c])
                reached = cost + hop
                if reached < value[r, c]:
                    value[r, c] = reached
                    i = n  # sift up
                    n += 1
                    while i > 0 and heap_cost[(i - 1) // 2] > reached:
                        heap_cost[i], heap_cell[i] = heap_cost[(i - 1) // 2], heap_cell[(i - 1) // 2]
                        i = (i - 1) // 2
                    heap_cost[i], heap_cell[i] = reached, r * columns + c
    return value.astype(np.float32)


@njit(cache=True)
def downhill(flow, x, y, size, origin_x, origin_y, steps):
    """Unit vector along the way that a cost-to-go field describes: towards where `steps` cells of descent lead.

    Returns (0, 0) at the goal and where no way leads.
    """
    rows, columns = flow.shape
    row = min(max(int((y - origin_y) / size), 0), rows - 1)
    column = min(max(int((x - origin_x) / size), 0), columns - 1)
    for _ in range(steps):
        best, best_row, best_column = flow[row, column], row, column
        for dr in range(-1, 2):
            for dc in range(-1, 2):
                r, c = row + dr, column + dc
                if 0 <= r < rows and 0 <= c < columns and flow[r, c] < best:
                    if dr != 0 and dc != 0 and not (np.isfinite(flow[row, c]) and np.isfinite(flow[r, column])):
                        continue
                    best, best_row, best_column = flow[r, c], r, c
        if best_row == row and best_column == column:
            break
        row, column = best_row, best_column
    dx = origin_x + (column + 0.5) * size - x
    dy = origin_y + (row + 0.5) * size - y
    length = math.hypot(dx, dy)
    if length < size:
        return 0.0, 0.0
    return dx / length, dy / length


