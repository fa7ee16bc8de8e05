"""When the hall and its windows are open, and what there is to do when one is shut."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from dialogue.acts import Say
from dialogue.hall import HoursRow, row_of, service_with
from dialogue.meaning import Target
from dialogue.moves import Acts, ask, offer_person
from dialogue.session import Question, Session
from dialogue.speaker import Speaker, Told, told

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def tell_hours(session: Session, target: Target | None) -> Say:
    """When the hall, or the window of a target that has hours of its own, is open, and whether it is now."""
    speaker = session.speaker
    window = None if target is None else session.window_of(target) or (target.id if target.kind == "window" else None)
    row = row_of(session.hall, "window", window) if window else None
    own = getattr(row, "hours", ()) if row else ()
    if own:
        return speaker.line(
            "window_hours", window=told(window, window, "id"), hours=told(spans(speaker, own), window, "hours")
        )
    if not session.hall.hours:
        return speaker.line("unknown")
    said = speaker.line("hours", hours=told(spans(speaker, session.hall.hours), "hours", "hours"))
    until = open_until(session)
    return said if until is None else speaker.joined(said, speaker.line("open_now", time=until))


def spans(speaker: Speaker, rows: Iterable[HoursRow]) -> str:
    """Hours in words: Monday–Friday 09:00–17:00."""
    found = []
    for row in rows:
        first, last = speaker.word(f"day_{row.days[0]}"), speaker.word(f"day_{row.days[-1]}")
        days = first if len(row.days) == 1 else f"{first}–{last}"
        found.append(f"{days} {row.opens}–{row.closes}")
    return speaker.word("lists").join(found)


def open_until(session: Session) -> Told | None:
    """Until when the hall is open today; None: it is not, or nobody has told the time."""
    moment = session.moment
    if moment is None or not any(window.open for window in session.hall.windows):
        return None
    day, time = DAYS[moment.weekday()], f"{moment:%H:%M}"
    row = next((row for row in session.hall.hours if day in row.days and row.opens <= time < row.closes), None)
    return None if row is None else told(row.closes, "hours", "hours")


def tell_closed(session: Session, target: Target) -> Acts:
    """It cannot be gone to now: say so, when it opens, which is open instead, or offer a colleague."""
    speaker, other = session.speaker, instead_of(session, target)
    session.target, session.window = target, None

    def words() -> Say:
        said = [closed(speaker, target)]
        if (when := opening(session, target)) is not None:
            said.append(when)
        if target.kind == "service" and service_with(session.hall, target.id).online:
            said.append(speaker.line("online_meanwhile", rests=((target.id, "online"),)))
        if other is not None:
            said.append(speaker.line("offer_other", other=told(other.id, other.id, "id")))
        else:
            said.append(speaker.line("offer_person"))
        return speaker.joined(*said)

    if other is not None:
        return ask(session, Question(words, offer=other))
    return offer_person(session, words)


def closed(speaker: Speaker, target: Target) -> Say:
    if target.kind == "window":
        return speaker.line("window_closed", window=told(target.id, target.id, "id"), rests=((target.id, "open"),))
    rests = ((id_, "open") for id_ in service_with(speaker.hall, target.id).windows)
    return speaker.line("service_closed", service=speaker.name_of(target), rests=rests)


def windows_for(session: Session, target: Target) -> tuple[str, ...]:
    if target.kind == "window":
        return (target.id,)
    return tuple(service_with(session.hall, target.id).windows)


def instead_of(session: Session, target: Target) -> Target | None:
    """An open window that does what a shut one does, of the same zone if there is one; None: there is none."""
    if target.kind != "window":
        return None
    rows = {row.id: row for row in session.hall.windows}
    alike = {id_ for service in session.hall.services if target.id in service.windows for id_ in service.windows}
    found = [row for row in session.hall.windows if row.id in alike and row.open]
    zone = rows[target.id].zone if target.id in rows else ""
    best = min(found, key=lambda row: row.zone != zone, default=None)
    return None if best is None else session.target_of("window", best.id)


def opening(session: Session, target: Target) -> Say | None:
    """From when on it is open again; None: it is not known."""
    known = [(when, id_) for id_ in windows_for(session, target) if (when := session.opens(id_)) is not None]
    if not known:
        return None
    when, window = min(known)
    days = (when.date() - session.moment.date()).days
    time = told(f"{when:%H:%M}", window, "hours")
    if days > 1:
        day = told(day_of(session.speaker, when, days), window, "hours")
        return session.speaker.line("opens_on", day=day, time=time)
    return session.speaker.line("opens_tomorrow" if days else "opens_today", time=time)


def day_of(speaker: Speaker, when: dt.datetime, ahead: int) -> str:
    """The day of the week; the date, where that is more than a week ahead."""
    return speaker.word(f"day_{DAYS[when.weekday()]}") if ahead < 7 else f"{when:%m-%d}"
