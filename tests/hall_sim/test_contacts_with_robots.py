"""Robots, walls, people: nothing passes through anything, and each contact is counted once."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hall_map import Dock, Pose2D
from hall_sim import Command, World
from hall_sim.contacts import WALL, Contacts, is_by_robot

RADIUS = 0.28


def at(hall, **docks):
    """The hall with robots that begin at these poses."""
    from dataclasses import replace

    return replace(hall, docks=tuple(Dock(f"dock_{n}", n, Pose2D(*pose)) for n, pose in docks.items()))


def drive(world, seconds, **speeds):
    for _ in range(round(seconds / 0.05)):
        world.step({name: Command(*speed) for name, speed in speeds.items()})



def test_a_wall_stops_a_robot_and_counts_once(small_hall, situation):
    world = World(situation(hall=at(small_hall, one=(3.0, 2.0, math.pi))))
    drive(world, 10.0, one=(1.0, 0.0))
    body = world.fleet.bodies["one"]
    assert body.x == pytest.approx(0.25 + RADIUS, abs=0.03)  # the wall, drawn one cell thick along the outline
    assert body.linear == 0.0
    assert [(c.other, c.by_robot) for c in world.contact_log] == [(WALL, True)]
    assert world.truth.collisions == 1


def test_the_bumper_is_pressed_while_the_wall_is_touched_and_no_longer(small_hall, situation):
    world = World(situation(hall=at(small_hall, one=(1.0, 2.0, math.pi))))
    drive(world, 3.0, one=(0.5, 0.0))
    assert world.step({}).robots["one"].bumper
    drive(world, 1.0, one=(-0.5, 0.0))
    assert not world.step({}).robots["one"].bumper
    assert world.truth.collisions == 1
    drive(world, 3.0, one=(0.5, 0.0))
    assert world.truth.collisions == 2


def test_a_robot_at_a_wall_can_still_turn_away(small_hall, situation):
    world = World(situation(hall=at(small_hall, one=(1.0, 2.0, math.pi))))
    drive(world, 3.0, one=(0.5, 0.0))
    drive(world, 3.0, one=(0.0, 1.0))
    before = world.fleet.bodies["one"].x
    drive(world, 2.0, one=(0.5, 0.0))
    assert world.fleet.bodies["one"].x > before + 0.2


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_no_driving_brings_a_robot_into_a_wall_or_another_robot(small_hall, situation, seed):
    world = World(situation(robots=("one", "two"), people=3), seed)
    rng = np.random.default_rng(seed)
    for _ in range(40):
        commands = {name: Command(rng.uniform(-1, 1), rng.uniform(-2, 2)) for name in ("one", "two")}
        for _ in range(10):
            world.step(commands)
            one, two = world.fleet.bodies.values()
            assert world.floor.fits(one.x, one.y, RADIUS)
            assert world.floor.fits(two.x, two.y, RADIUS)
            assert math.dist((one.x, one.y), (two.x, two.y)) > 2 * RADIUS - 1e-4
            for agent in world.truth.agents[2:]:
                for body in (one, two):
                    assert math.dist((agent.x, agent.y), (body.x, body.y)) > RADIUS + agent.radius - 1e-4


def test_a_robot_that_drives_into_a_standing_person_is_to_blame(small_hall, situation):
    world = World(situation(hall=at(small_hall, one=(2.0, 2.0, 0.0)), people=1, standing=1))
    world.walkers.step = lambda t, steps: None  # the person is not looking, and does not step aside
    world.crowd.enter(0, (4.0, 2.0))
    for _ in range(80):
        world.crowd.xy[0], world.crowd.velocity[0] = (4.0, 2.0), 0.0
        world.step({"one": Command(0.8)})
    assert [(c.other, c.by_robot) for c in world.contact_log] == [("person_0", True)]
    assert world.truth.collisions == 1
    assert world.truth.bumps == 0
    assert world.fleet.bodies["one"].x == pytest.approx(4.0 - RADIUS - 0.22, abs=0.02)


def test_who_walks_into_a_standing_robot_is_to_blame_and_slides_along_it(small_hall, situation):
    world = World(situation(hall=at(small_hall, one=(4.0, 2.0, 0.0)), people=1, standing=1))
    world.walkers.step = lambda t, steps: None
    crowd = world.crowd
    crowd.enter(0, (2.8, 2.0))
    for _ in range(40):
        crowd.velocity[0], crowd.wish[0], crowd.reach[0] = (1.2, 0.0), (1.2, 0.0), 0.5  # eyes on the phone
        world.step({})
        assert math.dist(crowd.xy[0], (4.0, 2.0)) > RADIUS + 0.22 - 1e-6
    assert [(c.other, c.by_robot) for c in world.contact_log] == [("person_0", False)]
    assert world.truth.bumps == 1
    assert world.truth.collisions == 0


def test_two_robots_that_meet_head_on_stop_each_other(small_hall, situation):
    world = World(situation(hall=at(small_hall, one=(1.5, 2.0, 0.0), two=(4.5, 2.0, math.pi)), robots=("one", "two")))
    drive(world, 6.0, one=(0.5, 0.0), two=(0.5, 0.0))
    one, two = world.fleet.bodies.values()
    assert math.dist((one.x, one.y), (two.x, two.y)) == pytest.approx(2 * RADIUS, abs=0.01)
    assert world.truth.collisions >= 1


@pytest.mark.parametrize(
    ("robot", "other", "by_robot"),
    [(0.5, 0.0, True), (0.5, 0.5, True), (0.1, 1.2, False), (0.0, 0.3, False), (-0.2, 0.5, False), (0.0, 0.0, False)],
)
def test_the_faster_of_the_two_is_to_blame(robot, other, by_robot):
    assert is_by_robot(robot, other) is by_robot


def test_a_contact_counts_again_only_after_it_has_ended():
    contacts = Contacts()
    for t in (1.0, 1.05, 1.1):
        contacts.touch(t, "one", "person_3", by_robot=True)
    assert (contacts.by_robots, contacts.touches("one"), contacts.touches("two")) == (1, True, False)
    contacts.end("one", "person_3")
    contacts.touch(9.0, "one", "person_3", by_robot=False)
    assert (contacts.by_robots, contacts.by_people) == (1, 1)


def test_clearance_counts_while_a_robot_drives_and_is_measured_edge_to_edge(small_hall, situation):
    world = World(situation(hall=at(small_hall, one=(2.0, 2.0, 0.0)), people=1, standing=1))
    world.walkers.step = lambda t, steps: None
    world.crowd.enter(0, (2.0, 3.0))
    world.step({})
    assert world.truth.min_clearance == math.inf  # the robot stands
    for _ in range(20):
        world.crowd.xy[0], world.crowd.velocity[0] = (2.0, 3.0), 0.0
        world.step({"one": Command(0.3)})
    assert world.truth.min_clearance == pytest.approx(1.0 - RADIUS - 0.22, abs=0.01)
