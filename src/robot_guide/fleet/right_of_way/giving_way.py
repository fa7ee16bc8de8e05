"""When one robot goes on, waits, or steps aside, from what the others tell: each decides alone, by the same rules.

Who has the higher priority goes on as if the others were not there. Who has the lower one plans around the courses of
those above it in space and time, to its goal or, if it has none, back to where it stands. Where no such way is, it
looks for the nearest place that none of those courses touches and goes there, and lends itself the priority of whom it
gives way to, so that others in turn make room for it (priority inheritance, Okumura et al. 2022). Where there is no
such place either, it says so by a priority above all others (backtracking): then the other one makes room.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product

import numpy as np

from hall_map.geometry import Point, Pose2D
from robot_guide.fleet.right_of_way.config import RightOfWayConfig
from robot_guide.fleet.right_of_way.course import LENT, PROMOTED, STEP, Course, Rank, along, priority_of
from robot_guide.fleet.right_of_way.detours import Detours
from robot_guide.fleet.right_of_way.lattice import Lattice
from robot_guide.fleet.right_of_way.reservation import extent, first_meeting

PASSED = 2.5  # m; who is farther from its way than this is out of the way of a robot that was stuck
HOLDS = 1.5  # s ahead that whoever goes first looks for those who make room for it
MOST_HELD = 12.0  # s that it waits for them
FACING = 6.0  # s without having moved, after which there is no room for two even if there seems to be
INSIDE = 20.0  # more priority for who leads through a passage: with its visitor behind it, it cannot go back
BEHIND = 3.0  # m that its visitor may be, and so in the passage still
STANDS = 0.2  # m; a course that is no longer stands


@dataclass(frozen=True)
class Situation:
    """How one robot stands."""

    pose: Pose2D  # map frame
    rank: Rank
    way: np.ndarray  # (N, 2) m: what is left of its route, from where it is; (0, 2): it goes nowhere
    speed: float  # m/s at which it goes along it


@dataclass(frozen=True, eq=False)
class Giving:
    """What to do instead of going on: drive along `points`, (N, 2) m, and stand at their end."""

    points: np.ndarray
    to: str  # the robot that goes first
    yaw: float | None = None  # at the end, rad; None: as it comes
    aside: bool = False  # the end is out of the way of all who go first, for as long as it takes


class RightOfWay:
    """One robot's part in it. Pure but for what it remembers."""

    def __init__(self, robot: str, robots: tuple[str, ...], config: RightOfWayConfig):
        names = sorted({robot, *robots})
        self.robot, self.config = robot, config
        self._place = (len(names) - 1 - names.index(robot)) / len(names)
        self.detours: Detours | None = None  # over the floor; None: there is none yet
        self._heard: dict[str, tuple[float, Course]] = {}  # when it came
        self._giving: Giving | None = None
        self._since: float | None = None  # s, that it has given way without a rest
        self._hold: Giving | None = None
        self._held: float | None = None  # s, since when
        self._post: Pose2D | None = None  # where it stood without a goal when it had to leave
        self._lender: float | None = None  # the priority that it was lent
        self._stuck, self._stuck_since, self._stuck_with = False, -math.inf, ()
        self._stood: tuple[Point, float] | None = None  # where it is, on its way, and since when
        self._passage: Point | None = None  # where it last led its visitor through one
        self._planned = -math.inf  # s
        self._decided = -math.inf
        self.course: Course | None = None  # its own, to be told

    def set_floor(self, lattice: Lattice) -> None:
        """Another floor."""
        self.detours = Detours(lattice, self.config)

    def hear(self, course: Course, now: float) -> None:
        """What another robot tells. Its own words, and older ones than are known, count for nothing."""
        known = self._heard.get(course.robot)
        if course.robot != self.robot and (known is None or course.stamp >= known[1].stamp or now - known[0] > 1.0):
            self._heard[course.robot] = now, course

    def forget(self) -> None:
        """The world has begun again."""
        self._heard, self._giving, self._since, self._post, self._lender = {}, None, None, None, None
        self._stuck, self._planned, self._decided, self.course = False, -math.inf, -math.inf, None
        self._hold, self._held, self._stood, self._passage = None, None, None, None

    def decide(self, seen: Situation, now: float) -> Giving | None:
        """What to do from now on; None: go on. Makes `course` anew."""
        if self.detours is None or now - self._decided < self.config.period - 1e-6:
            return self._hold or self._giving
        self._decided = now
        self._note_progress(seen, now)
        self._giving = self._choose(seen, now)
        if self._giving is None:
            self._lender, self._since = None, None
        elif self._since is None:
            self._since = now
        self.course = self._own_course(seen, now)
        self._hold = self._wait_for_who_makes_room(seen, now) if self._giving is None or self._stuck else None
        return self._hold or self._giving

    def _note_progress(self, seen: Situation, now: float) -> None:
        if self._stood is None or len(seen.way) == 0 or math.dist(self._stood[0], seen.pose.xy) > STANDS:
            self._stood = seen.pose.xy, now
        if seen.rank is not Rank.GUIDING:
            self._passage = None
        elif self.detours.lattice.is_narrow_at(*seen.pose.xy):
            self._passage = seen.pose.xy

    def _wait_for_who_makes_room(self, seen: Situation, now: float) -> Giving | None:
        """Stand where this robot is, as long as going on would close the way to somebody who is leaving its way."""
        soon = self.course.points[: int(HOLDS / STEP) + 1]
        for course in self._known(now) if len(soon) > 1 else ():
            leaves = course.outlook(now, int(self.config.ahead / STEP))
            if course.gives_to != self.robot or stands(leaves):
                continue
            gaps = np.hypot(*(soon[:, None] - leaves[None, :]).transpose(2, 0, 1)).min(axis=1)
            if gaps[0] > gaps.min() < self.config.apart + 0.1:
                self._held = now if self._held is None else self._held
                return Giving(np.array([seen.pose.xy]), course.robot) if now - self._held < MOST_HELD else None
        self._held = None
        return None

    def _own_course(self, seen: Situation, now: float) -> Course:
        to = self._giving.to if self._giving else ""
        return Course(self.robot, now, self._priority(seen, now), self._intended(seen), to)

    def _priority(self, seen: Situation, now: float) -> float:
        waited = 0 if self._since is None else int((now - self._since) / self.config.ages)
        priority = priority_of(seen.rank, waited, self._place)
        if self._passage is not None and math.dist(self._passage, seen.pose.xy) < BEHIND:
            priority += INSIDE
        if self._stuck:
            priority += PROMOTED
        elif self._lender is not None:
            priority = max(priority, self._lender - LENT)
        return priority

    def _intended(self, seen: Situation) -> np.ndarray:
        """Where it is going to be, each `STEP` s."""
        here = np.array([seen.pose.xy])
        way = seen.way if self._giving is None else left_of(self._giving.points, here[0])
        if len(way) == 0:
            return here
        speed = max(seen.speed, 0.1) if self._giving is None else self.config.spacing / STEP
        return along(np.concatenate((here, way)), speed, self.config.ahead)

    def _choose(self, seen: Situation, now: float) -> Giving | None:
        first = [] if seen.rank is Rank.FIXED else self._who_goes_before(seen, now)
        mine = self._outlook(seen, int(self.config.ahead / STEP))
        meets = [(self._meets(mine, each, now), each) for each in first]
        against = [each for seconds, each in meets if seconds < math.inf]
        soonest = min((seconds for seconds, _ in meets), default=math.inf)
        if self._stuck:
            if not against and not self._is_out(seen, now):
                return self._giving  # who goes before even then is stuck itself, and has the better claim
            self._stuck, self._giving = False, None
        if self._giving is None:
            if not against:
                return None
            self._post = seen.pose if len(seen.way) == 0 else None
        if (
            len(seen.way)
            and not against
            and all(stands(each.outlook(now, int(self.config.ahead / STEP))) for each in first)
        ):
            return None  # it goes around who stands there, or waits for them, without being told
        if now - self._planned < self.config.replan:
            return self._giving
        self._planned = now
        return self._plan(seen, first, against, soonest, now)

    def _who_goes_before(self, seen: Situation, now: float) -> list[Course]:
        mine = Course(self.robot, now, self._priority(seen, now), np.array([seen.pose.xy]))
        return [course for course in self._known(now) if course.goes_before(mine)]

    def _known(self, now: float) -> list[Course]:
        """Everybody's course; who has not been heard of for long stands where it was last."""
        known = []
        for came, course in self._heard.values():
            if now - came > self.config.stale:
                at = course.outlook(came, 1)
                course = Course(course.robot, now, math.inf, at)
            known.append(course)
        return known

    def _is_out(self, seen: Situation, now: float) -> bool:
        """Whether a robot that was stuck has come past those with whom it was, or out of their way."""
        if now - self._stuck_since > self.config.horizon:
            return True
        if self._giving is not None:
            return math.dist(self._giving.points[-1], seen.pose.xy) < self.config.spacing
        way = np.concatenate(([seen.pose.xy], seen.way))
        for course in self._known(now):
            gaps = np.hypot(*(along(way, 0.2 / STEP, 1e4) - course.outlook(now, 1)[0]).T)
            if course.robot in self._stuck_with and gaps.min() < PASSED and np.argmin(gaps) > 0:
                return False
        return True

    def _meets(self, mine: np.ndarray, other: Course, now: float) -> float:
        """Seconds until the two come too near to each other at about the same time, where they cannot pass; inf: never.

        mine: (N, 2) m, where this robot is at each step. Who stands is in the way of who goes anywhere; who stays where
        it is, another goes around, or waits for.
        """
        config, lattice = self.config, self.detours.lattice
        theirs = other.outlook(now, len(mine))
        if stands(theirs):
            return math.inf
        at = first_meeting(
            mine, theirs, round(config.earlier / STEP), round(config.later / STEP), config.apart, lattice.narrow,
            lattice.spacing, *lattice.origin, stands(mine) or now - self._stood[1] > FACING,
        )  # fmt: skip
        return at * STEP if at >= 0 else math.inf

    def _outlook(self, seen: Situation, count: int) -> np.ndarray:
        points = np.array([seen.pose.xy])
        if len(seen.way):
            points = along(np.concatenate((points, seen.way)), max(seen.speed, 0.1), self.config.ahead)
        return points[np.minimum(np.arange(count), len(points) - 1)]

    def _goal(self, seen: Situation) -> Pose2D:
        if len(seen.way):
            return Pose2D(*seen.way[-1])
        if self._post is None:
            self._post = seen.pose
        return self._post

    def _plan(
        self, seen: Situation, first: list[Course], against: list[Course], soonest: float, now: float
    ) -> Giving | None:
        """A way in space and time around those who go before; else out of their way; else none."""
        detours, here, goal = self.detours, seen.pose.xy, self._goal(seen)
        start, end = (detours.lattice.cell_at(*pose.xy) for pose in (seen.pose, goal))
        if start is None or end is None:
            return None
        to = against[0].robot if against else (self._giving.to if self._giving else "")
        self._lender = self._lent(to, against)
        way = detours.around(start, end, here, first, now)
        if len(way):
            return self._as_far_as_pause(way, seen, goal, to, soonest)
        keeps = self._stands_aside(here)
        for closely, shunned in product((False, True), (self._known(now), first)):
            refuge = detours.aside(start, here, first, shunned, now, closely=closely, keeps=keeps)
            if refuge is not None:
                return Giving(refuge, to, aside=True)
        self._stuck, self._stuck_since, self._stuck_with = bool(against), now, tuple(each.robot for each in against)
        escape = detours.way_out(start, first, against[:1], now) if len(seen.way) == 0 else None
        return None if escape is None else Giving(escape, to)

    def _stands_aside(self, here: Point) -> bool:
        giving = self._giving
        return giving is not None and giving.aside and math.dist(giving.points[-1], here) < self.config.spacing

    def _lent(self, to: str, against: list[Course]) -> float | None:
        """The priority that it is lent: of those it meets; after that of whom it made room for, while they have it."""
        if against:
            return max(each.priority for each in against)
        if self._lender is None or to not in self._heard:
            return None
        return min(self._lender, self._heard[to][1].priority)

    def _as_far_as_pause(self, way, seen: Situation, goal: Pose2D, to: str, soonest: float) -> Giving | None:
        """The part of a timed way up to where it first waits; None: nothing has to be done yet."""
        moves = (np.diff(way, axis=0) != 0).any(axis=1)
        pause = len(moves) if moves.all() else int(np.argmin(moves))
        points = self.detours.lattice.points[way[: pause + 1, 0], way[: pause + 1, 1]]
        if len(seen.way) == 0:
            if len(way) == 1 and seen.pose.distance_to(goal.xy) < self.config.spacing:
                return None
            back = pause == len(moves)
            return Giving(np.concatenate((points, [goal.xy])) if back else points, to, goal.yaw if back else None)
        soon = int(self.config.acts / STEP)
        if soonest < self.config.acts or pause < min(soon, len(moves)) or self._leaves(points[:soon], seen):
            return Giving(points, to)
        return None

    def _leaves(self, points: np.ndarray, seen: Situation) -> bool:
        """Whether a way leads elsewhere than the robot's own route."""
        own = along(np.concatenate(([seen.pose.xy], seen.way)), 0.2 / STEP, 1e4)
        gaps = np.hypot(points[:, None, 0] - own[None, :, 0], points[:, None, 1] - own[None, :, 1])
        return bool((gaps.min(axis=1) > 2.0 * self.config.spacing).any())


def left_of(way: np.ndarray, here: np.ndarray) -> np.ndarray:
    """(M, 2) m: what is left of a way (N, 2) that has been followed to about `here`."""
    nearest = int(np.argmin(np.hypot(*(way - here).T)))
    passed = nearest + 1 < len(way) and (here - way[nearest]) @ (way[nearest + 1] - way[nearest]) > 0.0
    return way[nearest + passed :]


def stands(outlook: np.ndarray) -> bool:
    """Whether somebody stays where they are."""
    return extent(outlook) < STANDS
