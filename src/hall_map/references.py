"""Names in a hall that must lead to something in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hall_map.hall import Hall
from hall_map.node import known_beside


@dataclass(frozen=True)
class Dangling:
    """A name that leads nowhere."""

    collection: str  # windows, services, queues
    index: int  # of the item in its collection
    id: str  # of the item that has the name
    key: str  # under which the name stands
    name: str
    known: tuple[str, ...]

    @property
    def problem(self) -> str:
        return f"there is no {self.name!r}"

    @property
    def remedy(self) -> str:
        return known_beside(self.name, self.known)


def dangling_references(hall: Hall) -> Iterator[Dangling]:
    """Every name of a zone, department or window that the hall does not have."""
    zones = tuple(zone.id for zone in hall.zones)
    departments = tuple(department.id for department in hall.departments)
    windows = tuple(hall.window_by_id)
    for index, window in enumerate(hall.windows):
        if window.zone not in zones:
            yield Dangling("windows", index, window.id, "zone", window.zone, zones)
    for index, service in enumerate(hall.services):
        if service.department not in departments:
            yield Dangling("services", index, service.id, "department", service.department, departments)
        for name in service.windows:
            if name not in hall.window_by_id:
                yield Dangling("services", index, service.id, "windows", name, windows)
    for index, queue in enumerate(hall.queues):
        for name in queue.windows:
            if name not in hall.window_by_id:
                yield Dangling("queues", index, queue.id, "windows", name, windows)
