"""What is wrong with a hall, in words for the people who keep it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from hall_map.geometry import Point

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """One fault: an error makes the hall unfit for use, a warning asks for a reason."""

    severity: Severity
    where: str  # windows.A03.stop
    problem: str
    remedy: str
    rule: str = ""  # the name of the rule that found it
    xy: Point | None = None  # m, where it can be shown on the map
    facts: Mapping[str, object] = field(default_factory=dict)  # the values in its words, for other languages


def error(where: str, problem: str, remedy: str, xy: Point | None = None, **facts: object) -> Finding:
    return Finding("error", where, problem, remedy, xy=xy, facts=facts)


def warning(where: str, problem: str, remedy: str, xy: Point | None = None, **facts: object) -> Finding:
    return Finding("warning", where, problem, remedy, xy=xy, facts=facts)
