"""Two halls to talk about: a small one of our own, and the hall of Putuo."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import yaml

import hall_map
from dialogue import Conversation, GuideReport, Handover, Meaning, PersonStopped, Target, understand
from dialogue.states import STATES

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

    def opening(self, *ids: str) -> SmallHall:
        """The same hall with some windows open."""
        return replace(self, windows=tuple(replace(w, open=w.open or w.id in ids) for w in self.windows))

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


def agreed_meanings() -> dict[str, dict]:
    rows = yaml.safe_load((Path(__file__).parent / "meanings.yaml").read_text("utf-8"))
    return {words: row["meaning"] for row in rows for words in row["words"]}


def agreed(text: str, hall: SmallHall, meaning: dict) -> Meaning | None:
    """A meaning of the file; None: the hall lacks something that it names."""
    services = {row.id: row for row in hall.services}
    ids = [meaning["target"], *meaning.get("alternatives", ())] if "target" in meaning else []
    if not set(ids) <= set(services):
        return None
    language = "en" if text.isascii() else "zh"
    targets = [Target("service", id_, services[id_].names[language]) for id_ in ids]
    rest = {key: value for key, value in meaning.items() if key not in ("target", "alternatives")}
    return Meaning(text, language, **rest, target=targets[0] if targets else None, alternatives=tuple(targets[1:]))


@pytest.fixture(scope="session")
def understood():
    """`understand`, each sentence of each hall once for all tests; unclear words mean what `meanings.yaml` says."""
    known, unclear = {}, agreed_meanings()

    def look_up(text, hall):
        key = (text, id(hall))
        if key not in known:
            meaning = agreed(text, hall, unclear[text]) if text in unclear else None
            known[key] = (hall, meaning or understand(text, hall))  # holds the hall, whose id stays its own
        return known[key][1]

    return look_up


@pytest.fixture(scope="session")
def putuo() -> hall_map.Hall:
    return hall_map.load(PUTUO)


LICENCE, TAX = Target("service", "business_licence", "营业执照办理"), Target("service", "tax_filing", "纳税申报")
BOTH = Meaning("先办营业执照，再去报税", "zh", "guide", 0.95, target=LICENCE, then=(TAX,))
ROADS = {  # how each state is reached: words and news
    "idle/alone": [],
    "idle/greeted": [PersonStopped()],
    "attending": ["你好"],
    "clarifying": ["医保报销"],
    "confirming": ["居住证要带什么材料"],
    "guiding/walking": ["我想办营业执照"],
    "guiding/waiting": ["我想办营业执照", GuideReport("visitor_behind")],
    "guiding/paused": ["我想办营业执照", "等等我"],
    "guiding/clarifying": ["我要报税", "医保报销"],
    "guiding/confirming": ["我要报税", "养狗证怎么办理"],
    "arrived/finished": ["我想办营业执照", GuideReport("arrived")],
    "arrived/between": [BOTH, GuideReport("arrived")],
    "fetching": [Handover("zh", target=LICENCE, at=(3.0, 4.0))],
    "with_person": ["我想找工作人员"],
    "emergency": ["着火了"],
}


class Desk:
    """A conversation, the hall that its visitor speaks of, and all that the robot has done."""

    def __init__(self, hall, understood, road=()):
        self.hall, self.understood, self.now = hall, understood, 0.0
        self.conversation = Conversation(hall)
        self.said = []
        for event in road:
            self.take(event)

    def take(self, event):
        self.now += 1.0
        event = self.understood(event, self.hall) if isinstance(event, str) else event
        acts = self.conversation.handle(event, self.now)
        self.said += acts
        return acts


@pytest.fixture
def roads():
    return ROADS


@pytest.fixture
def at_desk(small, understood):
    """A conversation in a state."""
    return lambda state: Desk(small, understood, ROADS[state])


@pytest.fixture(params=STATES)
def desk(request, at_desk):
    """A conversation in each state."""
    made = at_desk(request.param)
    assert made.conversation.state == request.param
    return made
