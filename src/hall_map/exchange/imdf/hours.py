"""Opening hours as IMDF has them: in the syntax of OpenStreetMap's `opening_hours`."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence

from hall_map.hall import OpeningHours, SpecialDays
from hall_map.kinds import DAYS

SHORT = dict(zip(DAYS, ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"), strict=True))
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NEVER = "off"

_DAY, _TIME = "(?:Mo|Tu|We|Th|Fr|Sa|Su)", r"(?:[01]\d|2[0-4]):[0-5]\d"
_DAYS = rf"{_DAY}(?:-{_DAY})?(?:,{_DAY}(?:-{_DAY})?)*"
_DATE = rf"\d{{4}} (?:{'|'.join(MONTHS)}) (?:0[1-9]|[12]\d|3[01])"
_TIMES = rf"{_TIME}-{_TIME}(?:,{_TIME}-{_TIME})*"
_RULE = rf"(?:(?:PH|{_DAYS}|{_DATE}(?:-{_DATE})?) )?(?:{_TIMES}|off|closed)|24/7"
SYNTAX = re.compile(rf"(?:{_RULE})(?:; (?:{_RULE}))*")  # the part of the syntax that is written here, and a little more


def opening_hours(week: Sequence[OpeningHours], calendar: Iterable[SpecialDays] = ()) -> str | None:
    """The hours of a week, and of the days on which they do not hold; None: nobody has written any."""
    if not week:
        return None
    times = {day: times_on(week, day) for day in DAYS}
    rules = [f"{days_shown([day for day in DAYS if times[day] == text])} {text}" for text in distinct(times.values())]
    for days in calendar:
        text = NEVER if days.kind == "holiday" else times[days.like] or NEVER
        rules.append(f"{dates_shown(days)} {text}")
    return "; ".join(rules)


def times_on(week: Sequence[OpeningHours], day: str) -> str:
    """`09:00-12:00,13:30-17:00`; empty where it is closed."""
    return ",".join(sorted(f"{hours.opens}-{hours.closes}" for hours in week if day in hours.days))


def distinct(texts: Iterable[str]) -> list[str]:
    return [text for text in dict.fromkeys(texts) if text]


def days_shown(days: Sequence[str]) -> str:
    """`Mo-We,Fr`: days in the order of the week, three and more in a row as a range."""
    runs: list[list[str]] = []
    for day in days:
        if runs and DAYS.index(day) == DAYS.index(runs[-1][-1]) + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    parts = [[run] if len(run) > 2 else [[day] for day in run] for run in runs]
    return ",".join("-".join(dict.fromkeys((SHORT[run[0]], SHORT[run[-1]]))) for part in parts for run in part)


def dates_shown(days: SpecialDays) -> str:
    """`2026 Oct 01-2026 Oct 07`, or one day."""
    return "-".join(dict.fromkeys(date_shown(day) for day in (days.first, days.last)))


def date_shown(day: str) -> str:
    date = datetime.date.fromisoformat(day)
    return f"{date.year} {MONTHS[date.month - 1]} {date.day:02}"
