"""Edits that take effect at a stated time: made, and told for what they do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from hall_map.differences import Difference, differences
from hall_map.editing import edit
from hall_map.errors import HallError
from hall_map.hall import Change, Hall, Names
from hall_map.timetable import changed

STEM = "change"


def plan(
    hall: Hall, changes: Mapping[str, object], since: datetime, until: datetime | None = None,
    names: Names | None = None,
) -> dict[str, object]:  # fmt: skip
    """An edit that puts `changes` off until `since`; on the hall's own clock, to the minute.

    Raises: HallError: the hall as it will be then does not take these changes, or they end before they begin.
    """
    edit(changed(hall, since), changes)
    change = {"since": since.isoformat(timespec="minutes"), "changes": dict(changes), "names": dict(names or {})}
    if until is not None:
        change["until"] = until.isoformat(timespec="minutes")
    edits = {"changes": {fresh_id(hall): change}}
    edit(hall, edits)
    return edits


def fresh_id(hall: Hall) -> str:
    """An id that no planned change of the hall has."""
    taken = {change.id for change in hall.changes}
    return next(id for n in range(1, len(taken) + 2) if (id := f"{STEM}_{n}") not in taken)


def effects(hall: Hall) -> Iterator[tuple[Change, tuple[Difference, ...] | None]]:
    """Each planned change in the order in which they begin, with what it does; None: the hall does not take it.

    What it does is told against the hall as it is when the change begins.
    """
    for change in sorted(hall.changes, key=lambda change: change.since):
        before = changed(replace(hall, changes=without(hall, change)), datetime.fromisoformat(change.since))
        try:
            yield change, differences(before, edit(before, change.changes))
        except HallError:
            yield change, None


def without(hall: Hall, change: Change) -> tuple[Change, ...]:
    """The planned changes that are in force before one begins."""
    return tuple(other for other in hall.changes if other.id != change.id and other.since <= change.since)
