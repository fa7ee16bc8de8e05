"""People in the laser scan: what the map does not explain, in clusters of a person's size, followed over time.

Each track is a Kalman filter of constant velocity (Bar-Shalom, Li, Kirubarajan 2001, "Estimation with applications to
tracking and navigation", section 6.2); measurements go to the nearest track within a gate, nearest pair first.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from hall_map.geometry import Pose2D
from robot_guide.navigation.config import PeopleConfig
from robot_guide.sensing import PersonTrack

FEWEST_POINTS = 2
SLANT = 0.8  # sine to the cross direction; somebody round is seen across, the end of a bench along
WALKING_LIMIT = 2.5  # m/s, nobody in a hall walks faster


@dataclass
class Track:
    """Somebody, or something of a person's size."""

    id: int
    state: np.ndarray  # (4,): x, y, vx, vy; m, m/s, map frame
    covariance: np.ndarray  # (4, 4)
    last_seen: float  # s
    hits: int = 1
    stamp: float = field(default=0.0)  # s, that the state is for

    def predict(self, now: float, acceleration: float) -> None:
        """Walk on at the same velocity; white acceleration noise, section 6.2.2."""
        dt = max(now - self.stamp, 0.0)
        F = np.eye(4)
        F[0, 2] = F[1, 3] = dt
        q = acceleration**2
        Q = np.zeros((4, 4))
        Q[[0, 1], [0, 1]] = q * dt**4 / 4
        Q[[0, 1, 2, 3], [2, 3, 0, 1]] = q * dt**3 / 2
        Q[[2, 3], [2, 3]] = q * dt**2
        self.state, self.covariance, self.stamp = F @ self.state, F @ self.covariance @ F.T + Q, now

    def correct(self, measured: np.ndarray, sigma: float) -> None:
        """Take in a measured position (2,)."""
        P = self.covariance
        gain = P[:, :2] @ np.linalg.inv(P[:2, :2] + sigma**2 * np.eye(2))
        self.state = self.state + gain @ (measured - self.state[:2])
        self.covariance = P - gain @ P[:2]
        speed = math.hypot(self.state[2], self.state[3])
        if speed > WALKING_LIMIT:
            self.state[2:] *= WALKING_LIMIT / speed
        self.last_seen = self.stamp
        self.hits += 1


@dataclass(frozen=True)
class Cluster:
    """Points that belong together."""

    x: float  # m, map frame, where the middle of a round person would be
    y: float
    width: float  # m, between its outermost points
    whole: bool = True  # may be somebody, and not a piece of something wider


class PeopleTracker:
    """Who is around. Ids count up and are never used again."""

    def __init__(self, config: PeopleConfig):
        self.config = config
        self._tracks: list[Track] = []
        self._next_id = 1

    def clear(self) -> None:
        """Forget everybody."""
        self._tracks = []

    def update(self, points: np.ndarray, sensor: Pose2D, now: float, peers: tuple[Pose2D, ...] = ()) -> None:
        """Take in a scan.

        Args:
            points: (N, 2), m in the map frame, in the order of the beams: the end points that no map explains.
            sensor: where the laser stands.
            peers: the other robots; what is seen there is nobody.
        """
        config = self.config
        for track in self._tracks:
            track.predict(now, config.acceleration)
        clusters = [
            cluster
            for cluster in clusters_of(points, sensor, config)
            if all(peer.distance_to((cluster.x, cluster.y)) > config.peer_radius for peer in peers)
        ]
        left = self._associate(clusters)
        self._tracks += [self._born(each, now) for each in left if each.whole]
        self._tracks = [track for track in self._tracks if self._stays(track, now, peers)]

    def people(self, now: float) -> tuple[PersonTrack, ...]:
        """Those who have been seen often enough, where they are `now`, s."""
        return tuple(
            person_of(track, now) for track in self._tracks if track.hits >= self.config.confirm_hits
        )  # fmt: skip

    def _associate(self, clusters: list[Cluster]) -> list[Cluster]:
        """Give clusters to tracks, nearest pair first. Returns: the clusters that belong to nobody yet."""
        if not clusters or not self._tracks:
            return clusters
        measured = np.array([(each.x, each.y) for each in clusters])
        believed = np.array([track.state[:2] for track in self._tracks])
        gaps = np.hypot(*(believed[:, None] - measured[None]).transpose(2, 0, 1))
        taken_tracks, taken = set(), set()
        for index in np.argsort(gaps, axis=None, kind="stable"):
            i, j = divmod(int(index), len(clusters))
            if gaps[i, j] > self.config.gate:
                break
            if i in taken_tracks or j in taken:
                continue
            taken_tracks.add(i)
            taken.add(j)
            self._tracks[i].correct(measured[j], self.config.sigma)
        # what lies inside of somebody who has just been measured is another part of them
        part = self.config.radius + 0.1
        return [each for j, each in enumerate(clusters) if j not in taken and gaps[:, j].min() > part]

    def _born(self, cluster: Cluster, now: float) -> Track:
        track = Track(
            self._next_id, np.array([cluster.x, cluster.y, 0.0, 0.0]),
            np.diag([self.config.sigma**2, self.config.sigma**2, 1.0, 1.0]), now, stamp=now,
        )  # fmt: skip
        self._next_id += 1
        return track

    def _stays(self, track: Track, now: float, peers: tuple[Pose2D, ...]) -> bool:
        if any(peer.distance_to((track.state[0], track.state[1])) < 0.5 * self.config.peer_radius for peer in peers):
            return False
        confirmed = track.hits >= self.config.confirm_hits
        return now - track.last_seen <= (self.config.forget if confirmed else 0.35)


def person_of(track: Track, now: float) -> PersonTrack:
    """A track as others read it, carried on to `now`; who is out of sight is believed to slow down."""
    x, y, vx, vy = (float(value) for value in track.state)
    dt = min(max(now - track.stamp, 0.0), 0.3)
    return PersonTrack(track.id, x + vx * dt, y + vy * dt, vx, vy, track.last_seen)


def clusters_of(points: np.ndarray, sensor: Pose2D, config: PeopleConfig) -> list[Cluster]:
    """Split a scan's points (N, 2), in the order of the beams, where neighbours lie apart."""
    if len(points) == 0:
        return []
    offset = points - np.array(sensor.xy)
    ranges = np.hypot(offset[:, 0], offset[:, 1])
    gaps = np.hypot(*np.diff(points, axis=0).T)
    apart = gaps > np.maximum(config.gap, 0.035 * np.minimum(ranges[1:], ranges[:-1]))
    groups = np.split(np.arange(len(points)), np.flatnonzero(apart) + 1)
    if len(groups) > 1 and np.hypot(*(points[0] - points[-1])) <= config.gap:
        groups[0] = np.concatenate((groups.pop(), groups[0]))  # the full circle closes
    clusters = []
    for group in groups:
        if len(group) >= FEWEST_POINTS:
            clusters += pieces_of(points[group], ranges[group], sensor, config)
    return clusters


def pieces_of(points: np.ndarray, ranges: np.ndarray, sensor: Pose2D, config: PeopleConfig) -> list[Cluster]:
    """A cluster as one person, or, when it is too wide for one, cut evenly into as many as may stand there."""
    width = math.dist(points[0], points[-1])
    if width <= config.widest:
        across = abs(ranges[0] - ranges[-1]) <= SLANT * width
        beams_cover = width * len(points) / (len(points) - 1)  # half a beam more on each side
        whole = across and beams_cover >= config.narrowest
        return [cluster_of(points, ranges, sensor, width, config.radius, whole=whole)]
    count = max(round(width / (2 * config.radius)), 2)
    parts = zip(np.array_split(points, count), np.array_split(ranges, count), strict=True)
    return [
        cluster_of(part, far, sensor, math.dist(part[0], part[-1]), config.radius, whole=False)
        for part, far in parts
        if len(part) >= FEWEST_POINTS
    ]


def cluster_of(points: np.ndarray, ranges: np.ndarray, sensor: Pose2D, width: float, radius: float,
               whole: bool = True) -> Cluster:  # fmt: skip
    """The middle of a round person whose near side the points are: in their mean direction, one radius behind."""
    middle = (points[0] + points[-1]) / 2
    bearing = math.atan2(middle[1] - sensor.y, middle[0] - sensor.x)
    far = float(ranges.min()) + radius
    return Cluster(sensor.x + far * math.cos(bearing), sensor.y + far * math.sin(bearing), width, whole)
