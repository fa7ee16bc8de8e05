"""Bounds on what a way costs, from the costs between every cell and a few landmarks.

A* with landmarks and the triangle inequality (Goldberg, Harrelson 2005, "Computing the shortest path: A* search meets
graph theory", section 4): no way from a to b costs less than the difference of what they cost from a landmark.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from robot_guide.navigation.dijkstra import spread
from robot_guide.navigation.grid_search import scratch

if TYPE_CHECKING:
    from robot_guide.navigation.costmap import Costmap

LANDMARKS = 8  # fill a line of the processor's cache
MOST = 2**24  # numbers, 128 MB
KEPT = 2  # of different comforts
SMALLEST = 0.02  # of the largest region, that a region must have for landmarks
NO_LANES = np.empty((0, 0), np.uint8)
NO_BOUNDS, NO_AIMS = np.empty((0, 0)), np.empty(0)


@dataclass(frozen=True, eq=False)
class Landmarks:
    """Costs between the cells of a floor's larger regions and landmarks at the ends of each region.

    Lanes are passed over: they only make ways dearer. So does whatever else comes to stand on the floor.
    """

    costs: np.ndarray  # (cells, landmarks) float64, in cells of open floor, from the landmarks of a cell's own region
    inside: np.ndarray  # (cells,) int32, the number of the region; 0: none, or one that is too small

    @classmethod
    def of(cls, cost: np.ndarray, factors: np.ndarray, regions: np.ndarray) -> Landmarks:
        """The landmarks of a padded costmap, each as far as can be from those before it.

        regions: (rows, columns) int, without the border; see `Costmap.regions`.
        """
        sizes = np.bincount(regions.reshape(-1))
        sizes[0] = 0
        large = [int(number) for number in np.argsort(-sizes) if sizes[number] >= max(SMALLEST * sizes.max(), 1)]
        padded = np.pad(regions, 1).reshape(-1)
        costs = np.zeros((cost.size, min(LANDMARKS, MOST // cost.size)))
        for number in large:
            cells = np.flatnonzero(padded == number)
            nearest = costs_from(cost, factors, int(cells[0]))[cells]
            for i in range(costs.shape[1]):
                farthest = int(cells[np.argmax(nearest)])
                costs[cells, i] = costs_from(cost, factors, farthest)[cells]
                nearest = costs[cells, i] if i == 0 else np.minimum(nearest, costs[cells, i])
        return cls(costs, np.where(np.isin(padded, large), padded, 0))

    def between(self, start: int, goal: int) -> tuple[np.ndarray, np.ndarray]:
        """Bounds and aims for `grid_search.a_star` between two cells, by their numbers; empty where there are none."""
        if self.inside[start] == 0 or self.inside[start] != self.inside[goal]:
            return NO_BOUNDS, NO_AIMS
        return self.costs, self.costs[goal]


def costs_from(cost: np.ndarray, factors: np.ndarray, cell: int) -> np.ndarray:
    """What it costs to get from a cell to all others, (cells,) float64; without a meaning where one cannot."""
    back = np.empty(cost.size, np.int8)
    with scratch(cost.size) as pad:
        spread(cost, factors, NO_LANES, cell, pad.g, pad.mark, back, pad.links, pad.generation)
        return pad.g.copy()


class Experience:
    """Sees to it that a floor that much is asked about gets landmarks: when searching has cost as much as a few."""

    def __init__(self, costmap: Costmap):
        self._costmap = costmap
        self._looked_at: dict[bytes, int] = {}
        self._landmarks: dict[bytes, Landmarks] = {}

    def bounds(self, factors: np.ndarray, start: int, goal: int) -> tuple[np.ndarray, np.ndarray]:
        """As `Landmarks.between`."""
        known = self._landmarks.get(factors.tobytes())
        return known.between(start, goal) if known is not None else (NO_BOUNDS, NO_AIMS)

    def note(self, factors: np.ndarray, cells: int) -> None:
        """That a search has looked at so many cells."""
        key = factors.tobytes()
        self._looked_at[key] = self._looked_at.get(key, 0) + cells
        if self._looked_at[key] > self._costmap.padded_cost.size:
            self.prepare(factors)

    def prepare(self, factors: np.ndarray) -> None:
        """Choose the landmarks at once, a quarter of a second for 600 x 1000 cells; a second time does nothing."""
        key = factors.tobytes()
        if key in self._landmarks or not self._costmap.regions.any():
            return
        found = Landmarks.of(self._costmap.padded_cost, factors, self._costmap.regions)
        self._landmarks = {**dict(list(self._landmarks.items())[1 - KEPT :]), key: found}
        self._looked_at = {each: cells for each, cells in self._looked_at.items() if each in self._landmarks}
