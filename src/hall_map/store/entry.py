"""What the store tells: an entry of the history, and what became of a publication."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hall_map.findings import Finding
from hall_map.merging import Merge


@dataclass(frozen=True)
class Entry:
    """A published revision: who made it of which other, when and why."""

    number: int
    parent: int  # 0: it is the first
    author: str
    reason: str
    at: datetime  # UTC
    digest: str  # SHA-256 of its parent's digest and of all that it holds


@dataclass(frozen=True)
class Published:
    number: int


@dataclass(frozen=True)
class Refused:
    """Nothing was published: the findings hold errors, or warnings that nobody accepted."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Unchanged:
    """Nothing was published: the hall is as it was."""


@dataclass(frozen=True)
class Outdated:
    """Nothing was published: somebody else published meanwhile. Here is what both changed."""

    head: int
    merge: Merge
