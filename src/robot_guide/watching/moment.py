"""One moment of a hall, for whoever watches: what a simulation gives, what a recording keeps and what a view draws."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from hall_map import OccupancyGrid, Pose2D
from robot_guide.event import Event
from robot_guide.sensing import LaserScan, Odometry

NO_WAY = np.empty((0, 2))
HERE = Pose2D(0.0, 0.0, 0.0)


@dataclass(frozen=True)
class PersonSeen:
    """Somebody in the hall, as they truly are."""

    name: str
    kind: str  # visitor or person
    pose: Pose2D  # map frame
    radius: float  # m


@dataclass(frozen=True)
class RobotMoment:
    """One robot: what it senses, where it is and where it goes."""

    name: str
    pose: Pose2D  # map frame; where it is, or where that is not known, where it believes to be
    believed: Pose2D | None = None  # map frame
    odometry: Odometry | None = None  # its own drifting frame
    scan: LaserScan | None = None  # the last turn of the lidar
    mount: Pose2D = HERE  # the lidar in the robot's frame
    route: np.ndarray = field(default_factory=lambda: NO_WAY)  # (N, 2) m, map frame
    costmap: OccupancyGrid | None = None  # 0 free to 100 taken, around the robot
    state: str = ""


@dataclass(frozen=True)
class Moment:
    t: float  # s
    robots: tuple[RobotMoment, ...]
    people: tuple[PersonSeen, ...] = ()
    events: tuple[Event, ...] = ()  # since the moment before

    def robot(self, name: str) -> RobotMoment:
        """Raises KeyError: no such robot."""
        for robot in self.robots:
            if robot.name == name:
                return robot
        raise KeyError(name)


def joined(frame: Pose2D, inner: Pose2D) -> Pose2D:
    """A pose that is told in `frame`, in the frame that `frame` is told in."""
    cos, sin = math.cos(frame.yaw), math.sin(frame.yaw)
    x, y = frame.x + cos * inner.x - sin * inner.y, frame.y + sin * inner.x + cos * inner.y
    return Pose2D(x, y, turned(frame.yaw + inner.yaw))


def between(frame: Pose2D, pose: Pose2D) -> Pose2D:
    """The pose that `joined(frame, …)` leads to `pose`."""
    cos, sin = math.cos(frame.yaw), math.sin(frame.yaw)
    dx, dy = pose.x - frame.x, pose.y - frame.y
    return Pose2D(cos * dx + sin * dy, cos * dy - sin * dx, turned(pose.yaw - frame.yaw))


def turned(yaw: float) -> float:
    """An angle between -pi and pi, rad."""
    return math.remainder(yaw, 2.0 * math.pi)


def scan_points(robot: RobotMoment) -> np.ndarray:
    """(N, 2) m, map frame: where the beams of the last scan that came back ended, seen from the robot's pose."""
    scan = robot.scan
    if scan is None:
        return NO_WAY
    eye = joined(robot.pose, robot.mount)
    ranges = np.asarray(scan.ranges, float)
    angles = eye.yaw + scan.angle_min + scan.angle_increment * np.arange(len(ranges))
    back = np.isfinite(ranges) & (ranges < scan.range_max)
    return np.column_stack((eye.x + ranges * np.cos(angles), eye.y + ranges * np.sin(angles)))[back]
