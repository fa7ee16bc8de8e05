"""How long a hall's ways are, for who only now and then wants to know: nothing is worked out, or loaded, before."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hall_map import Hall, Pose2D, rasterise

if TYPE_CHECKING:
    from robot_guide.navigation.way_lengths import WayLengths

RESOLUTION = 0.05  # m


class HallWays:
    """The ways of robots over a hall with nothing else on its floor."""

    def __init__(self) -> None:
        self._hall: Hall | None = None
        self._lengths: WayLengths | None = None

    def set_hall(self, hall: Hall) -> None:
        """Another revision."""
        self._hall, self._lengths = hall, None

    def metres(self, start: Pose2D, goal: Pose2D) -> float:
        """Metres from a pose to another, map frame; inf: no way leads there, or there is no hall yet."""
        if self._hall is None:
            return math.inf
        if self._lengths is None:
            self._lengths = lengths_of(self._hall)
        return self._lengths.metres(start, goal)


def lengths_of(hall: Hall) -> WayLengths:
    from robot_guide.navigation.traffic import Traffic  # the compiled loops take 180 MB, and most never need them
    from robot_guide.navigation.way_lengths import WayLengths

    grid = rasterise(hall, RESOLUTION)
    return WayLengths(grid, Traffic.of(hall, grid.resolution))
