"""People who come to the hall on errands of their own: take a number, wait, go to a window, leave, or just stand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

import numpy as np

from hall_map import Hall, Point, Zone
from hall_sim.crowd import Crowd
from hall_sim.floor import BODY, Floor
from hall_sim.habits import Habits
from hall_sim.happenings import contains

COUNTER = 0.5  # m: so far from a counter stands who is served there
THERE, NEARLY = 0.35, 1.3  # m: at the goal; near enough, when somebody else stands there
ASIDE = 0.6  # m
STUCK = 5.0  # s without getting anywhere after which somebody goes elsewhere
HURRY = 1.3  # times one's pace, in an alarm
TURN = 4  # steps between two looks at the way
KEEP_FREE = 1.0  # m around robots' docks and stops in which nobody stands for good


class Errand(str, Enum):
    """What a walker is up to, and how long it takes there, s."""

    TICKET = "ticket"
    WAIT = "wait"
    WINDOW = "window"
    LOOK = "look"
    LEAVE = "leave"
    STAND = "stand"


LASTS = {
    Errand.TICKET: (5.0, 15.0), Errand.WAIT: (15.0, 60.0), Errand.WINDOW: (20.0, 90.0), Errand.LOOK: (5.0, 30.0),
    Errand.LEAVE: (3.0, 25.0),
}  # fmt: skip
NEXT = {Errand.TICKET: Errand.WAIT, Errand.WAIT: Errand.WINDOW, Errand.WINDOW: Errand.LEAVE, Errand.LOOK: Errand.LEAVE}


@dataclass(frozen=True)
class Haunts:
    """Where people go in a hall."""

    tickets: tuple[Point, ...]
    windows: tuple[Point, ...]
    looks: tuple[Point, ...]  # self-service, water, toilets, …
    doors: tuple[Point, ...]
    seats: tuple[Zone, ...]  # waiting areas
    staff: tuple[Zone, ...]  # where only staff go
    kept_free: tuple[Point, ...]


def haunts_of(hall: Hall, floor: Floor, door: Point) -> Haunts:
    """The haunts of a hall that can be reached from its `door`."""

    def reached(points: list[Point]) -> tuple[Point, ...]:
        return tuple(point for point in map(floor.open_point, points) if floor.leads(point, door))

    def of_kind(*kinds: str) -> list[Point]:
        return [place.stop.xy for place in hall.places if place.kind in kinds]

    return Haunts(
        tickets=reached(of_kind("ticket", "information")),
        windows=reached([at_counter(w.xy, w.stop.xy) for w in hall.windows if w.open]),
        looks=reached(of_kind("self_service", "computers", "printing", "toilet", "water", "suishenma", "livestream")),
        doors=(door, *reached([place.xy for place in hall.places if place.kind == "exit"])),
        seats=tuple(zone for zone in hall.zones if zone.kind == "waiting"),
        staff=tuple(zone for zone in hall.zones if zone.kind == "staff"),
        kept_free=(*(thing.stop.xy for thing in (*hall.windows, *hall.places)), *(d.pose.xy for d in hall.docks)),
    )


def at_counter(window: Point, stop: Point) -> Point:
    """Where one stands at a window, on the side of the robot's stop, which is left free."""
    distance = max(math.dist(window, stop), 1e-6)
    return tuple(w + (s - w) * COUNTER / distance for w, s in zip(window, stop, strict=True))


class Walkers:
    """Decides for the people number `first` to `first + count - 1` of a crowd."""

    def __init__(
        self, crowd: Crowd, floor: Floor, door: Point, *, first: int, count: int, standing: int,
        avoid: tuple[Point, ...], rng: np.random.Generator, habits: Habits | None = None, begin: tuple[Point, ...] = (),
    ):  # fmt: skip
        """`standing` of them stay where they are; at the beginning nobody is near the points `avoid`, or all are at
        those of `begin`."""
        self._crowd, self._floor, self._rng, self._first, self._count = crowd, floor, rng, first, count
        self.haunts = haunts_of(floor.hall, floor, door)
        self.pace = np.clip(rng.normal(1.2, 0.2, count), 0.6, 1.8)
        self._habits, self._flees = habits, False
        if habits is not None:
            self.pace = np.array([habits.pace(k, float(pace)) for k, pace in enumerate(self.pace)])
        self.errand = [Errand.STAND if k < standing else Errand.WAIT for k in range(count)]
        self.goal: list[Point] = [door] * count
        self._until = np.full(count, -1.0)  # s; -1: on the way
        self._since = np.zeros(count)  # s: when the walker last got on
        self._best = np.full(count, math.inf)  # m to the goal, the least so far
        for k in range(count):
            self.goal[k] = begin[k] if begin else self._first_place(k, door, avoid)
            crowd.enter(first + k, self.goal[k])
            if self.errand[k] is not Errand.STAND:
                errands = (Errand.TICKET, Errand.WAIT, Errand.WINDOW, Errand.LOOK, Errand.LEAVE)
                self._take_up(k, errands[int(rng.integers(len(errands)))], 0.0)

    def change_floor(self, floor: Floor) -> None:
        """Walk on another floor from now on."""
        self._floor = floor

    def carried(self, i: int, t: float) -> None:
        """Person `i` of the crowd has been put down elsewhere: who stands about does so there, all others go on."""
        k = i - self._first
        if 0 <= k < self._count:
            self._since[k], self._best[k] = t, math.inf
            if self.errand[k] is Errand.STAND:
                self.goal[k] = self._crowd.at(i)

    def step(self, t: float, steps: int) -> None:
        """What each wants at `t` s, in the world's step number `steps`."""
        for k in range(self._count):
            if (steps + k) % TURN:
                continue
            if self._habits is not None and not self._flees and self._habits.decide(k, t, self._floor):
                self._since[k] = t
            else:
                self._decide(k, t)

    def flee(self, t: float) -> None:
        """There is an alarm: everybody leaves what they are at, hurries out by the nearest door, and stays away."""
        self._flees = True
        self.pace *= HURRY
        for k in range(self._count):
            if self._crowd.present[self._first + k]:
                at = self._crowd.at(self._first + k)
                self._take_up(k, Errand.LEAVE, t)
                self.goal[k] = min(self.haunts.doors, key=lambda door: self._floor.cost(at, door))

    def _decide(self, k: int, t: float) -> None:
        i, goal = self._first + k, self.goal[k]
        if self.errand[k] is Errand.STAND:
            self._hold(i, goal)
            return
        if self._until[k] >= 0.0:
            if t >= self._until[k]:
                self._go_on(k, t)
            return
        distance = math.dist(self._crowd.at(i), goal)
        if distance < self._best[k] - 0.2:
            self._best[k], self._since[k] = distance, t
        stuck = t - self._since[k] > STUCK
        if distance < THERE or (stuck and distance < NEARLY):
            self._until[k] = t + self._rng.uniform(*LASTS[self.errand[k]])
            self._crowd.stand(i)
            if self.errand[k] is Errand.LEAVE:
                self._crowd.leave(i)
        elif stuck and self._best[k] < math.inf and not self._flees:
            self._take_up(k, self.errand[k], t)
        else:
            self._crowd.go(self._floor, i, goal, float(self.pace[k]))

    def _hold(self, i: int, spot: Point) -> None:
        """Stay where one is, and come back when one had to step aside."""
        if math.dist(self._crowd.at(i), spot) > ASIDE:
            self._crowd.go(self._floor, i, spot, 0.6)
        else:
            self._crowd.stand(i)

    def _go_on(self, k: int, t: float) -> None:
        if self._flees:
            self._until[k] = math.inf
            return
        if self.errand[k] is not Errand.LEAVE:
            self._take_up(k, NEXT[self.errand[k]], t)
            return
        door = self._floor.open_point(self.haunts.doors[0])
        if not self._crowd.crowded(door, 0.7):
            self._crowd.enter(self._first + k, door)
            self._take_up(k, Errand.TICKET if self._rng.random() < 0.6 else Errand.LOOK, t)

    def _take_up(self, k: int, errand: Errand, t: float) -> None:
        self.errand[k], self._until[k], self._since[k], self._best[k] = errand, -1.0, t, math.inf
        self.goal[k] = self._goal_of(errand)

    def _goal_of(self, errand: Errand) -> Point:
        haunts = self.haunts
        if errand is Errand.WAIT and haunts.seats:
            return self._seat(haunts.seats[int(self._rng.integers(len(haunts.seats)))])
        choice = {Errand.TICKET: haunts.tickets, Errand.WINDOW: haunts.windows, Errand.LOOK: haunts.looks}
        points = choice.get(errand) or haunts.doors
        return points[int(self._rng.integers(len(points)))]

    def _seat(self, zone: Zone) -> Point:
        """A place in a waiting area; the cells of flow fields bound how many ways have to be known."""
        (x0, y0), (x1, y1) = np.min(zone.polygon, axis=0), np.max(zone.polygon, axis=0)
        x, y = x0 + self._rng.random() * (x1 - x0), y0 + self._rng.random() * (y1 - y0)
        return self._floor.open_point((math.floor(x) + 0.5, math.floor(y) + 0.5))

    def _first_place(self, k: int, door: Point, avoid: tuple[Point, ...]) -> Point:
        """A place that is open, for visitors, connected to the door and in nobody's way. Falls back to the door."""
        hall, floor = self._floor.hall, self._floor
        kept_free = (*avoid, *self.haunts.kept_free) if self.errand[k] is Errand.STAND else avoid
        for _ in range(500):
            point = (float(self._rng.random() * hall.width), float(self._rng.random() * hall.height))
            if not floor.fits(*point, BODY) or not floor.leads(point, door):
                continue
            if self._crowd.crowded(point, 0.8) or any(math.dist(point, other) < KEEP_FREE for other in kept_free):
                continue
            if not any(contains(zone.polygon, point) for zone in self.haunts.staff):
                return point
        return floor.open_point(door)
