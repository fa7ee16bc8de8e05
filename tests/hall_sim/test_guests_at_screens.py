"""The body of somebody real who talks at a robot's screen."""

import math

import pytest

from hall_map import load
from hall_sim import Command, Scenario, World

HALL = load("maps/putuo")


def world(**more):
    return World(Scenario("guests", HALL, (), people=0, **{"guests": True, **more}), 1)


def gap(world, robot="xiao_pu"):
    agents = {agent.name: agent for agent in world.truth.agents}
    guest, body = agents[f"guest_{robot}"], agents[robot]
    return math.hypot(guest.x - body.x, guest.y - body.y)


def before(world, robot="xiao_pu", distance=1.0):
    pose = HALL.dock_of[robot].pose
    return pose.x + distance * math.cos(pose.yaw), pose.y + distance * math.sin(pose.yaw)


def drive(world, seconds, **speed):
    for _ in range(round(seconds / world.scenario.dt)):
        world.step({"xiao_pu": Command(**speed)})


def test_nobody_is_there_until_somebody_uses_the_screen():
    here = world()
    here.step({})
    assert [guest.present for guest in here.guests.values()] == [False, False]


def test_a_guest_steps_up_to_the_robot_and_stays_while_it_stands():
    here = world()
    here.bring_guest("xiao_pu", before(here))
    drive(here, 3.0)
    assert here.guests["xiao_pu"].present
    assert not here.guests["xiao_hui"].present
    assert gap(here) < 1.5


def test_a_guest_follows_the_robot_and_does_not_run_into_it():
    here = world()
    here.bring_guest("xiao_pu", before(here))
    drive(here, 1.0)
    drive(here, 2.0, angular=math.pi / 4)  # past them
    drive(here, 6.0, linear=0.5)
    assert 0.6 < gap(here) < 3.0
    assert here.truth.collisions == 0


def test_who_is_there_already_is_not_moved_by_further_words():
    here = world()
    here.bring_guest("xiao_pu", before(here))
    drive(here, 1.0)
    stood = here.crowd.at(0)
    here.bring_guest("xiao_pu", before(here, distance=2.0))
    here.step({})
    assert math.dist(stood, here.crowd.at(0)) < 0.1


def test_a_guest_who_leaves_is_gone_and_may_come_again():
    here = world()
    guest = here.guests["xiao_pu"]
    for _ in range(2):
        here.bring_guest("xiao_pu", before(here))
        here.step({})
        assert guest.present
        guest.leave()
        here.step({})
        assert not guest.present


def test_worlds_without_screens_have_no_guests():
    with pytest.raises(KeyError):
        world(guests=False).bring_guest("xiao_pu", (1.0, 1.0))
