"""When a robot says that it does not know where it is, and that it knows again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DOUBT = 0.5  # s that it must have been lost to say so: a glance around is no news

News = Literal["position_lost", "position_found"]


@dataclass
class Whereabouts:
    """What has been said so far; a robot begins where it knows to be."""

    told: bool = False  # that it is lost
    since: float | None = None  # s, when it got lost

    def note(self, localised: bool, now: float) -> News | None:
        """Whether it knows where it is. Returns: the event that this is, if it is news."""
        if localised:
            self.since = None
            if not self.told:
                return None
            self.told = False
            return "position_found"
        self.since = now if self.since is None else self.since
        if self.told or now - self.since < DOUBT:
            return None
        self.told = True
        return "position_lost"
