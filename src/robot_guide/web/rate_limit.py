"""How often somebody may try a password."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

FREE_TRIES = 5
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=2), timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=1)
MOST_KEPT = 10_000


@dataclass
class Tries:
    failed: int
    last: datetime


@dataclass
class RateLimit:
    """Failed tries by key, such as a user's name or an address: after a few, each doubles the wait."""

    _tries: OrderedDict[str, Tries] = field(default_factory=OrderedDict)

    def wait(self, keys: tuple[str, ...], now: datetime) -> timedelta:
        """How long none of the keys may try again; zero: now."""
        waits = (self._wait(self._tries[key], now) for key in keys if key in self._tries)
        return max(waits, default=timedelta(0))

    def failed(self, keys: tuple[str, ...], now: datetime) -> None:
        for key in keys:
            old = self._tries.pop(key, None)
            fresh = old is None or now - old.last > FORGOTTEN_AFTER
            self._tries[key] = Tries(1 if fresh else old.failed + 1, now)
        while len(self._tries) > MOST_KEPT:
            self._tries.popitem(last=False)

    def succeeded(self, key: str) -> None:
        self._tries.pop(key, None)

    def _wait(self, tries: Tries, now: datetime) -> timedelta:
        if tries.failed < FREE_TRIES or now - tries.last > FORGOTTEN_AFTER:
            return timedelta(0)
        wait = min(FIRST_WAIT * 2 ** min(tries.failed - FREE_TRIES, 20), LONGEST_WAIT)
        return max(tries.last + wait - now, timedelta(0))
