"""Where the robot is: Monte-Carlo localisation.

Thrun, Burgard, Fox (2005), "Probabilistic Robotics": chapter 8 (MCL, table 8.2; augmented MCL, table 8.3), section 5.4
(odometry motion model), section 6.4 (likelihood field), table 4.4 (low-variance sampler).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit

from hall_map.geometry import Pose2D, wrap_angle
from hall_map.grid import OccupancyGrid
from robot_guide.navigation.config import LocalisationConfig
from robot_guide.navigation.likelihood_field import LikelihoodField, log_table, overshot, weigh
from robot_guide.sensing import LaserScan, Odometry

SPACING = 0.005  # m between the entries of the likelihood table
INSIDE_WALLS = 0.05  # m to something solid, nearer than which no robot's middle can be
JUMP = 1.0  # m between two turns that no robot drives: the odometry has begun anew


@dataclass(frozen=True)
class Estimate:
    """What the robot believes about its own pose."""

    pose: Pose2D  # map frame
    covariance: np.ndarray  # (3, 3) float64: x, y, yaw; m^2, m rad, rad^2
    localised: bool
    fit: float  # share of the last scans' beams that do not go through what the map says is solid, 0 to 1


class Localiser:
    """A cloud of particles that odometry moves and scans weigh. Deterministic for a seed and the same inputs."""

    def __init__(self, config: LocalisationConfig, grid: OccupancyGrid, start: Pose2D, seed: int = 0):
        self.config = config
        self._rng = np.random.default_rng(seed)
        self._table = log_table(config.sigma_hit, config.z_rand, SPACING)
        self.set_map(grid)
        self.reset(start)

    def set_map(self, grid: OccupancyGrid) -> None:
        """Go on with another map of the same hall."""
        self.field = LikelihoodField.from_grid(grid)

    def reset(self, start: Pose2D) -> None:
        """Begin anew around a known pose."""
        config = self.config
        sigmas = np.array([config.start_sigma, config.start_sigma, config.start_sigma_yaw])
        noise = self._rng.standard_normal((config.particles, 3)) * sigmas
        self._particles = np.array([start.x, start.y, start.yaw]) + noise
        self._mean, self._covariance = start, np.diag(sigmas**2)
        self._odometry: Pose2D | None = None  # at which the particles stand
        self._latest: Pose2D | None = None
        self._fit, self._turn = 1.0, 0

    def update(self, odometry: Odometry, scan: LaserScan | None) -> Estimate:
        """Move with the wheels; weigh with the scan, when the robot has moved far enough since the last."""
        if self._odometry is None:
            self._odometry = self._latest = odometry.pose
            self._turn = -1
        if self._latest.distance_to(odometry.pose) > JUMP:
            self._odometry = odometry.pose.compose(self._latest.inverse().compose(self._odometry))
        self._latest = odometry.pose
        moved = self._odometry.inverse().compose(odometry.pose)
        if scan is not None and (self._turn < 0 or self._far_enough(moved) or self._fit < self.config.lost_fit):
            self._move(moved)
            self._odometry, moved = odometry.pose, Pose2D(0.0, 0.0)
            self._weigh(scan)
        return Estimate(self._mean.compose(moved), self._covariance, self._is_localised(), self._fit)

    def _far_enough(self, moved: Pose2D) -> bool:
        return (
            math.hypot(moved.x, moved.y) >= self.config.update_distance or abs(moved.yaw) >= self.config.update_angle
        )

    def _is_localised(self) -> bool:
        spread = math.sqrt(max(self._covariance[0, 0], self._covariance[1, 1]))
        return spread <= self.config.lost_sigma and self._fit >= self.config.lost_fit

    def _move(self, moved: Pose2D) -> None:
        """Sample the odometry motion model, table 5.6: turn, go, turn."""
        config = self.config
        way = math.hypot(moved.x, moved.y)
        first = math.atan2(moved.y, moved.x) if way > 0.01 else 0.0
        if abs(first) > math.pi / 2:  # it drove backwards
            first, way = wrap_angle(first - math.pi), -way
        second = wrap_angle(moved.yaw - first)
        noise = self._rng.standard_normal((3, len(self._particles)))
        length = abs(way)
        turns = (config.turn_per_turn * abs(turn) + config.turn_per_metre * length for turn in (first, second))
        sigma_first, sigma_second = turns
        sigma_way = config.metre_per_metre * length + config.metre_per_turn * (abs(first) + abs(second))
        yaw = self._particles[:, 2] + first + sigma_first * noise[0]
        way = way + sigma_way * noise[1]
        self._particles[:, 0] += way * np.cos(yaw)
        self._particles[:, 1] += way * np.sin(yaw)
        self._particles[:, 2] = yaw + second + sigma_second * noise[2]

    def _weigh(self, scan: LaserScan) -> None:
        """Weigh, take the mean, resample where few particles carry the weight."""
        self._turn += 1
        beams = end_points(scan, self.config.beams, self._turn)
        if len(beams) < self.config.beams // 4:
            return  # too little seen to say anything
        log_weights = np.zeros(len(self._particles))
        field = self.field
        weigh(
            self._particles, beams, field.gap, *field.origin, field.resolution, self._table, SPACING, log_weights
        )  # fmt: skip
        log_weights *= self.config.independence
        log_weights[~field.unexplained(self._particles[:, :2], INSIDE_WALLS)] -= 100.0
        weights = np.exp(log_weights - log_weights.max())
        weights /= weights.sum()
        self._mean, self._covariance = moments(self._particles, weights)
        self._judge(beams)
        if 1.0 / np.square(weights).sum() < 0.5 * len(weights):
            self._particles = self._particles[low_variance_sample(weights, self._rng.random())]
        self._spread_when_lost()

    def _judge(self, beams: np.ndarray) -> None:
        """How much of the scan can be, seen from the mean, smoothed over a few scans."""
        mean, field = np.array([*self._mean.xy, self._mean.yaw]), self.field
        wrong = overshot(mean, beams, field.outside, *field.origin, field.resolution, 3.0 * self.config.sigma_hit)
        self._fit += 0.3 * (1.0 - wrong / len(beams) - self._fit)

    def _spread_when_lost(self) -> None:
        """Table 8.3's random particles, drawn around the mean, while the map explains too little of what is seen."""
        if self._fit >= self.config.lost_fit:
            return
        n = len(self._particles) // 5
        noise = self._rng.standard_normal((n, 3)) * np.array([0.5, 0.5, 0.3])
        self._particles[:n] = np.array([self._mean.x, self._mean.y, self._mean.yaw]) + noise


def end_points(scan: LaserScan, count: int, turn: int) -> np.ndarray:
    """(M, 2) float64, m: about `count` end points of the scan in the laser's frame, spread evenly.

    Which of the beams are taken changes with `turn`, so that one bad beam is not taken each time.
    """
    stride = max(len(scan.ranges) // count, 1)
    indices = np.arange(turn % stride, len(scan.ranges), stride)
    ranges = np.asarray(scan.ranges, float)[indices]
    good = np.isfinite(ranges) & (ranges > 0.05) & (ranges < scan.range_max)
    angles = scan.angle_min + scan.angle_increment * indices[good]
    return np.column_stack((ranges[good] * np.cos(angles), ranges[good] * np.sin(angles)))


def moments(particles: np.ndarray, weights: np.ndarray) -> tuple[Pose2D, np.ndarray]:
    """Weighted mean and (3, 3) covariance; the yaw's mean is circular."""
    x, y = weights @ particles[:, 0], weights @ particles[:, 1]
    yaw = math.atan2(weights @ np.sin(particles[:, 2]), weights @ np.cos(particles[:, 2]))
    off = particles - np.array([x, y, yaw])
    off[:, 2] = np.arctan2(np.sin(off[:, 2]), np.cos(off[:, 2]))
    return Pose2D(float(x), float(y), yaw), (off * weights[:, None]).T @ off


@njit(cache=True)
def low_variance_sample(weights, start):
    """Indices (N,) of the particles drawn, each about in proportion to its weight; table 4.4. `start` in [0, 1)."""
    n = len(weights)
    drawn = np.empty(n, np.int64)
    reached, i = weights[0], 0
    for m in range(n):
        aim = (m + start) / n
        while aim > reached and i < n - 1:
            i += 1
            reached += weights[i]
        drawn[m] = i
    return drawn
