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


def open_window(hall: Hall, service: ServiceRow) -> str | None:
    """The first open window of a service, in the catalogue's order; None: all are closed."""
    is_open = {window.id: window.open for window in hall.windows}
    return next((id_ for id_ in service.windows if is_open.get(id_)), None)
