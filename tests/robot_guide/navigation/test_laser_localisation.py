"""The robot knows where it is, and knows when it does not."""

import math

import numpy as np
import pytest

from hall_map.geometry import Pose2D, wrap_angle
from robot_guide.navigation import Localiser, NavigationConfig
from robot_guide.navigation.likelihood_field import LikelihoodField
from robot_guide.navigation.localisation import low_variance_sample, moments
from robot_guide.sensing import Velocity

CONFIG = NavigationConfig().localisation
BLOCKS = ((6.0, 3.0, 7.0, 4.0), (10.5, 4.5, 11.0, 5.5), (3.0, 8.0, 5.0, 8.5))


def square_drive(turn):
    """Straight on, then a bend, again and again: a big rounded square."""
    return Velocity(0.7, 0.0 if turn % 160 < 108 else math.pi / 2 / 2.6)


def run(world, localiser, turns, drive=square_drive):
    odometry, scan = world.measured()
    estimates, truths = [], []
    for turn in range(turns):
        estimates.append(localiser.update(odometry, scan))
        truths.append(world.pose)
        odometry, scan = world.step(drive(turn))
    return estimates, truths


def errors(estimates, truths):
    off = [each.pose.distance_to(truth) for each, truth in zip(estimates, truths, strict=True)]
    turned = [abs(wrap_angle(each.pose.yaw - t.yaw)) for each, t in zip(estimates, truths, strict=True)]
    return np.array(off), np.degrees(turned)


@pytest.fixture
def crowd(walker):
    return [walker(x, 2.0 + x / 3, [(x, 9.0), (x + 2, 2.0)], 0.8) for x in np.linspace(4.0, 16.0, 12)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_drifting_odometry_and_people_in_the_way_leave_it_within_10_cm_and_2_degrees(room, floor, crowd, seed):
    grid, start = room(20.0, 12.0, *BLOCKS), Pose2D(9.0, 2.0, 0.0)
    world = floor(grid, start, crowd, seed=seed, drift=0.05, noise=0.02)
    estimates, truths = run(world, Localiser(CONFIG, grid, start, seed), 640)
    off, turned = errors(estimates, truths)
    assert off.max() < 0.15
    assert np.sqrt(np.mean(off**2)) < 0.06
    assert np.sqrt(np.mean(turned**2)) < 1.0
    assert turned.max() < 2.0
    assert all(each.localised for each in estimates)
    assert world.odometry.distance_to(Pose2D(0, 0)) > 0.5  # odometry alone would have lost it


def test_the_same_seed_gives_the_same_estimates_bit_for_bit(room, floor):
    grid, start = room(12.0, 12.0, (6.0, 3.0, 7.0, 4.0)), Pose2D(2.0, 2.0, 0.4)
    runs = [run(floor(grid, start, seed=5), Localiser(CONFIG, grid, start, seed=9), 120)[0] for _ in range(2)]
    assert all(a.pose == b.pose and (a.covariance == b.covariance).all() for a, b in zip(*runs, strict=True))
    other = run(floor(grid, start, seed=5), Localiser(CONFIG, grid, start, seed=10), 120)[0]
    assert any(a.pose != b.pose for a, b in zip(runs[0], other, strict=True))


def test_the_covariance_is_honest(room, floor):
    """Normalised estimation error squared, which is about 2 for x and y when the covariance tells the truth."""
    grid, start = room(20.0, 12.0, *BLOCKS), Pose2D(9.0, 2.0, 0.0)
    squares = []
    for seed in range(4):
        estimates, truths = run(floor(grid, start, seed=seed), Localiser(CONFIG, grid, start, seed), 320)
        for each, truth in list(zip(estimates, truths, strict=True))[40::10]:
            error = np.array([each.pose.x - truth.x, each.pose.y - truth.y])
            squares.append(error @ np.linalg.solve(each.covariance[:2, :2], error))
    assert 0.1 < np.mean(squares) < 8.0


def test_a_start_that_is_a_little_wrong_is_put_right(room, floor):
    grid = room(20.0, 12.0, *BLOCKS)
    world = floor(grid, Pose2D(9.0, 2.0, 0.0), seed=1)
    estimates, truths = run(world, Localiser(CONFIG, grid, Pose2D(9.15, 1.88, 0.08), 1), 240)
    off, turned = errors(estimates, truths)
    assert off[-1] < 0.08
    assert turned[-1] < 1.5


def test_carried_away_it_says_that_it_does_not_know_where_it_is(room, floor):
    grid, start = room(20.0, 12.0, *BLOCKS), Pose2D(9.0, 2.0, 0.0)
    world, localiser = floor(grid, start, seed=1), Localiser(CONFIG, grid, start, 1)
    run(world, localiser, 40)
    world.pose = Pose2D(16.0, 9.0, 2.2)
    estimates, _ = run(world, localiser, 60, lambda turn: Velocity(0.0, 0.5))
    assert not estimates[-1].localised


def test_odometry_that_begins_anew_moves_nobody(room, floor):
    grid, start = room(20.0, 12.0, *BLOCKS), Pose2D(9.0, 2.0, 0.0)
    world, localiser = floor(grid, start, seed=1), Localiser(CONFIG, grid, start, 1)
    run(world, localiser, 100)
    world.odometry = Pose2D(0.0, 0.0, 0.0)
    estimates, truths = run(world, localiser, 60)
    assert errors(estimates, truths)[0].max() < 0.15


def test_without_scans_odometry_carries_it_on(room, floor):
    grid, start = room(20.0, 12.0), Pose2D(9.0, 2.0, 0.0)
    world, localiser = floor(grid, start, drift=0.0), Localiser(CONFIG, grid, start, 1)
    localiser.update(*world.measured())
    for _ in range(20):
        odometry, _ = world.step(Velocity(0.5, 0.2))
        estimate = localiser.update(odometry, None)
    assert estimate.pose.distance_to(world.pose) < 0.1


def test_the_sampler_draws_in_proportion():
    weights = np.array([0.05, 0.5, 0.0, 0.25, 0.2])
    drawn = low_variance_sample(np.repeat(weights, 40) / 40, 0.37)
    share = np.bincount(drawn // 40, minlength=5) / len(drawn)
    assert share == pytest.approx(weights, abs=0.01)


def test_headings_on_both_sides_of_half_a_turn_have_their_mean_between_them():
    particles = np.array([[0.0, 0.0, math.pi - 0.1], [0.0, 0.0, -math.pi + 0.1]])
    pose, covariance = moments(particles, np.array([0.5, 0.5]))
    assert abs(wrap_angle(pose.yaw - math.pi)) < 1e-9
    assert covariance[2, 2] == pytest.approx(0.01)


def test_the_field_is_zero_on_surfaces_and_grows_to_both_sides(room):
    field = LikelihoodField.from_grid(room(4.0, 4.0, (2.0, 2.0, 3.0, 3.0)))
    row = field.gap[50]
    assert row[39] == pytest.approx(0.025)
    assert row[40] == pytest.approx(0.025)
    assert row[35] == pytest.approx(0.225)
    assert row[45] == pytest.approx(0.275)
    points = np.array([[2.5, 2.5], [1.0, 1.0], [1.95, 2.5], [-3.0, 1.0]])
    assert field.unexplained(points, 0.1).tolist() == [False, True, False, False]
