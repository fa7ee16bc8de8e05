"""Who is around a robot that another navigator localises.

That one tells the robot's pose only when it has moved by a step, as Nav2's AMCL does; in between the odometry carries
it on, as it does for whoever listens to the transform from `map` to `odom`.
"""

from __future__ import annotations

import math

from hall_map.geometry import Pose2D
from hall_map.grid import OccupancyGrid
from robot_guide.navigation.config import NavigationConfig
from robot_guide.navigation.laser_mount import LaserMount
from robot_guide.navigation.likelihood_field import LikelihoodField
from robot_guide.navigation.odometry_track import OdometryTrack
from robot_guide.navigation.scan_points import is_sound
from robot_guide.navigation.surroundings import Surroundings
from robot_guide.sensing import LaserScan, Odometry, PersonTrack

AT_BASE = LaserMount()


class PeopleAround:
    """Finds people by their pose in the map once grid, pose and odometry are known."""

    def __init__(self, config: NavigationConfig, laser: LaserMount = AT_BASE):
        self.config, self.laser = config, laser.pose
        self._surroundings = Surroundings(config)
        self._field: LikelihoodField | None = None
        self._track = OdometryTrack()
        self._told: tuple[float, Pose2D] | None = None  # s, map frame
        self._correction: Pose2D | None = None  # the odometry's frame in the map
        self.sure = False  # that the pose is good enough to tell people from walls
        self.guessed = False  # the pose is older than the odometry, and the robot may have moved a little since

    @property
    def missing(self) -> tuple[str, ...]:
        """What has to come before anybody can be found."""
        there = {"map": self._field, "pose": self._told, "odometry": self._track.readings}
        return tuple(name for name, value in there.items() if not value)

    def set_map(self, grid: OccupancyGrid) -> None:
        self._field = LikelihoodField.from_grid(grid)
        self._surroundings.forget()

    def set_peers(self, poses: tuple[Pose2D, ...]) -> None:
        """Where the other robots are, always in the same order: they are no people."""
        self._surroundings.set_peers(poses)

    def take_pose(self, stamp: float, pose: Pose2D, spread: float) -> None:
        """Where the robot was at `stamp`. spread: m, the standard deviation of its position."""
        self._told, self.sure = (stamp, pose), spread <= self.config.localisation.lost_sigma
        if self._track.readings:
            self._correct()

    def take_odometry(self, reading: Odometry) -> None:
        self._track = self._track.noted(reading)
        if self._told is not None and self._correction is None:
            self._correct()

    def _correct(self) -> None:
        stamp, pose = self._told
        self.guessed = stamp < self._track.readings[0].stamp
        self._correction = pose.compose(self._track.at(stamp).inverse())

    def update(self, scan: LaserScan) -> tuple[PersonTrack, ...]:
        """Take in a scan. Returns: everybody who is there at its time; nobody while the pose is not known well."""
        if self.missing or not (self.sure and is_sound(scan) and math.isfinite(scan.stamp)):
            return ()
        base = self._correction.compose(self._track.at(scan.stamp))
        self._surroundings.update(scan, base.compose(scan.mount or self.laser), self._field, scan.stamp)
        return self._surroundings.people
