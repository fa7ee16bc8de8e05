"""What the navigator says of itself, 20 times a second."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from hall_map.geometry import Pose2D
from robot_guide.navigation.route import NoRoute
from robot_guide.sensing import PersonTrack, Velocity


class DriveState(str, Enum):
    """How it stands with the goal."""

    IDLE = "idle"  # there is none
    DRIVING = "driving"
    WAITING = "waiting"  # somebody or something is in the way
    ARRIVED = "arrived"  # stands at the goal, heading included
    FAILED = "failed"  # no route exists; `failure` says why


@dataclass(frozen=True)
class Drive:
    """Velocity for the wheels, and what led to it."""

    velocity: Velocity
    pose: Pose2D  # map frame
    covariance: np.ndarray  # (3, 3) float64 of x, y, yaw
    localised: bool
    state: DriveState
    remaining: float  # m along the route; 0 without one
    route: np.ndarray  # (N, 2) float64, m, map frame; (0, 2) without one
    people: tuple[PersonTrack, ...]
    failure: NoRoute | None = None
    goal: Pose2D | None = None  # which the route may not reach at present
    sees: bool = True  # what the laser measures is fresh and sound; without that the wheels stand
