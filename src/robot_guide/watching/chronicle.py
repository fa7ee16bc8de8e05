"""What has happened so far, as sentences: each event told once, whichever way the moments are played."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from robot_guide.event import Event
from robot_guide.story import Line, NamedHall, Story
from robot_guide.watching.moment import Moment

LAST = "home"  # event of a robot after which whoever comes is another visitor


@dataclass(frozen=True)
class Told:
    """An event with its sentence."""

    index: int  # of the moment in which it happened
    event: Event
    line: Line


class Chronicle:
    """Tells a story of each robot, since each has a visitor of its own."""

    def __init__(self, hall: NamedHall | None):
        self._hall = hall
        self._stories: dict[str, Story] = {}
        self._told: list[Told] = []
        self._seen = 0

    def until(self, moments: Sequence[Moment]) -> tuple[Told, ...]:
        """What has happened up to the last of `moments`, which are the first ones of the run; the oldest first."""
        for index in range(self._seen, len(moments)):
            self._told += self._tell(index, moments[index])
        self._seen = max(self._seen, len(moments))
        return tuple(told for told in self._told if told.index < len(moments))

    def _tell(self, index: int, moment: Moment) -> list[Told]:
        told = []
        for event in moment.events:
            story = self._stories.setdefault(event.robot, Story(self._hall))
            line = story.tell(event.as_json())
            if line is not None:
                told.append(Told(index, event, line))
            if event.event == LAST:
                del self._stories[event.robot]
        return told
