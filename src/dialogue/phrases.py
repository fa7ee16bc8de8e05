"""The words by which intents are known, read from the data file, and whether an utterance holds them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import yaml

from dialogue.normalise import compact, normalise

DATA = Path(__file__).parent / "data"


class Words:
    """An utterance, made ready for comparing with phrases."""

    def __init__(self, text: str):
        self.compact = compact(text)
        self.spaced = f" {normalise(text)} "

    def hold(self, phrase: str) -> bool:
        """Whether a phrase stands in the words; one in Latin script as whole words."""
        if phrase.isascii():
            return f" {phrase} " in self.spaced
        return phrase in self.compact

    def first_of(self, phrases: Iterable[str]) -> str | None:
        """The longest of the phrases that the words hold."""
        held = [phrase for phrase in phrases if self.hold(phrase)]
        return max(held, key=len, default=None)

    def without(self, phrases: Iterable[str]) -> str:
        """What is left of the words, compact, without the phrases, longest first."""
        left = self.spaced
        for phrase in sorted(phrases, key=len, reverse=True):
            left = left.replace(f" {phrase} " if phrase.isascii() else phrase, " ")
        return left.replace(" ", "")


@lru_cache(maxsize=1)
def intents() -> Mapping[str, object]:
    """The data file, every phrase normalised."""
    with (DATA / "intents.yaml").open(encoding="utf-8") as file:
        return prepared(yaml.safe_load(file))


def prepared(value: object) -> object:
    if isinstance(value, dict):
        return {key: prepared(item) for key, item in value.items()}
    return tuple(normalised(str(item)) for item in value)


def normalised(phrase: str) -> str:
    return normalise(phrase) if phrase.isascii() else compact(phrase)


def in_all_languages(phrases: Mapping[str, tuple[str, ...]], language: str) -> tuple[str, ...]:
    """The phrases of a language, then those of English: people mix."""
    return phrases.get(language, ()) + (phrases.get("en", ()) if language != "en" else ())
