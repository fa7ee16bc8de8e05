"""A cloud of weighted particles: what a robot believes about its pose.

Thrun, Burgard, Fox (2005), "Probabilistic Robotics": table 5.6 (sampling odometry), table 8.2 (MCL), table 8.4 (KLD).
"""

from __future__ import annotations

import math

import numpy as np

from hall_map.geometry import Pose2D, wrap_angle
from robot_guide.navigation.config import LocalisationConfig
from robot_guide.navigation.particles import (
    drive,
    low_variance_sample,
    moments,
    normalised,
    sample_size,
    spread_around,
)

FEWEST = 30  # particles of a hypothesis
NEGLIGIBLE = 1e-6  # share of the weight, below which a hypothesis is given up


class Cloud:
    """Particles, their log weights, and which hypothesis each descends from.

    poses (N, 3) float64: x, y, yaw in the map frame; logs (N,); weights (N,), which sum to 1; modes (N,) int64,
    ascending. `mean` (3,) is that of the likeliest hypothesis; `covariance` (3, 3) is that of all particles around it,
    the other hypotheses included.
    """

    def __init__(self, config: LocalisationConfig, poses: np.ndarray, logs: np.ndarray, modes: np.ndarray):
        self._config = config
        self.poses, self.logs, self.modes = poses, logs, modes
        self._sum_up()

    @classmethod
    def around(
        cls, config: LocalisationConfig, seeds: np.ndarray, sigmas: tuple[float, float, float], rng: np.random.Generator
    ) -> Cloud:
        """Particles around each of some poses; seeds (K, 4): x, y, yaw, log weight."""
        each = max(config.most_particles // len(seeds), 1)
        noise = rng.standard_normal((each * len(seeds), 3)) * np.array(sigmas)
        modes = np.repeat(np.arange(len(seeds)), each)
        cloud = cls(config, seeds[modes, :3] + noise, seeds[modes, 3], modes)
        cloud.draw(rng)
        return cloud

    @property
    def hypotheses(self) -> np.ndarray:
        """Those that have particles."""
        return np.unique(self.modes)

    def move(self, moved: Pose2D, rng: np.random.Generator) -> None:
        """Sample the odometry motion model, table 5.6: turn, go, turn."""
        config = self._config
        way = math.hypot(moved.x, moved.y)
        first = math.atan2(moved.y, moved.x) if way > 0.01 else 0.0
        if abs(first) > math.pi / 2:  # it drove backwards
            first, way = wrap_angle(first - math.pi), -way
        second = wrap_angle(moved.yaw - first)
        length = abs(way)
        sigma_first, sigma_second = (
            config.turn_per_turn * abs(turn) + config.turn_per_metre * length for turn in (first, second)
        )
        sigma_way = config.metre_per_metre * length + config.metre_per_turn * (abs(first) + abs(second))
        noise = rng.standard_normal((3, len(self.poses)))
        drive(self.poses, first, way, second, sigma_first, sigma_way, sigma_second, noise)

    def weigh(self, logs: np.ndarray, rng: np.random.Generator) -> None:
        """Take in log likelihoods (N,); draw anew where few particles carry the weight."""
        self.logs += logs
        self._sum_up()
        if 1.0 / np.square(self.weights).sum() < 0.5 * len(self.weights):
            self.draw(rng)

    def draw(self, rng: np.random.Generator) -> None:
        """As many particles as the spread asks for, each in proportion to its weight, all of a hypothesis equal then.

        Each hypothesis draws for itself, so that none dies out by chance, as of two equally likely ones one would soon.
        """
        config = self._config
        count = sample_size(
            self.poses, self.weights, rng.random(config.most_particles), config.least_particles, config.kld_error,
            config.kld_quantile, config.bin_length, config.bin_angle,
        )  # fmt: skip
        shares = np.bincount(self.modes, self.weights)
        drawn, logs = [], []
        for mode in np.flatnonzero(shares > NEGLIGIBLE).tolist():
            own = np.flatnonzero(self.modes == mode)
            size = max(round(count * shares[mode]), min(FEWEST, count))
            weights = self.weights[own] / shares[mode]
            drawn.append(own[low_variance_sample(weights, size, rng.random())])
            logs.append(np.full(size, math.log(shares[mode] / size)))
        kept = np.concatenate(drawn)
        self.poses, self.modes, self.logs = self.poses[kept], self.modes[kept], np.concatenate(logs)
        self.weights = normalised(self.logs)

    def _sum_up(self) -> None:
        self.weights = weights = normalised(self.logs)
        if self.modes[0] == self.modes[-1]:  # they stand in order, so that all are of one
            self.mean, self.covariance = moments(self.poses, weights)
            return
        shares = np.bincount(self.modes, weights)
        best = self.modes == shares.argmax()
        self.mean, _ = moments(self.poses[best], weights[best] / weights[best].sum())
        self.covariance = spread_around(self.mean, self.poses, weights)
