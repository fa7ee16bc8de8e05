"""People are found around a robot whose pose is told only now and then, by another navigator."""

import math
from dataclasses import replace

import pytest

from hall_map.geometry import Pose2D
from robot_guide.navigation import NavigationConfig
from robot_guide.navigation.laser_mount import LaserMount
from robot_guide.navigation.people_around import PeopleAround
from robot_guide.sensing import Velocity

CONFIG = NavigationConfig()
START = Pose2D(3.0, 6.0, 0.0)
STEP = 0.25  # m, as AMCL's update_min_d
GOOD, BAD = 0.05, 0.8  # m


@pytest.fixture
def hall(room):
    return room(20.0, 12.0, (10.0, 2.0, 10.6, 2.6))


class Watched:
    """A robot on the floor, and a navigator that tells its pose as AMCL does."""

    def __init__(self, world, spread=GOOD, laser=None):
        self.world, self.spread, self.laser = world, spread, laser
        self.around = PeopleAround(CONFIG, *([laser] if laser else []))
        self.around.set_map(world.grid)
        self.told, self.seen, self.poses = None, [], 0

    def tell_pose(self):
        self.told, self.poses = self.world.pose, self.poses + 1
        self.around.take_pose(self.world.t, self.world.pose, self.spread)

    def turns(self, count, drive=Velocity()):  # noqa: B008
        for _ in range(count):
            odometry, scan = self.world.step(drive)
            if scan is not None and self.laser is not None:
                scan = replace(scan, mount=None)
            self.around.take_odometry(odometry)
            if self.told is None or self.told.distance_to(self.world.pose) > STEP:
                self.tell_pose()
            if scan is not None:
                self.seen.append(self.around.update(scan))
        return self.seen[-1]


def test_somebody_is_found_where_they_are_while_the_robot_drives_between_two_poses(hall, floor, walker):
    person = walker(8.0, 4.0, [(8.0, 9.0)], speed=1.0)
    watched = Watched(floor(hall, START, [person], noise=0.02))
    (track,) = watched.turns(80, Velocity(0.7, 0.1))
    assert watched.poses > 5
    assert math.dist((track.x, track.y), (person.x, person.y)) < 0.2
    assert (track.vx, track.vy) == (pytest.approx(0.0, abs=0.25), pytest.approx(1.0, abs=0.25))


def test_an_empty_hall_holds_nobody_while_the_robot_drives_and_turns(hall, floor):
    watched = Watched(floor(hall, START, noise=0.02))
    watched.turns(120, Velocity(0.6, 0.3))
    assert all(people == () for people in watched.seen)


def test_a_laser_that_is_not_in_the_middle_changes_nothing(hall, floor, walker):
    person = walker(6.0, 7.0)
    for laser in (LaserMount(0.3, 0.1, 1.0), None):  # from the settings, and from the scan
        watched = Watched(floor(hall, START, [person], noise=0.02, mount=Pose2D(0.3, 0.1, 1.0)), laser=laser)
        (track,) = watched.turns(40, Velocity(0.2, 0.1))
        assert math.dist((track.x, track.y), (6.0, 7.0)) < 0.12


def test_another_robot_is_nobody(hall, floor, walker):
    watched = Watched(floor(hall, START, [walker(6.0, 7.0)], noise=0.02))
    watched.around.set_peers((Pose2D(6.0, 7.0),))
    assert watched.turns(40) == ()


def test_without_a_pose_that_is_good_enough_nobody_is_told_from_walls(hall, floor, walker):
    watched = Watched(floor(hall, START, [walker(6.0, 7.0)], noise=0.02), spread=BAD)
    assert watched.turns(40) == ()
    assert not watched.around.sure
    watched.spread = GOOD
    watched.tell_pose()
    assert len(watched.turns(40)) == 1


def test_it_says_what_it_waits_for(hall, floor):
    around, world = PeopleAround(CONFIG), floor(hall, START)
    assert around.missing == ("map", "pose", "odometry")
    odometry, _ = world.step(Velocity())
    around.take_odometry(odometry)
    around.set_map(hall)
    assert around.missing == ("pose",)
    around.take_pose(odometry.stamp, world.pose, GOOD)
    assert around.missing == ()
    assert not around.guessed


def test_who_joins_late_knows_that_the_pose_is_from_before(hall, floor):
    around, world = PeopleAround(CONFIG), floor(hall, START)
    around.set_map(hall)
    around.take_pose(0.0, world.pose, GOOD)
    for _ in range(10):
        odometry, _ = world.step(Velocity())
    around.take_odometry(odometry)
    assert around.guessed
    around.take_pose(odometry.stamp, world.pose, GOOD)
    assert not around.guessed
