"""How well beams fit a map."""

import math

import numpy as np
import pytest

from robot_guide.navigation.beams import evenly_spread
from robot_guide.navigation.likelihood_field import BEST, WALLED, BeamTable, LikelihoodField, levels_of, overshot, weigh
from robot_guide.sensing import LaserScan


@pytest.fixture
def field(room):
    return LikelihoodField.from_grid(room(4.0, 4.0, (2.0, 2.0, 3.0, 3.0)))


def sums_of(poses, beams, table):
    sums = np.empty(len(poses), np.int32)
    levels_of(np.asarray(poses, float), np.asarray(beams, np.float32), *table.arrays, sums)
    return sums


def test_the_field_is_zero_on_surfaces_and_grows_to_both_sides(field):
    row = field.gap[50]
    assert row[39] == pytest.approx(0.025)
    assert row[40] == pytest.approx(0.025)
    assert row[35] == pytest.approx(0.225)
    assert row[45] == pytest.approx(0.275)
    points = np.array([[2.5, 2.5], [1.0, 1.0], [1.95, 2.5], [-3.0, 1.0]])
    assert field.unexplained(points, 0.1).tolist() == [False, True, False, False]


def test_robots_in_one_hall_share_its_field(room):
    grid = room(3.0, 3.0)
    assert LikelihoodField.from_grid(grid) is LikelihoodField.from_grid(grid)
    assert LikelihoodField.from_grid(room(3.0, 3.0)) is not LikelihoodField.from_grid(grid)


def test_levels_are_the_log_likelihood_of_the_book(field):
    """Against section 6.4's formula, with distances worked out by hand: walls at 0.1 and 3.9 m."""
    sigma, z_rand = 0.1, 0.2
    table = BeamTable.of(field, sigma, z_rand)
    gaps = np.array([0.0125, 0.0625, 0.1125, 0.2125, 0.8])  # the middles of cells of 2.5 cm, beyond the wall's face
    beams = np.stack((0.1 + gaps, np.zeros(5)))
    for k in range(5):
        level = sums_of([[0.0, 1.0, 0.0]], beams[:, k : k + 1], table)[0]
        log = math.log((1.0 - z_rand) * math.exp(-0.5 * (gaps[k] / sigma) ** 2) + z_rand)
        assert (level - BEST) * table.step == pytest.approx(log, abs=0.05)
    assert sums_of([[0.0, 1.0, 0.0]], beams, table)[0] == sum(
        sums_of([[0.0, 1.0, 0.0]], beams[:, k : k + 1], table)[0] for k in range(5)
    )


def test_a_turned_robot_sees_what_it_would_see(field):
    table = BeamTable.of(field, 0.05, 0.25)
    ahead = np.array([[0.4], [0.0]])
    north, east = sums_of([[1.0, 3.5, math.pi / 2], [1.0, 3.5, 0.0]], ahead, table)
    assert north > 0.9 * BEST  # the wall at 3.9 m
    assert east < 0.1 * BEST


def test_beams_that_end_off_the_map_are_explained_by_nothing(field):
    table = BeamTable.of(field, 0.05, 0.25)
    beams = np.array([[100.0, -100.0, 0.0, 0.0], [0.0, 0.0, 100.0, -100.0]])
    assert sums_of([[2.0, 1.0, 0.3], [-50.0, 70.0, 0.0]], beams, table).tolist() == [0, 0]


def test_a_robot_is_not_within_a_wall(field):
    table, logs = BeamTable.of(field, 0.05, 0.25), np.zeros(3)
    poses = np.array([[2.5, 2.5, 0.0], [1.0, 1.0, 0.0], [-1.0, 1.0, 0.0]])
    beams = np.array([[0.5], [0.0]], np.float32)
    weigh(poses, beams, *table.arrays, table.step, field.outside, *field.origin, field.resolution, logs)
    assert logs[0] < -0.9 * WALLED
    assert -2.0 < logs[1] <= 0.0
    assert logs[2] < -0.9 * WALLED


def test_beams_through_walls_are_counted_and_short_ones_are_not(field):
    around = np.linspace(0.0, 2.0 * math.pi, 8, endpoint=False)

    def count(reach):
        beams = np.stack((reach * np.cos(around), reach * np.sin(around))).astype(np.float32)
        return overshot(1.0, 2.5, 0.0, beams, field.outside, *field.origin, field.resolution, 0.2)

    assert count(0.3) == 0  # somebody stands all around
    assert count(0.95) == 0
    assert count(1.3) == 2  # ahead the block, behind the wall
    assert count(5.0) == 8


def test_beams_without_an_end_are_left_out_and_each_turn_takes_others():
    ranges = np.full(12, 2.0)
    ranges[[0, 4, 8]] = np.nan, np.inf, 0.01
    scan = LaserScan(0.0, ranges, 0.0, math.pi / 6, 25.0)
    assert [evenly_spread(scan, 3, turn).shape for turn in range(5)] == [(2, 0), (2, 3), (2, 3), (2, 3), (2, 0)]
    assert evenly_spread(scan, 3, 1)[:, 0] == pytest.approx([math.sqrt(3.0), 1.0], abs=1e-6)
    assert evenly_spread(scan, 100, 0).shape == (2, 9)
