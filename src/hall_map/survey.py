"""What a robot's body makes of a hall: how much room there is where, and what can be reached from where.

The rules of `hall_map.rules` ask it; it works each answer out once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import cv2
import numpy as np

from hall_map.geometry import Point, Pose2D
from hall_map.grid import FREE, OccupancyGrid
from hall_map.hall import Barrier, Door, Hall
from hall_map.raster import rasterise
from hall_map.traffic import keep_out_mask

SMALLEST_SIDE, LARGEST_SIDE = 3.0, 300.0  # m


@dataclass(frozen=True)
class ValidationConfig:
    """What a hall is checked for."""

    robot_radius: float = 0.28  # m
    margin: float = 0.05  # m, room that a robot needs beside its radius
    resolution: float = 0.05  # m a cell
    farthest_stop: float = 3.0  # m from a window or place to where the robot stops for it
    window_pitch: float = 0.6  # m, least distance between two windows
    places: tuple[str, ...] = ("entrance", "exit", "information", "toilet")  # kinds that every hall has
    languages: tuple[str, ...] = ("zh", "en", "ko")

    def __post_init__(self) -> None:
        for name in ("robot_radius", "resolution", "farthest_stop", "window_pitch"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be > 0 m, got {getattr(self, name)}")
        if not self.margin >= 0:
            raise ValueError(f"margin must be >= 0 m, got {self.margin}")


def clearance_of(grid: OccupancyGrid) -> np.ndarray:
    """Metres from each cell's middle to the nearest occupied cell's edge, (rows, columns) float32, 0 if taken."""
    free = (grid.data == FREE).astype(np.uint8)
    cells = cv2.distanceTransform(free, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.maximum(cells - 0.5, 0.0) * np.float32(grid.resolution)


def labelled(free: np.ndarray) -> np.ndarray:
    """(rows, columns) int32: the connected parts of a mask, numbered from 1; 0 outside it."""
    return cv2.connectedComponents(free.astype(np.uint8), connectivity=4)[1]


@dataclass(frozen=True)
class Stop:
    """A pose that a robot drives to, and what for."""

    where: str  # windows.A03.stop
    pose: Pose2D
    target: Point | None = None  # what the robot stops in front of


@dataclass(frozen=True)
class Survey:
    """A hall and what follows from it."""

    hall: Hall
    config: ValidationConfig
    now: datetime | None = None  # on the hall's own clock; None: what has to do with time is not looked at

    @cached_property
    def to_scale(self) -> bool:
        """Whether the hall's size is one that a hall can have; nothing can be measured in it otherwise."""
        return all(SMALLEST_SIDE <= side <= LARGEST_SIDE for side in (self.hall.width, self.hall.height))

    @cached_property
    def grid(self) -> OccupancyGrid:
        """The floor as it is built: no barrier, every door open."""
        return rasterise(replace(self.hall, barriers=(), doors=()), self.config.resolution)

    @cached_property
    def clearance(self) -> np.ndarray:
        """Metres from each cell's middle to the nearest occupied cell's edge, (rows, columns) float32, 0 if taken."""
        return clearance_of(self.grid)

    @cached_property
    def regions(self) -> np.ndarray:
        """(rows, columns) int32: the cells on which a robot can stand, numbered by what it can drive to; 0 nowhere."""
        return labelled(self.clearance >= self.room)

    @cached_property
    def open_ground(self) -> np.ndarray:
        """(rows, columns) bool: where a robot may drive today: doors, barriers and keep-outs as they are."""
        return self.ground(keep_outs=self.hall.keep_outs, barriers=self.hall.barriers, doors=self.hall.doors)

    def ground(self, **parts: tuple) -> np.ndarray:
        """(rows, columns) bool: where a robot may drive, with only these `doors`, `barriers` and `keep_outs`."""
        free = self._clearance_with(parts.get("doors", ()), parts.get("barriers", ())) >= self.room
        if keep_outs := parts.get("keep_outs", ()):
            free &= ~keep_out_mask(replace(self.hall, keep_outs=keep_outs), self.config.resolution)
        return free

    def _clearance_with(self, doors: tuple[Door, ...], barriers: tuple[Barrier, ...]) -> np.ndarray:
        """As `clearance`, with what closed doors and barriers add."""
        closed = tuple(door for door in doors if not door.open)
        if not closed and not barriers:
            return self.clearance
        key = (tuple(door.id for door in closed), tuple(barrier.id for barrier in barriers))
        if key not in self._clearances:
            hall = replace(self.hall, doors=closed, barriers=barriers)
            self._clearances[key] = clearance_of(rasterise(hall, self.config.resolution))
        return self._clearances[key]

    @cached_property
    def _clearances(self) -> dict[tuple[tuple[str, ...], tuple[str, ...]], np.ndarray]:
        return {}

    @property
    def room(self) -> float:
        """Metres that a robot's middle keeps from all else."""
        return self.config.robot_radius + self.config.margin

    @cached_property
    def docks(self) -> tuple[Stop, ...]:
        return tuple(Stop(f"docks.{dock.id}.pose", dock.pose) for dock in self.hall.docks)

    @cached_property
    def stops(self) -> tuple[Stop, ...]:
        """The stops of windows and places."""
        return tuple(
            Stop(f"{name}.{item.id}.stop", item.stop, item.xy)
            for name in ("windows", "places")
            for item in getattr(self.hall, name)
        )

    def inside(self, point: Point) -> bool:
        """Whether a point lies within the outline, or on it."""
        outline = np.asarray(self.hall.outline, np.float32)
        return cv2.pointPolygonTest(outline, tuple(map(float, point)), True) > -0.02

    def clearance_at(self, point: Point) -> float:
        row, column = self.cell(point)
        return float(self.clearance[row, column])

    def region_at(self, point: Point) -> int:
        """The region in which a robot stands at a point; 0, where it cannot stand."""
        return int(self.regions[self.cell(point)])

    def cell(self, point: Point) -> tuple[int, int]:
        rows, columns = self.grid.data.shape
        row, column = self.grid.cell_of(*point)
        return min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)

    def standing(self, stops: tuple[Stop, ...]) -> Iterator[Stop]:
        """The stops at which a robot has room to stand."""
        return (stop for stop in stops if self.inside(stop.pose.xy) and self.region_at(stop.pose.xy))

    def sees(self, stop: Stop) -> bool:
        """Whether nothing stands between a stop and what it is for, but for the last 0.4 m of counter or door."""
        start, end = np.asarray(stop.pose.xy), np.asarray(stop.target)
        length = float(np.hypot(*(end - start)))
        if length <= 0.4:
            return True
        shares = np.arange(0.0, length - 0.4, self.grid.resolution / 2) / length
        cells = (self.cell(tuple(start + share * (end - start))) for share in shares)
        return all(self.grid.data[cell] == FREE for cell in cells)
