"""How much a screen may send: in one message, and over time."""

from __future__ import annotations

import math
from dataclasses import dataclass

LONGEST_TEXT = 200  # characters of a question
LARGEST_MESSAGE = 2_000  # bytes of JSON
LARGEST_SOUND = 32_000  # bytes: a second at 16 kHz
RATE = 32_000.0  # bytes a second of 16 bit mono sound at 16 kHz


@dataclass
class Allowance:
    """A bucket that fills with time, and out of which is taken what comes (leaky bucket as a meter, ITU-T I.371)."""

    rate: float  # per s
    burst: float  # at most at once
    _left: float = math.nan
    _filled: float = 0.0  # s

    def take(self, amount: float, now: float) -> bool:
        """Whether so much may come at `now` s."""
        left = self.burst if math.isnan(self._left) else self._left + self.rate * (now - self._filled)
        self._left, self._filled = min(left, self.burst), now
        if amount > self._left:
            return False
        self._left -= amount
        return True


def sound_allowance() -> Allowance:
    """A quarter more than real time, and three seconds that a network has held back."""
    return Allowance(1.25 * RATE, 3.0 * RATE)


def message_allowance() -> Allowance:
    """Five messages a second: more than fingers do."""
    return Allowance(5.0, 20.0)
