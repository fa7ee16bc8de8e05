"""A robot's body: differential drive with limited acceleration, exact arcs, and wheels that lie a little."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit

TWO_PI = 2.0 * math.pi


@dataclass(frozen=True)
class DriveConfig:
    """What a robot's wheels can do, and how wrong they count.

    Random errors after Thrun, Burgard and Fox, Probabilistic Robotics (2005), section 5.4, with variances that grow
    with the way and not with its square, so that they do not depend on the length of a step. Systematic errors, which
    stay the same during a run, after Borenstein and Feng, UMBmark (1995): wheels of unlike or wrong diameter, a wrong
    wheel base. All are standard deviations.
    """

    radius: float = 0.28  # m
    max_linear: float = 1.0  # m/s
    max_angular: float = 1.8  # rad/s
    linear_acceleration: float = 1.2  # m/s², what the motors can
    angular_acceleration: float = 4.0  # rad/s²
    linear_braking: float = 5.0  # m/s²; with rubber on a hard floor, and a body that is not too tall to tip over
    angular_braking: float = 8.0  # rad/s²
    turn_per_turn: float = 0.03  # rad per root of a radian turned (alpha 1)
    turn_per_metre: float = 0.01  # rad per root of a metre (alpha 2)
    way_per_metre: float = 0.03  # m per root of a metre (alpha 3)
    way_per_turn: float = 0.005  # m per root of a radian turned (alpha 4)
    scale_error: float = 0.02  # of a distance, of a run
    turn_error: float = 0.02  # of an angle, of a run
    heading_drift: float = 0.008  # rad a metre, of a run
    wheel_base: float = 0.4  # m between the driven wheels

    def __post_init__(self) -> None:
        for name in (
            "radius", "max_linear", "max_angular", "linear_acceleration", "angular_acceleration", "linear_braking",
            "angular_braking", "wheel_base",
        ):  # fmt: skip
            if not getattr(self, name) > 0.0:
                raise ValueError(f"{name} must be > 0, got {getattr(self, name)}")
        for name in (
            "turn_per_turn", "turn_per_metre", "way_per_metre", "way_per_turn", "scale_error", "turn_error",
            "heading_drift",
        ):  # fmt: skip
            if not getattr(self, name) >= 0.0:
                raise ValueError(f"{name} must be >= 0, got {getattr(self, name)}")


@dataclass(frozen=True)
class Ground:
    """How well wheels hold on the floor."""

    grip: float = math.inf  # m/s², the greatest acceleration it carries, braking included
    slip: float = 0.0  # of the way that the wheels turn, the share that leads nowhere

    def __post_init__(self) -> None:
        if not self.grip > 0.0 or not 0.0 <= self.slip < 1.0:
            raise ValueError(f"grip must be > 0 m/s² and slip in [0, 1), got {self.grip} and {self.slip}")


DRY = Ground()


@njit(cache=True)
def arc(x, y, yaw, linear, angular, dt):
    """Pose after driving with constant speeds for `dt` seconds, exactly: along the chord of the arc."""
    half = 0.5 * angular * dt
    chord = linear * dt * (math.sin(half) / half if abs(half) > 1e-6 else 1.0)
    turned = yaw + 2.0 * half
    turned -= TWO_PI * np.rint(turned / TWO_PI)
    return x + chord * math.cos(yaw + half), y + chord * math.sin(yaw + half), turned


def towards(value: float, goal: float, most: float) -> float:
    """`value` brought nearer to `goal` by at most `most`."""
    return value + min(max(goal - value, -most), most)


def driven(speed: float, goal: float, motor: float, brake: float) -> float:
    """`speed` brought nearer to `goal`: by at most `brake` while the wheels slow down, else by at most `motor`."""
    if abs(goal) < abs(speed) or goal * speed < 0.0:
        return towards(speed, goal if goal * speed > 0.0 else 0.0, brake)
    return towards(speed, goal, motor)


class Body:
    """One robot's true motion and its odometry, which begins at the true pose."""

    def __init__(self, config: DriveConfig, x: float, y: float, yaw: float, rng: np.random.Generator):
        self.config = config
        self.x, self.y, self.yaw = x, y, yaw
        self.linear = self.angular = 0.0
        self.wheels = (0.0, 0.0)  # m/s, rad/s, what the wheels would give if they held
        self._spun = (0.0, 0.0)  # m, rad, that they turn in vain in this step
        self.odom = (x, y, yaw)
        self._rng = rng
        scale, turn, drift = rng.standard_normal(3)
        self._scale = 1.0 + config.scale_error * scale
        self._turn = 1.0 + config.turn_error * turn
        self._drift = config.heading_drift * drift

    @property
    def velocity(self) -> tuple[float, float]:
        """In the map frame, m/s."""
        return self.linear * math.cos(self.yaw), self.linear * math.sin(self.yaw)

    def accelerate(self, linear: float, angular: float, dt: float, ground: Ground = DRY) -> None:
        """Bring the speeds nearer to the commanded ones. A command that is no number counts as a stop."""
        c = self.config
        linear = linear if math.isfinite(linear) else 0.0
        angular = angular if math.isfinite(angular) else 0.0
        linear = min(max(linear, -c.max_linear), c.max_linear)
        angular = min(max(angular, -c.max_angular), c.max_angular)
        before = (self.linear, self.angular) if ground is DRY else self.wheels
        self.wheels = (
            driven(before[0], linear, c.linear_acceleration * dt, c.linear_braking * dt),
            driven(before[1], angular, c.angular_acceleration * dt, c.angular_braking * dt),
        )
        if ground is DRY:
            (self.linear, self.angular), self._spun = self.wheels, (0.0, 0.0)
            return
        self._slide(ground, dt)

    def _slide(self, ground: Ground, dt: float) -> None:
        """Follow the wheels as far as the ground carries: straight on and in turning each for itself.

        Turning at alpha, the wheels accelerate by alpha times half the wheel base. What they turn more than the body
        moves is counted all the same.
        """
        linear, angular = self.wheels
        kept = 1.0 - ground.slip
        self.linear = towards(self.linear, kept * linear, ground.grip * dt)
        self.angular = towards(self.angular, kept * angular, 2.0 * ground.grip / self.config.wheel_base * dt)
        self._spun = (linear - self.linear) * dt, (angular - self.angular) * dt

    def hit(self) -> None:
        """Stand, since something is in the way."""
        self.linear, self.wheels = 0.0, (0.0, self.angular)

    def carry_to(self, x: float, y: float, yaw: float) -> None:
        """Be lifted and put down somewhere else; the wheels notice nothing."""
        self.x, self.y, self.yaw = x, y, yaw
        self.linear = self.angular = 0.0
        self.wheels = self._spun = (0.0, 0.0)

    @property
    def motion(self) -> tuple[float, float, float, float, float]:
        """Pose and speeds: x, y, yaw, linear, angular."""
        return self.x, self.y, self.yaw, self.linear, self.angular

    def move_to(self, x: float, y: float, yaw: float) -> None:
        """Take the next true pose, and let the wheels count it in their way."""
        chord = math.hypot(x - self.x, y - self.y)
        turn = math.remainder(yaw - self.yaw, 2.0 * math.pi)
        way = chord if abs(turn) < 1e-9 else chord * 0.5 * turn / math.sin(0.5 * turn)
        if (x - self.x) * math.cos(self.yaw + 0.5 * turn) + (y - self.y) * math.sin(self.yaw + 0.5 * turn) < 0.0:
            way = -way
        self.x, self.y, self.yaw = x, y, yaw
        way, turn = way + self._spun[0], turn + self._spun[1]
        if way == 0.0 and turn == 0.0:
            return
        told_way, told_turn = self._count(way, turn)
        self.odom = arc(*self.odom, told_way, told_turn, 1.0)

    def _count(self, way: float, turn: float) -> tuple[float, float]:
        """The way and turn, m and rad, that the wheels report of those that they have turned."""
        c, noise = self.config, self._rng.standard_normal(2)
        metres, radians = abs(way), abs(turn)
        way_deviation = math.sqrt(c.way_per_metre**2 * metres + c.way_per_turn**2 * radians)
        turn_deviation = math.sqrt(c.turn_per_turn**2 * radians + c.turn_per_metre**2 * metres)
        return (
            way * self._scale + way_deviation * float(noise[0]),
            turn * self._turn + self._drift * way + turn_deviation * float(noise[1]),
        )
