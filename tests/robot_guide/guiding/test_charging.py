"""When a robot heeds its battery."""

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
