"""When each word of an utterance begins to sound."""

from __future__ import annotations

import re
from dataclasses import dataclass

from robot_guide.speaking import SpokenWord, Started, duration_of

WORD = re.compile(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]+")  # a Chinese character, or what stands between blanks


@dataclass(frozen=True)
class Utterance:
    words: tuple[SpokenWord, ...]
    seconds: float

    def words_until(self, seconds: float) -> tuple[SpokenWord, ...]:
        """The words that have begun `seconds` after the beginning."""
        return tuple(word for word in self.words if word.start <= seconds)


def utterance_begun(started: Started) -> Utterance:
    """With the times that the synthesiser tells; estimated, in the time that it really takes, where it tells none."""
    if started.words:
        return Utterance(started.words, started.seconds)
    return estimated(started.say.text, started.say.language, started.say.style, started.seconds)


def estimated(text: str, language: str, style: str, seconds: float | None = None) -> Utterance:
    """`seconds`: how long it takes; None: that is estimated, too."""
    silence, whole = duration_of("", language, style), duration_of(text, language, style)
    seconds = whole if seconds is None else seconds

    def start(position: int) -> float:
        return (duration_of(text[:position], language, style) - silence) * seconds / whole

    words = (SpokenWord(found.group(), found.start(), start(found.start())) for found in WORD.finditer(text))
    return Utterance(tuple(words), seconds)
