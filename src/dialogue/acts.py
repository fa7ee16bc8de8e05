"""What goes into a conversation and what comes out of it, besides meanings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from dialogue.meaning import Target
from dialogue.queues import WindowQueue

Report = Literal[
    "started",  # the robot sets off; the visitor is seen
    "visitor_behind",  # it waits for the visitor
    "visitor_back",  # it goes on
    "progress",  # a stretch of the way is behind them
    "turn_left",  # the way turns just ahead
    "turn_right",
    "blocked",  # somebody or something stands in its way
    "makes_way",  # it lets another robot go first
    "another_way",  # it goes around what stands in its way
    "backs_out",
    "stuck",  # nothing has helped: the walk ends here
    "arrived",
    "cancelled",
    "no_route",
    "visitor_lost",  # waited and searched in vain
    "called_away",  # the staff need this robot elsewhere
    "held",  # the staff have stopped it
    "released",  # they let it go on
    "met",  # it has come to the visitor of another robot
    "home",
]


@dataclass(frozen=True)
class GuideReport:
    """News of the walk, from the guide to the conversation."""

    report: Report
    remaining: float = 0.0  # m to go
    seconds: float | None = None  # until they are there, where that is known


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
class PersonStopped:
    """Somebody has come near, stands there, and has not been greeted."""


@dataclass(frozen=True)
class PartSilent:
    """A part of the robot's software has fallen silent, or is there again."""

    part: Literal["navigator", "guide", "voice", "senses"]
    back: bool = False


@dataclass(frozen=True)
class TimeOfDay:
    """What the hall's clock shows, and from when on windows that are shut by their hours serve people again."""

    moment: dt.datetime  # of the hall's own clock
    opens: Mapping[str, dt.datetime] = field(default_factory=dict)  # by window


@dataclass(frozen=True)
class Handover:
    """What another robot has to know to go on with a visitor; nothing that tells who they are."""

    language: str
    elder: bool = False
    target: Target | None = None
    then: tuple[Target, ...] = ()  # further errands
    at: tuple[float, float] | None = None  # m, map frame, where the visitor stands


@dataclass(frozen=True)
class Fact:
    """Where a piece of what is said comes from."""

    placeholder: str  # of the line
    row: str  # id in the catalogue or the hall; `hours` and `clock` of the hall's own
    field: str  # of the row


@dataclass(frozen=True)
class Say:
    """Words for the voice and the screen."""

    line: str  # key of the reply in the data files
    text: str
    language: str
    style: Literal["normal", "elder"] = "normal"
    interrupt: bool = False  # drop what is being said
    facts: tuple[Fact, ...] = ()  # what the words rest on
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
    """Walk slower or faster from now on, and wait longer for who falls behind."""

    factor: float  # of the normal speed
    patience: float = 1.0  # of the normal


@dataclass(frozen=True)
class CallStaff:
    """A person is needed."""

    reason: str


@dataclass(frozen=True)
class GoHome:
    """The conversation is over; back to the dock."""


@dataclass(frozen=True)
class HandOver:
    """A colleague is to go on with the visitor."""

    robot: str  # which
    handover: Handover


@dataclass(frozen=True)
class Meet:
    """Go to where another robot's visitor stands."""

    at: tuple[float, float]  # m, map frame


Act = Say | Lead | StopLeading | PauseLeading | ResumeLeading | SetPace | CallStaff | GoHome | HandOver | Meet
