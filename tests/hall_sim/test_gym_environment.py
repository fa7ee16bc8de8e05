"""The hall as an environment for those who train policies."""

import importlib
import warnings

import numpy as np
import pytest

from hall_map import HallError

gymnasium = pytest.importorskip("gymnasium", reason="the extra `gym` is not installed")
importlib.import_module("hall_sim.gym_registry")
ID = "robot_guide/Hall-v0"


@pytest.fixture
def make(small_hall):
    def make(**changes):
        settings = {"hall": small_hall, "robot": "one", "people": 2, "standing": 0, "duration": 20.0, **changes}
        return gymnasium.make(ID, **settings)

    return make


def follow_the_way(env):
    """The action of somebody who knows the hall: turn to where the way leads, and drive once turned."""
    world = env.unwrapped._world
    body = world.fleet.bodies[env.unwrapped._robot]
    goal = env.unwrapped._goal.xy
    x, y = world.floor.direction((body.x, body.y), goal)
    if x == y == 0.0:
        x, y = goal[0] - body.x, goal[1] - body.y
    off = (np.arctan2(y, x) - body.yaw + np.pi) % (2 * np.pi) - np.pi
    return np.array([0.5 * max(np.cos(off), 0.0) ** 4, np.clip(1.2 * off, -1.0, 1.0)], np.float32)


def test_gymnasium_finds_it_by_name_and_its_checker_finds_no_fault(make):
    from gymnasium.utils.env_checker import check_env

    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        check_env(make(render_mode="rgb_array").unwrapped)


def test_the_module_that_registers_it_can_stand_in_the_name(small_hall):
    assert gymnasium.make(f"hall_sim.gym_registry:{ID}", hall=small_hall, robot="one").spec.id == ID


def test_without_settings_it_is_the_hall_of_the_project():
    env = gymnasium.make(ID)
    observation, info = env.reset(seed=3, options={"goal": "A02"})
    assert observation["scan"].shape == (360,)
    assert info["goal"] == "A02"
    assert 18.0 < info["way"] < 30.0


def test_the_same_seed_gives_the_same_episode_bit_for_bit(make):
    def play(env, seed):
        env.action_space.seed(7)
        observations = [env.reset(seed=seed)]
        for _ in range(40):
            observations.append(env.step(env.action_space.sample()))
        return [np.concatenate([*o[0].values()]).tobytes() for o in observations]

    one, other = make(), make()
    first = play(one, 5)
    assert play(other, 5) == first
    assert play(one, 5) == first
    assert play(one, 6) != first


def test_who_drives_the_way_arrives_and_is_rewarded_by_the_metres(make):
    env = make(people=0, duration=60.0)
    _, info = env.reset(seed=1, options={"goal": "entrance"})
    total, steps, ended = 0.0, 0, False
    while not ended:
        _, reward, terminated, truncated, now = env.step(follow_the_way(env))
        total, steps, ended = total + reward, steps + 1, terminated or truncated
    assert now["arrived"]
    assert not truncated
    assert total == pytest.approx(info["way"] - now["way"] + 10.0 - 0.01 * steps)


def test_running_into_a_wall_ends_it_and_costs(make):
    env = make(people=0)
    env.reset(seed=1)
    for _ in range(150):
        _, reward, terminated, _, info = env.step(np.array([1.0, 0.0], np.float32))
        if terminated:
            break
    assert terminated
    assert (info["arrived"], info["collisions"]) == (False, 1)
    assert reward < -9.0


def test_when_the_time_is_over_it_is_truncated(make):
    env = make(people=0, duration=1.0)
    env.reset(seed=1)
    ends = [env.step(np.zeros(2, np.float32))[2:4] for _ in range(10)]
    assert ends == [(False, False)] * 9 + [(False, True)]


def test_goals_are_drawn_from_the_halls_windows_and_places(make):
    env = make(people=0)
    drawn = {env.reset(seed=seed)[1]["goal"] for seed in range(12)}
    assert drawn == {"A01", "entrance"}
    with pytest.raises(KeyError, match="Z99"):
        env.reset(options={"goal": "Z99"})


def test_a_picture_shows_walls_robot_and_goal_with_the_north_up(make):
    env = make(people=0, render_mode="rgb_array")
    env.reset(seed=1, options={"goal": "A01"})
    picture = env.render()
    assert (picture.shape, picture.dtype) == ((128, 192, 3), np.uint8)
    rows, columns = np.nonzero((picture == (200, 40, 40)).all(axis=2))
    assert (columns.mean() / 16, 8.0 - rows.mean() / 16) == pytest.approx((3.0, 6.5), abs=0.1)
    assert (picture[5, 5] == 90).all() or (picture[3, 3] == 90).all()


def test_a_hall_that_cannot_be_read_is_told():
    with pytest.raises(HallError):
        gymnasium.make(ID, hall="nowhere")
