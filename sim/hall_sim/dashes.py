"""Children who run across a robot's way."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from hall_map import Point
from hall_sim.crowd import Crowd
from hall_sim.habits import CHILD, RUNS

DRIVES = 0.1  # m/s, above which a robot is on its way


@dataclass(frozen=True)
class Dash:
    """A child waits at `start` until a robot that drives is near, and runs to `to`."""

    start: Point  # m
    to: Point
    near: float = 2.5  # m between the robot and the child's way
    pace: float = RUNS  # m/s

    def __post_init__(self) -> None:
        if not self.near > 0.0 or not 0.1 <= self.pace <= 5.0 or self.start == self.to:
            raise ValueError(
                "near must be > 0 m, pace from 0.1 to 5 m/s and the end another point than the start, "
                f"got {self.near}, {self.pace}, {self.start} and {self.to}"
            )

    def distance(self, point: Point) -> float:
        """Metres from a point to the way between start and end."""
        (ax, ay), (bx, by) = self.start, self.to
        dx, dy = bx - ax, by - ay
        share = ((point[0] - ax) * dx + (point[1] - ay) * dy) / (dx * dx + dy * dy)
        share = min(max(share, 0.0), 1.0)
        return math.dist(point, (ax + share * dx, ay + share * dy))


class Dashes:
    """The children number `first` and up of a crowd."""

    def __init__(self, crowd: Crowd, first: int, dashes: tuple[Dash, ...]):
        self._crowd, self._first, self._dashes = crowd, first, dashes
        self._running = [False] * len(dashes)
        for n, dash in enumerate(dashes):
            crowd.enter(first + n, dash.start)
            crowd.radius[first + n] = CHILD

    def step(self, robots: Mapping[str, tuple[float, float, float]]) -> None:
        """What each child wants, with robots at x, y, m, that drive at some speed, m/s."""
        for n, dash in enumerate(self._dashes):
            near = (dash.distance((x, y)) < dash.near for x, y, speed in robots.values() if abs(speed) > DRIVES)
            self._running[n] = self._running[n] or any(near)
            if self._running[n]:
                self._crowd.go_straight(self._first + n, dash.to, dash.pace)
            else:
                self._crowd.stand(self._first + n)
