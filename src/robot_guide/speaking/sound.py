"""The sound of words, and when each word sounds."""

from __future__ import annotations

from dataclasses import dataclass

from robot_guide.hearing.wav import Audio


@dataclass(frozen=True)
class SpokenWord:
    """A word, or a Chinese character, and when it begins to sound."""

    text: str
    position: int  # of its first character in the whole text
    start: float  # s from the beginning of the sound


@dataclass(frozen=True)
class SpokenAudio(Audio):
    """The sound of some words."""

    words: tuple[SpokenWord, ...] = ()
