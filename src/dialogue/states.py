"""Where a conversation may stand, how it gets from one state to another, and how long it stays."""

from __future__ import annotations

from dataclasses import dataclass

STATES = (
    "idle",  # nobody is being served
    "attending",  # somebody is, and may speak
    "clarifying",  # the robot has asked which of several is meant
    "confirming",  # the robot has asked a question that yes or no answers
    "guiding",
    "waiting",  # for a visitor who has fallen behind
    "paused",  # by the visitor
    "arrived",
    "with_person",  # a colleague has been called
    "emergency",
)
TRANSITIONS = (
    ("attend", "*", "attending"),
    ("clarify", "*", "clarifying"),
    ("confirm", "*", "confirming"),
    ("lead", "*", "guiding"),
    ("fall_behind", "guiding", "waiting"),
    ("catch_up", "waiting", "guiding"),
    ("pause", ["guiding", "waiting", "clarifying", "confirming"], "paused"),
    ("resume", ["paused", "waiting", "clarifying", "confirming"], "guiding"),
    ("arrive", ["guiding", "waiting", "paused"], "arrived"),
    ("call", "*", "with_person"),
    ("alarm", "*", "emergency"),
    ("close", "*", "idle"),
)
ASKING = ("clarifying", "confirming")
ON_THE_WAY = ("guiding", "waiting", "paused")
BUSY = (*ON_THE_WAY, *ASKING, "with_person", "emergency")  # an answer in passing leaves these states as they are


@dataclass(frozen=True)
class ConversationConfig:
    """How long the robot waits in each state before it speaks again, or ends, s after the last words."""

    attending: float = 20.0
    clarifying: float = 15.0
    confirming: float = 15.0
    guiding: float = 180.0
    waiting: float = 60.0
    paused: float = 90.0
    arrived: float = 12.0
    with_person: float = 60.0
    emergency: float = 120.0
    patience: float = 1.5  # times as long in the elder mode
    blocked_again: float = 6.0  # s between two requests to let the robot pass
    failures: int = 2  # times not understood before a person is called
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
        """Seconds; infinite where nobody is being served."""
        return float("inf") if state == "idle" else getattr(self, state)
