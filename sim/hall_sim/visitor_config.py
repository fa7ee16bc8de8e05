"""Who a visitor is, and how they behave."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from hall_map import Point
from hall_sim.visitor_words import languages


@dataclass(frozen=True)
class Lag:
    """The visitor stops on the way, as if to look at the phone, and catches up."""

    after: float  # m followed
    pause: float  # s


@dataclass(frozen=True)
class Remark:
    """Words on the way."""

    after: float  # m followed
    text: str
    leaves: bool = False  # and when the robot has answered, the visitor goes away


@dataclass(frozen=True)
class VisitorConfig:
    """One visitor: a small behaviour with parameters."""

    name: str
    ask: str
    language: str = "zh"  # zh, en, ko
    arrives: float = 1.0  # s, when the visitor comes in
    start: Point | None = None  # m; None: at the entrance
    robot: str | None = None  # whom to walk up to; None: the nearest
    pace: float = 1.0  # m/s
    follow_gap: float = 1.3  # m behind the robot
    lag: Lag | None = None
    leaves_after: float = math.inf  # m followed, then walks off without a word
    says_on_way: tuple[Remark, ...] = ()
    answers: tuple[str, ...] = ()  # to the robot's questions, one after another; then yes
    wav: Path | None = None  # a recording that is played instead of `ask`
    wav_seconds: float | None = None  # how long it plays
    patience: float = 9.0  # s without an answer until the visitor asks again
    asks: int = 3  # times at most

    def __post_init__(self) -> None:
        if self.language not in languages():
            raise ValueError(f"language must be one of {', '.join(languages())}, got {self.language!r}")
        if not 0.1 <= self.pace <= 2.5:
            raise ValueError(f"pace must be from 0.1 to 2.5 m/s, got {self.pace}")
        if not 0.6 <= self.follow_gap <= 5.0:
            raise ValueError(f"follow_gap must be from 0.6 to 5 m, got {self.follow_gap}")
        if self.patience <= 0.0 or self.asks < 1 or self.arrives < 0.0:
            raise ValueError(
                "patience must be > 0 s, asks >= 1 and arrives >= 0 s, "
                f"got {self.patience}, {self.asks}, {self.arrives}"
            )
