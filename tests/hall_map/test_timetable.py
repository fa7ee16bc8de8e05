"""The hall at a moment: hours, lunch breaks, holidays, barriers and planned changes that come and go."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import chinese_calendar
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hall_map
from hall_map import timetable

HALL = hall_map.load(Path(__file__).parents[2] / "maps" / "putuo")
LUNCH = (
    hall_map.OpeningHours(("mon", "tue", "wed", "thu", "fri"), "09:00", "11:30"),
    hall_map.OpeningHours(("mon", "tue", "wed", "thu", "fri"), "13:30", "16:30"),
)


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def with_window(**fields: object) -> hall_map.Hall:
    windows = tuple(replace(w, **fields) if w.id == "A12" else w for w in HALL.windows)
    return replace(HALL, windows=windows)


def open_at(hall: hall_map.Hall, text: str) -> bool:
    return timetable.at(hall, moment(text)).window_by_id["A12"].open


@pytest.mark.parametrize(
    ("time", "serves"),
    [("2026-11-23T08:59", False), ("2026-11-23T09:00", True), ("2026-11-23T16:59", True), ("2026-11-23T17:00", False),
     ("2026-11-28T11:59", True), ("2026-11-28T12:00", False), ("2026-11-29T10:00", False)],
)  # fmt: skip
def test_windows_are_open_in_the_halls_hours_only(time: str, serves: bool):
    assert open_at(HALL, time) is serves


def test_a_window_with_hours_of_its_own_has_its_lunch_break():
    hall = with_window(hours=LUNCH)
    times = ("11:29", "11:30", "13:29", "13:30")
    assert [open_at(hall, f"2026-11-23T{t}") for t in times] == [True, False, False, True]
    closed = hall.window_by_id["A12"]
    assert timetable.opens_next(hall, closed, moment("2026-11-23T12:00")) == moment("2026-11-23T13:30")
    assert timetable.opens_next(hall, closed, moment("2026-11-27T17:30")) == moment("2026-11-30T09:00")


def test_a_window_that_staff_have_closed_does_not_open_by_itself():
    hall = with_window(open=False)
    assert not open_at(hall, "2026-11-23T10:00")
    assert timetable.opens_next(hall, hall.window_by_id["A12"], moment("2026-11-23T07:00")) is None


def test_a_hall_without_hours_never_closes():
    assert open_at(replace(HALL, hours=()), "2026-11-29T03:00")


@pytest.mark.parametrize("month", range(1, 13))
def test_every_day_of_2026_is_worked_as_the_state_council_says(month: int):
    """The oracle is a library that keeps the announcements of the State Council."""
    day = dt.date(2026, month, 1)
    hall = replace(HALL, hours=tuple(row for row in HALL.hours if row.days != ("sat",)))
    while day.month == month:
        assert bool(timetable.spans_on(hall, day, hall.hours)) == chinese_calendar.is_workday(day), day
        day += dt.timedelta(days=1)


def test_a_worked_sunday_has_the_hours_of_the_day_that_it_takes_after():
    spans = timetable.spans_on(HALL, dt.date(2026, 9, 20), HALL.hours)
    assert spans == ((moment("2026-09-20T09:00"), moment("2026-09-20T17:00")),)


def test_a_barrier_stands_from_its_beginning_to_its_end():
    barrier = hall_map.Barrier("b", ((20.0, 8.0), (22.0, 8.0)), "2026-11-23T10:00", "2026-11-23T12:00")
    hall = replace(HALL, barriers=(barrier,))
    stands = [
        bool(timetable.at(hall, moment(f"2026-11-23T{t}")).barriers) for t in ("09:59", "10:00", "11:59", "12:00")
    ]
    assert stands == [False, True, True, False]


def test_a_standing_barrier_is_solid_in_the_grid():
    barrier = hall_map.Barrier("b", ((20.0, 8.0), (22.0, 8.0)))
    free, blocked = hall_map.rasterise(HALL), hall_map.rasterise(replace(HALL, barriers=(barrier,)))
    row, column = free.cell_of(21.0, 8.0)
    assert free.data[row, column] == hall_map.FREE
    assert blocked.data[row, column] == hall_map.OCCUPIED
    assert 200 < np.count_nonzero(free.data != blocked.data) < 500


def test_services_move_when_they_are_planned_to_and_move_back():
    change = hall_map.Change(
        "move", "2026-11-30T00:00", {"services": {"social_security": {"windows": ["A05", "A06"]}}}, "2026-12-07T00:00"
    )
    hall = replace(HALL, changes=(change,))
    windows = [
        timetable.at(hall, moment(t)).service_by_id["social_security"].windows
        for t in ("2026-11-29T23:59", "2026-11-30T00:00", "2026-12-07T00:00")
    ]
    before = HALL.service_by_id["social_security"].windows
    assert windows == [before, ("A05", "A06"), before]


def test_the_later_of_two_changes_wins_and_the_revision_stays():
    first = hall_map.Change("z", "2026-11-23T09:00", {"windows": {"A12": {"open": False}}})
    second = hall_map.Change("a", "2026-11-23T12:00", {"windows": {"A12": {"open": True}}})
    hall = replace(HALL, changes=(second, first))
    assert not open_at(hall, "2026-11-23T11:00")
    assert open_at(hall, "2026-11-23T12:00")
    assert timetable.at(hall, moment("2026-11-23T13:00")).revision == hall.revision


def test_a_change_that_no_longer_fits_is_left_out():
    bad = hall_map.Change("bad", "2026-11-23T09:00", {"windows": {"Z99": None}})
    hall = replace(HALL, changes=(bad,))
    assert timetable.at(hall, moment("2026-11-23T10:00")).windows == HALL.windows


def test_nothing_is_copied_where_nothing_differs():
    assert timetable.at(HALL, moment("2026-11-23T10:00")) is HALL


BUSY = replace(
    with_window(hours=LUNCH),
    barriers=(hall_map.Barrier("b", ((1.0, 1.0), (2.0, 1.0)), "2026-11-24T10:10", "2026-11-25T12:20"),),
    changes=(hall_map.Change("c", "2026-11-26T10:30", {"windows": {"A01": {"open": False}}}, "2026-11-27T00:00"),),
)


@given(st.integers(0, 7 * 24 * 60), st.floats(0, 1))
def test_the_hall_stays_the_same_until_the_next_moment(minutes: int, share: float):
    now = moment("2026-11-22T00:00") + dt.timedelta(minutes=minutes)
    then = timetable.next_moment(BUSY, now)
    assert then is not None
    assert then > now
    between = now + (then - now) * share * 0.999
    assert timetable.at(BUSY, between) == timetable.at(BUSY, now)


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-11-24T10:00+08:00", "2026-13-01T10:00"])
def test_what_is_no_moment_of_the_halls_clock_is_refused_with_an_example(text):
    assert timetable.moment_of("2026-11-24T10:00") == dt.datetime(2026, 11, 24, 10, 0)
    with pytest.raises(ValueError, match=r"such as 2026-11-24T10:00"):
        timetable.moment_of(text)


def test_local_time_is_that_of_the_halls_clock():
    utc = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.timezone.utc)
    assert timetable.local(HALL, utc) == moment("2026-11-23T10:00")
    with pytest.raises(ValueError, match="time zone"):
        timetable.local(HALL, dt.datetime(2026, 11, 23))
