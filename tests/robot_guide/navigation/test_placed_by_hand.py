"""A pose that somebody has given is believed as much as they say that it is known."""

import math

import numpy as np
import pytest

from hall_map.geometry import Pose2D
from hall_map.grid import OccupancyGrid
from robot_guide.navigation import NavigationConfig, Navigator
from robot_guide.navigation.localisation import WORST, Localiser, sigmas_of

CONFIG = NavigationConfig()
AT = Pose2D(5.0, 4.0, 0.3)


@pytest.fixture
def grid():
    data = np.zeros((80, 100), np.int8)
    data[[0, -1], :] = data[:, [0, -1]] = 100
    return OccupancyGrid(data, 0.1, (0.0, 0.0))


def spread(localiser):
    return localiser.particles.std(axis=0)


def test_the_particles_are_spread_as_the_covariance_says(grid):
    localiser = Localiser(CONFIG.localisation, grid, AT)
    localiser.reset(AT, np.diag([0.25, 0.09, 0.04]))
    assert spread(localiser) == pytest.approx([0.5, 0.3, 0.2], rel=0.15)
    assert localiser.particles.mean(axis=0) == pytest.approx([AT.x, AT.y, AT.yaw], abs=0.1)


def test_without_a_covariance_or_with_one_of_zeros_it_is_as_sure_as_at_the_start(grid):
    usual = (CONFIG.localisation.start_sigma,) * 2 + (CONFIG.localisation.start_sigma_yaw,)
    assert sigmas_of(None, CONFIG.localisation) == usual
    assert sigmas_of(np.zeros((3, 3)), CONFIG.localisation) == usual


def test_who_knows_nothing_gets_no_particles_outside_the_hall_by_the_thousand():
    assert sigmas_of(np.diag([1e6, 1e6, 1e6]), CONFIG.localisation) == WORST


@pytest.mark.parametrize("bad", [-0.1, math.nan, math.inf])
def test_a_variance_that_is_none_is_refused(grid, bad):
    with pytest.raises(ValueError, match="variances"):
        Navigator(CONFIG, grid, AT).relocate(AT, np.diag([0.1, bad, 0.1]))
