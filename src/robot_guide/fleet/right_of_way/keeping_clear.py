"""The right of way of a robot that drives by the navigator: from drive and phase to how it makes room."""

from __future__ import annotations

import math

import numpy as np

from hall_map.grid import OccupancyGrid
from robot_guide.fleet.right_of_way.config import RightOfWayConfig
from robot_guide.fleet.right_of_way.course import Course, rank_of
from robot_guide.fleet.right_of_way.giving_way import Giving, RightOfWay, Situation
from robot_guide.fleet.right_of_way.lattice import Lattice
from robot_guide.navigation import Costmap, Drive, DriveState, Navigator, Traffic

NOWHERE = np.empty((0, 2))
SHORT = 0.3  # m before its goal that a route may end
THIN = 2  # every so many way-points of a route, which lie 0.1 m apart, count


class KeepsClear:
    """Decides after each turn of a navigator, and tells it to make room or to go on."""

    def __init__(self, robot: str, robots: tuple[str, ...], config: RightOfWayConfig | None = None):
        self.config = config or RightOfWayConfig()
        self._right = RightOfWay(robot, robots, self.config)
        self._giving: Giving | None = None

    @property
    def course(self) -> Course | None:
        """What to tell the others; another object each time there is news."""
        return self._right.course

    @property
    def gives_way_to(self) -> str:
        """The robot that goes first now; empty: this one goes its own way."""
        return "" if self._giving is None else self._giving.to

    def set_floor(self, grid: OccupancyGrid, traffic: Traffic | None) -> None:
        """The hall's map, where nobody drives into a keep-out to make room either."""
        config = self.config
        floor = Costmap.from_grid(grid, config.radius)
        if traffic is not None and traffic.keep_out.shape == floor.shape:
            floor = floor.with_traffic(traffic.keep_out, traffic.moves, config.radius)
        self._right.set_floor(
            Lattice.of(floor.distance, grid.resolution, grid.origin, radius=config.radius, spacing=config.spacing)
        )

    def hear(self, course: Course, now: float) -> None:
        """What another robot tells."""
        self._right.hear(course, now)

    def forget(self) -> None:
        """The world has begun again."""
        self._right.forget()
        self._giving = None

    def update(self, navigator: Navigator, drive: Drive, phase: str, now: float, *, movable: bool) -> None:
        """Decide, and let the navigator do it; phase: of guiding; movable: may be asked to make room."""
        rank = rank_of(phase, movable=movable and drive.localised)
        giving = self._right.decide(Situation(drive.pose, rank, self._way_of(drive), self.config.pace), now)
        if giving is not self._giving:
            self._giving = giving
            navigator.give_way(None if giving is None else giving.points, None if giving is None else giving.yaw)

    def _way_of(self, drive: Drive) -> np.ndarray:
        """(N, 2) m: what is left of the way to a drive's goal.

        Where somebody stands on the goal, the route ends before it: then the way over the floor alone counts, since
        whoever stands there must learn that the robot wants to go there.
        """
        detours = self._right.detours
        if detours is None or drive.state not in (DriveState.DRIVING, DriveState.WAITING) or len(drive.route) == 0:
            return NOWHERE
        if math.dist(drive.route[-1], drive.goal.xy) > SHORT:
            return detours.over_floor(drive.pose, drive.goal)
        at = int(np.argmin(np.hypot(drive.route[:, 0] - drive.pose.x, drive.route[:, 1] - drive.pose.y)))
        left = drive.route[at + 1 :]
        return np.concatenate((left[:-1:THIN], drive.route[-1:]))
