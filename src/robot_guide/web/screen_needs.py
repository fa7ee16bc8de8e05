"""What people need most, as buttons: from the hall, so that another hall has its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hall_map import Hall
from hall_map.hall import Service

PLACES = ("toilet", "information", "self_service", "water")  # kinds
SERVICES = 8
LANGUAGES = ("zh", "en", "ko")


@dataclass(frozen=True)
class Need:
    """A button: what is on it, and what the robot hears when it is pressed, by language."""

    id: str
    kind: str  # of a place; service
    names: Mapping[str, str]
    says: Mapping[str, str]


def needs_of(hall: Hall) -> tuple[Need, ...]:
    """One place of each common kind, then the best known services, one of a department each."""
    return (*places_in(hall), *map(need_of, best_known(hall)))


def places_in(hall: Hall) -> Iterator[Need]:
    for kind in PLACES:
        place = next((place for place in hall.places if place.kind == kind), None)
        if place is not None:
            yield Need(place.id, kind, in_each(place.names), in_each(place.names))


def best_known(hall: Hall) -> tuple[Service, ...]:
    """What people ask for most has the most ways of asking in the catalogue; only what some window does."""
    best: dict[str, Service] = {}
    for service in sorted(hall.services, key=lambda service: (-ways_of_asking(service), service.id)):
        if service.windows:
            best.setdefault(service.department, service)
    return tuple(best.values())[:SERVICES]


def ways_of_asking(service: Service) -> int:
    return sum(map(len, service.aliases.values()))


def need_of(service: Service) -> Need:
    """The first way of asking is the short name; the full name is what is understood best."""
    short = {language: ways[0] for language, ways in service.aliases.items() if ways}
    labels = {language: capital(short.get(language, name)) for language, name in in_each(service.names).items()}
    return Need(service.id, "service", labels, in_each(service.names))


def in_each(names: Mapping[str, str]) -> dict[str, str]:
    return {language: names.get(language) or names.get("en") or names["zh"] for language in LANGUAGES}


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
