"""To whom ears listen: the language of the conversation, and how much time its visitor needs to speak."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable


@dataclass(frozen=True)
class Attention:
    """What ears should know of a conversation; without one, nothing."""

    language: str | None = None  # None: the next words tell it
    elder: bool = False  # pauses within what they say are longer


@runtime_checkable
class Patient(Protocol):
    """Ears that wait longer for elders; may be set at any time."""

    elder: bool


def attention_of(language: str, style: str, *, in_conversation: bool) -> Attention:
    """By what the robot said last: it speaks the visitor's language, and to elders in their style."""
    return Attention(language or None, style == "elder") if in_conversation else Attention()
