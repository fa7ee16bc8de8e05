"""Tone sandhi of Mandarin: third tones, 不 and 一.

Source of the rules: Yuen Ren Chao, A Grammar of Spoken Chinese (1968), 1.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise

COUNTING = frozenset("零〇一二三四五六七八九十百千万亿两")  # what makes the 一 beside it a figure
POINT = "点"  # three point one, but not 慢一点
ORDINAL_BEFORE = frozenset("第初周期拜")  # 第一, 初一, 周一, 星期一, 礼拜一
ORDINAL_AFTER = frozenset("号楼月级等期类")  # 一号, 一楼, 一月
HUNDREDS = frozenset("百千万亿")


@dataclass(frozen=True)
class Word:
    """A word and its syllables in numbered pinyin; `settled`: 一 and 不 stand in it as they are spoken."""

    characters: str
    syllables: tuple[str, ...]
    settled: bool = False


def spoken(words: tuple[Word, ...]) -> tuple[tuple[str, ...], ...]:
    """The syllables of each word with the tones that are heard. The words follow each other without a pause."""
    characters = "".join(word.characters for word in words)
    syllables = [syllable for word in words for syllable in word.syllables]
    settled = [word.settled for word in words for _ in word.syllables]
    for at, character in enumerate(characters):
        if not settled[at] and character in "一不":
            syllables[at] = yi(characters, syllables, at) if character == "一" else bu(characters, syllables, at)
    syllables = third_tones(syllables)
    ends = accumulate(len(word.syllables) for word in words)
    return tuple(tuple(syllables[end - len(word.syllables) : end]) for word, end in zip(words, ends, strict=True))


def yi(characters: str, syllables: list[str], at: int) -> str:
    """一: first tone as a figure and at the end, second before a fourth tone, fourth before all others."""
    before, after = characters[at - 1 : at], characters[at + 1 : at + 2]
    if before and before == after:
        return "yi5"  # 看一看
    if not after or before in ORDINAL_BEFORE or after in ORDINAL_AFTER:
        return "yi1"
    if after not in HUNDREDS and (before in COUNTING or before == POINT or after in COUNTING):
        return "yi1"
    return "yi2" if tone(syllables[at + 1]) in "45" else "yi4"


def bu(characters: str, syllables: list[str], at: int) -> str:
    """不: second tone before a fourth, neutral between two that are the same, fourth else."""
    before, after = characters[at - 1 : at], characters[at + 1 : at + 2]
    if before and before == after:
        return "bu5"  # 要不要
    return "bu2" if after and tone(syllables[at + 1]) == "4" else "bu4"


def third_tones(syllables: list[str]) -> list[str]:
    """A third tone before another one is spoken as a second."""
    return [
        syllable[:-1] + "2" if tone(syllable) == tone(after) == "3" else syllable
        for syllable, after in pairwise((*syllables, ""))
    ]


def tone(syllable: str) -> str:
    return syllable[-1:]
