"""What a robot's sensors and wheels exchange with its software (REP-103: metres, radians, seconds)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from hall_map.geometry import Pose2D


@dataclass(frozen=True)
class LaserScan:
    """One turn of the lidar, in the frame of the laser."""

    stamp: float  # s
    ranges: np.ndarray  # (N,) float32, m; inf: nothing within range; NaN: no measurement
    angle_min: float  # rad, of ranges[0]
    angle_increment: float  # rad
    range_max: float  # m
    mount: Pose2D | None = None  # of the laser, in `base_link`; None: where the robot's settings say, else its middle


@dataclass(frozen=True)
class Odometry:
    """Where the wheels believe the robot is, drifting, in the `odom` frame."""

    stamp: float  # s
    pose: Pose2D
    linear: float  # m/s
    angular: float  # rad/s


@dataclass(frozen=True)
class Velocity:
    """What the wheels shall do (cmd_vel)."""

    linear: float = 0.0  # m/s, forwards
    angular: float = 0.0  # rad/s, anticlockwise


class PersonTrack(NamedTuple):
    """Somebody whom the laser follows."""

    id: int  # stable while the person is seen
    x: float  # m, map frame
    y: float
    vx: float = 0.0  # m/s
    vy: float = 0.0
    last_seen: float = 0.0  # s, time of the last measurement that fitted
