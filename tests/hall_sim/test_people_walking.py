import math
from dataclasses import replace

import numpy as np
import pytest

from hall_sim import World
from hall_sim.crowd import Crowd
from hall_sim.floor import Floor
from hall_sim.happenings import contains
from hall_sim.walkers import Errand, at_counter

NO_ROBOTS = np.zeros((0, 5))
DT = 0.05


def alone(*points):
    crowd = Crowd(len(points))
    for i, point in enumerate(points):
        crowd.enter(i, point)
    return crowd


def walk_to(crowd, floor, goals, seconds, robots=NO_ROBOTS, speed=1.2):
    """(T, N, 2) where everybody was."""
    track = []
    for _ in range(round(seconds / DT)):
        for i, goal in enumerate(goals):
            if goal is not None:
                crowd.go(floor, i, goal, speed)
        crowd.step(floor, robots, DT)
        track.append(crowd.xy.copy())
    return np.array(track)


def test_somebody_walks_to_the_other_room_and_stops_there(small_hall):
    floor, crowd = Floor(small_hall), alone((2.0, 7.0))
    walk_to(crowd, floor, [(9.0, 7.0)], 15.0)
    assert math.dist(crowd.at(0), (9.0, 7.0)) < 0.3
    assert np.hypot(*crowd.velocity[0]) < 0.2


def test_in_the_open_one_walks_at_the_pace_that_one_wants(small_hall):
    floor, crowd = Floor(small_hall), alone((1.0, 2.0))
    track = walk_to(crowd, floor, [(5.2, 2.0)], 3.0, speed=1.0)
    speeds = np.hypot(*np.diff(track[30:50, 0], axis=0).T) / DT
    assert speeds.mean() == pytest.approx(1.0, abs=0.05)


def test_two_who_meet_head_on_pass_each_other_without_touching(small_hall):
    floor, crowd = Floor(small_hall), alone((1.2, 2.0), (5.0, 2.0))
    track = walk_to(crowd, floor, [(5.0, 2.0), (1.2, 2.0)], 8.0)
    assert math.dist(crowd.at(0), (5.0, 2.0)) < 0.4
    assert math.dist(crowd.at(1), (1.2, 2.0)) < 0.4
    assert np.hypot(*(track[:, 0] - track[:, 1]).T).min() > 0.44


def test_somebody_walks_round_a_robot_that_stands_in_the_way(small_hall):
    floor, crowd = Floor(small_hall), alone((1.2, 2.0))
    robots = np.array([(3.2, 2.0, 0.28, 0.0, 0.0)])
    track = walk_to(crowd, floor, [(5.2, 2.0)], 8.0, robots)
    assert math.dist(crowd.at(0), (5.2, 2.0)) < 0.4
    assert np.hypot(*(track[:, 0] - (3.2, 2.0)).T).min() > 0.28 + 0.22 + 0.05


def test_somebody_walks_up_to_a_robot_that_is_the_goal(small_hall):
    floor, crowd = Floor(small_hall), alone((1.2, 2.0))
    robots = np.array([(4.0, 2.0, 0.28, 0.0, 0.0)])
    track = walk_to(crowd, floor, [(4.0, 2.0)], 6.0, robots)
    distance = np.hypot(*(track[:, 0] - (4.0, 2.0)).T)
    on_the_way = track[: int(np.argmax(distance < 1.3)), 0]
    assert distance.min() < 1.3
    assert np.all(np.abs(on_the_way[:, 1] - 2.0) < 0.4)  # straight up to it, not past it


def test_who_is_not_in_the_hall_is_in_nobodys_way(small_hall):
    floor, crowd = Floor(small_hall), alone((1.2, 2.0), (3.0, 2.0))
    crowd.leave(1)
    track = walk_to(crowd, floor, [(5.0, 2.0), None], 6.0)
    assert np.all(np.abs(track[:, 0, 1] - 2.0) < 0.2)


def test_nobody_passes_a_wall_even_when_everybody_wants_to(small_hall):
    floor = Floor(small_hall).with_blocks((((5.9, 3.2), (6.1, 3.2), (6.1, 4.8), (5.9, 4.8)),))  # the door is shut
    rng = np.random.default_rng(0)
    crowd = alone(*((5.0 - 0.6 * (k % 5), 5.5 + 0.6 * (k // 5)) for k in range(15)))
    for _ in range(400):
        crowd.wish[:] = (1.5, 0.3 * rng.standard_normal())  # straight at the wall at x = 6
        crowd.step(floor, NO_ROBOTS, DT)
        assert all(floor.fits(*crowd.at(i), 0.22) for i in range(15))
    assert np.all(crowd.xy[:, 0] < 6.0)


def test_without_a_way_people_stand_and_wait(small_hall):
    floor = Floor(small_hall).with_blocks((((5.5, 3.2), (6.5, 3.2), (6.5, 4.8), (5.5, 4.8)),))
    crowd = alone((3.0, 4.0))
    walk_to(crowd, floor, [(9.0, 4.0)], 4.0)
    assert math.dist(crowd.at(0), (3.0, 4.0)) < 0.1


def test_whom_a_trolley_is_put_upon_steps_out_from_under_it(small_hall):
    floor = Floor(small_hall).with_blocks((((2.5, 3.5), (3.5, 3.5), (3.5, 4.5), (2.5, 4.5)),))
    crowd = alone((3.0, 4.0))
    crowd.step_out_of_walls(floor)
    assert floor.fits(*crowd.at(0), 0.22)
    assert math.dist(crowd.at(0), (3.0, 4.0)) < 1.2


def through_the_door(floor, seed):
    """When each of forty people, who want to walk at 1.34 m/s (Weidmann), comes through the door of 1.2 m, s."""
    rng, crowd = np.random.default_rng(seed), Crowd(40)
    spots = [(x, y) for x in np.arange(0.8, 5.4, 0.6) for y in np.arange(1.4, 7.0, 0.7)]
    for i, k in enumerate(rng.permutation(len(spots))[:40]):
        crowd.enter(i, spots[k])
    paces, came, step = np.clip(rng.normal(1.34, 0.26, 40), 0.7, 2.0), {}, 0
    while len(came) < 36 and step < 1500:
        step += 1
        for i in np.nonzero(crowd.present)[0]:
            crowd.go(floor, i, (9.8, 4.0), paces[i])
        crowd.step(floor, NO_ROBOTS, DT)
        for i in np.nonzero(crowd.present & (crowd.xy[:, 0] > 6.0))[0]:
            came.setdefault(i, step * DT)
            if crowd.xy[i, 0] > 8.5:
                crowd.leave(i)
    return sorted(came.values())


def test_as_many_come_through_a_door_as_have_been_counted_at_doors(small_hall):
    floor, flows = Floor(small_hall), []
    for seed in range(4):
        came = through_the_door(floor, seed)
        flows.append((35 - 8) / (came[35] - came[8]) / 1.2)  # people a metre and second, once they crowd
    assert 1.1 < np.mean(flows) < 1.6, flows


def test_people_keep_coming_going_and_standing(putuo_crowd):
    world = World(putuo_crowd, 3)
    goals, errands = set(), set()
    standing = world.crowd.xy[1:6].copy()
    for step in range(4000):
        world.step({})
        if step % 20 == 0:
            goals |= {world.walkers.goal[k] for k in range(30)}
            errands |= set(world.walkers.errand)
    assert errands == set(Errand)
    assert len(goals) > 30
    assert np.hypot(*(world.crowd.xy[1:6] - standing).T).max() < 1.5


def test_people_are_never_in_walls_or_in_each_other(putuo_crowd):
    world = World(putuo_crowd, 5)
    for step in range(2400):
        world.step({})
        if step % 10:
            continue
        crowd = world.crowd
        present = np.nonzero(crowd.present)[0]
        assert all(world.floor.fits(*crowd.at(i), 0.22 - 1e-9) for i in present)
        gaps = np.hypot(*(crowd.xy[present][:, None] - crowd.xy[present][None]).transpose(2, 0, 1))
        assert gaps[np.triu_indices(len(present), 1)].min() > 0.2


def test_paces_are_those_of_pedestrians(putuo_crowd):
    paces = World(replace(putuo_crowd, people=300), 1).walkers.pace
    assert paces.mean() == pytest.approx(1.2, abs=0.05)
    assert paces.std() == pytest.approx(0.2, abs=0.03)
    assert paces.min() >= 0.6


def test_nobody_begins_on_top_of_a_robot_or_in_the_staffs_rooms(putuo_crowd):
    for seed in range(5):
        world = World(replace(putuo_crowd, people=100), seed)
        staff = [zone for zone in putuo_crowd.hall.zones if zone.kind == "staff"]
        for agent in world.truth.agents:
            if agent.kind == "person":
                assert not any(contains(zone.polygon, (agent.x, agent.y)) for zone in staff)
                for body in world.fleet.bodies.values():
                    assert math.dist((agent.x, agent.y), (body.x, body.y)) > 0.9


def test_one_stands_half_a_metre_before_the_counter_on_the_robots_side():
    assert at_counter((10.0, 4.0), (8.0, 4.0)) == pytest.approx((9.5, 4.0))


@pytest.fixture
def putuo_crowd(putuo):
    from hall_sim import Scenario, VisitorConfig

    visitor = VisitorConfig("visitor", "你好", arrives=1e6)
    return Scenario("crowd", putuo, (visitor,), people=30, standing=5, duration=1e6)
