"""Energy against integration by hand."""

import math

import pytest

from hall_map import Pose2D
from hall_sim import Command, Speech, World
from hall_sim.battery import JOULES, Battery, BatteryConfig, is_docked

CONFIG = BatteryConfig(capacity=10.0, charge=0.5, idle=40.0, per_metre=20.0, per_radian=5.0, charger=100.0)


def test_what_is_spent_is_the_integral_of_the_power():
    battery, dt = Battery(CONFIG), 0.01
    for k in range(1000):  # 10 s at speed 0.5 + 0.3 sin t and turn cos t
        t = (k + 0.5) * dt
        battery.spend(0.5 + 0.3 * math.sin(t), math.cos(t), dt, docked=False)
    way = 0.5 * 10.0 + 0.3 * (1.0 - math.cos(10.0))
    turned = 6.0 - math.sin(10.0)  # the integral of |cos t|: 5 up to 5 pi / 2, and 1 - sin 10 from there
    assert 18000.0 - battery.energy == pytest.approx(40.0 * 10.0 + 20.0 * way + 5.0 * turned, rel=1e-4)


def test_backwards_costs_as_much_as_forwards():
    ahead, back = Battery(CONFIG), Battery(CONFIG)
    ahead.spend(0.5, 0.3, 1.0, docked=False)
    back.spend(-0.5, -0.3, 1.0, docked=False)
    assert ahead.energy == back.energy


def test_a_dock_fills_a_battery_to_the_brim_and_then_feeds_the_robot():
    battery = Battery(CONFIG)
    battery.spend(0.0, 0.0, 1.0, docked=True)
    assert battery.reading(1.0).power == pytest.approx(-60.0)
    battery.spend(0.0, 0.0, 1e4, docked=True)
    assert battery.charge == 1.0
    battery.spend(0.0, 0.0, 1.0, docked=True)
    assert (battery.reading(3.0).power, battery.reading(3.0).charging) == (0.0, True)


def test_an_empty_battery_gives_nothing_more():
    battery = Battery(BatteryConfig(capacity=1.0, charge=0.0))
    battery.spend(0.5, 0.0, 1.0, docked=False)
    assert (battery.energy, battery.power) == (0.0, 0.0)
    assert battery.is_empty


@pytest.mark.parametrize(
    ("pose", "linear", "docked"),
    [((1.0, 1.0, 0.0), 0.0, True), ((1.15, 1.0, -0.3), 0.0, True), ((1.25, 1.0, 0.0), 0.0, False),
     ((1.0, 1.0, 0.4), 0.0, False), ((1.0, 1.0, 2 * math.pi), 0.0, True), ((1.0, 1.0, 0.0), 0.2, False)],
)  # fmt: skip
def test_a_robot_is_docked_where_it_stands_as_the_dock_does(pose, linear, docked):
    assert is_docked(pose, linear, (Pose2D(9.0, 9.0), Pose2D(1.0, 1.0))) is docked


def test_a_robot_that_drives_off_uses_up_what_its_dock_has_given(situation):
    world = World(situation(battery=CONFIG))
    docked = world.step({}).robots["one"].battery
    assert docked.charging
    assert docked.charge == pytest.approx(0.5 + 60.0 * 0.05 / (10.0 * JOULES))
    for _ in range(60):
        driven = world.step({"one": Command(0.5)}).robots["one"].battery
    assert not driven.charging
    assert driven.power == pytest.approx(40.0 + 20.0 * 0.5)


def test_a_robot_whose_battery_is_empty_stands_sees_nothing_and_is_mute(situation, guest):
    config = BatteryConfig(capacity=1.0, charge=1e-4, charger=0.0)
    world = World(situation(battery=config, visitors=(guest(start=(3.0, 5.0), robot="one"),)))
    last = [world.step({"one": Command(0.5, speech=(Speech("请跟我来。", "zh", 1.5),))}) for _ in range(160)][-1]
    assert last.robots["one"].battery.charge == 0.0
    assert last.robots["one"].scan is None
    assert last.robots["one"].odometry.linear == 0.0
    assert world.visitors[0].engaged is None
    assert 6.5 - world.fleet.bodies["one"].y < 0.2


def test_robots_never_tire_unless_the_scenario_gives_them_a_battery(situation):
    assert World(situation()).reset().robots["one"].battery is None


@pytest.mark.parametrize("fault", [{"capacity": 0.0}, {"charge": 1.1}, {"idle": -1.0}, {"charger": math.inf}])
def test_a_battery_that_cannot_be_is_refused(fault):
    with pytest.raises(ValueError, match="must be"):
        BatteryConfig(**fault)
