"""The phrases that must be heard at once, language by language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from robot_guide.hearing.word_lists import word_list


@dataclass(frozen=True)
class WatchWords:
    """Phrases of one language, words of the lexicon with blanks between."""

    stop: tuple[str, ...]
    emergency: tuple[str, ...]
    wake: tuple[str, ...]
    decoys: tuple[str, ...]
    misheard: Mapping[str, str] = field(default_factory=dict)  # all that was heard → the stop that was said

    @property
    def grammar(self) -> tuple[str, ...]:
        return self.stop + self.emergency + self.wake + self.decoys

    def stop_in(self, text: str) -> str | None:
        """The stop that a text of the grammar's begins with, or that it is as a whole, misheard."""
        said = bare(text)
        misheard = (stop for heard, stop in self.misheard.items() if bare(heard) == said)
        return phrase_at_start(text, self.stop) or next(misheard, None)


@cache
def watch_words(language: str) -> WatchWords:
    """Raises KeyError: no words are known for the language."""
    document = dict(word_list("watch_words")[language])
    misheard = document.pop("misheard", {})
    return WatchWords(**{kind: tuple(phrases) for kind, phrases in document.items()}, misheard=misheard)


def phrase_at_start(text: str, phrases: Sequence[str]) -> str | None:
    """The longest of some phrases that a text of the grammar's begins with. Blanks do not count."""
    said = bare(text)
    return max((each for each in phrases if said.startswith(bare(each))), key=len, default=None)


def bare(text: str) -> str:
    return "".join(text.split())
