"""When each word of an utterance begins to sound."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from robot_guide.speaking import duration_of

WORD = re.compile(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]+")  # a Chinese character, or what stands between blanks


@dataclass(frozen=True)
class Word:
    text: str
    position: int  # of its first character in the text
    start: float  # s from the beginning of the utterance


@dataclass(frozen=True)
class Utterance:
    words: tuple[Word, ...]
    seconds: float

    def stretched(self, seconds: float) -> Utterance:
        """The same words in the time that they really take."""
        factor = seconds / self.seconds
        return Utterance(tuple(replace(word, start=word.start * factor) for word in self.words), seconds)


def utterance_of(text: str, language: str, style: str) -> Utterance:
    silence = duration_of("", language, style)
    words = tuple(
        Word(found.group(), found.start(), duration_of(text[: found.start()], language, style) - silence)
        for found in WORD.finditer(text)
    )
    return Utterance(words, duration_of(text, language, style))
