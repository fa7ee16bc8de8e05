"""Whatever the controller wants, the wheels never push into what the laser sees."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hall_map.geometry import Pose2D
from robot_guide.navigation import CollisionMonitor, NavigationConfig
from robot_guide.sensing import LaserScan, Odometry, Velocity

CONFIG = NavigationConfig().monitor
STOP = Velocity(0.0, 0.0)
WALL = (6.0, 6.0, 2.0)


def scan_of(things, stamp=0.0):
    """360 beams that meet round `things` (x, y, radius) in the frame of the robot, and nothing else."""
    ranges = np.full(360, np.inf, np.float32)
    for x, y, radius in things:
        for k in range(360):
            angle = math.radians(k)
            along = x * math.cos(angle) + y * math.sin(angle)
            inside = along**2 - (x * x + y * y) + radius**2
            if inside >= 0 and along > 0:
                ranges[k] = min(ranges[k], along - math.sqrt(inside))
    return LaserScan(stamp, ranges, 0.0, math.radians(1.0), 25.0)


def odometry(stamp=0.0, pose=Pose2D(0.0, 0.0)):  # noqa: B008
    return Odometry(stamp, pose, 0.0, 0.0)


def check(velocity, *things):
    return CollisionMonitor(CONFIG).check(velocity, odometry(), scan_of(things))


def test_nothing_near_changes_nothing():
    assert check(Velocity(0.8, 0.3), (4.0, 0.0, 0.3)) == Velocity(0.8, 0.3)


def test_something_in_front_stops_it():
    assert check(Velocity(0.5, 0.0), (0.55, 0.0, 0.25)).linear == 0.0


def test_on_an_approach_it_gets_slower_and_can_always_stop():
    speeds = [check(Velocity(1.0, 0.0), (x, 0.0, 0.2)).linear for x in np.arange(0.5, 3.0, 0.1)]
    assert (np.diff(speeds) >= -1e-9).all()
    for x, speed in zip(np.arange(0.5, 3.0, 0.1), speeds, strict=True):
        assert speed**2 / (2 * CONFIG.deceleration) <= max(x - 0.2 - CONFIG.radius, 0.0) + 1e-9


def test_a_slowed_curve_is_the_same_curve():
    velocity = check(Velocity(1.0, 0.5), (1.0, 0.3, 0.2))
    assert 0 < velocity.linear < 1.0
    assert velocity.angular / velocity.linear == pytest.approx(0.5)


def test_it_may_drive_away_from_what_it_nearly_touches():
    assert check(Velocity(0.3, 0.0), (-0.5, 0.0, 0.2)) == Velocity(0.3, 0.0)
    assert check(Velocity(-0.1, 0.0), (0.5, 0.0, 0.2)) == Velocity(-0.1, 0.0)
    assert check(Velocity(-0.1, 0.0), (-0.5, 0.0, 0.2)).linear == 0.0


def test_it_may_turn_on_the_spot_beside_something():
    assert check(Velocity(0.0, 1.0), (0.5, 0.0, 0.2), (-0.5, 0.1, 0.2)) == Velocity(0.0, 1.0)


def test_it_passes_between_walls_that_leave_room():
    walls = [(0.1 * i, side, 0.02) for i in range(-20, 21) for side in (-0.45, 0.45)]
    assert check(Velocity(0.3, 0.0), *walls).linear == pytest.approx(0.3)


def test_in_a_curve_it_looks_where_it_will_be():
    thing = (0.75, 0.75, 0.15)
    assert check(Velocity(0.9, 0.0), thing).linear == 0.9
    assert check(Velocity(0.9, 0.9), thing).linear < 0.75


def test_a_stale_scan_stops_it():
    monitor = CollisionMonitor(CONFIG)
    assert monitor.check(Velocity(0.5, 0.0), odometry(0.0), scan_of([])) == Velocity(0.5, 0.0)
    assert monitor.check(Velocity(0.5, 0.0), odometry(0.15), None) == Velocity(0.5, 0.0)
    assert monitor.check(Velocity(0.5, 0.0), odometry(0.25), None) == STOP
    assert monitor.check(Velocity(0.0, 0.5), odometry(0.25), None) == STOP


def test_a_pose_that_stays_behind_the_scans_stops_it():
    monitor = CollisionMonitor(CONFIG)
    assert monitor.check(Velocity(0.5, 0.0), odometry(1.0), scan_of([], 1.1)) == Velocity(0.5, 0.0)
    assert monitor.check(Velocity(0.5, 0.0), odometry(1.0), scan_of([], 1.3)) == STOP


def with_speck(distance, stamp):
    """A scan of an empty hall in which one beam straight ahead meets something."""
    scan = scan_of([], stamp)
    scan.ranges[0] = distance
    return scan


def test_a_speck_that_one_beam_sees_once_does_not_stop_it_and_one_that_stays_does():
    monitor = CollisionMonitor(CONFIG)
    monitor.check(Velocity(0.5, 0.0), odometry(), scan_of([]))
    assert monitor.check(Velocity(0.5, 0.0), odometry(0.1), with_speck(0.33, 0.1)) == Velocity(0.5, 0.0)
    assert monitor.check(Velocity(0.5, 0.0), odometry(0.2), with_speck(0.33, 0.2)) == STOP


def test_two_beams_side_by_side_are_believed_at_once():
    scan = with_speck(0.33, 0.0)
    scan.ranges[1] = 0.33
    assert CollisionMonitor(CONFIG).check(Velocity(0.5, 0.0), odometry(), scan) == STOP


def test_what_was_seen_counts_until_two_scans_do_not_see_it():
    monitor, thing = CollisionMonitor(CONFIG), (0.55, 0.0, 0.25)
    assert monitor.check(Velocity(0.5, 0.0), odometry(), scan_of([thing, WALL])) == STOP
    assert monitor.check(Velocity(0.5, 0.0), odometry(0.1), scan_of([WALL], 0.1)) == STOP
    assert monitor.check(Velocity(0.5, 0.0), odometry(0.2), scan_of([WALL], 0.2)) == Velocity(0.5, 0.0)


def test_a_laser_that_all_at_once_sees_nothing_has_failed_until_it_sees_something_again():
    monitor, drive = CollisionMonitor(CONFIG), Velocity(0.5, 0.0)
    assert monitor.check(drive, odometry(), scan_of([WALL])) == drive
    for turn in range(1, 100):
        assert monitor.check(drive, odometry(0.1 * turn), scan_of([], 0.1 * turn)) == STOP
    assert monitor.check(drive, odometry(10.0), scan_of([WALL], 10.0)) == drive


def test_a_laser_on_an_open_floor_may_see_nothing():
    monitor, drive = CollisionMonitor(CONFIG), Velocity(0.5, 0.0)
    for turn, things in enumerate(([], [WALL], [(20.0, 0.0, 0.3)], [], [])):  # it drives away from the last wall
        assert monitor.check(drive, odometry(0.1 * turn), scan_of(things, 0.1 * turn)) == drive


def test_a_sector_without_any_measurement_is_no_scan_and_single_beams_without_one_do_no_harm():
    for beams, driven in ((slice(100, 125), STOP), (slice(0, 360, 3), Velocity(0.5, 0.0))):
        scan = scan_of([])
        scan.ranges[beams] = np.nan
        assert CollisionMonitor(CONFIG).check(Velocity(0.5, 0.0), odometry(), scan) == driven


def test_a_bad_scan_counts_at_once_and_a_missing_one_does_not():
    monitor, drive, bad = CollisionMonitor(CONFIG), Velocity(0.5, 0.0), scan_of([], 0.1)
    bad.ranges[:] = np.nan
    assert monitor.check(drive, odometry(0.0), scan_of([WALL])) == drive
    assert monitor.check(drive, odometry(0.1), bad) == STOP
    assert not monitor.sees(0.1)
    assert monitor.check(drive, odometry(0.15), None) == STOP
    assert monitor.check(drive, odometry(0.2), scan_of([WALL], 0.2)) == drive
    assert monitor.check(drive, odometry(0.35), None) == drive


def test_where_the_laser_sits_is_heeded_from_the_scan_and_else_from_the_settings():
    ahead, forward = scan_of([(0.6, 0.0, 0.2)]), Velocity(0.5, 0.0)  # the rim is 0.4 m before the laser
    backwards = replace(ahead, mount=Pose2D(0.0, 0.0, math.pi))
    for laser, scan, free in (
        (None, ahead, False), (None, backwards, True), (Pose2D(0.0, 0.0, math.pi), ahead, True),
        (Pose2D(0.0, 0.0, math.pi), replace(ahead, mount=Pose2D(0.0, 0.0)), False),
    ):  # fmt: skip
        driven = CollisionMonitor(CONFIG, laser).check(forward, odometry(), scan)
        assert (driven == forward) is free, (laser, scan.mount)


def test_without_any_scan_it_stands():
    assert CollisionMonitor(CONFIG).check(Velocity(0.5, 0.2), odometry(), None) == STOP


def test_between_scans_it_knows_how_far_it_has_gone():
    monitor, thing = CollisionMonitor(CONFIG), scan_of([(1.2, 0.0, 0.2)])
    first = monitor.check(Velocity(1.0, 0.0), odometry(), thing).linear
    later = monitor.check(Velocity(1.0, 0.0), odometry(0.15, Pose2D(0.4, 0.0)), None).linear
    turned = monitor.check(Velocity(1.0, 0.0), odometry(0.15, Pose2D(0.4, 0.0, math.pi)), None).linear
    assert later < first
    assert turned == 1.0


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_none_stops_it(bad):
    scan = scan_of([])
    for velocity in (Velocity(bad, 0.0), Velocity(0.1, bad)):
        assert CollisionMonitor(CONFIG).check(velocity, odometry(), scan) == STOP
    for pose in (Pose2D(bad, 0.0), Pose2D(0.0, 0.0, bad)):
        assert CollisionMonitor(CONFIG).check(Velocity(0.1, 0.0), odometry(0.0, pose), scan) == STOP
    assert CollisionMonitor(CONFIG).check(Velocity(0.1, 0.0), odometry(bad), scan) == STOP


def test_a_blind_sensor_is_no_scan():
    blind = LaserScan(0.0, np.full(360, np.nan, np.float32), 0.0, math.radians(1), 25.0)
    assert CollisionMonitor(CONFIG).check(Velocity(0.1, 0.0), odometry(), blind) == STOP
    empty = LaserScan(0.0, np.empty(0, np.float32), 0.0, math.radians(1), 25.0)
    assert CollisionMonitor(CONFIG).check(Velocity(0.1, 0.0), odometry(), empty) == STOP


def test_more_than_the_base_can_drive_is_cut():
    assert check(Velocity(9.0, -9.0)) == Velocity(CONFIG.max_speed, -CONFIG.max_yaw_rate)


disc = st.tuples(st.floats(-2.5, 2.5), st.floats(-2.5, 2.5), st.floats(0.05, 0.4)).filter(
    lambda each: math.hypot(each[0], each[1]) > each[2] + CONFIG.radius + 0.01
)


@settings(max_examples=60, deadline=None)
@given(st.lists(disc, max_size=5), st.floats(-0.6, 1.0), st.floats(-1.5, 1.5))
def test_driven_blindly_among_things_it_touches_none(things, linear, angular):
    """A controller that always wants the same, whatever stands there, for ten seconds at 20 Hz."""
    monitor, pose = CollisionMonitor(CONFIG), Pose2D(0.0, 0.0)
    for turn in range(200):
        back = pose.inverse()
        local = [(*back.compose(Pose2D(x, y)).xy, radius) for x, y, radius in things]
        scan = scan_of(local, turn * 0.05) if turn % 2 == 0 else None
        velocity = monitor.check(Velocity(linear, angular), odometry(turn * 0.05, pose), scan)
        step = Pose2D(velocity.linear * 0.05, 0.0, velocity.angular * 0.05)
        pose = pose.compose(step)
        gaps = [pose.distance_to((x, y)) - radius - CONFIG.radius for x, y, radius in things]
        assert min(gaps, default=1.0) > 0.0
        if velocity == STOP or (velocity.linear == 0.0 and turn > 20):
            break
