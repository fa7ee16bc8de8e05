"""What the robots' screens need of the robots, besides what the staff see of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from robot_guide.event import Event
from robot_guide.heard import Heard
from robot_guide.speaking.speech_clock import Voiced

News = Voiced | Event  # when words begin and end to sound; what else happens
Tell = Callable[[str, News], None]  # robot, news; returns at once


class Talk(Protocol):
    """Robots that can be talked to. All may be called from any thread."""

    @property
    def t(self) -> float:
        """Seconds on the robots' clock."""
        ...

    def hear(self, robot: str, heard: Heard) -> str:
        """Words at a robot's screen, with times on the robots' clock. Returns: nothing, or why not: unknown_robot."""
        ...

    def in_conversation(self, robot: str) -> bool:
        """Whether somebody is being served."""
        ...

    def follow(self, tell: Tell) -> None:
        """From now on tell the news of all robots."""
        ...


class NoTalk:
    """Robots that cannot be talked to here."""

    t = 0.0

    def hear(self, robot: str, heard: Heard) -> str:
        return "no_talk"

    def in_conversation(self, robot: str) -> bool:
        return False

    def follow(self, tell: Tell) -> None:
        pass
