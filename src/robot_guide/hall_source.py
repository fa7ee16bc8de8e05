"""Where the robots' hall comes from: a folder, edited in memory only, or the staff's store of revisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

import hall_map
from hall_map.findings import Finding
from hall_map.hall import Hall
from hall_map.queue_state import QueueState, fresh
from hall_map.store import Feed, Outdated, Published, Refused, Store

ATTEMPTS = 5  # at an edit, while others publish


@dataclass(frozen=True)
class Edited:
    """What came of an edit."""

    accepted: bool
    revision: int  # the newest now
    findings: tuple[Finding, ...] = ()


class HallSource(Protocol):
    """A hall that others change. Moments have a time zone."""

    @property
    def published(self) -> Hall:
        """The newest revision, whatever the time."""
        ...

    def poll(self, moment: datetime) -> Hall | None:
        """The hall in force, when it has become another since the last poll, else None."""
        ...

    def edit(self, changes: Mapping[str, object], author: str, reason: str, moment: datetime) -> Edited:
        """Publish what `hall_map.edit` makes of the newest revision. Raises HallError: the changes make no sense."""
        ...

    def told_of(self, revision: int) -> Mapping[str, str]:
        """Who published a revision, and why; nothing where nobody knows."""
        ...

    def queues(self, moment: datetime) -> tuple[QueueState, ...]:
        """What still holds of what the ticket system told."""
        ...

    def put_queues(self, states: Iterable[QueueState]) -> None: ...


class FolderSource:
    """The hall of a folder; edits are lost when the process ends."""

    def __init__(self, folder: str | Path):
        """Raises HallError: it cannot be read."""
        self._published = hall_map.load(folder)
        self._force = hall_map.InForce(self._published)
        self._told: Hall | None = None
        self._reasons: dict[int, Mapping[str, str]] = {}
        self._queues: dict[str, QueueState] = {}

    @property
    def published(self) -> Hall:
        return self._published

    def poll(self, moment: datetime) -> Hall | None:
        hall = self._force.at(hall_map.timetable.local(self._published, moment))
        if hall is self._told:
            return None
        self._told = hall
        return hall

    def edit(self, changes: Mapping[str, object], author: str, reason: str, moment: datetime) -> Edited:
        hall = hall_map.edit(self._published, changes)
        findings = hall_map.validate(hall, now=hall_map.timetable.local(hall, moment))
        if has_error(findings):
            return Edited(False, self._published.revision, findings)
        self._published = hall
        self._force.take(hall)
        self._reasons[hall.revision] = {"author": author, "reason": reason}
        return Edited(True, hall.revision, findings)

    def told_of(self, revision: int) -> Mapping[str, str]:
        return self._reasons.get(revision, {})

    def queues(self, moment: datetime) -> tuple[QueueState, ...]:
        return fresh(self._queues.values(), moment)

    def put_queues(self, states: Iterable[QueueState]) -> None:
        for state in states:
            if state.window not in self._queues or state.at >= self._queues[state.window].at:
                self._queues[state.window] = state


class StoreSource:
    """The newest revision of a store; edits are published there."""

    def __init__(self, store: Store):
        self._store, self._feed = store, Feed(store)

    @property
    def published(self) -> Hall:
        return self._store.hall()

    def poll(self, moment: datetime) -> Hall | None:
        return self._feed.poll(moment)

    def edit(self, changes: Mapping[str, object], author: str, reason: str, moment: datetime) -> Edited:
        for _ in range(ATTEMPTS):
            before = self._store.hall()
            hall = hall_map.edit(before, changes)
            result = self._store.publish(
                hall, base=before.revision, author=author, reason=reason, at=moment, accept_warnings=True
            )
            match result:
                case Published(number):
                    return Edited(True, number)
                case Refused(findings):
                    return Edited(False, before.revision, findings)
                case Outdated():
                    continue
            return Edited(True, before.revision)
        problem = f"others have published {ATTEMPTS} times meanwhile"
        raise hall_map.HallError(str(self._store.path), problem, "Try again.")

    def told_of(self, revision: int) -> Mapping[str, str]:
        entry = self._store.entry(revision)
        return {"author": entry.author, "reason": entry.reason}

    def queues(self, moment: datetime) -> tuple[QueueState, ...]:
        return fresh(self._store.queues(), moment)

    def put_queues(self, states: Iterable[QueueState]) -> None:
        self._store.put_queues(states)


def has_error(findings: Iterable[Finding]) -> bool:
    return any(finding.severity == "error" for finding in findings)
