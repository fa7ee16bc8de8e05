"""How people walk: a social-force model towards goals, around each other, robots and walls.

Helbing and Molnár, Social force model for pedestrian dynamics (Physical Review E 51, 1995), eq. 2 to 13, with circular
repulsion instead of ellipses, and the way to a goal read off a cost-to-go field instead of a straight line.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from hall_sim.floor import STRIDE, downhill

RELAXATION = 0.5  # s, to the wanted velocity
REPULSION, REPULSION_RANGE = 2.2, 0.35  # m/s², m, between people (edge to edge)
WALL_REPULSION, WALL_RANGE = 3.0, 0.12  # m/s², m
ROBOT_AWE = 1.8  # people leave robots more room than each other
BEHIND = 0.35  # weight of what is behind one's back
SIGHT = 3.0  # m
FASTEST = 1.3  # times the wanted speed


@njit(cache=True)
def wall_away(distance, resolution, origin_x, origin_y, x, y):
    """Distance to the nearest wall and the unit vector away from it."""
    rows, columns = distance.shape
    row = min(max(int((y - origin_y) / resolution), 1), rows - 2)
    column = min(max(int((x - origin_x) / resolution), 1), columns - 2)
    gx = distance[row, column + 1] - distance[row, column - 1]
    gy = distance[row + 1, column] - distance[row - 1, column]
    length = math.hypot(gx, gy)
    if length < 1e-9:
        return distance[row, column], 0.0, 0.0
    return distance[row, column], gx / length, gy / length


@njit(cache=True)
def wanted_directions(flows, goal_of, positions, size, origin_x, origin_y):
    """Unit vectors, (N, 2), along the flow fields that people follow; (0, 0) for those without a goal (-1)."""
    wanted = np.zeros((len(goal_of), 2))
    for i in range(len(goal_of)):
        if goal_of[i] >= 0:
            wanted[i, 0], wanted[i, 1] = downhill(
                flows[goal_of[i]], positions[i, 0], positions[i, 1], size, origin_x, origin_y, 6
            )
    return wanted


@njit(cache=True)
def step_aside(i, x, y, positions, radii, others):
    """Where person `i` stands who wants to be at (x, y), and cannot be inside of somebody else."""
    n = len(positions)
    for j in range(n + len(others)):
        if j == i:
            continue
        if j < n:
            dx, dy, reach = x - positions[j, 0], y - positions[j, 1], radii[i] + radii[j]
        else:
            dx, dy, reach = x - others[j - n, 0], y - others[j - n, 1], radii[i] + others[j - n, 2]
        d = math.hypot(dx, dy)
        if 1e-9 < d < reach:
            x, y = x + dx * (reach - d) / d, y + dy * (reach - d) / d
    return x, y


@njit(cache=True)
def walk(positions, velocities, radii, wanted, speeds, others, distance, resolution, origin_x, origin_y, dt):
    """Move people by one step, in place.

    positions, velocities: (N, 2) m, m/s; radii, speeds: (N,); wanted: (N, 2) unit vectors, (0, 0) to stand still;
    others: (M, 3: x, y, radius), discs that people avoid and that are moved elsewhere.
    """
    n = len(positions)
    forces = np.zeros((n, 2))
    for i in range(n):
        x, y = positions[i, 0], positions[i, 1]
        ex, ey = wanted[i, 0], wanted[i, 1]
        fx = (ex * speeds[i] - velocities[i, 0]) / RELAXATION
        fy = (ey * speeds[i] - velocities[i, 1]) / RELAXATION
        for j in range(n + len(others)):
            if j == i:
                continue
            if j < n:
                dx, dy, other = x - positions[j, 0], y - positions[j, 1], radii[j]
            else:
                dx, dy, other = x - others[j - n, 0], y - others[j - n, 1], others[j - n, 2]
            d = math.hypot(dx, dy)
            if d > SIGHT or d < 1e-9:
                continue
            strength = REPULSION * math.exp((radii[i] + other - d) / REPULSION_RANGE)
            if j >= n:
                strength *= ROBOT_AWE
            ahead = -(ex * dx + ey * dy) / d
            weight = BEHIND + (1.0 - BEHIND) * 0.5 * (1.0 + ahead)
            # a little to the right, so that two who meet head-on do not stand face to face
            fx += weight * strength * (dx / d + 0.25 * (-dy / d) * (1.0 if ahead > 0.5 else 0.0))
            fy += weight * strength * (dy / d + 0.25 * (dx / d) * (1.0 if ahead > 0.5 else 0.0))
        gap, ax, ay = wall_away(distance, resolution, origin_x, origin_y, x, y)
        push = WALL_REPULSION * math.exp((radii[i] - gap) / WALL_RANGE) if gap < 1.5 else 0.0
        push = min(push, 30.0)
        forces[i, 0], forces[i, 1] = fx + push * ax, fy + push * ay
    for i in range(n):
        vx, vy = velocities[i, 0] + dt * forces[i, 0], velocities[i, 1] + dt * forces[i, 1]
        still = wanted[i, 0] == 0.0 and wanted[i, 1] == 0.0
        most = 0.4 if still else FASTEST * speeds[i]
        speed = math.hypot(vx, vy)
        if speed > most:
            vx, vy = vx * most / speed, vy * most / speed
        if still and speed < 0.15:
            vx, vy = 0.0, 0.0
        velocities[i, 0], velocities[i, 1] = vx, vy
        x, y = positions[i, 0] + dt * vx, positions[i, 1] + dt * vy
        for _ in range(3):
            gap, ax, ay = wall_away(distance, resolution, origin_x, origin_y, x, y)
            lack = radii[i] * 0.9 - gap
            if lack <= 0.0:
                break
            x, y = x + ax * lack, y + ay * lack
        x, y = step_aside(i, x, y, positions, radii, others)
        if wall_away(distance, resolution, origin_x, origin_y, x, y)[0] > 0.0:
            positions[i, 0], positions[i, 1] = x, y
        else:
            velocities[i, 0], velocities[i, 1] = 0.0, 0.0


class Walkers:
    """People on errands: to a window or a seat, wait there, to the next place, out, and in again."""

    radius = 0.22  # m

    def __init__(self, floor, goals: tuple, count: int, rng: np.random.Generator):
        """`goals`: points that people go to, m. Raises ValueError: people without any goal."""
        if count and not goals:
            raise ValueError("people need at least one goal")
        self._rng, self._goals, self._floor = rng, goals, floor
        self.positions = np.zeros((count, 2))
        self.velocities = np.zeros((count, 2))
        self.radii = np.full(count, self.radius)
        self.speeds = np.clip(rng.normal(1.15, 0.2, count), 0.6, 1.7)
        self._goal = rng.integers(len(goals), size=count) if count else np.zeros(0, np.int64)
        self._wait = rng.uniform(0.0, 20.0, count) * (rng.random(count) < 0.4)
        self._stuck = np.zeros(count)
        for i in range(count):
            self.positions[i] = self._free_place(i)
        self._lay_flows()

    def change_floor(self, floor) -> None:
        """Walk on another floor from now on."""
        self._floor = floor
        self._lay_flows()

    def _lay_flows(self) -> None:
        if len(self.positions):
            self._flows = np.stack([self._floor.flow_to(goal) for goal in self._goals])

    def _free_place(self, i: int) -> np.ndarray:
        """A place that is open, connected to the goals, and not in somebody's way."""
        grid = self._floor.grid
        flow = self._floor.flow_to(self._goals[0])
        for _ in range(1000):
            x = grid.origin[0] + self._rng.random() * grid.data.shape[1] * grid.resolution
            y = grid.origin[1] + self._rng.random() * grid.data.shape[0] * grid.resolution
            size = grid.resolution * STRIDE
            cell = int((y - grid.origin[1]) / size), int((x - grid.origin[0]) / size)
            if cell[0] >= flow.shape[0] or cell[1] >= flow.shape[1] or not np.isfinite(flow[cell]):
                continue
            if all(math.hypot(x - p[0], y - p[1]) > 1.0 for p in self.positions[:i]):
                break
        return np.array([x, y])

    def clear(self, point: tuple[float, float], radius: float) -> None:
        """Let nobody start within `radius` of a point: they start at their goals' far side instead."""
        for i in range(len(self.positions)):
            while math.dist(self.positions[i], point) < radius:
                self.positions[i] = self._free_place(i)

    def step(self, others: np.ndarray, dt: float) -> None:
        """Everybody walks for `dt` seconds; `others`: (M, 3: x, y, radius) discs to avoid."""
        if not len(self.positions):
            return
        grid = self._floor.grid
        self._wait = np.maximum(self._wait - dt, 0.0)
        going = np.where(self._wait > 0.0, -1, self._goal)
        size = grid.resolution * STRIDE
        wanted = wanted_directions(self._flows, going, self.positions, size, *grid.origin)
        walk(
            self.positions, self.velocities, self.radii, wanted, self.speeds, others,
            self._floor.distance, grid.resolution, *grid.origin, dt,
        )  # fmt: skip
        self._plan(wanted, dt)

    def _plan(self, wanted: np.ndarray, dt: float) -> None:
        """Who is at the goal waits there a while and then goes elsewhere; so does who gets nowhere."""
        slow = np.hypot(*self.velocities.T) < 0.15
        self._stuck = np.where(slow & (self._wait == 0.0), self._stuck + dt, 0.0)
        at_goal = (self._wait == 0.0) & ~wanted.any(axis=1)
        near = np.array([math.dist(p, self._goals[g]) < 1.2 for p, g in zip(self.positions, self._goal, strict=True)])
        for i in np.nonzero(at_goal | (near & (self._stuck > 1.0)) | (self._stuck > 6.0))[0]:
            self._wait[i] = self._rng.uniform(4.0, 30.0) if near[i] else 0.5
            self._goal[i] = self._rng.integers(len(self._goals))
            self._stuck[i] = 0.0
