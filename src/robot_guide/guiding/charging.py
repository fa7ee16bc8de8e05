"""When a robot heeds its battery: it goes to its dock, is left alone by visitors, hands over what it cannot finish."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

from robot_guide.config import Checked, quantity

Advice = Literal["", "home", "hand_over"]


@dataclass(frozen=True)
class ChargingConfig(Checked):
    """When a battery is low, as shares of a full one."""

    low: float = quantity(0.2, "", least=0.0, most=1.0)  # below it, a robot with nothing to do goes to its dock
    charged: float = quantity(0.4, "", least=0.0, most=1.0)  # one that was low serves again from this on
    reserve: float = quantity(0.03, "", least=0.0, most=1.0)  # that must be left at the dock after a walk
    reluctance: float = quantity(4.0, "m", least=0.0)  # by which visitors count as farther away while it is low
    pace: float = quantity(0.4, "m/s", above=0.0)  # of a walk with its waits, to tell how long the rest takes
    watched: float = quantity(5.0, "s", above=0.0)  # away from the dock until it is known how fast the battery drains
    again: float = quantity(30.0, "s", above=0.0)  # until the same is advised again

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.charged < self.low:
            raise ValueError(f"charged must be >= low, got {self.charged} and {self.low}")


@dataclass(frozen=True)
class Charge:
    """What a robot knows of its battery. Immutable: each method gives the next one."""

    config: ChargingConfig
    share: float = 1.0  # of a full battery
    docked: bool = True
    left: tuple[float, float] = (0.0, 1.0)  # s and share, when it left the dock
    seen: float = 0.0  # s
    tired: bool = False  # it was low or would not have lasted, and is not charged again
    advised: tuple[Advice, float] = ("", 0.0)  # the last advice, and s

    def read(self, share: float, docked: bool, now: float) -> Charge:
        left = (now, share) if docked else self.left
        tired = share < (self.config.charged if self.tired else self.config.low)
        return replace(self, share=share, docked=docked, left=left, seen=now, tired=tired)

    @property
    def low(self) -> bool:
        """Whether it should be charged before it serves anybody."""
        return self.tired

    @property
    def reluctance(self) -> float:
        """Metres by which visitors count as farther away."""
        return self.config.reluctance if self.low else 0.0

    @property
    def drain(self) -> float:
        """Share of a full battery that goes each second; 0 while that is not known yet."""
        since, share = self.left
        away = self.seen - since
        return max(share - self.share, 0.0) / away if away >= self.config.watched else 0.0

    @property
    def reach(self) -> float:
        """Metres that it can go still; inf while it is not known how fast the battery drains."""
        return max(self.share - self.config.reserve, 0.0) / self.drain * self.config.pace if self.drain else math.inf

    def lasts(self, remaining: float) -> bool:
        """Whether so many metres can be driven."""
        return self.share - self.drain * remaining / self.config.pace >= self.config.reserve

    def advise(self, phase: str, remaining: float, *, served: bool, relieved: bool) -> tuple[Charge, Advice]:
        """What to do, in a phase of guiding with so many metres to go until the robot is at its dock again.

        served: somebody is in conversation with the robot; relieved: a colleague could take the visitor over.
        """
        advice: Advice = ""
        away = self.seen - self.left[0]
        if self.low and phase == "idle" and not served and away >= self.config.watched:
            advice = "home"
        elif phase == "leading" and served and relieved and not self.lasts(remaining):
            advice = "hand_over"
        last, at = self.advised
        if not advice or (advice == last and self.seen - at < self.config.again):
            return self, ""
        # a battery that would not last is low, whatever its share: no visitor comes back to it from the colleague
        return replace(self, advised=(advice, self.seen), tired=True), advice
