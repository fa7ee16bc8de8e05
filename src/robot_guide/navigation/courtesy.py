"""The last moment of courtesy: braking hard before somebody is touched."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from robot_guide.navigation.polyline import point_at

TOUCH = 0.10  # m between rims that are as good as a touch, since nobody walks quite as predicted
REACTION = 0.2  # s


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
