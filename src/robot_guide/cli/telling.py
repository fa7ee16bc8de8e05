"""Telling what happens while it happens: a story for people, an event a line for programs."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from typing import TYPE_CHECKING

from robot_guide.cli.output import Output
from robot_guide.cli.page import Page
from robot_guide.story import Story

if TYPE_CHECKING:
    from hall_map import Hall


class Telling:
    """Tells the events of one visit. Call it with each event, a flat mapping, in their order."""

    def __init__(self, output: Output, hall: Hall):
        self.output = output
        self.story = Story(hall)
        self.page = Page(shutil.get_terminal_size((80, 24)).columns, output.coloured)
        self.events: list[Mapping[str, object]] = []

    def title(self, hall: Hall) -> None:
        if not self.output.as_json:
            zh, en = (hall.names.get(language, hall.id) for language in ("zh", "en"))
            self.output.line(self.page.title(zh, en))

    def __call__(self, event: Mapping[str, object]) -> None:
        self.events.append(event)
        line = self.story.tell(event)
        names = tuple(self.story.wording.robots.get(line.robot, {}).values()) if line else ()
        self.output.result(event, self.page.set(line, names) if line else None)
