"""Laser ranges: exact grid traversal for walls, analytic circles for people and robots."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit

from hall_sim.grid_rays import cast

TWO_PI = 2.0 * math.pi
LEAST_RANGE = 0.02  # m


@dataclass(frozen=True)
class LidarConfig:
    beams: int = 360
    range_max: float = 25.0  # m
    period: float = 0.1  # s between two turns
    noise: float = 0.015  # m, standard deviation of a range
    dropout: float = 0.002  # probability that a beam gives nothing
    mount: tuple[float, float, float] = (0.0, 0.0, 0.0)  # m, m, rad: where it sits in the robot's frame

    def __post_init__(self) -> None:
        if self.beams < 1 or self.range_max <= 0.0 or self.period <= 0.0:
            raise ValueError(f"beams, range_max and period must be > 0, got {self}")
        if self.noise < 0.0 or not 0.0 <= self.dropout < 1.0:
            raise ValueError(f"noise must be >= 0 m and dropout in [0, 1), got {self.noise}, {self.dropout}")

    @property
    def angle_min(self) -> float:
        return -math.pi

    @property
    def angle_increment(self) -> float:
        return TWO_PI / self.beams

    def pose_on(self, x: float, y: float, yaw: float) -> tuple[float, float, float]:
        """Where the sensor of a robot with this pose is, and which way it looks."""
        ahead, left, turned = self.mount
        cos, sin = math.cos(yaw), math.sin(yaw)
        return x + ahead * cos - left * sin, y + ahead * sin + left * cos, yaw + turned


def measure(exact: np.ndarray, config: LidarConfig, rng: np.random.Generator) -> np.ndarray:
    """Exact ranges, (N,) m, as the sensor gives them: noisy, inf beyond its range, NaN where a beam drops out.

    Draws as many random numbers whatever is seen, so that one person more does not change the noise of the rest.
    """
    noise, luck = rng.standard_normal(exact.size, np.float32), rng.random(exact.size, np.float32)
    return spoil(exact, noise, luck, config.noise, config.dropout, config.range_max)


@njit(cache=True)
def spoil(exact, noise, luck, deviation, dropout, range_max):
    """`measure` with the random numbers drawn: (N,) float32."""
    ranges = np.empty(exact.size, np.float32)
    for k in range(exact.size):
        if luck[k] < dropout:
            ranges[k] = np.nan
        elif exact[k] >= range_max:
            ranges[k] = np.inf
        else:
            ranges[k] = max(exact[k] + deviation * noise[k], LEAST_RANGE)
    return ranges


@njit(cache=True)
def scan(room, resolution, origin_x, origin_y, x, y, yaw, beams, range_max, discs, skip):
    """Exact ranges of all beams, (beams,) m: walls, then discs (N, 3 or more: x, y, radius, …) but number `skip`.

    Beam k looks along yaw - pi + k * 2 pi / beams. `room`: see `grid_rays.cast`.
    """
    ranges = np.empty(beams)
    increment = TWO_PI / beams
    for k in range(beams):
        ranges[k] = cast(room, resolution, origin_x, origin_y, x, y, yaw - math.pi + k * increment, range_max)
    for i in range(discs.shape[0]):
        if i != skip:
            cover(ranges, increment, discs[i, 0] - x, discs[i, 1] - y, discs[i, 2], yaw)
    return ranges


@njit(cache=True)
def cover(ranges, increment, dx, dy, radius, yaw):
    """Shorten the beams that meet a disc, whose middle lies at (dx, dy) from the sensor."""
    beams = ranges.size
    distance = math.hypot(dx, dy)
    if distance <= radius:
        ranges[:] = 0.0
        return
    half = math.asin(radius / distance)
    middle = (math.atan2(dy, dx) - yaw + math.pi) / increment
    for k in range(math.ceil(middle - half / increment), math.floor(middle + half / increment) + 1):
        off = (k - middle) * increment
        across = distance * math.sin(off)
        depth = radius * radius - across * across
        if depth < 0.0:
            continue
        hit = distance * math.cos(off) - math.sqrt(depth)
        if 0.0 <= hit < ranges[k % beams]:
            ranges[k % beams] = hit
