"""What is to be from a stated time on."""

from datetime import datetime

import pytest

from hall_map import HallError, edit, load, timetable
from hall_map.planning import effects, plan

MONDAY, TUESDAY = datetime(2026, 11, 30, 9), datetime(2026, 12, 1, 9)


@pytest.fixture(scope="module")
def hall():
    return load("maps/putuo")


def test_services_move_to_other_windows_on_monday(hall):
    moved = {"services": {"social_security": {"windows": ["A05", "A06"]}}}
    planned = edit(hall, plan(hall, moved, MONDAY, names={"zh": "社保搬家"}))
    before = datetime(2026, 11, 29, 23, 59)
    assert timetable.at(planned, before).service_by_id["social_security"].windows == ("D02", "D01")
    assert timetable.at(planned, MONDAY).service_by_id["social_security"].windows == ("A05", "A06")
    assert planned.service_by_id["social_security"].windows == ("D02", "D01")
    ((change, found),) = effects(planned)
    assert (change.since, change.names["zh"]) == ("2026-11-30T09:00", "社保搬家")
    assert [(one.where, one.after) for one in found] == [("services.social_security.windows", ["A05", "A06"])]


def test_a_change_for_a_time_is_over_after_it(hall):
    planned = edit(hall, plan(hall, {"windows": {"A01": {"open": False}}}, MONDAY, TUESDAY))
    assert not timetable.at(planned, MONDAY.replace(hour=10)).window_by_id["A01"].open
    assert timetable.at(planned, TUESDAY).window_by_id["A01"].open


def test_a_change_may_build_on_one_that_comes_before_it(hall):
    one = edit(hall, plan(hall, {"windows": {"A01": {"xy": [14.8, 24.1]}}}, MONDAY))
    two = edit(one, plan(one, {"windows": {"A01": {"open": False}}}, TUESDAY))
    assert [change.id for change in two.changes] == ["change_1", "change_2"]
    assert timetable.changed(two, TUESDAY).window_by_id["A01"].xy == (14.8, 24.1)
    (_, first), (_, second) = effects(two)
    assert [one.key for one in first] == ["xy"]
    assert [one.key for one in second] == ["open"]


def test_what_the_hall_would_not_take_is_not_planned(hall):
    with pytest.raises(HallError, match="Z99"):
        plan(hall, {"services": {"pension": {"windows": ["Z99"]}}}, MONDAY)
    with pytest.raises(HallError):
        plan(hall, {"windows": {"A01": {"open": False}}}, TUESDAY, MONDAY)


def test_a_planned_change_whose_window_is_gone_tells_that_it_does_nothing(hall):
    planned = edit(hall, plan(hall, {"places": {"water": {"xy": [1.0, 1.0]}}}, MONDAY))
    ((_, found),) = effects(edit(planned, {"places": {"water": None}}))
    assert found is None
