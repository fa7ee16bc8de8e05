"""Sentences for the people who bring something in, in their language; the words are data, `import_words.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml


class Sentence(str):
    """A sentence, as text in English; `key` and `facts` tell it in the other languages that there are words in.

    Raises KeyError: there is no such sentence, or it lacks a fact.
    """

    __slots__ = ("facts", "key")

    def __new__(cls, key: str, **facts: object) -> Sentence:
        sentence = super().__new__(cls, words()[key]["en"].format(**facts))
        sentence.key, sentence.facts = key, facts
        return sentence

    def told(self, language: str) -> str:
        """The sentence in `zh` or `en`."""
        return words()[self.key][language].format(**self.facts)


def told_in(language: str, text: str) -> str:
    """A text in a language, as far as it can be told in it: what is no sentence of ours stays as it is."""
    return text.told(language) if isinstance(text, Sentence) else text


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    return yaml.safe_load(files("hall_map").joinpath("data/import_words.yaml").read_text("utf-8"))
