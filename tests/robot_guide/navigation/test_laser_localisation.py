"""The robot knows where it is, and knows when it does not."""

import math
from dataclasses import replace

import numpy as np
import pytest

from hall_map.geometry import Pose2D, wrap_angle
from robot_guide.navigation import Localiser, NavigationConfig
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


@pytest.mark.parametrize(("drift", "noise"), [(0.02, 0.01), (0.05, 0.02)])
def test_the_covariance_promises_no_more_than_is_so(room, floor, crowd, drift, noise):
    """The normalised estimation error squared of x, y and yaw, averaged over runs, is 3 if the covariance is true.

    The chi-square distribution with 3 degrees of freedom a run bounds the mean of 8 runs at one moment by 4.9 with
    97.5 % (Bar-Shalom, Li, Kirubarajan (2001), section 5.4). These wheels are better than the settings allow for, so
    that it is lower here; `benchmarks/localisation.py` measures it in the hall.
    """
    grid, start = room(20.0, 12.0, *BLOCKS), Pose2D(9.0, 2.0, 0.0)
    squares = []
    for seed in range(8):
        world = floor(grid, start, crowd if seed % 2 else (), seed=seed, drift=drift, noise=noise)
        estimates, truths = run(world, Localiser(CONFIG, grid, start, seed), 320)
        for each, truth in list(zip(estimates, truths, strict=True))[40::10]:
            turned = wrap_angle(each.pose.yaw - truth.yaw)
            error = np.array([each.pose.x - truth.x, each.pose.y - truth.y, turned])
            squares.append(error @ np.linalg.solve(each.covariance, error))
    assert 0.2 < np.mean(squares) < 4.9
    assert np.percentile(squares, 99) < 16.3  # of chi-square with 3 degrees of freedom, 99.9 %


def test_a_start_that_is_a_little_wrong_is_put_right(room, floor):
    grid = room(20.0, 12.0, *BLOCKS)
    world = floor(grid, Pose2D(9.0, 2.0, 0.0), seed=1)
    estimates, truths = run(world, Localiser(CONFIG, grid, Pose2D(9.15, 1.88, 0.08), 1), 240)
    off, turned = errors(estimates, truths)
    assert off[-1] < 0.08
    assert turned[-1] < 1.5


def still(turn):
    return Velocity()


def steps_until(condition, estimates):
    return next(i for i, each in enumerate(estimates) if condition(each))


def test_a_heading_of_which_it_is_wrongly_sure_is_found_out_and_put_right(room, floor):
    """As after a turn with worn wheels: all particles agree, and beams go through walls."""
    grid, sure = room(20.0, 12.0, *BLOCKS), replace(CONFIG, start_sigma=0.005, start_sigma_yaw=0.003)
    world = floor(grid, Pose2D(9.0, 2.0, 0.0), seed=1)
    estimates, truths = run(world, Localiser(sure, grid, Pose2D(9.0, 2.0, 0.09), 1), 120, still)
    assert not all(each.localised for each in estimates)
    assert estimates[-1].localised
    assert errors(estimates, truths)[1][-1] < 0.5


def test_while_it_turns_a_scan_that_comes_late_belongs_to_where_it_was_taken(room, floor):
    grid, start = room(20.0, 12.0, *BLOCKS), Pose2D(9.0, 2.0, 0.0)
    world, localiser = floor(grid, start, seed=1), Localiser(CONFIG, grid, start, 1)
    worst, late = 0.0, []
    odometry, scan = world.measured()
    for turn in range(160):
        late.append(scan)
        estimate = localiser.update(odometry, late.pop(0) if len(late) > 3 else None)
        worst = max(worst, abs(wrap_angle(estimate.pose.yaw - world.pose.yaw)))
        odometry, scan = world.step(Velocity(0.0, 1.6 if turn % 80 < 60 else 0.0))
    assert worst < 0.03


def test_carried_away_it_says_so_and_finds_itself_standing_where_it_was_put(room, floor):
    grid, start = room(20.0, 12.0, *BLOCKS), Pose2D(9.0, 2.0, 0.0)
    world, localiser = floor(grid, start, seed=1), Localiser(CONFIG, grid, start, 1)
    run(world, localiser, 40)
    world.pose = Pose2D(16.0, 9.0, 2.2)
    estimates, truths = run(world, localiser, 100, still)
    lost = steps_until(lambda each: not each.localised, estimates)
    found = steps_until(lambda each: each.localised, estimates[lost:]) + lost
    assert lost <= 30
    assert found <= 80
    off, turned = errors(estimates[found:], truths[found:])
    assert off.max() < 0.06
    assert turned.max() < 1.0


@pytest.mark.parametrize("to", [Pose2D(9.9, 2.3, 0.1), Pose2D(9.2, 2.0, 2.5)])
def test_pushed_aside_a_little_or_turned_it_finds_itself_too(room, floor, to):
    grid, start = room(20.0, 12.0, *BLOCKS), Pose2D(9.0, 2.0, 0.0)
    world, localiser = floor(grid, start, seed=1), Localiser(CONFIG, grid, start, 1)
    run(world, localiser, 20, still)
    world.pose = to
    estimates, truths = run(world, localiser, 120, still)
    assert estimates[-1].localised
    assert errors(estimates[-1:], truths[-1:])[0] < 0.06


def test_it_needs_no_pose_to_begin_with(room, floor, crowd):
    grid = room(20.0, 12.0, *BLOCKS)
    world, localiser = floor(grid, Pose2D(4.0, 5.5, -2.0), crowd, seed=1), Localiser(CONFIG, grid, None, 1)
    estimates, truths = run(world, localiser, 60, still)
    assert not estimates[0].localised
    assert np.sqrt(np.trace(estimates[0].covariance[:2, :2])) > 4.0  # it may be anywhere in 20 m by 12
    assert estimates[-1].localised
    assert errors(estimates[-1:], truths[-1:])[0] < 0.06


def test_told_to_forget_its_pose_it_looks_for_it_on_the_whole_map(room, floor):
    grid, start = room(20.0, 12.0, *BLOCKS), Pose2D(9.0, 2.0, 0.0)
    world, localiser = floor(grid, start, seed=1), Localiser(CONFIG, grid, start, 1)
    run(world, localiser, 20)
    localiser.reset(None)
    estimates, truths = run(world, localiser, 60)
    assert not estimates[0].localised
    assert estimates[-1].localised
    assert errors(estimates[-1:], truths[-1:])[0] < 0.08


def test_where_two_places_look_alike_it_does_not_claim_to_know_which(room, floor):
    grid = room(12.0, 8.0, (2.0, 2.0, 2.5, 2.5), (9.5, 5.5, 10.0, 6.0))  # turned by half a turn, it is the same
    for seed in range(4):
        for drive in (still, lambda turn: Velocity(0.0, 0.5)):
            world = floor(grid, Pose2D(4.0, 3.0, 0.5), seed=seed)
            estimates, _ = run(world, Localiser(CONFIG, grid, None, seed), 200, drive)
            assert not any(each.localised for each in estimates), seed
    assert math.sqrt(estimates[-1].covariance[0, 0]) > 0.5


def test_turning_it_tells_places_apart_that_looked_alike_before_people_went_out_of_the_way(room, floor):
    grid = room(12.0, 8.0, (2.0, 2.0, 2.5, 2.5), (9.5, 5.5, 10.0, 6.0), (9.0, 2.0, 9.3, 2.3))
    around = [(dx, dy) for dx in (-0.6, 0.0, 0.6) for dy in (-0.6, 0.0, 0.6)]
    hidden = [(x + dx, y + dy, 0.25) for x, y in ((9.15, 2.15), (2.85, 5.85)) for dx, dy in around]
    world = floor(grid, Pose2D(4.0, 3.0, 0.5), things=hidden, seed=1)
    localiser = Localiser(CONFIG, grid, None, 1)
    before, _ = run(world, localiser, 60, still)
    world.things = []
    estimates, truths = run(world, localiser, 60, lambda turn: Velocity(0.0, 0.5))
    assert not before[-1].localised
    assert estimates[-1].localised
    assert errors(estimates[-1:], truths[-1:])[0] < 0.06


def test_people_who_crowd_around_it_do_not_make_it_lost(room, floor, walker):
    grid, start = room(20.0, 12.0, *BLOCKS), Pose2D(9.0, 6.5, 0.0)
    people = [walker(9.0 + 1.2 * math.cos(a), 6.5 + 1.2 * math.sin(a), []) for a in np.linspace(0.0, 5.2, 6)]
    world, localiser = floor(grid, start, people, seed=1), Localiser(CONFIG, grid, start, 1)
    estimates, truths = run(world, localiser, 200, still)
    assert all(each.localised for each in estimates)
    assert errors(estimates, truths)[0].max() < 0.1


def test_sure_of_itself_it_makes_do_with_few_particles(room, floor):
    grid, start = room(20.0, 12.0, *BLOCKS), Pose2D(9.0, 2.0, 0.0)
    world, localiser = floor(grid, start, seed=1), Localiser(CONFIG, grid, start, 1)
    begun = len(localiser.particles)
    run(world, localiser, 60)
    assert len(localiser.particles) == CONFIG.least_particles < begun
    localiser.reset(None)
    assert len(localiser.particles) == CONFIG.most_particles


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
