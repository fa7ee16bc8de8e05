"""Everybody on two legs: where they are, where they want to go, and how they get there."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from hall_map import Point
from hall_sim.floor import Floor
from hall_sim.social_force import walk

SLOWING = 0.6  # s: who nears a point slows down to be there in this time
NEARBY = 1.0  # m
WALKING = 0.15  # m/s, above which people look where they go
PERSON_RADIUS = 0.22  # m
FAR_AWAY = 1e6  # m, where nobody is met


class Crowd:
    """People as arrays over their number. Whoever is not `present` takes no room.

    xy, velocity, wish: (N, 2) m, m/s, m/s; yaw: (N,) rad; radius: (N,) m; present: (N,) bool;
    reach: (N,) m to where each wants to stop, inf while it is out of sight; removed: (N,) bool, who does not come back.
    """

    def __init__(self, count: int):
        self.xy, self.velocity, self.wish = (np.zeros((count, 2)) for _ in range(3))
        self.yaw = np.zeros(count)
        self.radius = np.full(count, PERSON_RADIUS)
        self.present = np.zeros(count, bool)
        self.reach = np.full(count, np.inf)
        self.removed = np.zeros(count, bool)

    def __len__(self) -> int:
        return len(self.xy)

    def at(self, i: int) -> Point:
        return float(self.xy[i, 0]), float(self.xy[i, 1])

    def add(self) -> int:
        """The number of somebody new, who is not in the hall yet."""
        for name in ("xy", "velocity", "wish"):
            setattr(self, name, np.concatenate((getattr(self, name), np.zeros((1, 2)))))
        self.yaw, self.radius = np.append(self.yaw, 0.0), np.append(self.radius, PERSON_RADIUS)
        self.reach = np.append(self.reach, np.inf)
        self.present, self.removed = np.append(self.present, False), np.append(self.removed, False)
        return len(self) - 1

    def remove(self, i: int) -> None:
        """Take somebody out for good; whatever they want from now on, they do not come back."""
        self.leave(i)
        self.removed[i] = True

    def renew(self, i: int) -> None:
        """Let the number of somebody who was removed be that of somebody new, who is not in the hall yet."""
        self.xy[i], self.velocity[i], self.wish[i], self.yaw[i] = 0.0, 0.0, 0.0, 0.0
        self.radius[i], self.reach[i] = PERSON_RADIUS, np.inf
        self.present[i] = self.removed[i] = False

    def enter(self, i: int, point: Point) -> None:
        if self.removed[i]:
            return
        self.xy[i], self.velocity[i], self.wish[i], self.present[i] = point, 0.0, 0.0, True

    def leave(self, i: int) -> None:
        self.velocity[i], self.wish[i], self.present[i] = 0.0, 0.0, False

    def crowded(self, point: Point, distance: float, but: int = -1) -> bool:
        """Whether somebody other than `but` stands nearer than `distance` m to a point."""
        return somebody_near(self.xy, self.present, *point, distance, but)

    def stand(self, i: int, facing: Point | None = None) -> None:
        """Let person `i` want to stay, and look at a point."""
        self.wish[i] = 0.0
        if facing is not None:
            self.yaw[i] = math.atan2(facing[1] - self.xy[i, 1], facing[0] - self.xy[i, 0])

    def go_straight(self, i: int, goal: Point, speed: float) -> None:
        """Let person `i` want to walk to a point that they see, and to stop there."""
        dx, dy = goal[0] - self.xy[i, 0], goal[1] - self.xy[i, 1]
        distance = max(math.hypot(dx, dy), 1e-6)
        speed, self.reach[i] = min(speed, distance / SLOWING), distance
        self.wish[i] = dx / distance * speed, dy / distance * speed

    def go(self, floor: Floor, i: int, goal: Point, speed: float) -> None:
        """Let person `i` want to walk to a point by the hall's ways."""
        x, y = floor.direction(self.at(i), goal)
        if x == 0.0 and y == 0.0:
            near = math.dist(self.at(i), goal) < NEARBY
            self.go_straight(i, goal, speed if near else 0.0)  # without a way one waits for it to be cleared
        else:
            self.wish[i], self.reach[i] = (x * speed, y * speed), np.inf

    def step(self, floor: Floor, robots: np.ndarray, dt: float) -> np.ndarray:
        """Everybody walks for `dt` s; `robots`: (M, 5: x, y, radius, vx, vy).

        Returns: (N,) the robot that each has walked into, -1 none.
        """
        touched = walk(
            self.xy, self.velocity, self.radius, self.wish, self.present, self.reach, robots,
            floor.room, floor.distance,
            *floor.frame, dt,
        )  # fmt: skip
        look_ahead(self.velocity, self.yaw)
        return touched

    def step_out_of_walls(self, floor: Floor) -> None:
        """Bring whom a new floor has caught within something to the nearest open place."""
        for i in np.nonzero(self.present)[0]:
            if not floor.fits(*self.at(i), float(self.radius[i])):
                self.xy[i] = floor.open_point(self.at(i))

    def discs(self) -> np.ndarray:
        """(N, 5: x, y, radius, vx, vy); of who is not in the hall, far away."""
        return discs_of(self.xy, self.velocity, self.radius, self.present)


@njit(cache=True)
def look_ahead(velocity, yaw):
    """Whoever walks looks where they go, in place."""
    for i in range(len(yaw)):
        if math.hypot(velocity[i, 0], velocity[i, 1]) > WALKING:
            yaw[i] = math.atan2(velocity[i, 1], velocity[i, 0])


@njit(cache=True)
def somebody_near(xy, present, x, y, distance, but):
    """`Crowd.crowded` of a crowd's arrays."""
    for i in range(len(xy)):
        if not present[i] or i == but:
            continue
        if math.hypot(xy[i, 0] - x, xy[i, 1] - y) < distance:
            return True
    return False


@njit(cache=True)
def discs_of(xy, velocity, radius, present):
    """`Crowd.discs` of a crowd's arrays."""
    discs = np.empty((len(xy), 5))
    for i in range(len(xy)):
        discs[i, 0], discs[i, 1] = (xy[i, 0], xy[i, 1]) if present[i] else (FAR_AWAY, FAR_AWAY)
        discs[i, 2], discs[i, 3], discs[i, 4] = radius[i], velocity[i, 0], velocity[i, 1]
    return discs
