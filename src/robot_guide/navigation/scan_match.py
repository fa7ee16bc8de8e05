"""How well scans fit the place that the robot believes to be at: what tells a kidnapped robot from one among people.

Thrun, Burgard, Fox (2005), "Probabilistic Robotics", table 8.3: a short-term average against a long-term one.
"""

from __future__ import annotations

from dataclasses import dataclass

SHORT, LONG = 0.3, 0.01  # weight of the newest scan, alpha fast and alpha slow


@dataclass
class ScanMatch:
    """Averages over the last scans, all from 0 to 1."""

    least: float  # match below which no place is believed
    usual: float  # match over a long time
    match: float = 1.0  # how near the beams end to what the map knows
    fit: float = 1.0  # share of the beams that go through nothing solid

    def note(self, match: float, fit: float) -> None:
        self.match += SHORT * (match - self.match)
        self.fit += SHORT * (fit - self.fit)

    def settle(self) -> None:
        """The place is right: what is seen there is usual."""
        self.usual += LONG * (self.match - self.usual)

    def doubtful(self, share: float) -> bool:
        """Whether the scans match less than `share` of the usual."""
        return self.match < max(share * self.usual, self.least)
