"""Planning on the grids of pathfinding benchmarks: every open cell costs the same, and is all that a robot needs."""

from __future__ import annotations

import numpy as np

from hall_map.movingai import Cell, Query, grid_of
from robot_guide.navigation.costmap import Costmap
from robot_guide.navigation.planning import factors_of, plan
from robot_guide.navigation.route import NoRoute, Route

BARE = {"radius": 0.0, "inflation": 0.0}


class OctileWorld:
    """The terrain of one benchmark map, prepared for many queries."""

    def __init__(self, terrain: np.ndarray, *, any_angle: bool = False):
        """terrain: (rows, columns) uint8, as `hall_map.movingai.read_map` returns it."""
        self._terrain, self._any_angle = terrain, any_angle
        self._floors: dict[bool, Costmap] = {}

    def floor(self, start: Cell) -> Costmap:
        """What can be walked on by who starts in a cell: the ground, or the water."""
        afloat = chr(self._terrain[start]) == "W"
        if afloat not in self._floors:
            floor = Costmap.from_grid(grid_of(self._terrain, start), **BARE)
            floor.experience.prepare(factors_of(0.0))
            self._floors[afloat] = floor
        return self._floors[afloat]

    def solve(self, query: Query) -> Route | NoRoute:
        """A shortest octile way, through the middles of cells, a metre each; or straightened, at any angle."""
        floor = self.floor(query.start)
        ends = (floor.point_of(*cell) for cell in (query.start, query.goal))
        return plan(floor, *ends, comfort=0.0, any_angle=self._any_angle, spacing=None, nearest=False)
