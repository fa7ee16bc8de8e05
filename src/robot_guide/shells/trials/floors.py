"""Bare floors on which a robot is tried, and what stands and walks on them besides what its map shows."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from hall_map import Hall, Point, Pose2D
from hall_map.hall import Dock, Obstacle, Wall
from hall_sim.lidar import LidarConfig
from hall_sim.tracks import Track

ROBOT = "robot"
FOR_EVER = 1e6  # s
Box = tuple[float, float, float, float]  # m: least x, least y, greatest x, greatest y


@dataclass(frozen=True)
class Disc:
    """Somebody or something round that the map does not show, as it moves; it gives way to nobody."""

    track: Track
    radius: float  # m


@dataclass(frozen=True)
class TrialFloor:
    """A hall of which the robot has the map, and in it what it has to find out about."""

    hall: Hall
    discs: tuple[Disc, ...] = ()
    boxes: tuple[Box, ...] = ()
    lidar: LidarConfig = field(default_factory=LidarConfig)


def bare_hall(
    width: float, height: float, start: Pose2D, *, walls: tuple[tuple[Point, ...], ...] = (),
    solids: tuple[tuple[Point, ...], ...] = (),
) -> Hall:  # fmt: skip
    """A hall of `width` by `height` m with nothing in it but walls (lines, 0.2 m thick) and `solids` (polygons)."""
    return Hall(
        "trial", {"en": "Trial floor", "zh": "试验场地"}, 1, width, height,
        outline=((0.0, 0.0), (width, 0.0), (width, height), (0.0, height)),
        walls=tuple(Wall(f"wall_{i}", points) for i, points in enumerate(walls)),
        obstacles=tuple(Obstacle(f"solid_{i}", "column", points) for i, points in enumerate(solids)),
        zones=(), windows=(), places=(), docks=(Dock("start", ROBOT, start),), departments=(), services=(),
    )  # fmt: skip


def round_solid(middle: Point, radius: float) -> tuple[Point, ...]:
    """A column, as a polygon of 48 corners."""
    angles = (math.tau * i / 48 for i in range(48))
    return tuple((middle[0] + radius * math.cos(a), middle[1] + radius * math.sin(a)) for a in angles)


def cylinder(at: Point, diameter: float, name: str = "cylinder") -> Disc:
    """Something round that stands there all the time."""
    return Disc(Track(name, (0.0, FOR_EVER), (at, at)), diameter / 2.0)


def walker(start: Point, end: Point, meets: Point, at: float, speed: float, radius: float) -> Disc:
    """Somebody who walks from `start` to `end` at `speed` m/s, and is at `meets`, between the two, at `at` s."""
    begins, ends = at - math.dist(start, meets) / speed, at + math.dist(meets, end) / speed
    return Disc(Track("walker", (begins, ends), (start, end)), radius)
