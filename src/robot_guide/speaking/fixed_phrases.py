"""The robots' lines that are the same each time, and the worker that has them spoken before they are needed."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from dialogue.replies import lines, placeholders
from robot_guide.speaking.plan import SpeechError
from robot_guide.speaking.synthesiser import Synthesiser

PAUSE = 0.2  # s between two phrases, so that the machine keeps four fifths of its time for the robot


@dataclass(frozen=True)
class Phrase:
    text: str
    language: str
    style: str


@lru_cache(maxsize=1)
def fixed_phrases() -> tuple[Phrase, ...]:
    """Every line in which nothing is filled in, in the styles in which it is said. In the order of the data files."""
    found = {
        Phrase(text, language, style): None
        for language, rows in lines().items()
        for line in rows.values()
        for style, variants in (("normal", line.say), ("elder", line.elder or line.say))
        for text in variants
        if not placeholders(text) and any(letter.isalnum() for letter in text)
    }
    return tuple(found)


@lru_cache(maxsize=1)
def fixed_texts() -> frozenset[tuple[str, str]]:
    return frozenset((phrase.text, phrase.language) for phrase in fixed_phrases())


def is_fixed(text: str, language: str) -> bool:
    return (text, language) in fixed_texts()


class Rehearsal:
    """Has phrases spoken into the synthesiser's cache, one after the other, in a thread of its own.

    Words for visitors go between: the engine takes turns, and a phrase lasts some hundredths of a second.
    """

    def __init__(self, synthesiser: Synthesiser, phrases: Iterable[Phrase], pause: float = PAUSE):
        """`pause`: s between two phrases."""
        self._synthesiser, self._phrases, self._pause = synthesiser, tuple(phrases), pause
        self._stop = threading.Event()
        self.spoken = 0
        self.trouble = ""
        self._thread = threading.Thread(target=self._run, name="rehearsal", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop after the phrase in hand."""
        self._stop.set()

    def wait(self, timeout: float) -> bool:
        """Whether it has come to its end within `timeout` s."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        for phrase in self._phrases:
            try:
                self._synthesiser.synthesise(phrase.text, phrase.language, phrase.style)
            except SpeechError as error:
                self.trouble = str(error)  # the voice will tell when it matters
                return
            self.spoken += 1
            if self._stop.wait(self._pause):
                return
