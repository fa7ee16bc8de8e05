"""What goes wrong, or just happens: wet floors, doors that shut, robots that are carried off, lidars that die."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from hall_map import Hall, Point, Pose2D
from hall_map.raster import DOOR_THICKNESS, strips
from hall_sim.drive import DRY, Ground

Polygon = tuple[Point, ...]


@dataclass(frozen=True)
class Slippery:
    """A part of the floor on which wheels do not hold, as when it has just been mopped."""

    polygon: Polygon  # m
    ground: Ground
    begins: float = 0.0  # s
    ends: float = math.inf  # s


@dataclass(frozen=True)
class DoorShut:
    """A door of the hall is shut for a time; at all others it stands as the hall says."""

    door: str  # id
    begins: float = 0.0  # s
    ends: float = math.inf  # s


@dataclass(frozen=True)
class Kidnap:
    """Somebody lifts a robot and puts it down elsewhere; it is not told."""

    robot: str
    at: float  # s
    to: Pose2D


@dataclass(frozen=True)
class Blindness:
    """A robot's lidar gives nothing for a time."""

    robot: str
    begins: float = 0.0  # s
    ends: float = math.inf  # s


def ground_at(patches: tuple[Slippery, ...], t: float, point: Point) -> Ground:
    """The floor under a point at `t` s; of patches that overlap, the first."""
    for patch in patches:
        if patch.begins <= t < patch.ends and contains(patch.polygon, point):
            return patch.ground
    return DRY


def contains(polygon: Polygon, point: Point) -> bool:
    """Whether a point lies in a polygon, by the parity of crossed edges."""
    x, y = point
    odd = False
    for (ax, ay), (bx, by) in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
            odd = not odd
    return odd


def strip(points: tuple[Point, Point], thickness: float) -> Polygon:
    """A straight line as a rectangle."""
    (corners,) = strips(points, thickness)
    return tuple((float(x), float(y)) for x, y in corners)


class Doors:
    """Which of the doors are shut. None shuts on whoever stands in it: it waits until they have gone."""

    def __init__(self, hall: Hall, times: Iterable[DoorShut]):
        by_id = {door.id: door.points for door in hall.doors}
        self._times = [(time, by_id[time.door], strip(by_id[time.door], DOOR_THICKNESS)) for time in times]
        self._shut = [False] * len(self._times)

    def shut_at(self, t: float, discs: np.ndarray) -> tuple[Polygon, ...]:
        """The doors' leaves at `t` s, given who is about: discs (N, 3 or more: x, y, radius, …). Asked once a step."""
        for i, (time, points, _) in enumerate(self._times):
            due = time.begins <= t < time.ends
            self._shut[i] = due and (self._shut[i] or not stands_in(discs, points))
        return tuple(leaf for shut, (_, _, leaf) in zip(self._shut, self._times, strict=True) if shut)


def stands_in(discs: np.ndarray, points: tuple[Point, Point]) -> bool:
    """Whether one of the discs reaches into the leaf of a door between two points."""
    (ax, ay), (bx, by) = points
    dx, dy = bx - ax, by - ay
    share = np.clip(((discs[:, 0] - ax) * dx + (discs[:, 1] - ay) * dy) / (dx * dx + dy * dy), 0.0, 1.0)
    off = np.hypot(discs[:, 0] - ax - share * dx, discs[:, 1] - ay - share * dy)
    return bool((off < discs[:, 2] + DOOR_THICKNESS).any())
