"""A robot's battery: driving and idling empty it, standing at a dock fills it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hall_map import Pose2D

JOULES = 3600.0  # in a watt-hour
CATCH, ASKEW = 0.2, 0.35  # m, rad: so near to a dock's pose its contacts meet
STANDS = 0.01  # m/s


@dataclass(frozen=True)
class BatteryConfig:
    """What a battery holds, and what a robot takes from it.

    No robot has been measured for these: they are of a base of 60 kg with two computers and a screen, whose wheels
    roll at a hundredth of its weight with motors that turn a third of what they take into motion.
    """

    capacity: float = 480.0  # Wh
    charge: float = 1.0  # of the capacity, when the run begins
    idle: float = 45.0  # W, whether it drives or not
    per_metre: float = 18.0  # J that a metre takes besides
    per_radian: float = 5.0  # J that a radian takes besides
    charger: float = 150.0  # W that a dock gives

    def __post_init__(self) -> None:
        if not self.capacity > 0.0 or not 0.0 <= self.charge <= 1.0:
            raise ValueError(f"capacity must be > 0 Wh and charge in [0, 1], got {self.capacity} and {self.charge}")
        for name in ("idle", "per_metre", "per_radian", "charger"):
            if not 0.0 <= getattr(self, name) < math.inf:
                raise ValueError(f"{name} must be >= 0, got {getattr(self, name)}")


@dataclass(frozen=True)
class BatteryReading:
    """What a battery tells of itself."""

    stamp: float  # s
    charge: float  # of the capacity, 0 to 1
    power: float  # W that flow out; below 0 W it is being filled
    charging: bool  # it stands at a dock


class Battery:
    """The energy that is left in one robot."""

    def __init__(self, config: BatteryConfig):
        self.config = config
        self.energy = config.charge * config.capacity * JOULES
        self.power = 0.0
        self.charging = False

    @property
    def charge(self) -> float:
        return self.energy / (self.config.capacity * JOULES)

    @property
    def is_empty(self) -> bool:
        return self.energy <= 0.0

    def spend(self, linear: float, angular: float, dt: float, *, docked: bool) -> None:
        """Let `dt` s pass at these speeds, m/s and rad/s."""
        config = self.config
        self.charging = docked
        self.power = config.idle + config.per_metre * abs(linear) + config.per_radian * abs(angular)
        if docked:
            self.power -= config.charger
        before, most = self.energy, config.capacity * JOULES
        self.energy = min(max(before - self.power * dt, 0.0), most)
        if self.energy in (0.0, most):
            self.power = (before - self.energy) / dt

    def reading(self, t: float) -> BatteryReading:
        return BatteryReading(t, self.charge, self.power, self.charging)


def is_docked(pose: tuple[float, float, float], linear: float, docks: tuple[Pose2D, ...]) -> bool:
    """Whether a robot with this pose, m and rad, and speed, m/s, stands in one of the docks."""
    if abs(linear) > STANDS:
        return False
    x, y, yaw = pose
    return any(
        math.dist((x, y), dock.xy) <= CATCH and abs(math.remainder(yaw - dock.yaw, 2.0 * math.pi)) <= ASKEW
        for dock in docks
    )
