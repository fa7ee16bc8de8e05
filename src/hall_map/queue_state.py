"""How many people wait at which window, as the hall's ticket system told it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

FRESH = timedelta(minutes=2)  # what is older counts as unknown
AHEAD = timedelta(seconds=30)  # by how much the ticket system's clock may run before ours


@dataclass(frozen=True)
class QueueState:
    """The queue of one window at a moment."""

    window: str
    at: datetime  # with a time zone
    waiting: int | None = None  # people
    wait_minutes: float | None = None
    called: str = ""  # the ticket number called last, such as A023

    def fresh(self, now: datetime) -> bool:
        """Whether it still holds; a state from the future is a wrong clock, and does not."""
        return -AHEAD <= now - self.at <= FRESH


def fresh(states: Iterable[QueueState], now: datetime) -> tuple[QueueState, ...]:
    """Those that still hold at a moment with a time zone."""
    return tuple(state for state in states if state.fresh(now))
