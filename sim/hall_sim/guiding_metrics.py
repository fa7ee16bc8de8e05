"""How well a robot led somebody: nobody has published such figures yet; these are ours.

A robot that leads should keep its visitor near, notice that they have stopped, and go on when they do.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

NEAR, FAR = 1.0, 3.0  # m between the middles of robot and visitor: between them one is well led
DRIVES = 0.05  # m/s
LAGGING, FOLLOWING = "lagging", "following"


def company(gaps: np.ndarray) -> float:
    """The share of the moments of a walk in which the visitor was within NEAR and FAR; gaps: (T,) m."""
    return float(np.mean((gaps >= NEAR) & (gaps <= FAR)))


def latencies(times: np.ndarray, robot: np.ndarray, phases: Sequence[str]) -> tuple[list[float], list[float]]:
    """How long after each stop of the visitor the robot stood, and how long after each going on it drove, s.

    times: (T,) s; robot: (T, 2) m; phases: (T,) of the visitor. What never came is left out: a robot that did not stop
    until the visitor went on, or stood until the end.
    """
    drives = np.zeros(len(times), bool)
    drives[1:] = np.hypot(*np.diff(robot, axis=0).T) > DRIVES * np.diff(times)
    stopping, resuming = [], []
    changes = [k for k in range(1, len(phases)) if {phases[k - 1], phases[k]} == {LAGGING, FOLLOWING}]
    for k, until in zip(changes, [*changes, len(times)][1:], strict=True):
        stops = phases[k] == LAGGING
        wanted = np.nonzero(drives[k:until] != stops)[0]
        if len(wanted):
            (stopping if stops else resuming).append(float(times[k + wanted[0]] - times[k]))
    return stopping, resuming


def heading_error(yaw: float, wanted: float) -> float:
    """How far a robot is turned from the heading of the stop that it has led to, degrees."""
    return abs(math.degrees(math.remainder(yaw - wanted, 2.0 * math.pi)))


def guiding(
    times: np.ndarray, robot: np.ndarray, gaps: np.ndarray, phases: Sequence[str], wanted: float
) -> Mapping[str, float | None]:
    """The figures of one walk. robot: (T, 3) m and rad; gaps: (T,) m; wanted: rad, heading of the stop."""
    stopping, resuming = latencies(times, robot[:, :2], phases)
    return {
        "in_company_share": company(gaps),
        "stop_latency_s": float(np.mean(stopping)) if stopping else None,
        "resume_latency_s": float(np.mean(resuming)) if resuming else None,
        "arrival_heading_deg": heading_error(float(robot[-1, 2]), wanted),
    }
