"""Opening hours in OpenStreetMap's syntax say what the hall's say."""

from __future__ import annotations

import pytest

from hall_map import OpeningHours, SpecialDays
from hall_map.exchange.imdf.hours import SYNTAX, opening_hours

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")


@pytest.mark.parametrize(
    ("week", "text"),
    [
        ((), None),
        ((OpeningHours(WEEKDAYS, "09:00", "17:00"),), "Mo-Fr 09:00-17:00"),
        ((OpeningHours(("mon", "wed"), "09:00", "12:00"),), "Mo,We 09:00-12:00"),
        ((OpeningHours(("sat", "sun"), "10:00", "24:00"),), "Sa,Su 10:00-24:00"),
        (
            (OpeningHours(WEEKDAYS, "13:30", "17:00"), OpeningHours((*WEEKDAYS, "sat"), "09:00", "12:00")),
            "Mo-Fr 09:00-12:00,13:30-17:00; Sa 09:00-12:00",
        ),
    ],
)  # fmt: skip
def test_a_week_is_told_with_its_lunch_breaks_in_one_rule_a_day(week: tuple, text: str | None):
    assert opening_hours(week) == text
    assert text is None or SYNTAX.fullmatch(text)


def test_holidays_are_off_and_days_that_are_worked_have_the_hours_of_another():
    week = (OpeningHours(WEEKDAYS, "09:00", "17:00"),)
    calendar = (
        SpecialDays("day", "holiday", {}, "2026-10-01", "2026-10-07"),
        SpecialDays("work", "workday", {}, "2026-10-10", "2026-10-10", "fri"),
        SpecialDays("rest", "workday", {}, "2026-10-11", "2026-10-11", "sun"),
    )
    text = opening_hours(week, calendar)
    assert text == "Mo-Fr 09:00-17:00; 2026 Oct 01-2026 Oct 07 off; 2026 Oct 10 09:00-17:00; 2026 Oct 11 off"
    assert SYNTAX.fullmatch(text)


@pytest.mark.parametrize(
    "text", ["", "9-17", "Mo-Fr 9:00-17:00", "Mo-Fr", "Mo-Fr 09:00", "Mo-Fr 09:00-17:00;", "Mon 09:00-17:00"]
)
def test_what_is_no_opening_hours_is_told_apart(text: str):
    assert not SYNTAX.fullmatch(text)
