"""Laser ranges: exact grid traversal for walls, analytic circles for people and robots."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit

TWO_PI = 2.0 * math.pi


@dataclass(frozen=True)
class LidarConfig:
    beams: int = 360
    range_max: float = 25.0  # m
    period: float = 0.1  # s between two turns
    noise: float = 0.015  # m, standard deviation of a range
    dropout: float = 0.002  # probability that a beam gives nothing

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


def measure(exact: np.ndarray, config: LidarConfig, rng: np.random.Generator) -> np.ndarray:
    """Exact ranges, (N,) m, as the sensor gives them: noisy, inf beyond its range, NaN where a beam drops out."""
    ranges = exact + config.noise * rng.standard_normal(exact.size)
    dropped = rng.random(exact.size) < config.dropout
    ranges = np.where(exact >= config.range_max, np.inf, np.maximum(ranges, 0.02))
    return np.where(dropped, np.nan, ranges).astype(np.float32)


@njit(cache=True)
def cast(occupied, resolution, origin_x, origin_y, x, y, direction, range_max):
    """Distance from (x, y) to the first taken cell along `direction`, at most `range_max`; 0 within one.

    Amanatides and Woo, A Fast Voxel Traversal Algorithm for Ray Tracing (1987). Off the grid nothing is hit.
    """
    rows, columns = occupied.shape
    u, v = (x - origin_x) / resolution, (y - origin_y) / resolution
    column, row = math.floor(u), math.floor(v)
    du, dv = math.cos(direction), math.sin(direction)
    step_u, step_v = (1 if du > 0 else -1), (1 if dv > 0 else -1)
    pace_u = abs(1.0 / du) if du != 0.0 else np.inf
    pace_v = abs(1.0 / dv) if dv != 0.0 else np.inf
    next_u = ((column + (1 if du > 0 else 0)) - u) / du if du != 0.0 else np.inf
    next_v = ((row + (1 if dv > 0 else 0)) - v) / dv if dv != 0.0 else np.inf
    limit = range_max / resolution
    t = 0.0
    while t < limit:
        if 0 <= row < rows and 0 <= column < columns:
            if occupied[row, column]:
                return t * resolution
        elif (
            (column < 0 and step_u < 0)
            or (column >= columns and step_u > 0)
            or (row < 0 and step_v < 0)
            or (row >= rows and step_v > 0)
        ):
            return range_max
        if next_u < next_v:
            t = next_u
            next_u += pace_u
            column += step_u
        else:
            t = next_v
            next_v += pace_v
            row += step_v
    return range_max


@njit(cache=True)
def scan(occupied, resolution, origin_x, origin_y, x, y, yaw, beams, range_max, discs, skip):
    """Exact ranges of all beams, (beams,) m: walls, then discs (N, 3: x, y, radius) but number `skip`."""
    ranges = np.empty(beams)
    increment = TWO_PI / beams
    for k in range(beams):
        ranges[k] = cast(
            occupied, resolution, origin_x, origin_y, x, y, yaw - math.pi + k * increment, range_max
        )
    for i in range(discs.shape[0]):
        if i == skip:
            continue
        dx, dy, radius = discs[i, 0] - x, discs[i, 1] - y, discs[i, 2]
        distance = math.hypot(dx, dy)
        if distance - radius >= range_max:
            continue
        if distance <= radius:
            ranges[:] = 0.0
            continue
        half = math.asin(radius / distance)
        middle = (math.atan2(dy, dx) - yaw + math.pi) / increment
        first, last = math.ceil(middle - half / increment), math.floor(middle + half / increment)
        for k in range(first, last + 1):
            off = (k - middle) * increment
            across = distance * math.sin(off)
            depth = radius * radius - across * across
            if depth < 0.0:
                continue
            hit = distance * math.cos(off) - math.sqrt(depth)
            if 0.0 <= hit < ranges[k % beams]:
                ranges[k % beams] = hit
    return ranges
