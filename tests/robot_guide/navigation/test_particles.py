"""Particles: what they say together, which go on, and how many there are to be."""

import math

import numpy as np
import pytest

from hall_map.geometry import Pose2D, wrap_angle
from robot_guide.navigation import NavigationConfig
from robot_guide.navigation.cloud import Cloud
from robot_guide.navigation.particles import enough_for, low_variance_sample, moments, sample_size, spread_around

CONFIG = NavigationConfig().localisation


def test_the_sampler_draws_in_proportion():
    weights = np.array([0.05, 0.5, 0.0, 0.25, 0.2])
    drawn = low_variance_sample(np.repeat(weights, 40) / 40, 200, 0.37)
    share = np.bincount(drawn // 40, minlength=5) / len(drawn)
    assert share == pytest.approx(weights, abs=0.01)


def test_headings_on_both_sides_of_half_a_turn_have_their_mean_between_them():
    particles = np.array([[0.0, 0.0, math.pi - 0.1], [0.0, 0.0, -math.pi + 0.1]])
    mean, covariance = moments(particles, np.array([0.5, 0.5]))
    assert abs(wrap_angle(mean[2] - math.pi)) < 1e-9
    assert covariance[2, 2] == pytest.approx(0.01)


def test_moments_are_those_that_numpy_takes():
    rng = np.random.default_rng(1)
    particles, weights = rng.standard_normal((50, 3)) * [2.0, 1.0, 0.01], rng.random(50)
    weights /= weights.sum()
    mean, covariance = moments(particles, weights)
    assert mean == pytest.approx(weights @ particles, abs=1e-5)
    assert covariance == pytest.approx(np.cov(particles.T, aweights=weights, ddof=0), abs=1e-5)
    away = spread_around(mean + np.array([3.0, 0.0, 0.0]), particles, weights)
    assert away[0, 0] == pytest.approx(covariance[0, 0] + 9.0)


@pytest.mark.parametrize(
    ("bins", "quantile", "chi_square"), [(2, 2.326, 6.635), (11, 2.326, 23.209), (51, 1.645, 67.505)]
)
def test_as_many_are_enough_as_the_table_of_chi_square_says(bins, quantile, chi_square):
    """n = chi-square(k - 1, 1 - delta) / (2 error); Wilson and Hilferty's approximation is right to about 1 %."""
    assert enough_for(bins, 0.05, quantile) == pytest.approx(chi_square / 0.1, rel=0.02)


def test_particles_in_one_place_are_few_and_particles_everywhere_many():
    rng = np.random.default_rng(2)
    luck, weights = rng.random(5000), np.full(5000, 1.0 / 5000)

    def needed(sigma):
        particles = rng.standard_normal((5000, 3)) * [sigma, sigma, 0.0]
        return sample_size(particles, weights, luck, 50, 0.05, 2.33, 0.5, 0.2)

    sizes = [needed(sigma) for sigma in (0.01, 0.5, 2.0)]
    assert sizes == sorted(sizes)
    assert sizes[0] < 150
    assert sizes[1] < 1000
    assert sizes[2] > 2000
    assert needed(100.0) == 5000  # no more than there may be


def test_bins_are_told_apart_by_place_and_by_heading():
    luck, weights = np.random.default_rng(3).random(3000), np.full(100, 0.01)
    here, turned = np.zeros((100, 3)), np.zeros((100, 3))
    turned[:, 2] = np.linspace(-3.0, 3.0, 100)
    beyond = np.linspace(-40.0, 40.0, 100)[:, None] * [1.0, 0.0, 0.0]
    settings = (20, 0.05, 2.33, 0.5, 0.2)
    alone = sample_size(here, weights, luck, *settings)
    assert sample_size(turned, weights, luck, *settings) > 5 * alone
    assert sample_size(beyond, weights, luck, *settings) > 5 * alone
    turned[:, 2] = 0.1 + 2.0 * math.pi * np.arange(100)
    assert sample_size(turned, weights, luck, *settings) == alone  # a whole turn is none


def test_the_mean_is_that_of_the_likelier_place_and_the_spread_knows_of_the_other():
    rng = np.random.default_rng(4)
    seeds = np.array([[0.0, 0.0, 0.0, math.log(0.7)], [10.0, 0.0, 0.0, math.log(0.3)]])
    cloud = Cloud.around(CONFIG, seeds, (0.05, 0.05, 0.02), rng)
    cloud.weigh(np.zeros(len(cloud.poses)), rng)
    assert cloud.mean[:2] == pytest.approx([0.0, 0.0], abs=0.05)
    assert cloud.covariance[0, 0] == pytest.approx(30.0, rel=0.2)
    assert sorted(cloud.hypotheses) == [0, 1]


def test_evidence_is_kept_until_particles_are_drawn_anew():
    rng = np.random.default_rng(5)
    poses = np.zeros((400, 3))
    poses[:200, 0] = 1.0
    cloud = Cloud(CONFIG, poses, np.zeros(400), np.zeros(400, np.int64))
    for _ in range(2):
        cloud.weigh(np.where(poses[:, 0] == 1.0, math.log(1.5), 0.0), rng)
    assert cloud.mean[0] == pytest.approx(1.5**2 / (1.0 + 1.5**2))
    assert len(cloud.poses) == 400


def test_driving_on_moves_the_cloud_and_widens_it():
    rng = np.random.default_rng(6)
    cloud = Cloud.around(CONFIG, np.array([[1.0, 2.0, math.pi / 2, 0.0]]), (0.0, 0.0, 0.0), rng)
    for _ in range(10):
        cloud.move(Pose2D(0.1, 0.0, 0.0), rng)
    cloud.weigh(np.zeros(len(cloud.poses)), rng)
    assert cloud.mean == pytest.approx([1.0, 3.0, math.pi / 2], abs=0.02)
    assert cloud.covariance[1, 1] == pytest.approx(10 * (CONFIG.metre_per_metre * 0.1) ** 2, rel=0.4)
    for _ in range(10):
        cloud.move(Pose2D(-0.1, 0.0, 0.0), rng)
    cloud.weigh(np.zeros(len(cloud.poses)), rng)
    assert cloud.mean == pytest.approx([1.0, 2.0, math.pi / 2], abs=0.03)
