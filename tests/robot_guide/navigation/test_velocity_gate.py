"""Whatever another navigator commands, a brake stops the wheels, and what the laser sees is not driven into."""

import math

import numpy as np
import pytest

from hall_map.geometry import Pose2D
from robot_guide.config import from_parameters
from robot_guide.navigation.laser_mount import LaserMount
from robot_guide.navigation.velocity_gate import GateConfig, VelocityGate
from robot_guide.sensing import LaserScan, Odometry, Velocity

CONFIG = GateConfig()
DT = 0.05
ONWARD = Velocity(0.8, 0.2)
OLD, NEW = b"old", b"new"


class Wheels:
    """A gate and the free floor under it, turn by turn."""

    def __init__(self, gate=None, wall=math.inf):
        self.gate, self.t, self.wall = gate or VelocityGate(CONFIG), 0.0, wall
        self.told = []

    def turns(self, count, command=ONWARD):
        """`count` turns in which the controller wants `command`; None: it is silent."""
        for _ in range(count):
            self.t += DT
            if command is not None:
                self.gate.command(command, self.t)
            ranges = np.full(360, np.inf, np.float32)
            ranges[[359, 0, 1]] = self.wall
            scan = LaserScan(self.t, ranges, 0.0, math.radians(1.0), 25.0)
            self.told.append(self.gate.update(Odometry(self.t, Pose2D(0.0, 0.0), 0.0, 0.0), scan, self.t))
        return self.told[-1]


@pytest.fixture
def wheels():
    wheels = Wheels()
    wheels.gate.note_goals([OLD], 0.0)
    wheels.turns(10)
    return wheels


def test_what_is_safe_is_let_by_as_it_is(wheels):
    assert wheels.told[-1] == ONWARD


def test_braked_it_stands_within_a_fifth_of_a_second_and_no_turn_is_faster_than_the_last(wheels):
    wheels.gate.brake()
    wheels.turns(4)
    speeds = [velocity.linear for velocity in wheels.told[-5:]]
    assert speeds == sorted(speeds, reverse=True)
    assert speeds[-1] == 0.0
    assert speeds[1] >= ONWARD.linear - CONFIG.braking * DT - 1e-9, "no harder than the base can brake"


def test_braked_it_stands_for_as_long_as_the_old_goal_is_pursued_whatever_is_commanded(wheels):
    wheels.gate.brake()
    for _ in range(20):
        wheels.gate.note_goals([OLD], wheels.t)
        wheels.turns(10)
    assert wheels.gate.braked
    assert wheels.told[-1] == Velocity()


def test_the_end_of_the_old_goal_alone_lets_nothing_go(wheels):
    wheels.gate.brake()
    wheels.gate.note_goals([], wheels.t)
    assert wheels.turns(40) == Velocity()


def test_a_newer_goal_lets_it_go(wheels):
    wheels.gate.brake()
    wheels.turns(10)
    wheels.gate.note_goals([NEW], wheels.t)
    assert wheels.turns(10) == ONWARD
    assert not wheels.gate.braked


def test_a_goal_that_was_on_its_way_when_it_was_braked_and_is_taken_back_lets_nothing_go(wheels):
    wheels.gate.brake()
    wheels.gate.note_goals([OLD, NEW], wheels.t)
    wheels.turns(2)
    wheels.gate.note_goals([], wheels.t)
    assert wheels.turns(40) == Velocity()


def test_braked_again_it_waits_for_a_goal_that_is_newer_still(wheels):
    wheels.gate.brake()
    wheels.gate.note_goals([NEW], wheels.t)
    wheels.turns(10)
    wheels.gate.brake()
    wheels.gate.note_goals([NEW], wheels.t)
    assert wheels.turns(40) == Velocity()


def test_released_it_goes_on_with_the_goal_that_it_was_braked_for(wheels):
    wheels.gate.brake()
    wheels.turns(10)
    wheels.gate.release()
    assert wheels.turns(1) == ONWARD


def test_a_controller_that_falls_silent_is_not_driven_on_for(wheels):
    assert wheels.turns(int(CONFIG.command_age / DT) + 5, command=None) == Velocity()
    assert not wheels.gate.is_commanded(wheels.t)
    assert wheels.turns(1) == ONWARD, "and goes on when it is back"


def test_before_anybody_commands_it_stands():
    assert Wheels().turns(5, command=None) == Velocity()


def test_what_the_laser_sees_is_not_driven_into():
    assert Wheels(wall=0.35).turns(5).linear == 0.0


def test_a_laser_at_the_front_is_nearer_to_what_it_sees_than_the_robot_is():
    ahead = GateConfig(laser=LaserMount(x=0.5))
    slower = Wheels(wall=0.6).turns(5).linear
    assert 0.0 < slower < 0.9 * Wheels(VelocityGate(ahead), wall=0.6).turns(5).linear


def test_a_laser_that_looks_back_sees_what_is_behind():
    back = GateConfig(laser=LaserMount(yaw=math.pi))
    assert Wheels(VelocityGate(back), wall=0.35).turns(5).linear == ONWARD.linear


def test_its_settings_are_checked_by_name():
    assert from_parameters(GateConfig, {"laser.x": 0.2, "monitor.stop_margin": 0.05}).laser.x == 0.2
    with pytest.raises(ValueError, match="braking must be > 0"):
        from_parameters(GateConfig, {"braking": -1.0})
