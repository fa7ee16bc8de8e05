"""Glass and mirrors: what stops a body, and a laser only now and then."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit

from hall_map import Point
from hall_sim.grid_rays import cast
from hall_sim.lidar import scan

THICKNESS = 0.06  # m, of the strip that bodies do not pass
BOUNCE = 1e-6  # m that a reflected ray has left its mirror


@dataclass(frozen=True)
class Pane:
    """A straight sheet of glass, or a mirror; no nearer than 0.1 m to a wall, so that the grid keeps them apart.

    A laser sees glass only where the light comes back, which it does where it falls on it almost straight (Foster, Sun,
    Park and Kuipers, VisAGGE, ICRA 2013): with the probability `returns` at right angles, and at an angle a from there
    with `returns` exp(-a² / (2 `spread`²)). Otherwise it sees what is behind. A mirror throws all light on.
    """

    points: tuple[Point, Point]  # m
    is_mirror: bool = False
    returns: float = 0.95
    spread: float = 0.2  # rad

    def __post_init__(self) -> None:
        if math.dist(*self.points) < 1e-3:
            raise ValueError(f"a pane needs two points apart, got {self.points}")
        if not 0.0 <= self.returns <= 1.0 or not self.spread > 0.0:
            raise ValueError(f"returns must be in [0, 1] and spread > 0 rad, got {self.returns} and {self.spread}")


def as_rows(panes: tuple[Pane, ...]) -> np.ndarray:
    """(N, 7): both ends, whether it is a mirror, returns, spread."""
    rows = [(*p.points[0], *p.points[1], float(p.is_mirror), p.returns, p.spread) for p in panes]
    return np.array(rows, float).reshape(-1, 7)


@njit(cache=True)
def scan_through(room, resolution, origin_x, origin_y, x, y, yaw, beams, range_max, discs, skip, panes, luck):
    """Exact ranges as `lidar.scan` gives them, with panes (N, 7, see `as_rows`) that all stand clear of `room`.

    luck: (beams,) in [0, 1), which of the beams come back from glass.
    """
    ranges = scan(room, resolution, origin_x, origin_y, x, y, yaw, beams, range_max, discs, skip)
    increment = 2.0 * math.pi / beams
    for k in range(beams):
        direction = yaw - math.pi + k * increment
        dx, dy = math.cos(direction), math.sin(direction)
        at, i = meet(panes, x, y, dx, dy, 0.0)
        chance = luck[k]
        while at < ranges[k]:
            if panes[i, 4] > 0.0:
                ranges[k] = at + mirrored(
                    room, resolution, origin_x, origin_y, x + at * dx, y + at * dy, dx, dy, range_max - at, discs,
                    panes[i],
                )  # fmt: skip
                break
            share = panes[i, 5] * math.exp(-0.5 * (incidence(panes[i], dx, dy) / panes[i, 6]) ** 2)
            if chance < share:
                ranges[k] = at
                break
            chance = (chance - share) / (1.0 - share)  # again anything in [0, 1), for the pane behind
            at, i = meet(panes, x, y, dx, dy, at)
    return ranges


@njit(cache=True)
def meet(panes, x, y, dx, dy, beyond):
    """How far, m, along (dx, dy) the first pane beyond `beyond` is, and its number; inf: there is none."""
    nearest, which = np.inf, -1
    for i in range(panes.shape[0]):
        along_x, along_y = panes[i, 2] - panes[i, 0], panes[i, 3] - panes[i, 1]
        cross = dx * along_y - dy * along_x
        if cross == 0.0:
            continue
        to_x, to_y = panes[i, 0] - x, panes[i, 1] - y
        at, share = (to_x * along_y - to_y * along_x) / cross, (to_x * dy - to_y * dx) / cross
        if beyond < at < nearest and 0.0 <= share <= 1.0:
            nearest, which = at, i
    return nearest, which


@njit(cache=True)
def incidence(pane, dx, dy):
    """The angle, rad, between a ray and the upright of a pane."""
    along_x, along_y = pane[2] - pane[0], pane[3] - pane[1]
    across = abs(dx * along_y - dy * along_x) / math.hypot(along_x, along_y)
    return math.acos(min(across, 1.0))


@njit(cache=True)
def mirrored(room, resolution, origin_x, origin_y, x, y, dx, dy, reach, discs, pane):
    """How far, m, a ray along (dx, dy) that a mirror throws back at (x, y) goes on; at most `reach`."""
    along_x, along_y = pane[2] - pane[0], pane[3] - pane[1]
    twice = 2.0 * (dx * along_x + dy * along_y) / (along_x * along_x + along_y * along_y)
    dx, dy = twice * along_x - dx, twice * along_y - dy
    x, y = x + BOUNCE * dx, y + BOUNCE * dy
    nearest = cast(room, resolution, origin_x, origin_y, x, y, math.atan2(dy, dx), reach)
    for i in range(discs.shape[0]):
        off_x, off_y = discs[i, 0] - x, discs[i, 1] - y
        along, across = off_x * dx + off_y * dy, off_x * dy - off_y * dx
        depth = discs[i, 2] * discs[i, 2] - across * across
        if along > 0.0 and depth > 0.0:
            nearest = min(nearest, max(along - math.sqrt(depth), 0.0))
    return nearest
