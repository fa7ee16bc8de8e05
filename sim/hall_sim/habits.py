"""People who are not adults on their own: families, wheelchairs, people with phones, children who dart off."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from hall_map import Point
from hall_sim.crowd import Crowd
from hall_sim.floor import Floor

BETWEEN = 0.2  # s between two looks at what a walker does
CHILD, WHEELCHAIR = 0.16, 0.35  # m, radius; a wheelchair is 0.7 m wide (ISO 7193)
ROLLS = 0.8  # m/s, at most, in a wheelchair
TEXTING = 0.67  # of one's pace: a third slower (Lamberg and Muratori, Gait and Posture 35, 2012)
LOOKS, LOOKS_FOR = 20.0, (3.0, 12.0)  # s from one stop with the phone to the next, and how long one stands
DARTS, DARTS_FOR = 12.0, (0.8, 2.0)  # s from one dart of a child to the next, and how long it runs
RUNS, REACH = 2.2, 4.0  # m/s and m, of a child
HAND, STRAY = 0.7, 1.4  # m: a child of a family stays so near, and hurries when it is farther
WALKS = 0.3  # m/s, above which somebody is on the way


@dataclass(frozen=True)
class Mix:
    """How many of the people who walk about are something else than an adult on their own."""

    families: int = 0  # an adult and a child each
    wheelchairs: int = 0
    phones: int = 0
    children: int = 0  # on their own

    def __post_init__(self) -> None:
        if min(self.families, self.wheelchairs, self.phones, self.children) < 0:
            raise ValueError(f"families, wheelchairs, phones and children must be >= 0, got {self}")

    @property
    def total(self) -> int:
        return 2 * self.families + self.wheelchairs + self.phones + self.children

    def kinds(self) -> tuple[str, ...]:
        """One word for each of them; in a family the child comes after its adult."""
        return (
            *("adult", "companion") * self.families, *("wheelchair",) * self.wheelchairs, *("phone",) * self.phones,
            *("child",) * self.children,
        )  # fmt: skip


class Habits:
    """What walkers do besides their errands. Walker k is person `first` + k of the crowd."""

    def __init__(self, crowd: Crowd, first: int, standing: int, count: int, mix: Mix, rng: np.random.Generator):
        self._crowd, self._first, self._rng = crowd, first, rng
        kinds = mix.kinds()
        self.kind = [*("adult",) * standing, *kinds, *("adult",) * (count - standing - len(kinds))][:count]
        self._until = [0.0] * count  # s, until when a habit lasts
        self._spot: list[Point | None] = [None] * count  # m, where a child runs to
        for k, kind in enumerate(self.kind):
            if kind in ("child", "companion"):
                crowd.radius[first + k] = CHILD
            elif kind == "wheelchair":
                crowd.radius[first + k] = WHEELCHAIR

    def pace(self, k: int, pace: float) -> float:
        """How fast walker `k` goes, m/s, whose legs would go at `pace`."""
        return {"wheelchair": min(pace, ROLLS), "phone": TEXTING * pace}.get(self.kind[k], pace)

    def decide(self, k: int, t: float, floor: Floor) -> bool:
        """Let walker `k` follow a habit at `t` s. Returns: it does; otherwise the errand goes on."""
        kind = self.kind[k]
        if kind == "companion":
            self._keep_by(k, floor)
            return True
        if kind not in ("phone", "child") or not self._crowd.present[self._first + k]:
            return False
        i = self._first + k
        if t < self._until[k]:
            if self._spot[k] is not None:
                self._crowd.go_straight(i, self._spot[k], RUNS)
            return True
        self._spot[k] = None
        if math.hypot(*self._crowd.velocity[i]) < WALKS:
            return False
        every, lasts = (LOOKS, LOOKS_FOR) if kind == "phone" else (DARTS, DARTS_FOR)
        if self._rng.random() > BETWEEN / every:
            return False
        return self._begin(k, t, floor, t + self._rng.uniform(*lasts))

    def _begin(self, k: int, t: float, floor: Floor, until: float) -> bool:
        i = self._first + k
        if self.kind[k] == "phone":
            self._crowd.stand(i)
        else:
            angle, far = self._rng.uniform(-math.pi, math.pi), self._rng.uniform(1.0, REACH)
            x, y = self._crowd.at(i)
            spot = x + far * math.cos(angle), y + far * math.sin(angle)
            if not floor.passes((x, y), spot):
                return False
            self._spot[k] = spot
        self._until[k] = until
        return True

    def _keep_by(self, k: int, floor: Floor) -> None:
        """A child beside its adult, who is the walker before it: comes in, stays and goes with them."""
        crowd, i, adult = self._crowd, self._first + k, self._first + k - 1
        if not crowd.present[adult]:
            if crowd.present[i]:
                crowd.leave(i)
            return
        at = crowd.at(adult)
        if not crowd.present[i]:
            crowd.enter(i, at)
            return
        gap = math.dist(crowd.at(i), at)
        if gap < HAND:
            crowd.stand(i)
        elif gap < STRAY and floor.passes(crowd.at(i), at):
            crowd.go_straight(i, at, 1.3)
        else:
            crowd.go(floor, i, at, RUNS)
