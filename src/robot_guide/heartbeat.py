"""Who is there: nodes beat five times a second, and whoever depends on one knows within a second that it is gone.

As ROS's `bond`, with one difference: whoever watches may have been held up itself, by a long computation or because
the machine stood still, and the beats of that time wait unread. What it was away does not count against the others.
A beat says since when its node runs: who was only held up still knows what it was asked for, who runs anew does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from robot_guide.config import Checked, quantity

PERIOD = 0.2  # s between the beats of a node, and between the looks of who watches
AWAY = 0.4  # s between two looks, from which on the watcher itself was held up
Return = Literal["back", "anew"]


@dataclass(frozen=True)
class HeartbeatConfig(Checked):
    silent_after: float = quantity(0.75, "s", above=0.4)  # without a beat, a node is gone


@dataclass(frozen=True)
class Heartbeats:
    """What is known of the nodes that one depends on. Who has never beaten is not there yet, and not gone."""

    config: HeartbeatConfig = field(default_factory=HeartbeatConfig)
    last: Mapping[str, float] = field(default_factory=dict)  # s, the last beat of each
    since: Mapping[str, float] = field(default_factory=dict)  # when each says that it began, s of whichever clock
    gone: frozenset[str] = frozenset()
    looked: float | None = None  # s

    def beat(self, node: str, now: float, since: float = 0.0) -> tuple[Heartbeats, Return | None]:
        """A beat has come, of a node that runs since then.

        Returns: what is known now, and whether the node was gone until then, or is another process than the last.
        """
        anew = self.since.get(node, since) != since
        news = "anew" if anew else "back" if node in self.gone else None
        last, began = {**self.last, node: now}, {**self.since, node: since}
        return replace(self, last=last, since=began, gone=self.gone - {node}), news

    def look(self, now: float) -> tuple[Heartbeats, tuple[str, ...]]:
        """Look whose beats are missing; every `PERIOD`. Returns: what is known now, and who is gone since this look."""
        passed = 0.0 if self.looked is None else now - self.looked
        held_up = passed - PERIOD if passed > AWAY else 0.0
        last = {node: beat + held_up for node, beat in self.last.items()} if held_up else self.last
        silent = {node for node, beat in last.items() if now - beat > self.config.silent_after}
        new = tuple(sorted(silent - self.gone))
        return replace(self, last=last, gone=self.gone | silent, looked=now), new
