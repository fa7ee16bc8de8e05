"""Doors that shut, robots that are carried off, lidars that die."""

from dataclasses import replace

import numpy as np
import pytest

from hall_map import Door, Pose2D
from hall_sim import Command, World
from hall_sim.happenings import Blindness, Doors, DoorShut, Kidnap, stands_in

DOORWAY = ((6.0, 3.4), (6.0, 4.6))
NOBODY = np.zeros((0, 5))


@pytest.fixture(scope="module")
def hall(small_hall):
    return replace(small_hall, doors=(Door("middle", "sliding", DOORWAY),))


def disc(x, y, radius=0.22):
    return np.array([[x, y, radius, 0.0, 0.0]])


def test_a_door_is_a_wall_only_while_it_is_shut(hall, situation):
    world = World(situation(hall=hall, doors=(DoorShut("middle", 1.0, 2.0),)))
    passes = {}
    for _ in range(60):
        world.step({})
        passes[round(world.t, 2)] = world.floor.passes((5.0, 4.0), (7.0, 4.0))
    assert [passes[t] for t in (0.5, 1.5, 2.5)] == [True, False, True]


def test_people_go_another_way_or_wait_while_a_door_is_shut(hall, situation):
    world = World(situation(hall=hall, doors=(DoorShut("middle"),)))
    assert not world.floor.leads((5.0, 4.0), (7.0, 4.0))


def test_a_door_does_not_shut_on_whoever_stands_in_it(hall):
    doors = Doors(hall, (DoorShut("middle", 1.0, 9.0),))
    assert doors.shut_at(0.5, NOBODY) == ()
    assert doors.shut_at(1.5, disc(6.1, 4.0)) == ()
    assert len(doors.shut_at(2.0, disc(6.6, 4.0))) == 1
    assert len(doors.shut_at(2.5, disc(6.1, 4.0))) == 1  # and who walks against a shut one does not open it
    assert doors.shut_at(9.0, NOBODY) == ()


@pytest.mark.parametrize(
    ("x", "y", "inside"), [(6.3, 4.0, True), (6.4, 4.0, False), (6.0, 3.2, True), (6.0, 3.0, False), (6.2, 4.75, True)]
)
def test_who_reaches_into_a_door_is_told_by_the_distance_to_it(x, y, inside):
    assert stands_in(disc(x, y), DOORWAY) is inside


def test_a_door_that_the_hall_has_not_is_refused(hall, situation):
    with pytest.raises(ValueError, match="no door gate"):
        situation(hall=hall, doors=(DoorShut("gate"),))


def test_a_robot_is_carried_off_and_its_odometry_is_none_the_wiser(situation):
    world = World(situation(kidnaps=(Kidnap("one", 1.0, Pose2D(9.0, 6.5, 0.5)),)))
    for _ in range(19):
        before = world.step({})
    for _ in range(6):
        after = world.step({})
    body = world.fleet.bodies["one"]
    assert (body.x, body.y, body.yaw) == (9.0, 6.5, 0.5)
    assert after.robots["one"].odometry.x == before.robots["one"].odometry.x
    world.step({"one": Command(0.5)})
    assert body.linear > 0.0  # it is put down once


def test_a_robot_is_put_down_once_there_is_room(situation, guest):
    onto_somebody = Kidnap("one", 2.0, Pose2D(3.0, 3.0))
    world = World(situation(kidnaps=(onto_somebody,), visitors=(guest(start=(3.0, 3.0), pace=0.1),)))
    for _ in range(42):
        world.step({})
    assert world.fleet.bodies["one"].y == 6.5
    world.crowd.leave(0)
    world.step({})
    assert world.fleet.bodies["one"].y == 3.0


def test_nobody_is_put_down_in_a_wall(situation):
    with pytest.raises(ValueError, match="no room for a robot at"):
        situation(kidnaps=(Kidnap("one", 0.0, Pose2D(6.0, 2.0)),))


def test_a_dead_lidar_gives_nothing_for_its_time_and_the_other_robots_all(situation):
    world = World(situation(robots=("one", "two"), blindness=(Blindness("one", 0.5, 1.0),)))
    seen = {"one": [], "two": []}
    for observation in [world.reset(), *(world.step({}) for _ in range(30))]:
        for name, robot in observation.robots.items():
            if robot.scan is not None:
                seen[name].append(round(observation.t, 2))
    assert [t for t in seen["two"] if t not in seen["one"]] == [0.5, 0.6, 0.7, 0.8, 0.9]


@pytest.mark.parametrize("fault", [{"kidnaps": (Kidnap("r2d2", 1.0, Pose2D(1.0, 1.0)),)},
                                   {"blindness": (Blindness("r2d2"),)}])  # fmt: skip
def test_what_happens_to_a_robot_that_is_not_there_is_refused(situation, fault):
    with pytest.raises(ValueError, match="no robot r2d2"):
        situation(**fault)
