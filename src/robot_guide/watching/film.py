"""Moments as a film: the hall seen from above, with robots, scans, plans and people on it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from hall_map import Hall, OccupancyGrid
from hall_map.drawing.floor_plan import draw_floor_plan
from robot_guide.watching.moment import Moment, PersonSeen, RobotMoment, scan_points

WIDTH = 960  # pixels
RATE = 10.0  # frames a second of the film, and of what it shows
CODEC = "mp4v"  # players show it, browsers do not; VP9, of OpenCV's wheels the other, is written too slowly
FRACTION = 4  # bits of a pixel's fraction: what moves slowly does not jump
# Blue, green, red
ROBOT, SCAN, PLAN, INK, PAPER = (127, 110, 11), (60, 60, 220), (194, 105, 23), (55, 41, 31), (255, 255, 255)
PEOPLE = {"visitor": (12, 128, 234), "person": (139, 116, 100)}
ROBOT_RADIUS = 0.28  # m
FREE, TAKEN, UNKNOWN = 255, 60, 200  # grey of a grid's cells


@dataclass(frozen=True)
class Backdrop:
    """What stands still."""

    picture: np.ndarray  # (rows, columns, 3) uint8: blue, green, red; both sides even, as films need them
    left: float  # m, map frame, of the left edge
    top: float  # m, of the upper edge
    scale: float  # pixels a metre

    def pixel_of(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the map frame, m, is: to the right, and down."""
        return (x - self.left) * self.scale, (self.top - y) * self.scale


def backdrop_of(hall: Hall | None, grid: OccupancyGrid | None) -> Backdrop:
    """The hall's floor plan, else the grid, else paper of 40 m x 24 m around the frame's origin."""
    if hall is not None:
        plan = draw_floor_plan(hall)
        sheet, picture = plan.sheet, np.asarray(plan.image)[:, :, ::-1]
        return shrunk(picture, -sheet.left, sheet.top + sheet.height, sheet.scale)
    if grid is not None:
        top = grid.origin[1] + grid.data.shape[0] * grid.resolution
        return shrunk(picture_of(grid), grid.origin[0], top, 1.0 / grid.resolution)
    return Backdrop(np.full((576, WIDTH, 3), PAPER, np.uint8), -20.0, 12.0, 24.0)


def shrunk(picture: np.ndarray, left: float, top: float, scale: float) -> Backdrop:
    factor = WIDTH / picture.shape[1]
    size = (WIDTH, 2 * math.ceil(picture.shape[0] * factor / 2))
    return Backdrop(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), left, top, scale * factor)


def picture_of(grid: OccupancyGrid) -> np.ndarray:
    """(rows, columns, 3) uint8, north up: the more taken a cell, the darker."""
    cells = np.flipud(grid.data).astype(float)
    grey = np.where(cells < 0, UNKNOWN, FREE - cells.clip(0, 100) * ((FREE - TAKEN) / 100))
    return np.repeat(grey.astype(np.uint8)[:, :, None], 3, axis=2)


class Film:
    """Writes a frame for each 1/RATE s of what it is shown; a `with` block, at the end of which the file is whole.

    Raises: OSError: nothing can be written there.
    """

    def __init__(self, file: Path, backdrop: Backdrop):
        self.file, self._backdrop, self._frames = Path(file), backdrop, 0

    def __enter__(self) -> Film:
        rows, columns = self._backdrop.picture.shape[:2]
        fourcc = cv2.VideoWriter_fourcc(*CODEC)
        self._writer = cv2.VideoWriter(str(self.file), cv2.CAP_FFMPEG, fourcc, RATE, (columns, rows))
        if not self._writer.isOpened():
            raise OSError(f"no film can be written to {self.file}")
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.release()

    def add(self, moment: Moment) -> None:
        """The moment stands until the next one; moments between two frames are left out."""
        frame = None
        while self._frames <= moment.t * RATE + 1e-6:
            frame = drawn(moment, self._backdrop) if frame is None else frame
            self._writer.write(frame)
            self._frames += 1


def drawn(moment: Moment, backdrop: Backdrop) -> np.ndarray:
    """(rows, columns, 3) uint8, blue, green, red."""
    brush = Brush(backdrop)
    for robot in moment.robots:
        brush.line(robot.route, PLAN, 0.10)
    for robot in moment.robots:
        for point in scan_points(robot):
            brush.disc(point, 0.05, SCAN)
    for person in moment.people:
        draw_person(brush, person)
    for robot in moment.robots:
        draw_robot(brush, robot)
    put_clock(brush.picture, f"{moment.t:.1f} s")
    return brush.picture


def put_clock(picture: np.ndarray, words: str) -> None:
    """Above the middle: the floor plan has its title to the left and its size to the right."""
    (wide, _), _ = cv2.getTextSize(words, cv2.FONT_HERSHEY_SIMPLEX, 0.8, 2)
    at = ((picture.shape[1] - wide) // 2, 28)
    cv2.putText(picture, words, at, cv2.FONT_HERSHEY_SIMPLEX, 0.8, INK, 2, cv2.LINE_AA)


def draw_person(brush: Brush, person: PersonSeen) -> None:
    at = person.pose
    brush.disc((at.x, at.y), person.radius, PEOPLE.get(person.kind, PEOPLE["person"]))
    brush.disc(ahead(at, person.radius * 0.6), person.radius * 0.3, PAPER)


def draw_robot(brush: Brush, robot: RobotMoment) -> None:
    at = robot.pose
    brush.disc((at.x, at.y), ROBOT_RADIUS * 1.25, PAPER)
    brush.disc((at.x, at.y), ROBOT_RADIUS, ROBOT)
    brush.disc(ahead(at, ROBOT_RADIUS * 0.65), ROBOT_RADIUS * 0.25, PAPER)


def ahead(at, metres: float) -> tuple[float, float]:
    return at.x + metres * math.cos(at.yaw), at.y + metres * math.sin(at.yaw)


class Brush:
    """Draws in metres of the map onto a copy of the backdrop."""

    def __init__(self, backdrop: Backdrop):
        self.picture, self._backdrop = backdrop.picture.copy(), backdrop

    def _at(self, x: float, y: float) -> tuple[int, int]:
        u, v = self._backdrop.pixel_of(float(x), float(y))
        return round(u * 2**FRACTION), round(v * 2**FRACTION)

    def disc(self, point, radius: float, colour) -> None:
        reach = max(round(radius * self._backdrop.scale * 2**FRACTION), 2**FRACTION)
        cv2.circle(self.picture, self._at(*point), reach, colour, -1, cv2.LINE_AA, FRACTION)

    def line(self, points: np.ndarray, colour, width: float) -> None:
        if len(points) > 1:
            pixels = np.array([self._at(x, y) for x, y in points], np.int32)
            thickness = max(round(width * self._backdrop.scale), 1)
            cv2.polylines(self.picture, [pixels], False, colour, thickness, cv2.LINE_AA, FRACTION)
