"""The few words that a simulated visitor says and understands; they stand in `visitor_words.yaml`."""

from __future__ import annotations

from functools import cache
from importlib import resources

import yaml


@cache
def words() -> dict[str, dict | list]:
    return yaml.safe_load(resources.files("hall_sim").joinpath("visitor_words.yaml").read_text(encoding="utf-8"))


def languages() -> tuple[str, ...]:
    return tuple(key for key, value in words().items() if isinstance(value, dict))


def answer_to(question: str, language: str) -> str:
    """What one says to a question without thinking: yes; and no, when asked for anything else."""
    wants_more = any(word in question.lower() for word in words()["else"])
    return words()[language]["nothing" if wants_more else "yes"]


def thanks(language: str) -> str:
    return words()[language]["thanks"]


def is_question(text: str) -> bool:
    return text.rstrip().endswith(("?", "？"))


def greets(text: str) -> bool:
    """Whether a robot welcomes somebody of whom it has heard nothing yet."""
    return text.lower().startswith(tuple(words()["greets"]))


def hands_over(text: str) -> bool:
    """Whether a robot says that another one will lead on."""
    return any(word in text.lower() for word in words()["hands_over"])


def is_on_the_way(text: str) -> bool:
    """Whether a robot's words say that the walk goes on or is held up."""
    return any(word in text.lower() for word in words()["on_the_way"])


def announces_arrival(text: str) -> bool:
    """Whether a robot's words say, in any language, that they are there."""
    text = text.lower()
    if any(word in text for word in words()["not_yet"]):
        return False
    return any(word in text for language in languages() for word in words()[language]["arrived"])
