"""What the robots follow: the hall in force, as revisions are published and the clock goes on."""

from __future__ import annotations

from datetime import datetime

from hall_map.hall import Hall
from hall_map.store.revisions import Store
from hall_map.timetable import InForce, local


class Feed:
    """The newest revision at one moment after another."""

    def __init__(self, store: Store):
        self._store = store
        self._number = store.head()
        self._force = InForce(store.hall(self._number))
        self._told: Hall | None = None

    @property
    def published(self) -> Hall:
        """The newest revision that was seen, as it was published."""
        return self._store.hall(self._number)

    def poll(self, moment: datetime) -> Hall | None:
        """The hall in force at a moment with a time zone, when it has become another since the last poll, else None."""
        head = self._store.head()
        if head != self._number:
            self._force.take(self._store.hall(head))
            self._number = head  # last: what cannot be read now is looked for again
        hall = self._force.at(local(self.published, moment))
        if hall is self._told:
            return None
        self._told = hall
        return hall
