"""Wheels on a floor that does not hold them, against motion in closed form."""

import dataclasses
import math

import numpy as np
import pytest

from hall_map import Pose2D
from hall_sim import Command, World
from hall_sim.drive import DRY, Body, DriveConfig, Ground, arc
from hall_sim.happenings import Slippery, ground_at

EXACT = DriveConfig(
    turn_per_turn=0.0, turn_per_metre=0.0, way_per_metre=0.0, way_per_turn=0.0, scale_error=0.0, turn_error=0.0,
    heading_drift=0.0,
)  # fmt: skip
WET = Ground(grip=0.5)


def body(x=0.0, y=0.0, yaw=0.0) -> Body:
    return Body(EXACT, x, y, yaw, np.random.default_rng(0))


def drive(robot: Body, linear: float, angular: float, seconds: float, ground: Ground, dt: float = 0.01) -> Body:
    for _ in range(round(seconds / dt)):
        robot.accelerate(linear, angular, dt, ground)
        robot.move_to(*arc(*robot.motion, dt))
    return robot


def test_a_robot_that_brakes_on_a_wet_floor_slides_as_far_as_its_grip_says():
    robot = drive(body(), 1.0, 0.0, 2.0, DRY)
    began = robot.x
    drive(robot, 0.0, 0.0, 3.0, WET)
    assert robot.linear == 0.0
    assert robot.x - began == pytest.approx(1.0**2 / (2 * WET.grip), abs=0.01)  # v²/2a; on dry ground 0.1 m


def test_wheels_that_lock_do_not_count_the_way_that_the_robot_slides():
    robot = drive(body(), 1.0, 0.0, 2.0, DRY)
    true, told = robot.x, robot.odom[0]
    drive(robot, 0.0, 0.0, 3.0, WET)
    by_the_brakes = 1.0 / (2 * EXACT.linear_braking)
    assert robot.odom[0] - told == pytest.approx(by_the_brakes, abs=0.01)
    assert robot.x - true > 2.0 * (robot.odom[0] - told)


def test_wheels_that_spin_count_more_than_the_robot_moves():
    robot = drive(body(), 1.0, 0.0, 1.0, WET)
    assert robot.x == pytest.approx(0.5 * WET.grip * 1.0, abs=0.01)
    assert robot.odom[0] == pytest.approx(1.0 - 0.5 * 1.0 / 1.2, abs=0.01)  # 1/1.2 s to its speed, then 1 m/s


def test_a_steady_slip_loses_its_share_of_the_way_and_of_the_turn():
    robot = drive(body(), 0.5, 0.0, 60.0, Ground(slip=0.1))
    assert robot.x == pytest.approx(0.9 * robot.odom[0], rel=1e-3)
    turned = drive(body(), 0.0, 0.2, 5.0, Ground(slip=0.1))
    assert turned.yaw == pytest.approx(0.9 * turned.odom[2], rel=1e-3)


def test_turning_on_the_spot_is_held_by_the_ground_at_half_the_wheel_base():
    robot = drive(body(), 0.0, 1.8, 0.5, WET)
    assert robot.yaw == pytest.approx(0.5 * (2 * WET.grip / EXACT.wheel_base) * 0.5**2, rel=0.03)


def test_a_floor_with_grip_enough_is_as_good_as_a_dry_one():
    dry, held = drive(body(), 0.7, 0.4, 3.0, DRY), drive(body(), 0.7, 0.4, 3.0, Ground(grip=5.0))
    assert (held.x, held.y, held.yaw) == pytest.approx((dry.x, dry.y, dry.yaw), abs=1e-9)
    assert held.odom == pytest.approx(dry.odom, abs=1e-9)


def test_a_floor_is_wet_only_where_and_while_it_is_wet():
    patch = Slippery(((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)), WET, begins=1.0, ends=2.0)
    assert ground_at((patch,), 1.0, (1.0, 1.0)) is WET
    assert ground_at((patch,), 2.0, (1.0, 1.0)) is DRY
    assert ground_at((patch,), 1.5, (2.5, 1.0)) is DRY


def test_a_robot_of_the_world_slides_on_a_wet_patch(situation):
    patch = Slippery(((0.0, 0.0), (12.0, 0.0), (12.0, 8.0), (0.0, 8.0)), WET)
    ways, even = [], dataclasses.replace(EXACT, linear_braking=EXACT.linear_acceleration)
    for slippery in ((), (patch,)):
        world = World(situation(slippery=slippery, drive=even))
        for step in range(80):
            world.step({"one": Command(0.8 if step < 40 else 0.0)})
        ways.append(6.5 - world.fleet.bodies["one"].y)
    assert ways[0] == pytest.approx(0.8 * 2.0, abs=0.03)  # what is lost in the start is gained in braking
    assert ways[1] == pytest.approx(0.8 * 2.0, abs=0.05)
    slid = world.reset() and [world.step({"one": Command(0.8)}) for _ in range(20)]
    assert slid[-1].robots["one"].odometry.linear == 0.8  # the wheels spin
    assert world.fleet.bodies["one"].linear == pytest.approx(0.5)


@pytest.mark.parametrize("fault", [{"grip": 0.0}, {"slip": 1.0}, {"slip": -0.1}, {"grip": math.nan}])
def test_a_ground_that_cannot_be_is_refused(fault):
    with pytest.raises(ValueError, match="grip must be"):
        Ground(**fault)


def test_a_robot_that_is_carried_off_believes_that_it_still_stands_where_it_stood():
    robot = drive(body(), 0.5, 0.0, 2.0, DRY)
    told = robot.odom
    robot.carry_to(*Pose2D(7.0, 3.0, 1.0).xy, 1.0)
    drive(robot, 0.0, 0.0, 1.0, DRY)
    assert (robot.x, robot.y, robot.yaw) == (7.0, 3.0, 1.0)
    assert robot.odom == told
