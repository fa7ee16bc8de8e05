"""What planning answers: a way, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import numpy as np

from hall_map.geometry import Point


class Reason(str, Enum):
    """Why there is no route."""

    START_OFF_MAP = "start_off_map"
    GOAL_OFF_MAP = "goal_off_map"
    START_OCCUPIED = "start_occupied"
    GOAL_OCCUPIED = "goal_occupied"
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"

    @property
    def code(self) -> int:
        """The error code of nav2_msgs/action/ComputePathToPose."""
        return NAV2_CODES[self]


NAV2_CODES = {
    Reason.START_OFF_MAP: 203,
    Reason.GOAL_OFF_MAP: 204,
    Reason.START_OCCUPIED: 205,
    Reason.GOAL_OCCUPIED: 206,
    Reason.TIMED_OUT: 207,
    Reason.UNREACHABLE: 208,
}


@dataclass(frozen=True)
class Route:
    """A way that can be driven."""

    points: np.ndarray  # (N, 2) float64, m in the map frame, N >= 2, from start to goal

    @cached_property
    def length(self) -> float:
        """m"""
        return float(np.hypot(*np.diff(self.points, axis=0).T).sum())


class Layer(str, Enum):
    """Of what the floor is made up, from what stays to what comes and goes."""

    WALLS = "walls"  # and all else that the map has for good
    DOOR = "door"  # that is closed
    BARRIER = "barrier"
    KEEP_OUT = "keep_out"
    LANE = "lane"
    THINGS = "things"  # that the robots see, and the map does not have


@dataclass(frozen=True)
class Closing:
    """What leaves no way."""

    layer: Layer
    id: str | None = None  # of the one thing that does, in the hall; None: none does alone, or it has no name

    def __str__(self) -> str:
        return f"{self.layer.value} {self.id!r}" if self.id is not None else self.layer.value


@dataclass(frozen=True)
class NoRoute:
    """There is no way, and why."""

    reason: Reason
    message: str  # a sentence for engineers
    nearest: Point | None = None  # m, the reachable point that lies nearest to the goal
    closed_by: Closing | None = None  # where it is known
