"""People in the laser scan: what the map does not explain, in clusters of a person's size, followed over time.

Each track is a Kalman filter of constant velocity (Bar-Shalom, Li, Kirubarajan 2001, "Estimation with applications to
tracking and navigation", section 6.2); measurements go to the nearest track within a gate, nearest pair first. Noise
and start are alike in both directions, so that the two never mix and share one covariance of three numbers.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from hall_map.geometry import Pose2D
from robot_guide.navigation.clusters import WHOLE, clusters_of
from robot_guide.navigation.config import PeopleConfig
from robot_guide.sensing import PersonTrack

WALKING_LIMIT = 2.5  # m/s, nobody in a hall walks faster
START_SIGMA = 1.0  # m/s, of the velocity of somebody new
UNCONFIRMED = 0.35  # s, for which what was not seen often enough is kept unseen
ANOTHER_PART = 0.1  # m beyond a person's radius, where what is seen is still them
NOBODY = np.empty((0, 2))
CARRIED_ON = 0.3  # s, for which somebody is believed to go on at their velocity


class PeopleTracker:
    """Who is around. Ids count up and are never used again.

    Over the tracks: states (N, 4): x, y, vx, vy, m and m/s, map frame; spreads (N, 3): variance of a coordinate, its
    covariance with its velocity, and the velocity's variance; all for the time of the last scan.
    """

    def __init__(self, config: PeopleConfig):
        self.config = config
        self._next_id = 1
        self.clear()

    def clear(self) -> None:
        """Forget everybody."""
        self._states, self._spreads = np.empty((0, 4)), np.empty((0, 3))
        self._ids, self._hits, self._seen = np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0)
        self._stamp = -math.inf

    def update(self, points: np.ndarray, sensor: Pose2D, now: float, peers: np.ndarray = NOBODY) -> None:
        """Take in a scan.

        Args:
            points: (N, 2), m in the map frame, in the order of the beams: the end points that no map explains.
            sensor: where the laser stands.
            peers: (P, 2), m, where the other robots are; what is seen there is nobody.
        """
        config = self.config
        if len(self._ids):
            predict(self._states, self._spreads, max(now - self._stamp, 0.0), config.acceleration)
        self._stamp = now
        clusters = clusters_of(
            points, sensor.x, sensor.y, config.gap, config.narrowest, config.widest, config.radius
        )  # fmt: skip
        if len(peers):
            clusters = clusters[~near_any(clusters, peers, config.peer_radius)]
        seen, free = associate(
            self._states, self._spreads, clusters, config.gate, config.sigma, config.radius + ANOTHER_PART
        )  # fmt: skip
        self._hits[seen] += 1
        self._seen[seen] = now
        if free.any():
            self._bear(clusters[free & (clusters[:, WHOLE] > 0.0)], now)
        if len(self._ids):
            self._part_with(now, peers)

    def people(self, now: float) -> tuple[PersonTrack, ...]:
        """Those who have been seen often enough, where they are `now`, s."""
        if len(self._ids) == 0:
            return ()
        dt = min(max(now - self._stamp, 0.0), CARRIED_ON)
        confirmed = self._hits >= self.config.confirm_hits
        rows = zip(
            self._ids[confirmed].tolist(), self._states[confirmed].tolist(), self._seen[confirmed].tolist(), strict=True
        )
        return tuple(PersonTrack(i, x + vx * dt, y + vy * dt, vx, vy, seen) for i, (x, y, vx, vy), seen in rows)

    def _bear(self, clusters: np.ndarray, now: float) -> None:
        """Begin a track with each cluster (K, 4)."""
        if (n := len(clusters)) == 0:
            return
        self._states = np.concatenate((self._states, np.column_stack((clusters[:, :2], np.zeros((n, 2))))))
        spread = (self.config.sigma**2, 0.0, START_SIGMA**2)
        self._spreads = np.concatenate((self._spreads, np.tile(spread, (n, 1))))
        self._ids = np.concatenate((self._ids, np.arange(self._next_id, self._next_id + n)))
        self._hits = np.concatenate((self._hits, np.ones(n, np.int64)))
        self._seen = np.concatenate((self._seen, np.full(n, now)))
        self._next_id += n

    def _part_with(self, now: float, peers: np.ndarray) -> None:
        """Forget who was not seen for long, and who turned out to be another robot."""
        config = self.config
        stays = who_stays(
            self._states, self._hits, self._seen, now, config.confirm_hits, config.forget, peers, config.peer_radius
        )  # fmt: skip
        if stays.all():
            return
        self._states, self._spreads, self._ids = self._states[stays], self._spreads[stays], self._ids[stays]
        self._hits, self._seen = self._hits[stays], self._seen[stays]


@njit(cache=True)
def near_any(rows, peers, distance):
    """(N,) bool: which rows (N, 2 or more: x, y) lie within `distance` m of one of the peers (P, 2)."""
    near = np.zeros(len(rows), np.bool_)
    for i in range(len(rows)):
        for p in range(len(peers)):
            near[i] |= math.hypot(rows[i, 0] - peers[p, 0], rows[i, 1] - peers[p, 1]) <= distance
    return near


@njit(cache=True)
def who_stays(states, hits, seen, now, confirm_hits, forget, peers, peer_radius):
    """(N,) bool: who has been seen lately, and did not turn out to be another robot."""
    stays = ~near_any(states, peers, 0.5 * peer_radius)
    for i in range(len(states)):
        stays[i] &= now - seen[i] <= (forget if hits[i] >= confirm_hits else UNCONFIRMED)
    return stays


@njit(cache=True)
def predict(states, spreads, dt, acceleration):
    """Let everybody walk on at the same velocity, in place; white acceleration noise, section 6.2.2."""
    q = acceleration**2
    for i in range(len(states)):
        states[i, 0] += dt * states[i, 2]
        states[i, 1] += dt * states[i, 3]
        spreads[i, 0] += dt * (2.0 * spreads[i, 1] + dt * spreads[i, 2]) + 0.25 * q * dt**4
        spreads[i, 1] += dt * spreads[i, 2] + 0.5 * q * dt**3
        spreads[i, 2] += q * dt**2


@njit(cache=True)
def correct(state, spread, x, y, sigma):
    """Take in a measured position, in place; `sigma` m."""
    total = spread[0] + sigma**2
    position, velocity = spread[0] / total, spread[1] / total
    off_x, off_y = x - state[0], y - state[1]
    state[0] += position * off_x
    state[1] += position * off_y
    state[2] += velocity * off_x
    state[3] += velocity * off_y
    spread[2] -= velocity * spread[1]
    spread[1] -= position * spread[1]
    spread[0] -= position * spread[0]
    speed = math.hypot(state[2], state[3])
    if speed > WALKING_LIMIT:
        state[2] *= WALKING_LIMIT / speed
        state[3] *= WALKING_LIMIT / speed


@njit(cache=True)
def associate(states, spreads, clusters, gate, sigma, part):
    """Give clusters to tracks, nearest pair first, and correct the tracks, in place.

    Returns: (N,) bool, who has been seen; (K,) bool, which clusters belong to nobody: what lies within `part` m of
    where a track was believed is another part of them.
    """
    n, k = len(states), len(clusters)
    seen, free, gaps = np.zeros(n, np.bool_), np.ones(k, np.bool_), np.empty(n * k)
    for i in range(n):
        for j in range(k):
            gap = math.hypot(states[i, 0] - clusters[j, 0], states[i, 1] - clusters[j, 1])
            gaps[i * k + j] = gap
            if gap <= part:
                free[j] = False
    taken = np.zeros(k, np.bool_)
    near = np.flatnonzero(gaps <= gate)
    for index in near[np.argsort(gaps[near], kind="mergesort")]:
        i, j = index // k, index % k
        if not (seen[i] or taken[j]):
            seen[i] = taken[j] = True
            free[j] = False
            correct(states[i], spreads[i], clusters[j, 0], clusters[j, 1], sigma)
    return seen, free
