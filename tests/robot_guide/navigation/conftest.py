"""A small world for the navigator's tests: a differential drive, exact ray casting on a grid, round people."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import pytest
from numba import njit

from hall_map.geometry import Pose2D, wrap_angle
from hall_map.grid import OccupancyGrid
from robot_guide.sensing import LaserScan, Odometry, Velocity

DT, BEAMS, RANGE, ROBOT_RADIUS, PERSON_RADIUS = 0.05, 360, 25.0, 0.28, 0.25


@njit  # not cached: a cache keeps the name under which this file was imported
def cast(occupied, resolution, circles, x, y, yaw, count, reach):
    """Ranges of `count` beams: grid cells by exact traversal, circles (N, 3) by the quadratic formula."""
    ranges = np.full(count, np.inf)
    rows, columns = occupied.shape
    for k in range(count):
        angle = yaw + 2.0 * math.pi * k / count
        du, dv = math.cos(angle), math.sin(angle)
        column, row = int(x / resolution), int(y / resolution)
        step_u, step_v = (1 if du > 0 else -1), (1 if dv > 0 else -1)
        next_u = ((column + (du > 0)) * resolution - x) / du if du != 0 else np.inf
        next_v = ((row + (dv > 0)) * resolution - y) / dv if dv != 0 else np.inf
        t = 0.0
        while t < reach:
            if not (0 <= row < rows and 0 <= column < columns):
                t = np.inf
                break
            if occupied[row, column]:
                break
            if next_u < next_v:
                t, column, next_u = next_u, column + step_u, next_u + resolution / abs(du)
            else:
                t, row, next_v = next_v, row + step_v, next_v + resolution / abs(dv)
        best = t
        for i in range(len(circles)):
            ox, oy = circles[i, 0] - x, circles[i, 1] - y
            along = ox * du + oy * dv
            inside = along * along - (ox * ox + oy * oy) + circles[i, 2] ** 2
            if inside >= 0.0:
                hit = along - math.sqrt(inside)
                if 0.0 < hit < best:
                    best = hit
        if best < reach:
            ranges[k] = best
    return ranges


@dataclass
class Walker:
    """Somebody round who walks between way-points, stops for nobody but waits when the robot is in front."""

    x: float
    y: float
    way: list[tuple[float, float]] = field(default_factory=list)
    speed: float = 1.0
    radius: float = PERSON_RADIUS
    polite: bool = True

    def step(self, robot: Pose2D) -> None:
        if not self.way:
            return
        aim = self.way[0]
        left = math.hypot(aim[0] - self.x, aim[1] - self.y)
        if left < 0.1:
            self.way.append(self.way.pop(0))
            return
        dx, dy = (aim[0] - self.x) / left, (aim[1] - self.y) / left
        rx, ry = robot.x - self.x, robot.y - self.y
        apart = math.hypot(rx, ry)
        if self.polite and apart < 1.1 and rx * dx + ry * dy > 0.3 * apart:
            dx, dy = -ry / apart, rx / apart  # steps aside to the right of the robot
            self.speed_now = 0.4
        else:
            self.speed_now = self.speed
        self.x += dx * self.speed_now * DT
        self.y += dy * self.speed_now * DT


class Floor:
    """The world: truth, and what a robot measures of it."""

    def __init__(
        self, grid: OccupancyGrid, start: Pose2D, people=(), things=(), seed=0, drift=0.05, noise=0.01, mount=None
    ):
        """mount: where the robot carries its laser; its scans say so."""
        self.grid, self.pose, self.people, self.things = grid, start, list(people), list(things)
        self.mount = mount
        self.rng = np.random.default_rng(seed)
        self.noise = noise
        self.scale = 1.0 + drift * float(self.rng.choice([-1.0, 1.0]))
        self.turn_scale = 1.0 + drift * float(self.rng.choice([-1.0, 1.0]))
        self.odometry = Pose2D(0.0, 0.0, 0.0)
        self.t, self.tick, self.velocity = 0.0, 0, Velocity()
        self.occupied = grid.data != 0
        self.touched: list[tuple[float, str]] = []
        rows, columns = np.nonzero(self.occupied)
        self._cells = np.column_stack(((columns + 0.5), (rows + 0.5))) * grid.resolution

    def circles(self) -> np.ndarray:
        rows = [(p.x, p.y, p.radius) for p in self.people] + list(self.things)
        return np.array(rows, float).reshape(-1, 3)

    def step(self, velocity: Velocity) -> tuple[Odometry, LaserScan | None]:
        """Drive for 50 ms; every second step there is a scan."""
        v, w = velocity.linear, velocity.angular
        self.velocity = velocity
        self.pose = arc(self.pose, v * DT, w * DT)
        moving = (self.rng.standard_normal(2) * 0.02).tolist()
        self.odometry = arc(
            self.odometry, v * DT * self.scale * (1 + moving[0]), w * DT * self.turn_scale * (1 + moving[1])
        )
        for person in self.people:
            person.step(self.pose)
        self.t, self.tick = self.t + DT, self.tick + 1
        self._watch()
        return self.measured()

    def measured(self) -> tuple[Odometry, LaserScan | None]:
        odometry = Odometry(self.t, self.odometry, self.velocity.linear, self.velocity.angular)
        return odometry, self.scan() if self.tick % 2 == 0 else None

    def scan(self) -> LaserScan:
        pose = self.pose.compose(self.mount or Pose2D(0.0, 0.0))
        ranges = cast(
            self.occupied, self.grid.resolution, self.circles(), pose.x, pose.y, pose.yaw, BEAMS, RANGE
        )  # fmt: skip
        ranges = ranges + self.rng.standard_normal(BEAMS) * self.noise
        return LaserScan(self.t, ranges.astype(np.float32), 0.0, 2 * math.pi / BEAMS, RANGE, self.mount)

    def wall_clearance(self) -> float:
        off = np.abs(self._cells - np.array(self.pose.xy)) - self.grid.resolution / 2
        return float(np.hypot(*np.maximum(off, 0.0).T).min()) - ROBOT_RADIUS

    def _watch(self) -> None:
        """Note what the robot has touched by driving: a wall or thing at all; a person while it moves towards them."""
        if abs(self.velocity.linear) < 1e-3:
            return
        if self.tick % 4 == 0 and self.wall_clearance() < 0:
            self.touched.append((self.t, "wall"))
        for x, y, radius in self.circles():
            dx, dy = x - self.pose.x, y - self.pose.y
            towards = (dx * math.cos(self.pose.yaw) + dy * math.sin(self.pose.yaw)) * self.velocity.linear
            if math.hypot(dx, dy) < ROBOT_RADIUS + radius and towards > 0.1 * abs(self.velocity.linear):
                self.touched.append((self.t, f"somebody at {x:.2f}, {y:.2f}"))


def arc(pose: Pose2D, way: float, turn: float) -> Pose2D:
    """Where a differential drive is after an arc."""
    middle = pose.yaw + turn / 2
    chord = way if abs(turn) < 1e-9 else way * math.sin(turn / 2) / (turn / 2)
    return Pose2D(
        pose.x + chord * math.cos(middle), pose.y + chord * math.sin(middle), wrap_angle(pose.yaw + turn)
    )  # fmt: skip


def room(width: float, height: float, *blocks: tuple[float, float, float, float]) -> OccupancyGrid:
    """A walled room with rectangular blocks (x0, y0, x1, y1), m."""
    data = np.zeros((round(height / 0.05), round(width / 0.05)), np.int8)
    data[:2] = data[-2:] = 100
    data[:, :2] = data[:, -2:] = 100
    for x0, y0, x1, y1 in blocks:
        data[round(y0 / 0.05) : round(y1 / 0.05), round(x0 / 0.05) : round(x1 / 0.05)] = 100
    return OccupancyGrid(data, 0.05)


@pytest.fixture(name="floor")
def floor_type():
    """The world's class: `floor(grid, start, people, …)`."""
    return Floor


@pytest.fixture(name="walker")
def walker_type():
    return Walker


@pytest.fixture(name="room")
def room_maker():
    return room
