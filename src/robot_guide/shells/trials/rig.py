"""A robot with its navigator on a test floor: sent somewhere, watched step by step as it truly moves."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from hall_map import Pose2D, rasterise
from hall_sim import Command, Scenario, World
from hall_sim.contacts import Contact
from hall_sim.scenario import Block
from robot_guide.navigation import DriveState, NavigationConfig, Navigator
from robot_guide.shells.lockstep_robot import odometry_of, scan_of
from robot_guide.shells.trials.floors import ROBOT, Box, TrialFloor

STILL = 0.01  # m/s and rad/s: slower is at rest
ENDED = (DriveState.ARRIVED, DriveState.FAILED)


@dataclass(frozen=True)
class Ride:
    """One drive, step by step, as it truly was.

    times: (N,) s since it was sent; poses: (N, 3) x, y, yaw, m and rad, map frame; speeds: (N,) m/s; routes: N times
    what was planned at that moment, (M, 2) m, M may be 0; rooms: (N,) m from its rim to the nearest thing that the map
    does not show, inf without any.
    """

    times: np.ndarray
    poses: np.ndarray
    speeds: np.ndarray
    rooms: np.ndarray
    routes: tuple[np.ndarray, ...]
    state: DriveState  # in the end
    believed: Pose2D  # where it took itself to be in the end
    touched: tuple[Contact, ...]

    @property
    def end(self) -> Pose2D:
        return Pose2D(*map(float, self.poses[-1]))

    @property
    def off(self) -> np.ndarray:
        """(N,) m from the route of the moment, NaN without one."""
        pairs = zip(self.poses, self.routes, strict=True)
        return np.array([distance_to_line(x, y, route) for (x, y, _), route in pairs])

    @property
    def seconds(self) -> float:
        return float(self.times[-1])

    @property
    def arrived(self) -> bool:
        return self.state is DriveState.ARRIVED


@dataclass
class Log:
    """What is noted in each step."""

    times: list[float] = field(default_factory=list)
    poses: list[tuple[float, float, float]] = field(default_factory=list)
    speeds: list[float] = field(default_factory=list)
    rooms: list[float] = field(default_factory=list)
    routes: list[np.ndarray] = field(default_factory=list)


class Rig:
    """World and navigator in lockstep. The same floor and seed give the same rides, bit for bit."""

    def __init__(self, floor: TrialFloor, seed: int, config: NavigationConfig | None = None):
        blocks = tuple(Block(((x0, y0), (x1, y0), (x1, y1), (x0, y1))) for x0, y0, x1, y1 in floor.boxes)
        scenario = Scenario(
            "trial", floor.hall, (), (ROBOT,), people=0, standing=0, duration=math.inf, blocks=blocks,
            lidar=floor.lidar, tracks=tuple(disc.track for disc in floor.discs),
        )  # fmt: skip
        start = floor.hall.dock_of[ROBOT].pose
        self._boxes = floor.boxes
        self._world = World(scenario, seed)
        self._world.crowd.radius[:] = [disc.radius for disc in floor.discs]
        self._navigator = Navigator(config or NavigationConfig(), rasterise(floor.hall), start, seed)
        self._seen = self._world.step({})
        self._body = self._world.fleet.bodies[ROBOT]

    def drive(self, goal: Pose2D, *, most: float, speed: float = math.inf, rest: float = math.inf) -> Ride:
        """Send the robot to `goal`, at `speed` m/s at most, and watch it until it has come to rest there, has given up,
        has touched something, has stood for `rest` s, or `most` s are over."""
        world, navigator, log = self._world, self._navigator, Log()
        began, touched, stood = world.t, len(world.contact_log), world.t
        if math.isfinite(speed):
            navigator.limit_speed(speed)
        navigator.drive_to(goal)
        while True:
            seen = self._seen.robots[ROBOT]
            drive = navigator.update(odometry_of(seen.odometry), scan_of(seen.scan))
            self._seen = world.step({ROBOT: Command(drive.velocity.linear, drive.velocity.angular)})
            self._note(log, world.t - began, drive.route)
            if abs(self._body.linear) > STILL or abs(self._body.angular) > STILL:
                stood = world.t
            at_rest = world.t > stood
            if (
                (drive.state in ENDED and at_rest) or len(world.contact_log) > touched
                or world.t - stood > rest or world.t - began >= most
            ):  # fmt: skip
                break
        columns = (np.array(each) for each in (log.times, log.poses, log.speeds, log.rooms))
        return Ride(*columns, tuple(log.routes), drive.state, drive.pose, world.contact_log[touched:])

    def _note(self, log: Log, t: float, route: np.ndarray) -> None:
        body = self._body
        log.times.append(t)
        log.poses.append((body.x, body.y, body.yaw))
        log.speeds.append(body.linear)
        log.rooms.append(self._room())
        log.routes.append(route)

    def _room(self) -> float:
        x, y, radius = self._body.x, self._body.y, self._body.config.radius
        discs = self._world.crowd.discs()
        gaps = np.hypot(discs[:, 0] - x, discs[:, 1] - y) - discs[:, 2]
        boxes = [distance_to_box(x, y, box) for box in self._boxes]
        return min([*gaps.tolist(), *boxes], default=math.inf) - radius


def distance_to_box(x: float, y: float, box: Box) -> float:
    """Metres from a point to an upright rectangle; 0 inside."""
    return math.hypot(max(box[0] - x, x - box[2], 0.0), max(box[1] - y, y - box[3], 0.0))


def distance_to_line(x: float, y: float, points: np.ndarray) -> float:
    """Metres from a point to a polyline, (N, 2) m; NaN to one of less than two points."""
    if len(points) < 2:
        return math.nan
    start, along = points[:-1], np.diff(points, axis=0)
    squares = np.maximum((along**2).sum(axis=1), 1e-12)
    share = np.clip(((np.array((x, y)) - start) * along).sum(axis=1) / squares, 0.0, 1.0)
    nearest = start + share[:, None] * along
    return float(np.hypot(nearest[:, 0] - x, nearest[:, 1] - y).min())
