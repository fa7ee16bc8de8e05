"""When a robot heeds its battery."""

import math
from dataclasses import replace

import pytest

from robot_guide.guiding.charging import Charge, ChargingConfig

CONFIG = ChargingConfig(low=0.2, reserve=0.05, reluctance=4.0, pace=0.5, watched=5.0, again=30.0)


def away(*, share, lost=0.1, seconds=10.0):
    """A battery that has lost so much since the robot left its dock."""
    docked = Charge(CONFIG).read(share + lost, True, 100.0)
    return docked.read(share, False, 100.0 + seconds)


def advised(charge, phase="idle", remaining=0.0, *, served=False, relieved=True):
    return charge.advise(phase, remaining, served=served, relieved=relieved)[1]


def test_a_robot_with_nothing_to_do_goes_home_when_its_battery_is_low():
    assert advised(away(share=0.19)) == "home"
    assert advised(away(share=0.21)) == ""


@pytest.mark.parametrize("phase", ["leading", "homeward", "waiting", "arrived"])
def test_a_robot_that_is_at_something_is_not_sent_home(phase):
    assert advised(away(share=0.1), phase) == ""


def test_a_robot_in_conversation_or_at_its_dock_stays():
    assert advised(away(share=0.1), served=True) == ""
    assert advised(Charge(CONFIG).read(0.1, True, 100.0)) == ""
    assert advised(away(share=0.1, seconds=4.0)) == ""  # it has only just left


def test_what_a_walk_will_take_is_told_by_what_the_way_so_far_took():
    charge = away(share=0.25)  # 0.01 a second
    assert charge.drain == pytest.approx(0.01)
    assert charge.lasts(9.9)  # 19.8 s at 0.5 m/s: 0.052 are left
    assert not charge.lasts(10.1)
    assert away(share=0.25, seconds=4.0).drain == 0.0  # not known yet


def test_a_walk_that_can_be_finished_is_finished_and_another_is_handed_over():
    charge = away(share=0.25)
    assert advised(charge, "leading", 9.9, served=True) == ""
    assert advised(charge, "leading", 10.1, served=True) == "hand_over"
    assert advised(charge, "leading", 10.1, served=True, relieved=False) == ""
    assert advised(charge, "leading", 10.1) == ""  # an errand of the staff


def test_a_robot_that_hands_its_visitor_over_is_low_and_not_given_them_back():
    charge, advice = away(share=0.25).advise("leading", 10.1, served=True, relieved=True)
    assert advice == "hand_over"
    assert charge.low
    assert charge.read(0.3, True, 120.0).low
    assert not charge.read(0.4, True, 120.0).low


def test_the_same_is_not_advised_again_at_once_but_something_else_is():
    charge = replace(away(share=0.15), seen=120.0)
    charge, first = charge.advise("leading", 40.0, served=True, relieved=True)
    assert first == "hand_over"
    assert advised(charge, "leading", 40.0, served=True) == ""
    assert advised(charge) == "home"
    assert advised(replace(charge, seen=150.0), "leading", 40.0, served=True) == "hand_over"


def test_visitors_count_as_farther_away_while_the_battery_is_low():
    assert away(share=0.19).reluctance == 4.0
    assert away(share=0.2).reluctance == 0.0
    assert Charge(CONFIG).reluctance == 0.0


def test_a_robot_that_was_low_serves_again_when_it_is_charged_and_not_before():
    config = ChargingConfig(low=0.2, charged=0.4)
    charge, told = Charge(config), []
    for share in (0.5, 0.25, 0.19, 0.21, 0.39, 0.41, 0.25):
        charge = charge.read(share, True, 0.0)
        told.append(charge.low)
    assert told == [False, False, True, True, True, False, False]


def test_how_far_it_can_go_still_follows_from_how_fast_the_battery_drains():
    config = ChargingConfig(reserve=0.1, pace=0.5)
    charge = Charge(config).read(1.0, True, 0.0)
    assert charge.reach == math.inf
    charge = charge.read(0.6, False, 100.0)
    assert charge.reach == pytest.approx(0.5 / 0.004 * 0.5)


def test_charged_must_not_be_less_than_low():
    with pytest.raises(ValueError, match="charged must be >= low"):
        ChargingConfig(low=0.5, charged=0.3)
