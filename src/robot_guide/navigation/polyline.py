"""Places along a route: by the metres from its start."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

SWING = 1.2  # m of way in which another offset is taken up
ENDING = 1.5  # m before the end in which it is given up


def arc_lengths(points: np.ndarray) -> np.ndarray:
    """(N,) float64, m from the start of a polyline (N, 2) to each of its points."""
    return np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))))


@njit(cache=True)
def project(points, arcs, x, y, least, most):
    """Metres along a polyline at which it comes nearest to (x, y), looking only between `least` and `most` metres."""
    best, at = np.inf, least
    for i in range(len(points) - 1):
        if arcs[i + 1] < least:
            continue
        if arcs[i] > most:
            break
        du, dv = points[i + 1, 0] - points[i, 0], points[i + 1, 1] - points[i, 1]
        square = du * du + dv * dv
        t = 0.0
        if square > 0.0:
            t = min(max(((x - points[i, 0]) * du + (y - points[i, 1]) * dv) / square, 0.0), 1.0)
        gap = (points[i, 0] + t * du - x) ** 2 + (points[i, 1] + t * dv - y) ** 2
        if gap < best:
            best, at = gap, arcs[i] + t * math.sqrt(square)
    return min(max(at, least), most)


@njit(cache=True)
def point_at(points, arcs, at):
    """x, y and direction of a polyline at a number of metres along it; beyond its end, the end."""
    last = len(points) - 1
    i = min(max(np.searchsorted(arcs, at, side="right") - 1, 0), last - 1)
    step = arcs[i + 1] - arcs[i]
    t = min(max((at - arcs[i]) / step, 0.0), 1.0) if step > 0.0 else 1.0
    du, dv = points[i + 1, 0] - points[i, 0], points[i + 1, 1] - points[i, 1]
    return points[i, 0] + t * du, points[i, 1] + t * dv, math.atan2(dv, du)


@njit(cache=True)
def first_within(points, arcs, least, most, things, reach):
    """Metres along a polyline at which it first comes within `reach` of one of `things` (N, 2); inf: nowhere.

    Only between `least` and `most` metres, in steps of 10 cm.
    """
    for k in range(int((min(most, arcs[-1]) - least) / 0.1) + 1):
        x, y, _ = point_at(points, arcs, least + 0.1 * k)
        for i in range(len(things)):
            if (things[i, 0] - x) ** 2 + (things[i, 1] - y) ** 2 < reach * reach:
                return least + 0.1 * k
    return np.inf


@njit(cache=True)
def beside(points, arcs, at, s, lateral, aim):
    """x, y and direction after `s` more metres of route, on the way from one offset to another."""
    x, y, yaw = point_at(points, arcs, at + s)
    u = min(s / SWING, 1.0)
    off = lateral + (aim - lateral) * u * u * (3.0 - 2.0 * u)
    off *= min(max((arcs[-1] - at - s) / ENDING, 0.0), 1.0)
    return x - off * math.sin(yaw), y + off * math.cos(yaw), yaw


@njit(cache=True)
def lateral_of(points: np.ndarray, arcs: np.ndarray, at: float, x: float, y: float) -> float:
    """Metres to the left of a route at which (x, y) lies."""
    rx, ry, yaw = point_at(points, arcs, at)
    return (y - ry) * math.cos(yaw) - (x - rx) * math.sin(yaw)
