"""Families, wheelchairs, phones, children, an alarm: each does what it is there for, and draws on its own luck."""

import numpy as np
import pytest

from hall_sim import Command, World
from hall_sim.dashes import Dash
from hall_sim.habits import CHILD, ROLLS, TEXTING, WHEELCHAIR, Mix


def positions(world, seconds):
    """(T, N, 2) where everybody but the visitors is, 20 times a second; NaN of who is not there."""
    rows = []
    for _ in range(round(seconds / 0.05)):
        world.step({})
        rows.append(np.where(world.crowd.present[:, None], world.crowd.xy, np.nan).copy())
    return np.array(rows)


def test_a_mix_is_told_apart_by_bodies_and_paces(situation):
    world = World(situation(people=9, standing=1, mix=Mix(families=1, wheelchairs=1, phones=1, children=1)))
    assert world.crowd.radius.tolist() == [0.22, 0.22, CHILD, WHEELCHAIR, 0.22, CHILD, 0.22, 0.22, 0.22]
    plain = World(situation(people=9, standing=1))
    assert world.walkers.pace[3] == min(plain.walkers.pace[3], ROLLS)
    assert world.walkers.pace[4] == pytest.approx(TEXTING * plain.walkers.pace[4])
    assert world.walkers.pace[[0, 1, 6, 7, 8]].tolist() == plain.walkers.pace[[0, 1, 6, 7, 8]].tolist()


def test_a_child_of_a_family_stays_with_its_adult_and_leaves_and_comes_with_them(situation):
    track = positions(World(situation(people=2, standing=0, mix=Mix(families=1)), 3), 150.0)[200:]
    together = np.isnan(track[:, :, 0])
    assert together[:, 0].any()  # the adult has been out
    assert np.mean(together[:, 0] == together[:, 1]) > 0.98
    assert np.nanpercentile(np.hypot(*(track[:, 0] - track[:, 1]).T), 95) < 2.0


def test_who_looks_at_a_phone_stops_in_the_middle_of_the_way(situation):
    def stops(mix):
        world, count, before = World(situation(people=6, standing=0, mix=mix), 2), 0, None
        for _ in range(2400):
            world.step({})
            still = (np.hypot(*world.crowd.velocity.T) < 0.05) & (world.walkers._until < 0.0) & world.crowd.present
            count += int((still & ~before).sum()) if before is not None else 0
            before = still
        return count

    assert stops(Mix(phones=6)) > stops(Mix()) + 3


def test_a_child_darts_off_faster_than_anybody_walks(situation):
    def fastest(mix):
        track = positions(World(situation(people=5, standing=0, mix=mix), 2), 60.0)
        return np.nanmax(np.hypot(*np.diff(track[::5], axis=0).transpose(2, 0, 1))) / 0.25

    assert fastest(Mix(children=5)) > 1.6 > fastest(Mix())


def test_a_child_runs_when_a_robot_that_drives_is_near_and_not_before(situation):
    world = World(situation(dashes=(Dash((2.0, 3.0), (4.5, 3.0)),)))  # the robot comes from (3, 6.5), going south
    for _ in range(40):
        world.step({})
    assert world.crowd.at(0) == (2.0, 3.0)
    for _ in range(60):
        world.step({"one": Command(0.5)})
    assert 6.5 - 3.0 - world.scenario.dashes[0].near == pytest.approx(1.0)  # the robot has driven 1.3 m
    for _ in range(60):
        world.step({})
    assert world.crowd.at(0)[0] > 4.0


@pytest.mark.parametrize(("point", "away"), [((2.0, 1.0), 1.0), ((0.0, 0.0), 1.0), ((5.0, 0.0), 2.0)])
def test_how_near_a_robot_is_to_a_childs_way_is_the_distance_to_a_segment(point, away):
    assert Dash((1.0, 0.0), (3.0, 0.0)).distance(point) == pytest.approx(away)


def test_at_an_alarm_everybody_hurries_out_and_stays_away(situation, guest):
    scenario = situation(people=8, standing=2, alarm=5.0, visitors=(guest(),), mix=Mix(families=1))
    world = World(scenario, 1)
    track = positions(world, 40.0)
    assert not np.isnan(track[90, 1:]).all()
    assert np.isnan(track[-1]).all()
    assert world.visitors[0].phase == "left"


def test_habits_leave_the_luck_of_the_others_as_it_is(situation):
    plain, mixed = (World(situation(people=3, standing=1, mix=mix), 5) for mix in (Mix(), Mix(phones=1)))
    assert mixed.walkers.goal == plain.walkers.goal
    assert mixed.crowd.xy.tolist() == plain.crowd.xy.tolist()


def test_the_same_seed_makes_the_same_habits_bit_for_bit(situation):
    scenario = situation(people=8, standing=0, mix=Mix(families=1, phones=2, children=3))
    one, other = (positions(World(scenario, 9), 20.0) for _ in range(2))
    assert one.tobytes() == other.tobytes()
    assert one.tobytes() != positions(World(scenario, 8), 20.0).tobytes()


def test_more_of_a_kind_than_people_is_refused(situation):
    with pytest.raises(ValueError, match="4 people are more than the 2 who walk about"):
        situation(people=3, standing=1, mix=Mix(families=2))
    with pytest.raises(ValueError, match="must be >= 0"):
        Mix(phones=-1)


@pytest.mark.parametrize("fault", [{"near": 0.0}, {"pace": 9.0}, {"to": (1.0, 0.0)}, {"near": float("nan")}])
def test_a_dash_that_cannot_be_is_refused(fault):
    with pytest.raises(ValueError, match="near must be"):
        Dash(**{"start": (1.0, 0.0), "to": (3.0, 0.0), **fault})
