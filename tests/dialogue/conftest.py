"""Two halls to talk about: a small one of our own, and the hall of Putuo."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import yaml

import hall_map

PUTUO = Path(__file__).parents[2] / "maps" / "putuo"


@dataclass(frozen=True)
class SmallService:
    id: str
    names: dict
    windows: tuple[str, ...]
    aliases: dict
    documents: dict = field(default_factory=dict)
    department: str = "market"
    audience: str = "both"
    fee: dict = field(default_factory=dict)
    duration: dict = field(default_factory=dict)
    online: bool = False
    self_service: bool = False


@dataclass(frozen=True)
class SmallWindow:
    id: str
    names: dict
    zone: str
    open: bool = True


@dataclass(frozen=True)
class SmallPlace:
    id: str
    kind: str
    names: dict
    aliases: dict


@dataclass(frozen=True)
class SmallZone:
    id: str
    names: dict


@dataclass(frozen=True)
class SmallHours:
    days: tuple[str, ...]
    opens: str
    closes: str


@dataclass(frozen=True)
class SmallHall:
    """Nothing but what the dialogue reads of a hall."""

    names: dict
    hours: tuple
    services: tuple
    windows: tuple
    places: tuple
    zones: tuple

    def closing(self, *ids: str) -> SmallHall:
        """The same hall with some windows closed."""
        return replace(self, windows=tuple(replace(w, open=w.open and w.id not in ids) for w in self.windows))

    def without(self, *ids: str) -> SmallHall:
        """The same hall without some services, windows or places."""
        return replace(
            self, services=tuple(row for row in self.services if row.id not in ids),
            windows=tuple(row for row in self.windows if row.id not in ids),
            places=tuple(row for row in self.places if row.id not in ids),
        )  # fmt: skip


def frozen(value: object) -> object:
    """What a data file holds, lists as tuples."""
    if isinstance(value, dict):
        return {key: frozen(item) for key, item in value.items()}
    return tuple(map(frozen, value)) if isinstance(value, list) else value


def small_hall() -> SmallHall:
    rows = frozen(yaml.safe_load((Path(__file__).parent / "small_hall.yaml").read_text("utf-8")))
    kinds = {
        "hours": SmallHours, "services": SmallService, "windows": SmallWindow, "places": SmallPlace, "zones": SmallZone,
    }  # fmt: skip
    return SmallHall(
        names=rows["names"], **{key: tuple(kind(**row) for row in rows[key]) for key, kind in kinds.items()}
    )


SMALL = small_hall()


@pytest.fixture
def small() -> SmallHall:
    return SMALL


@pytest.fixture(scope="session")
def putuo() -> hall_map.Hall:
    return hall_map.load(PUTUO)
