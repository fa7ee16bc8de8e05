"""Things that happened, for the story, the logs and the tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Event:
    """`event` is a lower-case word such as `heard`, `says`, `leads`, `waits`, `arrived`; `data` what goes with it."""

    t: float  # s
    robot: str
    event: str
    data: Mapping[str, object] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """The event as one flat JSON object."""
        return {"t": round(self.t, 3), "robot": self.robot, "event": self.event, **self.data}
