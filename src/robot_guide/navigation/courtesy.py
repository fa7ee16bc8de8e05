"""Giving way: how fast the robot may go on along its route without coming too near to anybody.

Everybody is carried on at constant velocity over a short horizon, which for people in buildings is hard to beat
(Schöller, Aravantinos, Lay, Knoll 2020, "What the constant velocity model can teach us about pedestrian motion
prediction", section IV); a speed is allowed when nobody ahead comes too near by it.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from robot_guide.navigation.config import CourtesyConfig
from robot_guide.navigation.polyline import point_at

SHARES = np.array([1.0, 0.85, 0.7, 0.55, 0.4, 0.27, 0.16, 0.08])  # of the speed wanted that are tried, fastest first
TOUCH = 0.10  # m between rims that are as good as a touch, since nobody walks quite as predicted
REACTION = 0.2  # s
BESIDE = 0.12  # m between rims that are enough to creep past somebody
BESIDE_PER_SPEED = 0.30  # s, more of it at speed


def allowed_speed(config: CourtesyConfig, points: np.ndarray, arcs: np.ndarray, at: float, wanted: float,
                  others: np.ndarray, radius: float) -> float:  # fmt: skip
    """The fastest speed up to `wanted` m/s at which nobody gets too near; 0: stop.

    Args:
        points, arcs, at: the route and how far along it the robot is, m.
        others: (N, 5) float64: x, y, vx, vy, radius; map frame, m, m/s.
        radius: of the robot, m.
    """
    if len(others) == 0:
        return wanted
    return wanted * _share(points, arcs, at, wanted, others, radius, config.distance, config.horizon, SHARES)


@njit(cache=True)
def _share(points, arcs, at, wanted, others, radius, distance, horizon, shares):
    x0, y0, _ = point_at(points, arcs, at)
    for share in shares:
        speed = wanted * share
        fits = True
        for k in range(1, int(horizon / 0.2) + 1):
            t = 0.2 * k
            x, y, yaw = point_at(points, arcs, at + speed * t)
            for i in range(len(others)):
                if _conflict(others[i], x0, y0, x, y, yaw, t, speed, radius, distance):
                    fits = False
                    break
            if not fits:
                break
        if fits:
            return share
    return 0.0


def must_brake(points: np.ndarray, arcs: np.ndarray, at: float, speed: float, others: np.ndarray, radius: float,
               deceleration: float) -> bool:  # fmt: skip
    """Whether somebody would be touched while the robot comes to a stop gently, so that it must brake hard."""
    return len(others) > 0 and speed > 0.0 and bool(_touches(points, arcs, at, speed, others, radius, deceleration))


@njit(cache=True)
def _touches(points, arcs, at, speed, others, radius, deceleration):
    for k in range(int((speed / deceleration + REACTION) / 0.1) + 1):
        t = 0.1 * k
        x, y, yaw = point_at(points, arcs, at + max(speed * t - 0.5 * deceleration * t * t, 0.0))
        for i in range(len(others)):
            dx, dy = others[i, 0] + others[i, 2] * t - x, others[i, 1] + others[i, 3] * t - y
            ahead = dx * math.cos(yaw) + dy * math.sin(yaw) > 0.0
            if ahead and math.hypot(dx, dy) - radius - others[i, 4] < TOUCH:
                return True
    return False


@njit(cache=True)
def _conflict(other, x0, y0, x, y, yaw, t, speed, radius, distance):
    """Whether somebody ahead is too near at the time `t`, and nearer than now."""
    dx, dy = other[0] + other[2] * t - x, other[1] + other[3] * t - y
    apart = math.hypot(dx, dy)
    along = (dx * math.cos(yaw) + dy * math.sin(yaw)) / max(apart, 1e-6)
    if along < 0.0:
        return False  # who is behind looks out for themselves
    gap = apart - radius - other[4]
    beside = BESIDE + BESIDE_PER_SPEED * speed
    needed = beside + max(distance - beside, 0.0) * along * along
    now = math.hypot(other[0] - x0, other[1] - y0) - radius - other[4]
    return gap < needed and gap < now - 0.01
