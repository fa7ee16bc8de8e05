import math

import numpy as np
import pytest

from hall_sim.lidar import LidarConfig, measure, scan

EMPTY = np.full((100, 100), 255, np.uint8)
FRAME = (0.05, 0.0, 0.0)


def look(discs, x=2.5, y=2.5, yaw=0.0, beams=360, skip=-1):
    return scan(EMPTY, *FRAME, x, y, yaw, beams, 25.0, np.array(discs, float).reshape(-1, 3), skip)


def ray_to_disc(x, y, direction, disc) -> float:
    """Distance along a ray to a circle, by the quadratic equation."""
    dx, dy = x - disc[0], y - disc[1]
    b = dx * math.cos(direction) + dy * math.sin(direction)
    c = dx * dx + dy * dy - disc[2] ** 2
    root = b * b - c
    if root < 0.0 or -b - math.sqrt(root) < 0.0:
        return math.inf
    return -b - math.sqrt(root)


def test_discs_shorten_the_beams_that_geometry_says():
    rng = np.random.default_rng(3)
    for _ in range(40):
        x, y, yaw = 2.5, 2.5, rng.uniform(-math.pi, math.pi)
        discs = [(x + rng.uniform(1, 6) * s, y + rng.uniform(1, 6) * c, rng.uniform(0.1, 0.6))
                 for s, c in (rng.choice([-1, 1], 2) for _ in range(4))]  # fmt: skip
        got = look(discs, x, y, yaw)
        for k in range(360):
            direction = yaw - math.pi + k * math.radians(1.0)
            expected = min([25.0, *(ray_to_disc(x, y, direction, disc) for disc in discs)])
            assert got[k] == pytest.approx(expected, abs=1e-6)


def test_beam_180_of_360_looks_ahead():
    ranges = look([(4.5, 2.5, 0.5)])
    assert ranges[180] == pytest.approx(1.5)
    assert ranges[0] == 25.0  # behind


def test_a_disc_behind_the_seam_of_the_scan_is_seen_whole():
    ranges = look([(0.5, 2.5, 0.5)])
    assert ranges[0] == pytest.approx(1.5)
    assert ranges[1] < 2.0
    assert ranges[359] < 2.0


def test_a_robot_does_not_see_itself():
    assert np.all(look([(2.5, 2.5, 0.28)], skip=0) == 25.0)


def test_the_nearer_of_two_discs_is_seen():
    assert look([(4.5, 2.5, 0.5), (3.5, 2.5, 0.2)])[180] == pytest.approx(0.8)


def test_range_noise_is_gaussian_with_the_configured_deviation():
    config = LidarConfig(noise=0.015, dropout=0.0)
    error = measure(np.full(200_000, 5.0), config, np.random.default_rng(1)) - 5.0
    assert abs(error.mean()) < 5 * 0.015 / math.sqrt(200_000)
    assert error.std() == pytest.approx(0.015, rel=0.01)
    assert np.mean(np.abs(error) < 0.015) == pytest.approx(0.6827, abs=0.006)


def test_beams_drop_out_as_often_as_configured():
    config = LidarConfig(dropout=0.01)
    ranges = measure(np.full(200_000, 5.0), config, np.random.default_rng(2))
    assert np.mean(np.isnan(ranges)) == pytest.approx(0.01, rel=0.1)


def test_nothing_within_range_reads_infinite():
    config = LidarConfig(dropout=0.0)
    assert np.all(np.isinf(measure(np.full(10, 25.0), config, np.random.default_rng(0))))


def test_a_range_never_reads_negative():
    config = LidarConfig(noise=0.5, dropout=0.0)
    assert np.all(measure(np.full(1000, 0.05), config, np.random.default_rng(0)) > 0.0)


def test_what_one_beam_sees_leaves_the_noise_of_the_others_as_it_is():
    config = LidarConfig(dropout=0.01)
    exact = np.full(360, 5.0)
    other = exact.copy()
    other[100:120] = 25.0
    first, second = (measure(ranges, config, np.random.default_rng(7)) for ranges in (exact, other))
    assert np.array_equal(first[:100], second[:100], equal_nan=True)
    assert np.array_equal(first[120:], second[120:], equal_nan=True)


@pytest.mark.parametrize("fault", [{"beams": 0}, {"range_max": 0.0}, {"noise": -1.0}, {"dropout": 1.0}])
def test_a_sensor_that_cannot_be_is_refused(fault):
    with pytest.raises(ValueError, match=r"must be|>= 0"):
        LidarConfig(**fault)
