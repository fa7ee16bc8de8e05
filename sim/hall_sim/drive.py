"""A robot's body: differential drive with limited acceleration, exact arcs, and wheels that lie a little."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class DriveConfig:
    radius: float = 0.28  # m
    max_linear: float = 1.0  # m/s
    max_angular: float = 1.8  # rad/s
    linear_acceleration: float = 1.2  # m/s², what the motors can, braking included
    angular_acceleration: float = 4.0  # rad/s²
    # Thrun, Burgard, Fox, Probabilistic Robotics (2005), section 5.4: odometry noise; per root of a metre or radian
    rotation_noise: float = 0.02
    translation_noise: float = 0.02
    heading_drift: float = 0.01  # rad a metre, standard deviation of a run's constant bias
    scale_error: float = 0.02  # of a distance, standard deviation of a run's constant bias

    def __post_init__(self) -> None:
        for name in ("radius", "max_linear", "max_angular", "linear_acceleration", "angular_acceleration"):
            if not getattr(self, name) > 0.0:
                raise ValueError(f"{name} must be > 0, got {getattr(self, name)}")


def arc(x: float, y: float, yaw: float, linear: float, angular: float, dt: float) -> tuple[float, float, float]:
    """Pose after driving with constant speeds for `dt` seconds, exactly."""
    turn = angular * dt
    if abs(turn) < 1e-9:
        return x + linear * dt * math.cos(yaw), y + linear * dt * math.sin(yaw), yaw + turn
    r = linear / angular
    return (
        x + r * (math.sin(yaw + turn) - math.sin(yaw)),
        y - r * (math.cos(yaw + turn) - math.cos(yaw)),
        math.remainder(yaw + turn, 2.0 * math.pi),
    )


def towards(value: float, goal: float, most: float) -> float:
    """`value` brought nearer to `goal` by at most `most`."""
    return value + min(max(goal - value, -most), most)


class Body:
    """One robot's true motion and its odometry."""

    def __init__(self, config: DriveConfig, x: float, y: float, yaw: float, rng: np.random.Generator):
        self.config = config
        self.x, self.y, self.yaw = x, y, yaw
        self.linear = self.angular = 0.0
        self.odom = (x, y, yaw)
        self._rng = rng
        self._scale = 1.0 + config.scale_error * rng.standard_normal()
        self._drift = config.heading_drift * rng.standard_normal()

    def accelerate(self, linear: float, angular: float, dt: float) -> None:
        """Bring the speeds nearer to the commanded ones. A command that is no number counts as a stop."""
        c = self.config
        linear = linear if math.isfinite(linear) else 0.0
        angular = angular if math.isfinite(angular) else 0.0
        linear = min(max(linear, -c.max_linear), c.max_linear)
        angular = min(max(angular, -c.max_angular), c.max_angular)
        self.linear = towards(self.linear, linear, c.linear_acceleration * dt)
        self.angular = towards(self.angular, angular, c.angular_acceleration * dt)

    def next_pose(self, dt: float) -> tuple[float, float, float]:
        return arc(self.x, self.y, self.yaw, self.linear, self.angular, dt)

    def move_to(self, x: float, y: float, yaw: float) -> None:
        """Take the next true pose, and let the wheels report it in their way."""
        step = math.hypot(x - self.x, y - self.y)
        forwards = (x - self.x) * math.cos(self.yaw) + (y - self.y) * math.sin(self.yaw) >= 0.0
        turn = math.remainder(yaw - self.yaw, 2.0 * math.pi)
        self.x, self.y, self.yaw = x, y, yaw
        c, noise = self.config, self._rng.standard_normal(2)
        if step == 0.0 and turn == 0.0:
            return
        told_step = step * self._scale + c.translation_noise * math.sqrt(step) * 0.2 * noise[0]
        told_turn = turn + self._drift * step + c.rotation_noise * math.sqrt(abs(turn) + 0.2 * step) * 0.3 * noise[1]
        ox, oy, oyaw = self.odom
        told_step = told_step if forwards else -told_step
        middle = oyaw + 0.5 * told_turn
        self.odom = (
            ox + told_step * math.cos(middle),
            oy + told_step * math.sin(middle),
            math.remainder(oyaw + told_turn, 2.0 * math.pi),
        )
