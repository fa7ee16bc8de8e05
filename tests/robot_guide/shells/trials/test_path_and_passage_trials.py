"""The courses and openings of the tests of path deviation and of narrow passages."""

import pytest

from hall_sim.floor import floor_of
from robot_guide.shells.trials import deviation, passage


@pytest.mark.parametrize("trial", passage.TRIALS, ids=lambda trial: trial.name)
@pytest.mark.parametrize("start", passage.STARTS, ids=lambda start: f"{start.y:g}")
def test_an_opening_is_as_wide_in_the_map_as_it_is_said_to_be(trial, start):
    hall = passage.floor(trial.width, start)
    assert passage.clear_width(hall) == pytest.approx(trial.width)
    low, high = passage.jambs(trial.width)
    floor = floor_of(hall)
    assert floor.fits(passage.WALL, low + 0.01, 0.005)
    assert not floor.fits(passage.WALL, low - 0.01, 0.005)
    assert not floor.fits(passage.WALL, high + 0.01, 0.005)


def test_it_goes_through_a_wide_opening_and_its_room_there_is_the_true_one():
    outcome = passage.attempt(passage.PassageTrial(1.2), 0)
    assert outcome["passed"]
    assert 0.0 < outcome["room"] <= 0.6 - 0.28 + 1e-9


def test_it_refuses_an_opening_narrower_than_itself_at_once():
    outcome = passage.attempt(passage.PassageTrial(0.5), 0)
    assert outcome["refused"]
    assert not outcome["passed"]
    assert outcome["seconds"] < 1.0


def test_to_stand_before_an_opening_until_the_time_is_over_is_no_refusal(monkeypatch):
    monkeypatch.setattr(passage, "MOST", 1.0)
    outcome = passage.attempt(passage.PassageTrial(1.2), 0)
    assert not any(outcome[key] for key in ("passed", "refused", "touched"))


@pytest.mark.parametrize("course", deviation.COURSES)
def test_each_course_is_driven_to_its_end_near_its_route(course):
    outcome = deviation.attempt(deviation.DeviationTrial(course, 1.0), 2)
    assert outcome["arrived"]
    assert 0.0 <= outcome["mean"] <= outcome["most"] < 0.3
    assert outcome["speed"] <= 1.0


def test_the_bend_leaves_only_the_way_around_the_column():
    path = deviation.attempt(deviation.DeviationTrial("bend", 1.0), 1)["path"]
    assert max(x for x, _ in path) > 6.0
