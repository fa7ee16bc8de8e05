"""What happened, told as a story in Chinese and English.

The sentences stand in `data/story.yaml`. A `Story` remembers where the visitor wants to go, since later events do not
all repeat it.
"""

from __future__ import annotations

import math
import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from numbers import Real
from typing import Protocol

import yaml

from dialogue.replies import lines, placeholders

LANGUAGES = ("zh", "en")
EVENTS = (
    "ready", "heard", "no_ears", "answers", "understood", "says", "leads", "waits", "goes_on", "blocked", "arrived",
    "no_route", "cancelled", "visitor_lost", "calls_staff", "home", "battery_low", "position_lost",
    "position_found", "called_away", "hands_over", "takes_over", "met", "errand_arrived", "errand_no_route",
    "errand_blocked", "errand_cancelled", "makes_way", "another_way", "backs_out", "stuck", "errand_another_way",
    "errand_makes_way", "errand_backs_out", "errand_stuck", "promises", "serves", "yields", "summary",
)  # fmt: skip
PLACEHOLDERS = {
    "robot", "text", "gloss", "heard", "target", "window", "place", "sure", "remaining", "metres", "seconds",
    "collisions", "spot", "other",
}  # fmt: skip

Sentence = Mapping[str, str]


class NamedHall(Protocol):
    """What a story reads of a hall (`hall_map.hall.Hall` has it): names by id."""

    service_by_id: Mapping[str, object]
    window_by_id: Mapping[str, object]
    place_by_id: Mapping[str, object]


@dataclass(frozen=True)
class Line:
    """One step of the story."""

    t: float  # s
    robot: str  # id; empty: nobody in particular
    zh: str
    en: str
    tone: str = "plain"  # plain, speech, good, bad


@dataclass(frozen=True)
class Sentences:
    """The sentences of a story: robot or language → names, and event → variant → sentence."""

    robots: Mapping[str, Sentence]
    place: Mapping[str, Sentence]
    picture: Mapping[str, Sentence]
    events: Mapping[str, Mapping[str, Sentence]]

    def __post_init__(self) -> None:
        for event in EVENTS:
            if event not in self.events:
                raise ValueError(f"story: events.{event} is missing; every event needs a sentence")
        tables = {f"events.{event}": variants for event, variants in self.events.items()}
        for where, table in (self.plain_tables() | tables).items():
            for key, sentence in table.items():
                check_sentence(f"{where}.{key}", sentence)

    def plain_tables(self) -> dict[str, Mapping[str, Sentence]]:
        return {"robots": self.robots, "place": self.place, "picture": self.picture}


def check_sentence(where: str, sentence: Sentence) -> None:
    """Raises ValueError: a language is missing, or a placeholder is unknown."""
    for language in LANGUAGES:
        if not sentence.get(language):
            raise ValueError(f"story: {where} has no sentence in {language}")
        names = {name for _, name, _, _ in string.Formatter().parse(sentence[language]) if name is not None}
        if unknown := names - PLACEHOLDERS:
            known = ", ".join(sorted(PLACEHOLDERS))
            raise ValueError(f"story: {where}.{language} has the unknown placeholder {min(unknown)!r}; known: {known}")


@cache
def sentences() -> Sentences:
    """The sentences that come with the program."""
    document = yaml.safe_load(resources.files("robot_guide").joinpath("data/story.yaml").read_text("utf-8"))
    return Sentences(document["robots"], document["place"], document["picture"], document["events"])


class Story:
    """Turns events into lines, one event at a time, in their order."""

    def __init__(self, hall: NamedHall | None = None, wording: Sentences | None = None):
        self.hall = hall
        self.wording = wording or sentences()
        self.target: Mapping[str, object] = {}
        self.window: str | None = None
        self.heard = ""
        self.utterances = 0
        self.setback = ""  # what, so far, has kept the visitor from arriving

    def tell(self, event: Mapping[str, object]) -> Line | None:
        """The line for an event (a flat mapping: `Event.as_json()`), or None when it adds nothing to the story."""
        kind = str(event["event"])
        variants = self.wording.events.get(kind)
        if variants is None:
            return None
        self.remember(kind, event)
        variant = choose_variant(kind, event)
        if variant == "failed" and self.setback:
            variant = self.setback
        if kind == "heard" and self.utterances > 1:
            variant += "_again"
        if kind == "says" and not self.gloss(event, "en" if variant == "zh" else "zh"):
            variant += "_only"
        sentence = variants.get(variant) or next(iter(variants.values()))
        robot = str(event.get("robot") or "")
        zh, en = (sentence[language].format(**self.values(event, language)) for language in LANGUAGES)
        return Line(float(event.get("t") or 0.0), robot, zh, capitalised(en), tone_of(kind, variant))

    def caption(self, key: str, event: Mapping[str, object]) -> Sentence:
        """Words for the picture of what has been told so far."""
        sentence = self.wording.picture[key]
        return {language: sentence[language].format(**self.values(event, language)).strip() for language in LANGUAGES}

    def remember(self, kind: str, event: Mapping[str, object]) -> None:
        if kind == "heard":
            self.heard = str(event.get("text", ""))
            self.utterances += 1
        self.setback = setback_of(kind, event, self.setback)
        if kind not in ("understood", "leads", "summary", "arrived"):
            return
        if isinstance(target := event.get("target"), Mapping):
            self.target = target
            self.window = None
        if window := event.get("window"):
            self.window = str(window)

    def values(self, event: Mapping[str, object], language: str) -> dict[str, object]:
        robot = str(event.get("robot") or "")
        return {
            "robot": self.wording.robots.get(robot, {}).get(language, robot),
            "text": quotable(str(event.get("text", "")), language),
            "gloss": self.gloss(event, language),
            "heard": quotable(self.heard, language),
            "target": self.target_name(language),
            "window": self.window or "",
            "place": self.place(language),
            "spot": self.spot(event, language),
            "other": self.wording.robots.get(str(event.get("to")), {}).get(language, str(event.get("to", "–"))),
            "sure": whole(event.get("confidence"), scale=100),
            "remaining": whole(event.get("remaining")),
            "metres": whole(event.get("guided_m")),
            "seconds": whole(event.get("seconds")),
            "collisions": whole(event.get("collisions")),
        }

    def gloss(self, event: Mapping[str, object], language: str) -> str:
        """What a robot has said, in another language: the reply of the same key; empty where a value is not known."""
        reply = lines()[language].get(str(event.get("line")))
        name = self.target_name(language)
        robot = self.wording.robots.get(str(event.get("robot")), {}).get(language, "")
        known = {"robot": robot, "window": self.window, "document": self.first_document(language)}
        known["where"] = self.where(language)
        known |= dict.fromkeys(("service", "place", "target"), name)
        if reply is None or not all(known.get(each) for each in placeholders(reply.say[0])):
            return ""
        return reply.say[0].format(**known)

    def where(self, language: str) -> str:
        """The window with its zone, as the robot says it; empty where either is not known."""
        window = getattr(self.hall, "window_by_id", {}).get(self.window)
        zones = (row for row in getattr(self.hall, "zones", ()) if window is not None and row.id == window.zone)
        zone = next((row.names.get(language) for row in zones), None)
        return lines()[language]["where_zone"].say[0].format(zone=zone, window=self.window) if zone else ""

    def first_document(self, language: str) -> str:
        service = getattr(self.hall, "service_by_id", {}).get(self.target.get("id"))
        documents = getattr(service, "documents", {}).get(language) or ("",)
        return documents[0]

    def place(self, language: str) -> str:
        """Where the visitor wants to go, in words."""
        is_window = self.target.get("kind") == "window"
        if self.target and self.window and not is_window:
            form = "target_and_window"
        elif self.window or is_window:
            form = "window"
        else:
            form = "target" if self.target else "none"
        window = self.window or self.target.get("id")
        words = self.wording.place[form][language].format(target=self.target_name(language), window=window)
        return f" {words}" if language == "zh" and words[:1].isascii() else words

    def spot(self, event: Mapping[str, object], language: str) -> str:
        """Where a robot has been asked for, in words."""
        asked = str(event.get("place") or "")
        if asked in getattr(self.hall, "window_by_id", {}):
            words = self.wording.place["window"][language].format(window=asked)
            return f" {words}" if language == "zh" else words
        known = getattr(self.hall, "place_by_id", {}).get(asked)
        name = (known.names.get(language) if known is not None else None) or asked
        return without_explanation(name) or self.wording.place["none"][language]

    def target_name(self, language: str) -> str:
        table = getattr(self.hall, f"{self.target.get('kind')}_by_id", {})
        known = table.get(self.target.get("id"))
        name = known.names.get(language) if known is not None else None
        return without_explanation(str(name or self.target.get("name") or self.target.get("id") or ""))


def choose_variant(kind: str, event: Mapping[str, object]) -> str:
    """Which of an event's sentences fits its data."""
    match kind:
        case "heard" | "says":
            return str(event.get("language"))
        case "understood":
            return reading_of(event)
        case "summary":
            if not event.get("success"):
                return "failed"
            return "bumped" if event.get("collisions") else "arrived"
        case "promises" | "serves" | "yields":
            return "any" if event.get("place") else "visitor"
        case _:
            return "any"


def reading_of(event: Mapping[str, object]) -> str:
    """Which sentence tells what was understood."""
    intent, needs = str(event.get("intent")), event.get("needs")
    if intent in ("control", "social", "emergency"):
        return intent
    if intent == "human_help":
        return "human"
    if intent == "out_of_scope":
        return "unknown"
    if needs == "human":
        return "closed" if event.get("target") else "nowhere"
    if needs in ("clarify", "confirm"):
        return str(needs)
    return "question" if intent == "ask_info" else "guide"


SETBACKS = {"unknown": "not_understood", "nowhere": "nowhere", "closed": "closed"}
SETBACKS |= dict.fromkeys(("clarify", "confirm"), "asked_back")


def setback_of(kind: str, event: Mapping[str, object], so_far: str) -> str:
    """What keeps the visitor from arriving after this event: the name of a summary's variant, or empty."""
    if kind in ("no_route", "stuck", "cancelled", "visitor_lost"):
        return kind
    if kind == "understood" and event.get("intent") not in ("social", "control"):
        return SETBACKS.get(reading_of(event), "")
    return so_far


UNHAPPY = {"bumped", "unknown", "nowhere", "closed", "emergency"}  # variants


def tone_of(kind: str, variant: str) -> str:
    """How a line is to be shown."""
    if kind in ("heard", "says"):
        return "speech"
    if kind == "arrived" or (kind, variant) == ("summary", "arrived"):
        return "good"
    if kind in ("no_route", "stuck", "visitor_lost", "calls_staff", "summary") or variant in UNHAPPY:
        return "bad"
    return "plain"


def whole(value: object, scale: float = 1.0) -> str:
    """A number, rounded, for people; a dash when there is none."""
    return f"{float(value) * scale:.0f}" if isinstance(value, Real) and math.isfinite(value) else "–"


def without_explanation(name: str) -> str:
    """A name without what stands in brackets behind it."""
    return re.sub(r"(?<=\S)\s*[（(][^（()）]*[)）]$", "", name)


def quotable(text: str, language: str) -> str:
    """`text` as it stands between quotation marks: Chinese has others for what is quoted inside."""
    return text.replace("「", "『").replace("」", "』") if language == "zh" else text


def capitalised(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
