"""Whether somebody is calling a robot by its name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

import yaml


@cache
def call_names() -> Mapping[str, tuple[str, ...]]:
    """The spellings of each robot's name, in lower case, from the file that comes with the program."""
    document = yaml.safe_load(resources.files("robot_guide").joinpath("data/call_names.yaml").read_text("utf-8"))
    return {robot: tuple(name.lower() for names in by.values() for name in names) for robot, by in document.items()}


def called(text: str, robot: str, peers: tuple[str, ...]) -> bool | None:
    """True: `robot` is called; False: one of its peers; None: nobody, or several at once."""
    words = text.lower()
    named = [each for each in (robot, *peers) if any(name in words for name in names_of(each))]
    return named[0] == robot if len(named) == 1 else None


def names_of(robot: str) -> tuple[str, ...]:
    """A robot that the file does not know is called by its id."""
    return call_names().get(robot, (robot.replace("_", " "), robot))
