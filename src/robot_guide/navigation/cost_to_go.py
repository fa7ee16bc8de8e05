"""Cost-to-go fields: what is left from any cell of a costmap to a goal, and the way there, read off at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from robot_guide.navigation.costmap import Costmap
from robot_guide.navigation.dijkstra import NOWHERE, descend, spread
from robot_guide.navigation.grid_search import scratch

KEPT = 64  # fields, 3 MB each for 600 x 1000 cells; the hall has 52 goals
_KNOWN: dict[tuple[bytes, bytes, tuple[int, int]], CostToGo] = {}  # of every floor; the last one used is last


@dataclass(frozen=True, eq=False)
class CostToGo:
    """What is left from every cell of a costmap to one of them. Cells are numbered row by row, with the border."""

    goal: int
    columns: int  # with the border
    left: np.ndarray  # (cells,) float32, in cells of open floor, never too much; inf: no way leads to the goal
    back: np.ndarray  # (cells,) int8, the first step of the way, of `grid_search.STEP_ROW` and `STEP_COLUMN`

    @classmethod
    def of(cls, costmap: Costmap, factors: np.ndarray, goal: tuple[int, int]) -> CostToGo:
        """The field of a goal (row, column), about 15 ms for 600 x 1000 cells. `factors`: see `planning.factors_of`."""
        cost, columns = costmap.padded_cost, costmap.padded_cost.shape[1]
        number = (goal[0] + 1) * columns + goal[1] + 1
        left, back = np.full(cost.size, np.inf, np.float32), np.full(cost.size, NOWHERE, np.int8)
        with scratch(cost.size) as pad:
            spread(cost, factors, costmap.moves, number, pad.g, pad.mark, back, pad.links, pad.generation)
            reached = pad.mark == pad.generation + 1
            left[reached] = np.nextafter(pad.g[reached].astype(np.float32), np.float32(0.0))
        return cls(number, columns, left, back)

    def way_from(self, row: int, column: int) -> np.ndarray | None:
        """The cheapest way from a cell of the map, (N, 2: column, row) float64, middles in the padded arrays.

        None: there is none, or the cell is closed.
        """
        start = (row + 1) * self.columns + column + 1
        return descend(self.back, self.columns, start) if self.left[start] < np.inf else None


class FieldsOfFloor:
    """The fields of one costmap's goals, each worked out when it is first asked for.

    Whoever plans on an equal costmap shares them, so that a second robot, or a second run, does not work them out.
    """

    def __init__(self, costmap: Costmap, factors: np.ndarray):
        digest = hashlib.blake2b(costmap.padded_cost, digest_size=16)
        digest.update(np.ascontiguousarray(costmap.moves))
        digest.update(repr(costmap.shape).encode())
        self._costmap, self._factors = costmap, factors
        self._floor, self._weights = digest.digest(), factors.tobytes()

    def towards(self, goal: tuple[int, int]) -> CostToGo:
        """What is left to a cell (row, column) of the map."""
        key = self._floor, self._weights, goal
        field = _KNOWN.pop(key, None) or CostToGo.of(self._costmap, self._factors, goal)
        _KNOWN[key] = field
        for oldest in list(_KNOWN)[:-KEPT]:
            _KNOWN.pop(oldest, None)
        return field
