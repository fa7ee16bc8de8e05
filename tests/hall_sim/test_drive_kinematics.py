import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_sim.drive import Body, DriveConfig, arc

EXACT = DriveConfig(
    turn_per_turn=0.0, turn_per_metre=0.0, way_per_metre=0.0, way_per_turn=0.0, scale_error=0.0, turn_error=0.0,
    heading_drift=0.0,
)  # fmt: skip
speeds = st.floats(-1.0, 1.0)
turns = st.floats(-1.8, 1.8)


def body(config: DriveConfig = EXACT, seed: int = 0, pose: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> Body:
    return Body(config, *pose, np.random.default_rng(seed))


def test_a_quarter_circle_of_two_metres_ends_where_geometry_says():
    x, y, yaw = arc(0.0, 0.0, 0.0, 1.0, 0.5, math.pi)  # radius 2 m, a quarter turn
    assert (x, y, yaw) == pytest.approx((2.0, 2.0, math.pi / 2))


def test_backwards_on_a_circle_goes_the_other_way_round():
    assert arc(0.0, 0.0, 0.0, -1.0, 0.5, math.pi) == pytest.approx((-2.0, -2.0, math.pi / 2))


def test_almost_straight_is_straight():
    assert arc(1.0, 2.0, 0.3, 0.8, 1e-12, 2.0) == pytest.approx(
        (1.0 + 1.6 * math.cos(0.3), 2.0 + 1.6 * math.sin(0.3), 0.3)
    )


@given(speeds, turns, st.floats(-3.0, 3.0))
def test_an_arc_is_the_limit_of_many_small_straight_steps(linear, angular, yaw):
    x = y = 0.0
    heading, n = yaw, 4000
    for _ in range(n):
        middle = heading + 0.5 * angular / n
        x, y, heading = x + linear / n * math.cos(middle), y + linear / n * math.sin(middle), heading + angular / n
    end = arc(0.0, 0.0, yaw, linear, angular, 1.0)
    assert end[:2] == pytest.approx((x, y), abs=1e-6)
    assert math.remainder(end[2] - heading, 2 * math.pi) == pytest.approx(0.0, abs=1e-9)


@given(speeds, turns, st.floats(0.01, 0.9))
def test_an_arc_in_two_parts_is_the_same_arc(linear, angular, share):
    whole = arc(0.5, -0.5, 0.2, linear, angular, 1.0)
    halfway = arc(0.5, -0.5, 0.2, linear, angular, share)
    both = arc(*halfway, linear, angular, 1.0 - share)
    assert both[:2] == pytest.approx(whole[:2], abs=1e-9)


def test_speed_grows_no_faster_than_the_motors_can():
    robot = body()
    reached = []
    for _ in range(20):
        robot.accelerate(5.0, 0.0, 0.05)
        reached.append(robot.linear)
    assert reached[0] == pytest.approx(1.2 * 0.05)
    assert np.all(np.diff(reached) <= 1.2 * 0.05 + 1e-12)
    assert reached[-1] == 1.0  # the top speed, and not the commanded one


def test_a_robot_brakes_harder_than_it_sets_off_and_turns_round_through_standing():
    robot = body()
    robot.linear, robot.angular = 1.0, 1.2
    robot.accelerate(0.0, 0.0, 0.1)
    assert (robot.linear, robot.angular) == pytest.approx((0.5, 0.4))
    robot.accelerate(-1.0, 0.0, 0.15)
    assert robot.linear == 0.0  # what is left of the time drives nothing backwards
    robot.accelerate(-1.0, 0.0, 0.1)
    assert robot.linear == pytest.approx(-0.12)


def test_a_command_that_is_no_number_brakes():
    robot = body()
    for _ in range(40):
        robot.accelerate(1.0, 1.0, 0.05)
    for _ in range(40):
        robot.accelerate(math.nan, math.inf, 0.05)
    assert (robot.linear, robot.angular) == (0.0, 0.0)


def drive(robot: Body, linear: float, angular: float, steps: int, dt: float = 0.05) -> Body:
    robot.linear, robot.angular = linear, angular
    for _ in range(steps):
        robot.move_to(*arc(*robot.motion, dt))
    return robot


def test_exact_wheels_report_the_true_pose():
    robot = drive(body(pose=(1.0, 2.0, 0.5)), 0.6, 0.7, 200)
    assert robot.odom == pytest.approx((robot.x, robot.y, robot.yaw), abs=1e-9)


def test_exact_wheels_report_the_true_pose_backwards():
    robot = drive(body(pose=(1.0, 2.0, 0.5)), -0.6, 0.7, 200)
    assert robot.odom == pytest.approx((robot.x, robot.y, robot.yaw), abs=1e-9)


def test_a_robot_that_stands_does_not_drift():
    robot = drive(body(DriveConfig()), 0.0, 0.0, 100)
    assert robot.odom == (0.0, 0.0, 0.0)


def errors_after(metres: float, dt: float, config: DriveConfig, runs: int = 400) -> np.ndarray:
    """(runs, 2): relative error of the way, and rad of heading, after a straight way."""
    rows = []
    for seed in range(runs):
        robot = drive(body(config, seed), 0.5, 0.0, round(metres / (0.5 * dt)), dt)
        rows.append((math.hypot(*robot.odom[:2]) / metres - 1.0, robot.odom[2]))
    return np.array(rows)


def test_the_way_that_wheels_report_is_wrong_by_a_few_percent():
    way, heading = errors_after(10.0, 0.1, DriveConfig()).std(axis=0)
    assert 0.015 < way < 0.05
    assert 0.04 < heading < 0.2


def test_random_odometry_noise_has_the_variance_that_the_model_states():
    config = DriveConfig(scale_error=0.0, turn_error=0.0, heading_drift=0.0, turn_per_metre=0.01, way_per_metre=0.03)
    heading = errors_after(9.0, 0.1, config)[:, 1]
    assert heading.std() == pytest.approx(0.01 * math.sqrt(9.0), rel=0.12)
    assert abs(heading.mean()) < 4 * 0.03 / math.sqrt(400)


def test_random_odometry_noise_does_not_depend_on_the_length_of_a_step():
    config = DriveConfig(scale_error=0.0, turn_error=0.0, heading_drift=0.0)
    short, long = (errors_after(6.0, dt, config)[:, 1].std() for dt in (0.05, 0.2))
    assert short == pytest.approx(long, rel=0.2)


def test_the_systematic_error_stays_the_same_during_a_run():
    config = DriveConfig(
        turn_per_turn=0.0, turn_per_metre=0.0, way_per_metre=0.0, way_per_turn=0.0, turn_error=0.0, heading_drift=0.0
    )
    robot = drive(body(config, seed=5), 0.5, 0.0, 100)
    first = robot.odom[0] / robot.x
    drive(robot, 0.5, 0.0, 300)
    assert robot.odom[0] / robot.x == pytest.approx(first)
    assert first != 1.0


@pytest.mark.parametrize(
    ("field", "value"), [("radius", 0.0), ("linear_braking", 0.0), ("max_linear", -1.0), ("way_per_metre", -0.1)]
)
def test_a_body_that_cannot_be_is_refused(field, value):
    with pytest.raises(ValueError, match=field):
        DriveConfig(**{field: value})
