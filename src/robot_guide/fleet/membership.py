"""Whose word counts: the hall's own robots, and only numbers that can be meant."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

FARTHEST = 10_000.0  # m from the map's origin: no hall is larger
MOST_REMEMBERED = 100  # sources whose refusal has been told of


@dataclass
class Membership:
    """Judges what comes under a robot's name, and remembers whose refusal has been told."""

    robots: frozenset[str]
    told: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, robots: Iterable[str]) -> Membership:
        return cls(frozenset(robots))

    def fault(self, robot: str, metres: Iterable[float] = ()) -> str:
        """Why a message of a robot does not count; empty where it does. metres: all places and lengths in it."""
        if robot not in self.robots:
            return f"{robot!r:.60} is none of this hall's robots ({', '.join(sorted(self.robots))})"
        absurd = [value for value in metres if not (math.isfinite(value) and abs(value) <= FARTHEST)]
        return f"{robot} tells of {absurd[0]} m" if absurd else ""

    def is_news(self, source: str) -> bool:
        """Whether a refusal has not been told of this source yet; never true for more than a hundred sources."""
        if source in self.told or len(self.told) >= MOST_REMEMBERED:
            return False
        self.told.add(source)
        return True
