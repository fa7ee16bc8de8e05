"""The phrases that must be heard at once, language by language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from robot_guide.hearing.word_lists import word_list


@dataclass(frozen=True)
class WatchWords:
    """Phrases of one language, words of the lexicon with blanks between."""

    stop: tuple[str, ...]
    emergency: tuple[str, ...]
    wake: tuple[str, ...]
    decoys: tuple[str, ...]

    @property
    def grammar(self) -> tuple[str, ...]:
        return self.stop + self.emergency + self.wake + self.decoys


@cache
def watch_words(language: str) -> WatchWords:
    """Raises KeyError: no words are known for the language."""
    document = word_list("watch_words")
    return WatchWords(**{kind: tuple(phrases) for kind, phrases in document[language].items()})


def phrase_at_start(text: str, phrases: Sequence[str]) -> str | None:
    """The longest of some phrases that a text of the grammar's begins with. Blanks do not count."""
    said = bare(text)
    return max((each for each in phrases if said.startswith(bare(each))), key=len, default=None)


def bare(text: str) -> str:
    return "".join(text.split())
