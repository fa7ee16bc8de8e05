"""What a visitor's words mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dialogue.tickets import Ticket

Intent = Literal["guide", "ask_info", "facility", "control", "social", "human_help", "emergency", "out_of_scope"]
Topic = Literal["documents", "hours", "fee", "queue", "location", "online", "duration"]
Action = Literal[
    "stop", "cancel", "pause", "continue", "repeat", "slower", "faster", "louder", "quieter", "language", "elder_mode"
]
Needs = Literal["none", "clarify", "confirm", "human"]


@dataclass(frozen=True)
class Target:
    """Where the visitor wants to go, or what the question is about."""

    kind: Literal["service", "window", "place"]
    id: str
    name: str  # in the language of the words


@dataclass(frozen=True)
class Meaning:
    """One reading of an utterance, with how sure it is."""

    text: str
    language: str  # zh, en, ko
    intent: Intent
    confidence: float  # 0 to 1
    target: Target | None = None
    window: str | None = None  # the open window for the target, where it has one
    topic: Topic | None = None  # of ask_info
    action: Action | None = None  # of control
    # Of social: greeting, thanks, goodbye, yes, no, name, help, praise; other (「另一个」, not the one proposed), pick
    # (「第二个」, one of those proposed; which one is in the words).
    social: str | None = None
    needs: Needs = "none"
    alternatives: tuple[Target, ...] = ()  # best first, without `target`
    then: tuple[Target, ...] = ()  # further errands after `target`, in the order wanted: 「先办执照再办税」
    unknown_window: str | None = None  # a window was named that the hall does not have
    ticket: Ticket | None = None  # the visitor's number from the ticket machine
