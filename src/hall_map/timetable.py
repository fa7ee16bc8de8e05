"""The hall at a moment: opening hours, holidays, barriers with an end, changes that take effect at a stated time.

A moment is a naive `datetime` of the hall's own clock; `local` makes one of any other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from hall_map.editing import edit
from hall_map.errors import HallError
from hall_map.hall import Barrier, Change, Hall, OpeningHours, Window
from hall_map.kinds import DAYS

Span = tuple[dt.datetime, dt.datetime]
LOOK_AHEAD = 31  # days


def local(hall: Hall, moment: dt.datetime) -> dt.datetime:
    """A moment on the hall's own clock. Raises ValueError: it has no time zone."""
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs a time zone to be shown on the hall's clock, got {moment}")
    return moment.astimezone(ZoneInfo(hall.timezone)).replace(tzinfo=None)


def moment_of(text: str) -> dt.datetime:
    """A moment as people write it, 2026-11-24T10:00. Raises ValueError: it is none, or has a time zone."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is not None:
        raise ValueError(f"{text!r} is no moment on the hall's clock, such as 2026-11-24T10:00")
    return moment


def at(hall: Hall, moment: dt.datetime) -> Hall:
    """The hall as it is at a moment: what is planned done, what is over removed, windows open within their hours only.

    Its revision is the same, since nobody has edited it. A planned change that the hall no longer fits is left out;
    `validate` finds it.
    """
    hall = changed(hall, moment)
    barriers = tuple(barrier for barrier in hall.barriers if in_force(barrier, moment))
    windows = tuple(
        window if not window.open or serves(hall, window, moment) else replace(window, open=False)
        for window in hall.windows
    )
    same = len(barriers) == len(hall.barriers) and all(a is b for a, b in zip(windows, hall.windows, strict=True))
    return hall if same else replace(hall, barriers=barriers, windows=windows)


def changed(hall: Hall, moment: dt.datetime) -> Hall:
    """The hall with the planned changes that are in force, in the order in which they began."""
    revision = hall.revision
    for change in sorted(hall.changes, key=lambda change: change.since):
        if in_force(change, moment):
            try:
                hall = replace(edit(hall, change.changes), revision=revision)
            except HallError:
                continue
    return hall


def in_force(thing: Barrier | Change, moment: dt.datetime) -> bool:
    now = moment.isoformat(timespec="seconds")
    return thing.since <= now and (not thing.until or now < thing.until)


def serves(hall: Hall, window: Window, moment: dt.datetime) -> bool:
    """Whether a window is within its hours; a hall without any never closes."""
    if not (window.hours or hall.hours):
        return True
    return any(opens <= moment < closes for opens, closes in spans_on(hall, moment.date(), window.hours or hall.hours))


def spans_on(hall: Hall, day: dt.date, hours: Sequence[OpeningHours]) -> tuple[Span, ...]:
    """When hours serve people on a day, in order; the calendar's holidays and worked weekends included."""
    name = day_like(hall, day)
    spans = (
        (moment_on(day, row.opens), moment_on(day, row.closes))
        for row in hours
        if name is not None and name in row.days
    )
    return tuple(sorted(spans))


def day_like(hall: Hall, day: dt.date) -> str | None:
    """The day of the week whose hours a day has; None: a public holiday. A worked day beats a holiday around it."""
    special = [days for days in hall.calendar if days.first <= day.isoformat() <= days.last]
    for days in special:
        if days.kind == "workday":
            return days.like
    return None if special else DAYS[day.weekday()]


def moment_on(day: dt.date, time: str) -> dt.datetime:
    hours, minutes = map(int, time.split(":"))
    return dt.datetime.combine(day, dt.time()) + dt.timedelta(hours=hours, minutes=minutes)


def opens_next(hall: Hall, window: Window, moment: dt.datetime) -> dt.datetime | None:
    """When a window that is closed now by its hours opens; None: not within a month, or it is open or shut for good."""
    if not window.open or serves(hall, window, moment):
        return None
    for ahead in range(LOOK_AHEAD):
        day = moment.date() + dt.timedelta(days=ahead)
        for opens, _ in spans_on(hall, day, window.hours or hall.hours):
            if opens > moment:
                return opens
    return None


def next_moment(hall: Hall, moment: dt.datetime) -> dt.datetime | None:
    """The next moment at which the hall becomes another by itself; None: not within a month."""
    return min((when for when in moments(hall, moment) if when > moment), default=None)


def moments(hall: Hall, moment: dt.datetime) -> Iterator[dt.datetime]:
    """Every moment of the month ahead, and some before, at which something begins or ends."""
    for thing in (*hall.barriers, *hall.changes):
        yield from (dt.datetime.fromisoformat(text) for text in (thing.since, thing.until) if text)
    kinds = {window.hours or hall.hours for window in hall.windows} | {hall.hours}
    for ahead in range(LOOK_AHEAD):
        for hours in kinds:
            for span in spans_on(hall, moment.date() + dt.timedelta(days=ahead), hours):
                yield from span


def week_of(hall: Hall, first: dt.date) -> Mapping[dt.date, tuple[Span, ...]]:
    """The hall's hours on the seven days from `first` on."""
    days = (first + dt.timedelta(days=ahead) for ahead in range(7))
    return {day: spans_on(hall, day, hall.hours) for day in days}


class InForce:
    """The hall at one moment after another; worked out anew only when it may have become another."""

    def __init__(self, hall: Hall):
        self.take(hall)

    def take(self, hall: Hall) -> None:
        """Another revision holds from now on."""
        self._hall, self._current = hall, hall
        self._from = self._until = dt.datetime.max

    def at(self, moment: dt.datetime) -> Hall:
        """The same value as long as the hall is the same."""
        if not self._from <= moment < self._until:
            current = at(self._hall, moment)
            self._current = self._current if current == self._current else current
            self._from, self._until = moment, next_moment(self._hall, moment) or moment + dt.timedelta(days=1)
        return self._current
