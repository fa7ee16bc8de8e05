"""Smooth, within limits, to the end and the heading asked for."""

import math

import numpy as np
import pytest

from hall_map.geometry import Pose2D, wrap_angle
from robot_guide.navigation import NavigationConfig
from robot_guide.navigation.path_follower import PathFollower
from robot_guide.navigation.planning import resample
from robot_guide.navigation.polyline import arc_lengths, first_within, point_at, project
from robot_guide.sensing import Velocity

CONFIG = NavigationConfig()
BEND = resample(np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [7.0, 5.0]]), 0.1)
STRAIGHT = resample(np.array([[0.0, 0.0], [10.0, 0.0]]), 0.1)


def follow(points, yaw, start, limit=1.0, turns=1200, closely=False, offset=0.0):
    """Drive a perfect base along a route. Returns: poses and velocities."""
    follower = PathFollower(CONFIG.follower, points, yaw)
    follower.closely, follower.offset = closely, offset
    pose, velocity = start, Velocity()
    poses, velocities = [pose], [velocity]
    for _ in range(turns):
        velocity = follower.command(pose, velocity, 0.05, limit)
        pose = pose.compose(Pose2D(velocity.linear * 0.05, 0.0, velocity.angular * 0.05))
        poses.append(pose)
        velocities.append(velocity)
        if follower.arrived:
            return poses, velocities
    raise AssertionError(f"never arrived, is at {pose}")


@pytest.mark.parametrize("heading", [0.0, 1.0, math.pi, -2.0])
@pytest.mark.parametrize("yaw", [0.0, 2.5, -1.2])
def test_it_arrives_where_and_as_it_was_told_and_stands(heading, yaw):
    poses, velocities = follow(BEND, yaw, Pose2D(0.0, 0.0, heading))
    assert poses[-1].distance_to((7.0, 5.0)) <= 0.1
    assert abs(wrap_angle(poses[-1].yaw - yaw)) <= CONFIG.follower.goal_angle + 0.02
    assert velocities[-1] == Velocity(0.0, 0.0)


def test_it_keeps_the_limits_of_speed_and_acceleration():
    _, velocities = follow(BEND, 2.0, Pose2D(0.0, 0.0, 2.0))
    linear = np.array([each.linear for each in velocities])
    angular = np.array([each.angular for each in velocities])
    assert linear.max() > 0.8
    assert linear.max() <= CONFIG.follower.max_speed
    assert np.abs(angular).max() <= CONFIG.follower.max_yaw_rate + 1e-9
    assert np.diff(linear).max() <= CONFIG.follower.acceleration * 0.05 + 1e-9
    assert np.diff(linear).min() >= -CONFIG.follower.deceleration * 0.05 - 1e-9
    assert np.abs(np.diff(angular)).max() <= CONFIG.follower.yaw_acceleration * 0.05 + 1e-9
    assert linear.min() >= 0.0


def test_it_stays_near_the_route():
    poses, _ = follow(BEND, 0.0, Pose2D(0.0, 0.0, 0.0))
    off = [np.hypot(BEND[:, 0] - pose.x, BEND[:, 1] - pose.y).min() for pose in poses]
    assert max(off) < 0.3


def test_closely_it_cuts_no_corner():
    off = {}
    for closely in (False, True):
        poses, _ = follow(BEND, 0.0, Pose2D(0.0, 0.0, 0.0), limit=0.3, closely=closely)
        off[closely] = max(np.hypot(BEND[:, 0] - pose.x, BEND[:, 1] - pose.y).min() for pose in poses)
    assert off[True] < 0.75 * off[False]


@pytest.mark.parametrize("at", np.linspace(0.5, 2.5, 9))
@pytest.mark.parametrize("offset", [0.3, 0.6, 1.1])
def test_inside_a_sharp_bend_it_does_not_turn_around_and_around(at, offset):
    """There a point of the route, moved aside, may lie where the robot stands."""
    corner = resample(np.array([[0.0, 0.0], [2.0, 0.0], [2.5, 0.9], [2.0, 4.0]]), 0.1)
    _, velocities = follow(corner, math.pi / 2, Pose2D(at, offset / 2, 0.5), offset=offset)
    assert sum(abs(each.angular) * 0.05 for each in velocities) < 2.0 * math.pi


def test_it_turns_on_the_spot_when_the_way_lies_behind():
    poses, _ = follow(STRAIGHT, 0.0, Pose2D(0.0, 0.0, math.pi - 0.1))
    aligned = next(pose for pose in poses if abs(pose.yaw) < 0.5)
    assert aligned.distance_to((0.0, 0.0)) < 0.02


def test_it_is_slower_in_a_bend_and_beside_a_wall():
    _, velocities = follow(BEND, 0.0, Pose2D(0.0, 0.0, 0.0))
    assert max(each.linear for each in velocities) == 1.0
    sharpest = max(velocities, key=lambda each: abs(each.angular))
    assert 0.1 < sharpest.linear < 0.7
    follower = PathFollower(CONFIG.follower, STRAIGHT, 0.0)
    driving = Velocity(1.0, 0.0)
    assert follower.command(Pose2D(3.0, 0.0), driving, 0.05, 1.0, room=0.1).linear < 1.0
    assert follower.command(Pose2D(3.0, 0.0), driving, 0.05, 1.0, room=2.0).linear == 1.0


def test_a_limit_is_kept_and_none_at_all_stops_it():
    _, velocities = follow(STRAIGHT, 0.0, Pose2D(0.0, 0.0), limit=0.4)
    assert max(each.linear for each in velocities) == pytest.approx(0.4)
    follower = PathFollower(CONFIG.follower, STRAIGHT, 0.0)
    velocity, pose = Velocity(0.8, 0.0), Pose2D(2.0, 0.0)
    for _ in range(40):
        velocity = follower.command(pose, velocity, 0.05, 0.0)
        pose = pose.compose(Pose2D(velocity.linear * 0.05, 0.0))
    assert velocity.linear == 0.0
    assert pose.x == pytest.approx(2.0 + 0.8**2 / 2 / CONFIG.follower.deceleration, abs=0.05)


def test_a_route_that_crosses_itself_is_followed_in_order():
    loop = resample(np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 3.0], [2.0, 3.0], [2.0, -3.0]]), 0.1)
    poses, _ = follow(loop, 0.0, Pose2D(0.0, 0.0))
    assert max(pose.y for pose in poses) > 2.5
    assert poses[-1].distance_to((2.0, -3.0)) < 0.1


def test_places_along_a_polyline():
    arcs = arc_lengths(BEND)
    assert arcs[-1] == pytest.approx(8.0 + math.sqrt(10))
    assert point_at(BEND, arcs, 5.0) == pytest.approx((4.0, 1.0, math.pi / 2))
    assert point_at(BEND, arcs, 99.0)[:2] == pytest.approx((7.0, 5.0))
    assert project(BEND, arcs, 3.7, 1.0, 0.0, 99.0) == pytest.approx(5.0)
    assert project(BEND, arcs, 3.7, 1.0, 0.0, 4.2) == pytest.approx(4.2)
    assert first_within(BEND, arcs, 0.0, 99.0, np.array([[4.0, 2.0]]), 0.4) == pytest.approx(5.6, abs=0.11)
    assert first_within(BEND, arcs, 0.0, 3.0, np.array([[4.0, 2.0]]), 0.4) == math.inf
