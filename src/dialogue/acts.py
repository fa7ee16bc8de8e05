"""What goes into a conversation and what comes out of it, besides meanings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dialogue.meaning import Target
from dialogue.queues import WindowQueue

Report = Literal[
    "started",  # the robot sets off; the visitor is seen
    "visitor_behind",  # it waits for the visitor
    "visitor_back",  # it goes on
    "blocked",  # somebody or something stands in its way
    "arrived",
    "cancelled",
    "no_route",
    "visitor_lost",  # waited and searched in vain
    "home",
]


@dataclass(frozen=True)
class GuideReport:
    """News of the walk, from the guide to the conversation."""

    report: Report
    remaining: float = 0.0  # m to go


@dataclass(frozen=True)
class SpeechDone:
    """The robot has finished, or was cut off, speaking."""

    text: str


@dataclass(frozen=True)
class HallChanged:
    """A new revision of the hall holds from now on; the hall goes with it."""

    hall: object


@dataclass(frozen=True)
class QueueNews:
    """The ticket system has told how many wait where."""

    queues: tuple[WindowQueue, ...]


@dataclass(frozen=True)
class Say:
    """Words for the voice and the screen."""

    line: str  # key of the reply in the data files
    text: str
    language: str
    style: Literal["normal", "elder"] = "normal"
    interrupt: bool = False  # drop what is being said
    facts: tuple[str, ...] = ()  # ids of the catalogue rows that the words rest on
    loudness: float = 1.0  # of the normal
    rate: float = 1.0  # of the normal speed of speech


@dataclass(frozen=True)
class Lead:
    """Lead the visitor to a target; of a service, to this window."""

    target: Target
    window: str | None = None


@dataclass(frozen=True)
class StopLeading:
    """The walk is off; stand still."""


@dataclass(frozen=True)
class PauseLeading:
    """Stand still until further notice."""


@dataclass(frozen=True)
class ResumeLeading:
    """Go on."""


@dataclass(frozen=True)
class SetPace:
    """Walk slower or faster from now on."""

    factor: float  # of the normal speed


@dataclass(frozen=True)
class CallStaff:
    """A person is needed."""

    reason: str


@dataclass(frozen=True)
class GoHome:
    """The conversation is over; back to the dock."""


Act = Say | Lead | StopLeading | PauseLeading | ResumeLeading | SetPace | CallStaff | GoHome
