"""Where a conversation may stand, how it gets from one state to another, and how long it stays.

A tree of states: what holds of `guiding` holds of all that stands below it. `docs/conversation.md` shows the picture,
which `scripts/draw_conversation.py` makes from these tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SEPARATOR = "/"  # guiding/walking
TREE: Mapping[str, tuple[str, ...]] = {  # state → what it is made of, the first one entered first
    "idle": ("alone", "greeted"),  # nobody is being served; somebody may have been greeted who has not spoken yet
    "attending": (),  # somebody is, and may speak
    "clarifying": (),  # the robot has asked which of several is meant
    "confirming": (),  # the robot has asked a question that yes or no answers
    "guiding": (
        "walking",
        "waiting",  # for a visitor who has fallen behind
        "paused",  # by the visitor
        "clarifying",  # a question on the way; the two stand still meanwhile
        "confirming",
    ),
    "arrived": ("finished", "between"),  # between: there is another errand after this one
    "fetching": (),  # on the way to the visitor of another robot
    "with_person": (),  # a colleague has been called
    "emergency": (),
}
OFF_THE_WAY = tuple(state for state in TREE if state != "guiding")
TRANSITIONS = (  # trigger, from (and all below), to
    ("greet", ("idle",), "idle/greeted"),
    ("attend", tuple(TREE), "attending"),
    ("clarify", OFF_THE_WAY, "clarifying"),
    ("clarify", ("guiding",), "guiding/clarifying"),
    ("confirm", OFF_THE_WAY, "confirming"),
    ("confirm", ("guiding",), "guiding/confirming"),
    ("lead", tuple(TREE), "guiding/walking"),
    ("fall_behind", ("guiding/walking",), "guiding/waiting"),
    ("catch_up", ("guiding/waiting",), "guiding/walking"),
    ("pause", ("guiding",), "guiding/paused"),
    ("resume", ("guiding",), "guiding/walking"),
    ("arrive", ("guiding",), "arrived/finished"),
    ("stop_over", ("guiding",), "arrived/between"),
    ("fetch", OFF_THE_WAY, "fetching"),
    ("call", tuple(TREE), "with_person"),
    ("alarm", tuple(TREE), "emergency"),
    ("close", tuple(TREE), "idle/alone"),
)
STATES = tuple(
    f"{state}{SEPARATOR}{child}" if child else state for state, below in TREE.items() for child in below or ("",)
)
HELD = ("guiding/clarifying", "guiding/confirming")  # the walk, by a question
ASKING = ("clarifying", "confirming", *HELD)
ON_THE_WAY = ("guiding/walking", "guiding/waiting", "guiding/paused")
WITH_STAFF = ("with_person", "emergency")
SILENT = ("idle/alone", "idle/greeted")  # their end says nothing: the robot has not been spoken to


def nested() -> list[dict[str, object]]:
    """The tree as `transitions` reads it."""
    return [
        {"name": state, "children": list(below), "initial": below[0]} if below else {"name": state}
        for state, below in TREE.items()
    ]


@dataclass(frozen=True)
class ConversationConfig:
    """How a robot converses. Time-outs: how long it waits before it speaks again, or ends, s after the last words."""

    greeted: float = 15.0
    attending: float = 20.0
    clarifying: float = 15.0
    confirming: float = 15.0
    walking: float = 180.0
    waiting: float = 60.0
    paused: float = 90.0
    finished: float = 12.0
    between: float = 240.0  # a visitor is served at the window meanwhile
    fetching: float = 90.0
    with_person: float = 60.0
    emergency: float = 120.0
    patience: float = 1.5  # times as long in the elder mode
    blocked_again: float = 6.0  # s between two requests to let the robot pass
    failures: int = 2  # times not understood before a person is called
    questions: int = 2  # about one wish, before three choices are offered
    short_walk: float = 15.0  # m; up to here a guess is just gone to
    long_walk: float = 40.0  # m; from here on what is not quite sure is asked about
    likely: float = 0.55  # confidence from which on a guess may be gone to, if the walk is short
    certain: float = 0.8  # confidence from which on a long walk needs no question
    long_wait: float = 15.0  # min in the queue from which on other ways are offered
    nearer: float = 15.0  # m by which the machines must be nearer than the window to be offered
    talking: float = 4.0  # s after words of its own in which the robot says nothing about the way
    slower: float = 0.7  # of the normal pace, and rate of speech
    faster: float = 1.2
    louder: float = 1.5  # of the normal loudness
    quieter: float = 0.6
    language: str = "zh"  # before anybody has spoken

    def __post_init__(self) -> None:
        numbers = (name for name, value in vars(self).items() if not isinstance(value, str))
        for name in numbers:
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be > 0, got {getattr(self, name)}")
        if self.language not in ("zh", "en", "ko"):
            raise ValueError(f"language must be zh, en or ko, got {self.language!r}")

    def time_out(self, state: str) -> float:
        """Seconds in a state, named with those above it; infinite where nobody is there."""
        leaf = state.rpartition(SEPARATOR)[2]
        return float("inf") if leaf == "alone" else getattr(self, leaf)
