"""Ways over a floor around the courses of others, and out of their way."""

from __future__ import annotations

import math

import numpy as np

from hall_map.geometry import Point, Pose2D
from robot_guide.fleet.right_of_way.config import RightOfWayConfig
from robot_guide.fleet.right_of_way.course import STEP, Course
from robot_guide.fleet.right_of_way.lattice import Lattice
from robot_guide.fleet.right_of_way.reservation import downhill, reserve_discs, shut_touched
from robot_guide.fleet.right_of_way.space_time import DC, DR, FAR, costs_to_go, search

COSTS = np.array([4, 5, 7])  # of a wait, a straight and a diagonal move: who may as well wait does not drive about
MOST_LOOKED_AT = 50_000  # cells at a time, after which there counts as no way around the others: 15 to 30 ms
SLACK = 0.05  # m less than when it went there will do for who has stepped aside: ways are not told twice the same
MOST_TRIED = 40  # places for who has to be let out
MOST_FIELDS = 20  # of costs to go that are kept
Cell = tuple[int, int]  # (row, column)


class Detours:
    """The ways of one robot over one floor."""

    def __init__(self, lattice: Lattice, config: RightOfWayConfig):
        self.lattice, self.config = lattice, config
        self._fields: dict[Cell, np.ndarray] = {}

    def over_floor(self, pose: Pose2D, goal: Pose2D) -> np.ndarray:
        """(N, 2) m: the shortest way to a goal, with nobody on the floor; (0, 2): there is none."""
        lattice = self.lattice
        start, end = (lattice.cell_at(*each.xy) for each in (pose, goal))
        if start is None or end is None or self._left(end)[start] >= FAR:
            return np.empty((0, 2))
        cells = downhill(self._left(end), lattice.free, *start, DR, DC)[1:]
        return np.concatenate((lattice.points[cells[:, 0], cells[:, 1]], [goal.xy]))

    def around(self, start: Cell, end: Cell, here: Point, others: list[Course], now: float) -> np.ndarray:
        """(N, 2) int32: the cell at each `STEP` on a way around the others in space and time; (0, 2): none found."""
        lattice, times = self.lattice, int(self.config.horizon / STEP)
        taken = np.zeros((times, *lattice.free.shape), np.int32)
        for i, course in enumerate(others):
            self._reserve(taken, course.outlook(now, times), here, i + 1)
        return search(lattice.free, taken, self._left(end), *start, COSTS, MOST_LOOKED_AT)

    def aside(
        self, start: Cell, here: Point, others: list[Course], shunned: list[Course], now: float, *,
        closely: bool = False, keeps: bool = False,
    ) -> np.ndarray | None:  # fmt: skip
        """The way, (N, 2) m, to the nearest place that no course of the others touches; None: there is none.

        It leads around where the shunned are now. closely: touches only just; keeps: it has stepped aside to where
        it is, and goes elsewhere only if it is touched there in any case.
        """
        lattice, config = self.lattice, self.config
        if keeps and self._is_kept(start, others, now):
            return lattice.points[start][None]
        reach = config.close if closely else config.apart + 0.25 * config.spacing
        blocked = np.zeros((1, *lattice.free.shape), np.int32)
        for course in shunned:
            self._reserve(blocked, course.outlook(now, 1), here, 1, closer=0.0)
        free = lattice.free & (blocked[0] == 0)
        free[start] = True
        left = costs_to_go(free, *start, COSTS)
        safe = self._untouched((left < FAR) & (blocked[0] == 0), others, now, reach)
        if not safe.any():
            return None
        return self._way_to(np.unravel_index(np.argmin(np.where(safe, left, FAR)), left.shape), left, free)

    def way_out(self, start: Cell, others: list[Course], past: list[Course], now: float) -> np.ndarray | None:
        """The way, (N, 2) m, to the nearest place that no course of the others touches and where each of `past` comes
        past it to its own goal; where no such place is, the nearest that nobody touches. None: there is none either.

        It leads over the others' places, who have to make room. Just behind somebody in a narrow passage would be no
        good place: they would be pushed on before this robot, and it would be in their way as before.
        """
        lattice, config = self.lattice, self.config
        left = costs_to_go(lattice.free, *start, COSTS)
        cells = np.argwhere(self._untouched(left < FAR, others, now, config.apart + 0.25 * config.spacing))
        if len(cells) == 0:
            return None
        cells = cells[np.argsort(left[tuple(cells.T)], kind="stable")]
        ends = [
            [lattice.cell_at(*point) for point in (course.outlook(now, 1)[0], course.points[-1])] for course in past
        ]
        known = [(self._reached_from(at, lattice.points[start]), goal) for at, goal in ends if at and goal]
        for cell in cells[:: math.ceil(len(cells) / MOST_TRIED)]:
            way = self._way_to(cell, left, lattice.free)
            clear = np.ones(lattice.free.shape, bool)
            self._shut(clear, way, config.apart)
            if all((waits & clear & self._reached_from(goal, way[-1])).any() for waits, goal in known):
                return way
        return self._way_to(cells[0], left, lattice.free)

    def _reached_from(self, start: Cell, place: np.ndarray) -> np.ndarray:
        """(rows, columns) bool: where one gets to from a cell while somebody stands at a place, (2,) m."""
        lattice = self.lattice
        gaps = np.hypot(*(lattice.points - place).transpose(2, 0, 1))
        free = lattice.free & (gaps >= min(self.config.close, gaps[start]))
        return costs_to_go(free, *start, COSTS) < FAR

    def _way_to(self, cell: Cell, left: np.ndarray, free: np.ndarray) -> np.ndarray:
        """(N, 2) m: from where `left` is 0."""
        cells = downhill(left, free, *cell, DR, DC)[::-1]
        return self.lattice.points[cells[:, 0], cells[:, 1]]

    def _untouched(
        self, safe: np.ndarray, others: list[Course], now: float, reach: float, *, surely: bool = False
    ) -> np.ndarray:
        for course in others:
            self._shut(safe, course.outlook(now, int(self.config.ahead / STEP)), reach, surely=surely)
        return safe

    def _shut(self, safe: np.ndarray, way: np.ndarray, reach: float, *, surely: bool = False) -> None:
        lattice = self.lattice
        shut_touched(safe, lattice.points, lattice.spacing, *lattice.origin, way, reach, surely)

    def _is_kept(self, start: Cell, others: list[Course], now: float) -> bool:
        safe = np.zeros(self.lattice.free.shape, bool)
        safe[start] = True
        return bool(self._untouched(safe, others, now, self.config.close - SLACK, surely=True)[start])

    def _reserve(self, taken: np.ndarray, outlook: np.ndarray, here: Point, who: int, closer: float = 0.1) -> None:
        lattice, config = self.lattice, self.config
        reserve_discs(
            taken, lattice.points, lattice.spacing, *lattice.origin, outlook, round(config.earlier / STEP),
            round(config.later / STEP), config.apart + 0.5 * config.spacing,
            math.dist(outlook[0], here) - closer, who,
        )  # fmt: skip

    def _left(self, end: Cell) -> np.ndarray:
        """(rows, columns) int32: the costs to go to a cell on the empty floor."""
        if end not in self._fields:
            if len(self._fields) > MOST_FIELDS:
                self._fields.clear()
            self._fields[end] = costs_to_go(self.lattice.free, *end, COSTS)
        return self._fields[end]
