"""A floor with nothing but robots on it, that know where they are and keep to their ways: meetings by the thousand.

What the robots decide is the real thing, `fleet.right_of_way`; how they drive is not: discs that turn on the spot in no
time, and stand where the next step would bring two of them too near to each other. There is no local control that leads
one around another, so every place counts as too narrow for two.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from hall_map.geometry import Point, Pose2D
from robot_guide.fleet.right_of_way.config import RightOfWayConfig
from robot_guide.fleet.right_of_way.course import Course, Rank
from robot_guide.fleet.right_of_way.giving_way import RightOfWay, Situation
from robot_guide.fleet.right_of_way.lattice import Lattice
from robot_guide.fleet.right_of_way.reservation import downhill
from robot_guide.fleet.right_of_way.space_time import DC, DR, FAR, costs_to_go

DT = 0.1  # s
SPEED = 0.8  # m/s
GUARD = 0.06  # m between rims; nobody goes nearer,
BEFORE = 0.16  # and who does not give way no nearer than this
THERE = 0.15  # m from the goal
REACHED = 0.12  # m from a point of the way, which is then left behind
CUTS = 3  # points of the way, the nearest of which may be passed by
COSTS = np.array([4, 5, 7])
NOWHERE = np.empty((0, 2))


@dataclass
class Mover:
    """One robot of the floor."""

    right: RightOfWay
    at: np.ndarray  # (2,) m
    goal: np.ndarray | None = None  # (2,) m
    rank: Rank = Rank.ERRAND
    way: np.ndarray = field(default_factory=lambda: NOWHERE)
    gives: bool = False
    waited: float = 0.0  # s since it last came nearer to its goal than ever
    nearest: float = math.inf  # m of way that were left then
    longest: float = 0.0  # s, the longest it ever waited
    stood: float = 0.0  # s


class BareFloor:
    """Robots on a lattice. `delay`: steps after which what one tells reaches the others; `loses`: what never does."""

    def __init__(
        self, lattice: Lattice, starts: Mapping[str, Point], config: RightOfWayConfig | None = None, *, delay: int = 1,
        loses: Callable[[float, str, str], bool] = lambda now, teller, hearer: False,
    ):  # fmt: skip
        self.config = config or RightOfWayConfig()
        self.lattice = replace(lattice, narrow=np.ones_like(lattice.narrow))
        self.t, self.delay, self.loses = 0.0, delay, loses
        self.movers: dict[str, Mover] = {}
        self.least_gap = math.inf  # m between the middles of two, ever
        self._told: list[list[Course]] = []
        for name, at in starts.items():
            right = RightOfWay(name, tuple(starts), self.config)
            right.set_floor(self.lattice)
            self.movers[name] = Mover(right, np.array(at, float))

    def send(self, name: str, goal: Point | None, rank: Rank = Rank.ERRAND) -> None:
        """Give a robot a goal, or take it away."""
        mover = self.movers[name]
        mover.goal, mover.rank = None if goal is None else np.array(goal, float), rank
        mover.way, mover.waited, mover.nearest = NOWHERE, 0.0, math.inf
        if goal is not None:
            mover.way = self._route(mover)

    def is_done(self, name: str) -> bool:
        """Whether a robot has no goal, or has been there: from then on it is idle, and makes room for others."""
        return self.movers[name].goal is None

    def step(self) -> None:
        """A tenth of a second."""
        arrived = self._told.pop(0) if len(self._told) >= self.delay else []
        told = []
        for name, mover in self.movers.items():
            for course in arrived:
                if course.robot != name and not self.loses(self.t, course.robot, name):
                    mover.right.hear(course, self.t)
            told += self._drive(name, mover)
        self._told.append(told)
        self.t += DT
        self._note()

    def _drive(self, name: str, mover: Mover) -> list[Course]:
        if mover.goal is not None and np.hypot(*(mover.goal - mover.at)) < THERE:
            mover.goal, mover.way = None, NOWHERE
        going = mover.goal is not None
        rank = mover.rank if going else Rank.IDLE
        way = mover.way if going else NOWHERE
        before = mover.right.course
        giving = mover.right.decide(Situation(Pose2D(*mover.at), rank, way, SPEED), self.t)
        if giving is not None:
            mover.gives = True
            self._follow(name, mover, giving.points[-1:] if len(giving.points) < 2 else giving.points, 0.6)
        elif going:
            blocked = mover.stood > 3.0
            if mover.gives or blocked or len(mover.way) == 0:
                mover.way, mover.gives = self._route(mover, around=blocked), False
                mover.stood = 0.0
            self._follow(name, mover, mover.way, SPEED)
            mover.way = mover.way[self._next_of(mover.at, mover.way) :]
        course = mover.right.course
        return [course] if course is not None and course is not before else []

    def _follow(self, name: str, mover: Mover, points: np.ndarray, speed: float) -> None:
        """Go on along points as far as one step leads, unless somebody is there."""
        first, room = self._next_of(mover.at, points), GUARD if mover.gives or mover.stood > 2.0 else BEFORE
        for k in range(first, min(first + CUTS, len(points))):  # the next one may lie a little towards the other
            at = one_step(mover.at, points[k:], speed * DT)
            if self._may(name, mover.at, at, room):
                mover.stood = mover.stood + DT if np.hypot(*(at - mover.at)) < 1e-3 else 0.0
                mover.at = at
                return
        mover.stood += DT

    @staticmethod
    def _next_of(at: np.ndarray, points: np.ndarray) -> int:
        """The point to go to: the one after the last that it is at, or after the nearest."""
        gaps = np.hypot(*(points - at).T)
        reached = np.flatnonzero(gaps < REACHED)
        if len(reached):
            return min(int(reached[-1]) + 1, len(points) - 1)
        nearest = int(np.argmin(gaps))
        if nearest + 1 < len(points):
            ahead = points[nearest + 1] - points[nearest]
            if (at - points[nearest]) @ ahead >= -1e-9:
                return nearest + 1
        return nearest

    def _may(self, name: str, old: np.ndarray, new: np.ndarray, room: float) -> bool:
        least = 2.0 * self.config.radius + room
        for other, mover in self.movers.items():
            if other != name:
                gap = float(np.hypot(*(mover.at - new)))
                if gap < least and gap < float(np.hypot(*(mover.at - old))):
                    return False
        return True

    def _route(self, mover: Mover, *, around: bool = False) -> np.ndarray:
        """The shortest way to the goal; around: around everybody who stands, if there is such a way."""
        free = self.lattice.free
        if around:
            free = free.copy()
            for other in self.movers.values():
                if other is not mover and other.stood > 1.0:
                    gap = np.hypot(*(self.lattice.points - other.at).transpose(2, 0, 1))
                    free &= gap > self.config.apart
        start, end = self.lattice.cell_at(*mover.at), self.lattice.cell_at(*mover.goal)
        free = free.copy()
        free[start] = True
        left = costs_to_go(free, *end, COSTS)
        if left[start] >= FAR:
            return mover.way if len(mover.way) else self._route(mover)
        cells = downhill(left, free, *start, DR, DC)
        return np.concatenate((self.lattice.points[cells[:, 0], cells[:, 1]], [mover.goal]))

    def _note(self) -> None:
        movers = list(self.movers.values())
        for i, one in enumerate(movers):
            for other in movers[:i]:
                self.least_gap = min(self.least_gap, float(np.hypot(*(one.at - other.at))))
            if one.goal is not None:
                left = float(np.hypot(*(one.goal - one.at)))
                if left < one.nearest - 0.05:
                    one.nearest, one.waited = left, 0.0
                else:
                    one.waited += DT
                one.longest = max(one.longest, one.waited)


def one_step(at: np.ndarray, points: np.ndarray, left: float) -> np.ndarray:
    """(2,) m: where one is that goes `left` m along `points` (N, 2), m."""
    for point in points:
        far = float(np.hypot(*(point - at)))
        if far > left:
            return at + (point - at) * (left / far)
        at, left = point, left - far
    return at
