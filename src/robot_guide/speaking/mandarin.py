"""Chinese characters to numbered pinyin as it is spoken: readings by word, then tone sandhi.

`syllables_of("重新办理")` is `(("chong2", "xin1"), ("ban4",), ("li3",))`: one tuple a word.

Words come from our own list (`data/mandarin.yaml`), then from the phrases of pypinyin; the longest that fits wins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml
from pypinyin import Style, lazy_pinyin
from pypinyin.phrases_dict import phrases_dict

from robot_guide.speaking.sandhi import Word, spoken

SECTIONS = ("names", "characters", "polyphones", "neutral", "first")


class ReadingsError(ValueError):
    """The list of readings is not whole."""


@dataclass(frozen=True)
class Readings:
    words: Mapping[str, tuple[str, ...]]
    spellings: Mapping[str, str]  # of syllables, without the tone, that espeak-ng does not know otherwise
    longest: int  # characters


@lru_cache(maxsize=1)
def readings() -> Readings:
    """data/mandarin.yaml. Raises ReadingsError: a word has not one syllable for each character."""
    data = yaml.safe_load((files("robot_guide.speaking") / "data/mandarin.yaml").read_text("utf-8"))
    words = {word: tuple(said.split()) for section in SECTIONS for word, said in data[section].items()}
    for word, said in words.items():
        if len(word) != len(said) or not all(syllable[-1:] in "12345" for syllable in said):
            raise ReadingsError(f"mandarin.yaml: {word} needs a syllable with its tone for each character, got {said}")
    return Readings(words, data["spellings"], max(map(len, (*words, *phrases_dict))))


def syllables_of(characters: str) -> tuple[tuple[str, ...], ...]:
    """Numbered pinyin, one tuple a word; an empty syllable for a character that nobody knows. No punctuation in it."""
    return spoken(tuple(words_of(characters)))


def words_of(characters: str) -> list[Word]:
    """Words with their citation tones."""
    words, at = [], 0
    while at < len(characters):
        word = longest_word(characters, at)
        words.append(read(word))
        at += len(word)
    return words


def longest_word(characters: str, at: int) -> str:
    """The longest word that begins at `at`; a character by itself where there is none."""
    for length in range(min(readings().longest, len(characters) - at), 1, -1):
        word = characters[at : at + length]
        if word in readings().words or word in phrases_dict:
            return word
    return characters[at]


@lru_cache(maxsize=10_000)
def read(word: str) -> Word:
    if ours := readings().words.get(word):
        return Word(word, ours, settled=len(word) > 1)
    said = lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True, errors=lambda unknown: [""] * len(unknown))
    return Word(word, tuple(said))


def spelling(syllable: str) -> str:
    """The syllable as espeak-ng's voice cmn-latn-pinyin has to see it."""
    return readings().spellings.get(syllable[:-1], syllable[:-1]) + syllable[-1:]
