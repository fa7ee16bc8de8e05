"""What the dialogue reads of a hall, by its shape alone.

Names are mappings from language (`zh`, `en`, `ko`) to text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

Names = Mapping[str, str]
Phrases = Mapping[str, Sequence[str]]


class ServiceRow(Protocol):
    id: str
    names: Names
    department: str
    windows: Sequence[str]
    documents: Phrases
    aliases: Phrases
    audience: str  # person, company, both
    fee: Names
    duration: Names
    online: bool
    self_service: bool


class WindowRow(Protocol):
    id: str
    names: Names
    zone: str
    open: bool


class PlaceRow(Protocol):
    id: str
    kind: str
    names: Names
    aliases: Phrases


class ZoneRow(Protocol):
    id: str
    names: Names


class HoursRow(Protocol):
    days: Sequence[str]
    opens: str
    closes: str


class Hall(Protocol):
    names: Names
    hours: Sequence[HoursRow]
    services: Sequence[ServiceRow]
    windows: Sequence[WindowRow]
    places: Sequence[PlaceRow]
    zones: Sequence[ZoneRow]


def text_in(names: Names, language: str) -> str:
    """The text in a language, else in Chinese, else whatever there is; empty where there is nothing."""
    return names.get(language) or names.get("zh") or next(iter(names.values()), "")


def service_with(hall: Hall, id_: str) -> ServiceRow:
    """The catalogue's row. Raises KeyError: there is none."""
    for row in hall.services:
        if row.id == id_:
            return row
    raise KeyError(id_)


def open_window(hall: Hall, service: ServiceRow) -> str | None:
    """The first open window of a service, in the catalogue's order; None: all are closed."""
    is_open = {window.id: window.open for window in hall.windows}
    return next((id_ for id_ in service.windows if is_open.get(id_)), None)


def row_of(hall: Hall, kind: str, id_: str) -> ServiceRow | WindowRow | PlaceRow | None:
    """The row of a target; None: the hall has it no more."""
    rows = {"service": hall.services, "window": hall.windows, "place": hall.places}[kind]
    return next((row for row in rows if row.id == id_), None)
