"""Which colleague a robot leaves its visitor to: who can be there first."""

from __future__ import annotations

import math
from collections.abc import Iterable

from hall_map.geometry import Pose2D
from robot_guide.fleet.colleague import Colleague
from robot_guide.fleet.offers import Metres


def as_the_crow_flies(start: Pose2D, goal: Pose2D) -> float:
    return start.distance_to(goal.xy)


class Relief:
    """Who could relieve a robot of its visitor; it knows what was last seen of the others.

    metres: of the way from one pose to another; inf: there is none.
    """

    def __init__(self, metres: Metres = as_the_crow_flies):
        self._metres = metres
        self._free: tuple[Colleague, ...] = ()
        self._pose: Pose2D | None = None

    def look(self, colleagues: Iterable[Colleague], pose: Pose2D) -> None:
        """Where the others are, and this robot."""
        self._free, self._pose = tuple(each for each in colleagues if each.free), pose

    def first(self) -> str | None:
        """The free colleague with the shortest way to this robot; None: nobody is free, or no way leads here.

        All go at the same speed, so the shortest way is the shortest time. Ways are measured only where there is a
        choice.
        """
        if len(self._free) < 2:
            return self._free[0].robot if self._free else None
        ways = [(self._metres(each.pose, self._pose), each.robot) for each in self._free]
        return min((way for way in ways if math.isfinite(way[0])), default=(math.inf, None))[1]
