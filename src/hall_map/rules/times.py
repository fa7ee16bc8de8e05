"""Rules about when: hours of windows and services, holidays, what is planned and what is over."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from hall_map.editing import edit
from hall_map.errors import HallError
from hall_map.findings import Finding, error, warning
from hall_map.hall import Hall, OpeningHours, Window
from hall_map.kinds import DAYS
from hall_map.survey import Survey

AHEAD = dt.timedelta(days=30)  # for how long the calendar must last

Minutes = tuple[int, int]


def window_hours_overlap(survey: Survey) -> Iterator[Finding]:
    """Two opening times of a window that overlap on a day."""
    for window in survey.hall.windows:
        for a, b in combinations(window.hours, 2):
            shared = [day for day in a.days if day in b.days]
            if shared and a.opens < b.closes and b.opens < a.closes:
                problem = f"{a.opens}-{a.closes} and {b.opens}-{b.closes} overlap on {shared[0]}"
                remedy = "Join them, or leave a break between them."
                facts = {"a": f"{a.opens}-{a.closes}", "b": f"{b.opens}-{b.closes}", "day": shared[0]}
                yield error(f"windows.{window.id}.hours", problem, remedy, window.xy, **facts)


def window_hours_outside(survey: Survey) -> Iterator[Finding]:
    """A window that is open while the hall is shut."""
    hall = survey.hall
    if not hall.hours:
        return
    for window in hall.windows:
        for day in DAYS:
            beyond = without(minutes_on(window.hours, day), minutes_on(hall.hours, day))
            if beyond:
                span = shown(beyond[0])
                problem, where = f"is open on {day} {span}, when the hall is shut", f"windows.{window.id}.hours"
                yield warning(where, problem, "Keep to the hall's hours.", window.xy, day=day, span=span)
                break


def service_closed_in_its_hours(survey: Survey) -> Iterator[Finding]:
    """A service that no window serves for some time in which the hall is open."""
    hall, windows = survey.hall, survey.hall.window_by_id
    gaps: dict[tuple[str, ...], str] = {}
    for service in hall.services:
        known = tuple(name for name in service.windows if name in windows and windows[name].open)
        if not known:
            continue
        if known not in gaps:
            gaps[known] = first_gap(hall, [windows[name] for name in known])
        if gaps[known]:
            day, _, span = gaps[known].partition(" ")
            problem = f"no window that handles it is open on {gaps[known]}, while the hall is"
            remedy = "Give one of its windows those hours, or name another window."
            facts = {"windows": ", ".join(known), "day": day, "span": span}
            yield warning(f"services.{service.id}.windows", problem, remedy, **facts)


def first_gap(hall: Hall, windows: Sequence[Window]) -> str:
    """The first time of the week in which the hall is open and none of the windows; empty: there is none."""
    if not all(window.hours for window in windows):
        return ""
    for day in DAYS:
        left = minutes_on(hall.hours, day)
        for window in windows:
            left = without(left, minutes_on(window.hours, day))
        if left:
            return f"{day} {shown(left[0])}"
    return ""


def minutes_on(hours: Sequence[OpeningHours], day: str) -> list[Minutes]:
    return sorted((minute(row.opens), minute(row.closes)) for row in hours if day in row.days)


def minute(time: str) -> int:
    return int(time[:2]) * 60 + int(time[3:])


def without(spans: list[Minutes], taken: list[Minutes]) -> list[Minutes]:
    """What is left of spans of time."""
    for begin, end in taken:
        parts = ((a, min(b, begin)) for a, b in spans), ((max(a, end), b) for a, b in spans)
        spans = sorted((a, b) for part in parts for a, b in part if a < b)
    return spans


def shown(span: Minutes) -> str:
    return "-".join(f"{value // 60:02d}:{value % 60:02d}" for value in span)


def special_days_overlap(survey: Survey) -> Iterator[Finding]:
    """Two holidays on a day, or two accounts of one worked day; a worked day within a holiday is no fault."""
    for a, b in combinations(survey.hall.calendar, 2):
        if a.kind == b.kind and a.first <= b.last and b.first <= a.last:
            problem = f"{b.first} to {b.last} and {a.id}, {a.first} to {a.last}, share days"
            facts = {"first": b.first, "last": b.last, "other": f"calendar.{a.id}", "begin": a.first, "end": a.last}
            yield warning(f"calendar.{b.id}", problem, "Keep each day in one of them.", **facts)


def workday_is_no_workday(survey: Survey) -> Iterator[Finding]:
    """A worked day that takes after a day of the week on which the hall is shut."""
    served = {day for row in survey.hall.hours for day in row.days}
    for days in survey.hall.calendar:
        if survey.hall.hours and days.kind == "workday" and days.like not in served:
            problem = f"is worked like {days.like}, when the hall is shut"
            yield warning(f"calendar.{days.id}.like", problem, "Name a day of the week with hours.", day=days.like)


def calendar_ends(survey: Survey) -> Iterator[Finding]:
    """The public holidays of the weeks ahead are not in the calendar: robots would lead people to closed windows."""
    hall, now = survey.hall, survey.now
    if now is None or not hall.calendar:
        return
    year = str((now + AHEAD).year)
    if not any(days.last[:4] >= year for days in hall.calendar):
        yield warning("calendar", f"has no holidays of {year}", "Add them as soon as they are announced.", year=year)


def barrier_is_over(survey: Survey) -> Iterator[Finding]:
    """A barrier whose end has passed."""
    for barrier in survey.hall.barriers:
        if survey.now is not None and barrier.until and barrier.until <= survey.now.isoformat(timespec="minutes"):
            where, remedy = f"barriers.{barrier.id}", "Remove it, or give it a later end."
            yield warning(where, f"ended at {barrier.until}", remedy, barrier.points[0], until=barrier.until)


def change_is_over(survey: Survey) -> Iterator[Finding]:
    """A planned change whose end has passed."""
    for change in survey.hall.changes:
        if survey.now is not None and change.until and change.until <= survey.now.isoformat(timespec="minutes"):
            remedy = "Remove it, or give it a later end."
            yield warning(f"changes.{change.id}", f"ended at {change.until}", remedy, until=change.until)


def change_does_not_fit(survey: Survey) -> Iterator[Finding]:
    """A planned change that the hall does not take any more."""
    for change in survey.hall.changes:
        try:
            edit(survey.hall, change.changes)
        except HallError as fault:
            problem = f"cannot be carried out: {fault.where}: {fault.problem}"
            yield error(f"changes.{change.id}", problem, fault.remedy or "Mend it.", fault=fault.where)


def changes_disagree(survey: Survey) -> Iterator[Finding]:
    """Two changes that set the same thing at the same time: the later one wins, which somebody may not have meant."""
    for a, b in combinations(survey.hall.changes, 2):
        shared = [key for key in a.changes if key in b.changes and touches(a.changes[key]) & touches(b.changes[key])]
        if shared and a.since < (b.until or "9999") and b.since < (a.until or "9999"):
            when, remedy = max(a.since, b.since), "Join them, or end one where the other begins."
            problem = f"changes {shared[0]} at {when}, and so does {a.id}"
            yield warning(f"changes.{b.id}", problem, remedy, what=shared[0], when=when, other=f"changes.{a.id}")


def touches(value: object) -> set[str]:
    return set(value) if isinstance(value, dict) else {""}


def change_breaks_the_hall(survey: Survey) -> Iterator[Finding]:
    """A planned change after which the hall has an error that it does not have now."""
    from hall_map.validation import errors  # it calls this rule

    plain = replace(survey.hall, changes=())
    known: Counter[tuple[str, str]] | None = None
    for change in survey.hall.changes:
        try:
            after = edit(plain, change.changes)
        except HallError:
            continue  # another rule's finding
        found = errors(after, survey.config, plain)
        if found and known is None:
            known = Counter((f.rule, f.where) for f in errors(plain, survey.config))
        for finding in found:
            if not known[finding.rule, finding.where]:
                problem = f"from {change.since} on: {finding.where}: {finding.problem}"
                where, facts = f"changes.{change.id}", {"since": change.since, "then": finding}
                yield error(where, problem, finding.remedy, finding.xy, **facts)
