"""How Chinese words sound, for hearing past a recogniser's mistakes: pinyin without tones, alike sounds made one."""

from __future__ import annotations

import itertools
from functools import lru_cache

from pypinyin import Style, lazy_pinyin
from pypinyin.contrib.mmseg import seg

from dialogue.letters import is_han

ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n"), ("hu", "fu"))
ENDINGS = (("ing", "in"), ("eng", "en"), ("ang", "an"))


@lru_cache(maxsize=1000)
def alike(sound: str) -> str:
    """A toneless syllable with zh/z, ch/c, sh/s, n/l, h/f before u, in/ing, en/eng and an/ang made one."""
    for one, other in ALIKE:
        if sound.startswith(one):
            sound = other + sound[len(one) :]
            break
    for one, other in ENDINGS:
        if sound.endswith(one):
            return sound[: -len(one)] + other
    return sound


@lru_cache(maxsize=1 << 13)  # the words of a hall's phrases, each of which comes 25 times
def sounds_of(word: str) -> tuple[str, ...]:
    """One sound for each character of a word of the dictionary that tells apart how 行 is read in 银行 and 行人."""
    return tuple(map(alike, lazy_pinyin([word], style=Style.NORMAL, errors=list)))


@lru_cache(maxsize=1 << 15)  # the phrases of a hall, most of which its next revision has too
def syllables(text: str) -> tuple[str, ...]:
    """One sound for each character, read in its context; what is no Chinese stands for itself."""
    units: list[str] = []
    for han, run in itertools.groupby(text, key=is_han):
        letters = [letter for letter in run if not letter.isspace()]
        if han:
            units += itertools.chain.from_iterable(map(sounds_of, seg.cut("".join(letters))))
        else:
            units += letters
    return tuple(units)
