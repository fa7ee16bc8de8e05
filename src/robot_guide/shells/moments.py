"""What a watcher sees of a run in lockstep."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hall_map import OccupancyGrid, Pose2D
from hall_sim import Observation, Truth
from robot_guide.event import Event
from robot_guide.navigation import Costmap
from robot_guide.shells.lockstep import Lockstep
from robot_guide.shells.lockstep_robot import LockstepRobot, odometry_of, scan_of
from robot_guide.watching.moment import HERE, Moment, PersonSeen, RobotMoment

ABSENT = ("outside", "left")
COSTMAP_PERIOD = 1.0  # s; a costmap is the dearest of what is seen
AROUND = 5.0  # m of a costmap on each side of its robot
COSTLIEST = 254  # of a costmap's cells


class Watcher:
    """Makes moments of what a run shows at each step; keeps what is not new in every one."""

    def __init__(self, stage: Lockstep):
        self._stage = stage
        self._last: dict[str, RobotMoment] = {}
        self._looked = -COSTMAP_PERIOD

    def moment(self, seen: Observation, events: tuple[Event, ...]) -> Moment:
        """Of the step that has just been decided, before the world goes on."""
        truth = self._stage.world.truth
        look = seen.t - self._looked >= COSTMAP_PERIOD - 1e-9
        if look:
            self._looked = seen.t
        robots = [self._robot(robot, seen, truth, look) for robot in self._stage.robots.values()]
        self._last = {robot.name: robot for robot in robots}
        return Moment(seen.t, tuple(robots), people_in(truth), events)

    def _robot(self, robot: LockstepRobot, seen: Observation, truth: Truth, look: bool) -> RobotMoment:
        reading, before, drive = seen.robots[robot.name], self._last.get(robot.name), robot.drive
        body = next(agent for agent in truth.agents if agent.name == robot.name)
        scan, mount = scan_of(reading.scan), HERE if reading.scan is None else Pose2D(*reading.scan.mount)
        route = np.empty((0, 2)) if drive is None else drive.route
        if before is not None:
            scan, mount = (before.scan, before.mount) if scan is None else (scan, mount)
            route = before.route if np.array_equal(before.route, route) else route
        return RobotMoment(
            robot.name, Pose2D(body.x, body.y, body.yaw), robot.pose, odometry_of(reading.odometry), scan, mount, route,
            around(robot.navigator.costmap, robot.pose) if look else before.costmap, robot.escort.phase,
        )  # fmt: skip


def people_in(truth: Truth) -> tuple[PersonSeen, ...]:
    """Whoever takes room in the hall."""
    return tuple(
        PersonSeen(agent.name, agent.kind, Pose2D(agent.x, agent.y, agent.yaw), agent.radius)
        for agent in truth.agents
        if agent.kind != "robot" and agent.phase not in ABSENT
    )


def around(costmap: Costmap, pose: Pose2D) -> OccupancyGrid:
    """The part of a costmap that lies around a pose, with the values of an occupancy grid."""
    cost = costmap.padded_cost[1:-1, 1:-1]
    grid = OccupancyGrid(cost, costmap.resolution, costmap.origin)
    reach = round(AROUND / costmap.resolution)
    row, column = grid.cell_of(pose.x, pose.y)
    top, left = max(row - reach, 0), max(column - reach, 0)
    part = cost[top : max(row + reach, 0), left : max(column + reach, 0)].astype(float)
    corner = (costmap.origin[0] + left * costmap.resolution, costmap.origin[1] + top * costmap.resolution)
    return OccupancyGrid(np.rint(part * (100 / COSTLIEST)).clip(0, 100).astype(np.int8), costmap.resolution, corner)


def moments_of(stage: Lockstep, until: float) -> Iterator[Moment]:
    """A run as it is watched: each step is made when the moment after it is asked for."""
    watcher = Watcher(stage)
    for seen, events in stage.steps(until):
        yield watcher.moment(seen, events)
