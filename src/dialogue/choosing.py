"""What a visitor picks when asked which of several is meant."""

from __future__ import annotations

import re

from dialogue.meaning import Meaning, Target
from dialogue.normalise import compact, normalise
from dialogue.retrieval import grams, latin_words
from dialogue.sounds import syllables

ORDINALS = (
    (re.compile(r"第一|前面那个|前一个|\bfirst\b|\bthe former\b|첫"), 0),
    (re.compile(r"第二|后面那个|后一个|另一个|\bsecond\b|\bthe latter\b|\bthe other\b|두 ?번째"), 1),
    (re.compile(r"第三|最后|\bthird\b|\bthe last\b|세 ?번째"), 2),
)
LANGUAGE_WORDS = (
    (re.compile(r"英语|英文|english|영어"), "en"),
    (re.compile(r"中文|普通话|汉语|国语|chinese|mandarin|중국어"), "zh"),
    (re.compile(r"韩语|韩文|korean|한국"), "ko"),
)
ENOUGH = 0.5  # of what makes an alternative's name particular must be said


def chosen(meaning: Meaning, choices: tuple[Target, ...]) -> Target | None:
    """The choice that an answer picks: by number, by being meant itself, or by the part of its name that is its own."""
    said = normalise(meaning.text)
    for pattern, number in ORDINALS:
        if pattern.search(said) and number < len(choices):
            return choices[number]
    if meaning.target in choices and meaning.confidence >= 0.6:
        return meaning.target
    shares = [share_of_own(meaning.text, target, choices) for target in choices]
    best, runner_up = sorted((*shares, 0.0), reverse=True)[:2]
    return choices[shares.index(best)] if best >= ENOUGH and best > runner_up + 0.2 else None


def share_of_own(text: str, target: Target, choices: tuple[Target, ...]) -> float:
    """How much of what only this choice's name holds is said, 0 to 1."""
    cut = latin_words if target.name.isascii() else (lambda words: syllables(compact(words)))
    others = set().union(*(grams(cut(other.name)) for other in choices if other != target))
    own = set(grams(cut(target.name))) - others
    said = set(grams(cut(text)))
    best = len(own & said) / len(own) if own else 0.0
    letters = {unit for unit in own if len(unit) == 1}
    heard = len(letters & said) / len(cut(text)) if cut(text) else 0.0
    return max(best, heard)


def language_asked_for(meaning: Meaning) -> str | None:
    """The language that the visitor wants to speak."""
    said = normalise(meaning.text)
    return next((language for pattern, language in LANGUAGE_WORDS if pattern.search(said)), None)
