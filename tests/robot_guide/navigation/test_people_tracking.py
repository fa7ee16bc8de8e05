"""Who is around, and what is merely a thing: from the laser alone."""

import math

import numpy as np
import pytest

from hall_map.geometry import Pose2D
from robot_guide.navigation import NavigationConfig
from robot_guide.navigation.likelihood_field import LikelihoodField
from robot_guide.navigation.surroundings import Surroundings
from robot_guide.sensing import Velocity

CONFIG = NavigationConfig()
START = Pose2D(3.0, 6.0, 0.0)


def watch(world, turns, drive=Velocity(), peers=()):  # noqa: B008
    """What the surroundings hold after each scan; poses are the true ones."""
    surroundings, field = Surroundings(CONFIG), LikelihoodField.from_grid(world.grid)
    seen = []
    for _ in range(turns):
        odometry, scan = world.step(drive)
        surroundings.set_peers(peers)
        surroundings.update(scan, world.pose, field, odometry.stamp)
        seen.append(surroundings.people)
    return surroundings, seen


@pytest.fixture
def hall(room):
    return room(20.0, 12.0, (10.0, 2.0, 10.6, 2.6), (14.0, 8.0, 16.0, 8.4))


def test_an_empty_hall_holds_nobody_even_while_the_robot_drives(hall, floor):
    _, seen = watch(floor(hall, START, noise=0.02), 200, Velocity(0.8, 0.05))
    assert all(people == () for people in seen)


def test_somebody_who_walks_is_found_where_they_are_with_their_velocity(hall, floor, walker):
    person = walker(6.0, 4.0, [(6.0, 9.0)], speed=1.2)
    world = floor(hall, START, [person], noise=0.02)
    _, seen = watch(world, 60)
    (track,) = seen[-1]
    assert math.dist((track.x, track.y), (person.x, person.y)) < 0.12
    assert (track.vx, track.vy) == (pytest.approx(0.0, abs=0.2), pytest.approx(1.2, abs=0.2))
    assert world.t - track.last_seen <= 0.1


def test_somebody_who_stands_is_found_and_does_not_move(hall, floor, walker):
    _, seen = watch(floor(hall, START, [walker(7.0, 6.5)], noise=0.02), 100, Velocity(0.3, 0.1))
    (track,) = seen[-1]
    assert math.dist((track.x, track.y), (7.0, 6.5)) < 0.1
    assert math.hypot(track.vx, track.vy) < 0.15


def test_each_keeps_their_id_while_they_cross_and_are_hidden_for_a_moment(hall, floor, walker):
    first, second = walker(6.0, 3.0, [(6.0, 9.0)], 1.0), walker(7.5, 9.0, [(7.5, 3.0)], 1.0)
    world = floor(hall, START, [first, second], noise=0.02)
    _, seen = watch(world, 110)
    ids = {frozenset(track.id for track in people) for people in seen if len(people) == 2}
    assert len(ids) == 1
    at = {track.id: (track.x, track.y) for track in seen[-1]}
    before = {track.id: (track.x, track.y) for track in next(people for people in seen if len(people) == 2)}
    rising = min(at, key=lambda each: before[each][1])
    assert math.dist(at[rising], (first.x, first.y)) < 0.2


def test_a_crowd_is_counted(hall, floor, walker):
    spots = [(5.0, 4.0), (6.0, 8.0), (8.0, 6.2), (9.0, 9.0), (11.0, 5.0), (7.0, 3.0)]
    _, seen = watch(floor(hall, START, [walker(*spot) for spot in spots], noise=0.02), 40)
    found = [(track.x, track.y) for track in seen[-1]]
    assert len(found) == len(spots)
    assert all(min(math.dist(spot, each) for each in found) < 0.15 for spot in spots)


def test_two_who_stand_side_by_side_are_two(hall, floor, walker):
    _, seen = watch(floor(hall, START, [walker(6.0, 5.6), walker(6.0, 6.4)], noise=0.01), 40)
    assert len(seen[-1]) == 2


def test_a_long_thing_that_the_map_does_not_know_is_an_obstacle_and_nobody(hall, floor):
    things = [(6.0 + 0.05 * i, 7.0, 0.05) for i in range(40)]  # a bench of 2 m
    surroundings, seen = watch(floor(hall, START, things=things, noise=0.01), 60)
    assert seen[-1] == ()
    points = surroundings.standing(3.0, START)
    assert len(points) >= 10
    assert np.ptp(points[:, 0]) > 1.7
    assert np.abs(points[:, 1] - 6.95).max() < 0.15


def test_the_other_robot_is_nobody_but_an_obstacle(hall, floor):
    surroundings, seen = watch(floor(hall, START, things=[(6.0, 6.0, 0.28)]), 60, peers=(Pose2D(6.05, 6.0),))
    assert all(people == () for people in seen)
    assert surroundings.others(3.0)[:, :2].tolist() == [[6.05, 6.0]]
    assert len(surroundings.standing(3.0, START)) > 3


def test_who_has_gone_is_forgotten(hall, floor, walker):
    world = floor(hall, START, [walker(6.0, 6.0)])
    surroundings, field = Surroundings(CONFIG), LikelihoodField.from_grid(hall)
    for turn in range(120):
        if turn == 60:
            world.people.clear()
        odometry, scan = world.step(Velocity())
        surroundings.update(scan, world.pose, field, odometry.stamp)
        if turn == 59:
            assert len(surroundings.people) == 1
            assert len(surroundings.standing(odometry.stamp, START)) > 0
        if turn == 80:  # one second after they left
            assert len(surroundings._layer.points) == 0
            assert len(surroundings.others(odometry.stamp)) == 0
    assert surroundings.people == ()


def test_a_ghost_behind_somebody_is_gone_within_a_second_and_furniture_is_not(hall, floor, walker):
    """Out of sight: what was seen for a moment is forgotten, what stood for long is remembered."""
    for shown, stays in ((20, False), (100, True)):
        world = floor(hall, START, things=[(8.0, 6.0, 0.2)], noise=0.005)
        surroundings, field = Surroundings(CONFIG), LikelihoodField.from_grid(hall)
        for turn in range(shown + 24):
            if turn == shown:
                world.things.append((4.0, 6.0, 0.5))  # steps in front of it
            odometry, scan = world.step(Velocity())
            surroundings.update(scan, world.pose, field, odometry.stamp)
        points = surroundings._layer.points
        assert bool(np.any(points[:, 0] > 7.0)) is stays


def test_points_of_somebody_who_walks_are_not_planned_around(hall, floor, walker):
    person = walker(6.0, 4.0, [(6.0, 9.0)], speed=1.0)
    surroundings, _ = watch(floor(hall, START, [person]), 50)
    points = surroundings.standing(2.5, START)
    assert len(points) == 0 or np.hypot(points[:, 0] - person.x, points[:, 1] - person.y).min() > 0.4
