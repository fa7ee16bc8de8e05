"""What is around the robot and not on the map: people, the other robots, and things."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from hall_map.geometry import Pose2D
from robot_guide.navigation.config import NavigationConfig
from robot_guide.navigation.likelihood_field import LikelihoodField
from robot_guide.navigation.obstacle_layer import ObstacleLayer
from robot_guide.navigation.people import PeopleTracker
from robot_guide.navigation.scan_points import as_ranges, strange_points
from robot_guide.sensing import LaserScan, PersonTrack

AROUND_SOMEBODY = 0.5  # m; points within it belong to them
OWN = 0.8  # of the robot's radius: what is seen nearer to its middle is not there
RIM = 12  # points of somebody's outline


class Surroundings:
    """Everything that moves or may move, from scans and from what the other robots say of themselves."""

    def __init__(self, config: NavigationConfig):
        self.config = config
        self._tracker = PeopleTracker(config.people)
        self._layer = ObstacleLayer(config.obstacles)
        self._peers: dict[int, tuple[Pose2D, float, float, float]] = {}  # pose, vx, vy, time of the pose
        self._heard: tuple[Pose2D, ...] | None = None  # since the last update
        self.people: tuple[PersonTrack, ...] = ()

    def set_peers(self, poses: tuple[Pose2D, ...]) -> None:
        """Where the other robots are now, always in the same order."""
        self._heard = poses

    def forget(self) -> None:
        """Begin anew, as after another map."""
        self._tracker.clear()
        self._layer.clear()

    def update(self, scan: LaserScan | None, pose: Pose2D, field: LikelihoodField, now: float) -> None:
        """Take in a scan that was made at `pose` in the map frame."""
        self._take_in_peers(now)
        if scan is not None:
            config = self.config.people
            strange = strange_points(
                as_ranges(scan), scan.angle_min, scan.angle_increment, min(config.range, scan.range_max),
                pose.x, pose.y, pose.yaw, field.outside, *field.origin, field.resolution,
                config.margin, config.margin_per_metre,
            )  # fmt: skip
            peers = np.array([peer.xy for peer, *_ in self._peers.values()]).reshape(-1, 2)
            self._tracker.update(strange, pose, now, peers)
            self._layer.update(strange, pose, scan)
        self.people = self._tracker.people(now)

    def _take_in_peers(self, now: float) -> None:
        """Velocities of the other robots from how their poses change."""
        if self._heard is None:
            return
        known, self._peers = self._peers, {}
        for i, pose in enumerate(self._heard):
            vx = vy = 0.0
            if i in known:
                before, vx, vy, then = known[i]
                dt = now - then
                if 1e-3 < dt < 2.0:
                    share = min(dt / 0.3, 1.0)  # smoothed over 0.3 s
                    vx += share * ((pose.x - before.x) / dt - vx)
                    vy += share * ((pose.y - before.y) / dt - vy)
            self._peers[i] = (pose, vx, vy, now)
        self._heard = None

    def others(self, now: float) -> np.ndarray:
        """(N, 5) float64, m and m/s in the map frame: x, y, vx, vy and radius of everybody who may be in the way."""
        rows = [
            (each.x, each.y, each.vx, each.vy, self.config.people.radius)
            for each in self.people
            if now - each.last_seen < 1.0
        ]
        rows += [
            (pose.x, pose.y, vx, vy, self.config.costmap.radius)
            for pose, vx, vy, then in self._peers.values()
            if now - then < 3.0
        ]
        return np.array(rows, float).reshape(-1, 5)

    def standing(self, now: float, pose: Pose2D) -> np.ndarray:
        """(N, 2) m, map frame: points of all that stands still, and so may be driven around.

        Points that the robot at `pose` would touch are left out: if they were there, it would not be.
        """
        config = self.config
        return standing_points(
            self._layer.points, self.others(now), config.courtesy.standing_speed, pose.x, pose.y,
            OWN * config.costmap.radius,
        )  # fmt: skip

    def personal_room(self, now: float, pose: Pose2D, share: float = 1.0) -> np.ndarray:
        """(N, 2) m, map frame: around people who stand, the room that they like to have, but for where the robot is.

        share: of that room.
        """
        config = self.config
        others = self.others(now)
        stand = others[np.hypot(others[:, 2], others[:, 3]) <= config.courtesy.standing_speed, :2]
        reach = config.people.radius + share * config.courtesy.distance
        room = np.concatenate([np.empty((0, 2)), *(ring(*at, reach) for at in stand)])
        return room[np.hypot(room[:, 0] - pose.x, room[:, 1] - pose.y) > config.costmap.radius]



def ring(x: float, y: float, radius: float) -> np.ndarray:
    """(24, 2) m: points around a place."""
    angles = np.arange(24) * (math.pi / 12)
    return np.column_stack((x + radius * np.cos(angles), y + radius * np.sin(angles)))


@njit(cache=True)
def standing_points(points, others, limit, x, y, clear):
    """What of `points` (N, 2) belongs to nobody who moves, and the outlines of those who stand.

    others: (M, 5), see `Surroundings.others`; who is slower than `limit` m/s stands. Nothing within `clear` m of (x, y)
    is told.
    """
    kept, count = np.empty((len(points) + (RIM + 1) * len(others), 2)), 0
    moving = np.hypot(others[:, 2], others[:, 3]) > limit
    for i in range(len(points)):
        u, v = points[i, 0], points[i, 1]
        theirs = False
        for j in range(len(others)):
            theirs |= moving[j] and math.hypot(u - others[j, 0], v - others[j, 1]) <= AROUND_SOMEBODY
        if not theirs and math.hypot(u - x, v - y) > clear:
            kept[count, 0], kept[count, 1] = u, v
            count += 1
    for j in np.flatnonzero(~moving):
        for k in range(RIM + 1):  # the outline of somebody round, and their middle
            far, angle = (others[j, 4], 2.0 * math.pi * k / RIM) if k < RIM else (0.0, 0.0)
            u, v = others[j, 0] + far * math.cos(angle), others[j, 1] + far * math.sin(angle)
            if math.hypot(u - x, v - y) > clear:
                kept[count, 0], kept[count, 1] = u, v
                count += 1
    return kept[:count]
