"""How long the ways of a hall are: read off the costs to go, which are worked out once a goal."""

from __future__ import annotations

import math

import numpy as np

from hall_map.geometry import Pose2D
from hall_map.grid import OccupancyGrid
from robot_guide.navigation.config import NavigationConfig
from robot_guide.navigation.cost_to_go import CostToGo, FieldsOfFloor
from robot_guide.navigation.costmap import INSCRIBED, Costmap
from robot_guide.navigation.planning import factors_of
from robot_guide.navigation.traffic import Traffic

BESIDE = 2  # cells from a goal to where its way may end: where a robot stands is not known to the centimetre
ASIDE = 8  # cells from a pose to where its way may begin: a robot may stand nearer to a wall than it would plan


class WayLengths:
    """The ways of robots over one map, with nothing else on it."""

    def __init__(self, grid: OccupancyGrid, traffic: Traffic | None = None, config: NavigationConfig | None = None):
        config = config or NavigationConfig()
        costs = config.costmap
        usual = Costmap.from_grid(grid, costs.radius + costs.margin, costs.inflation, costs.decay)
        if traffic is not None and traffic.keep_out.shape == usual.shape:
            usual = usual.with_traffic(traffic.keep_out, traffic.moves, costs.radius)
        closer = usual.with_radius(costs.radius + 0.25 * costs.margin)
        factors = factors_of(config.planning.comfort)
        self._floors = tuple((costmap, FieldsOfFloor(costmap, factors)) for costmap in (usual, closer))

    def metres(self, start: Pose2D, goal: Pose2D) -> float:
        """Metres from a pose to another, map frame; inf: no way leads there.

        The first way to a goal takes about 15 ms, a further one less than 1.
        """
        for costmap, fields in self._floors:
            cell = open_cell_at(costmap, goal)
            if cell is None:
                continue
            length = length_from(costmap, fields.towards(cell), start)
            if math.isfinite(length):
                return length
        return math.inf


def open_cell_at(costmap: Costmap, goal: Pose2D) -> tuple[int, int] | None:
    """The open cell that a way to `goal` ends in; None: there is none so near to it."""
    row, column = costmap.cell_of(*goal.xy)
    for beside in range(BESIDE + 1):
        for cell in ring(row, column, beside):
            if costmap.covers(*cell) and costmap.cost[cell] < INSCRIBED:
                return cell
    return None


def length_from(costmap: Costmap, field: CostToGo, start: Pose2D) -> float:
    """Metres from the open cell that is nearest to `start`, and from there to the field's goal; inf: no way."""
    row, column = costmap.cell_of(*start.xy)
    for aside in range(ASIDE + 1):
        ways = [field.way_from(*cell) for cell in ring(row, column, aside) if costmap.covers(*cell)]
        lengths = [cells_along(way) + aside for way in ways if way is not None]
        if lengths:
            return min(lengths) * costmap.resolution
    return math.inf


def ring(row: int, column: int, aside: int) -> tuple[tuple[int, int], ...]:
    """The cells in the eight directions, so many cells away."""
    steps = (-aside, 0, aside) if aside else (0,)
    return tuple((row + up, column + right) for up in steps for right in steps if aside == 0 or up or right)


def cells_along(way: np.ndarray) -> float:
    steps = np.diff(way, axis=0)
    return float(np.hypot(steps[:, 0], steps[:, 1]).sum())
