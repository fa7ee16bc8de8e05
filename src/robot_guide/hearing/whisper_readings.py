"""Whisper's N best token sequences to hypotheses with confidences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import Levenshtein

from dialogue.normalise import simplified
from robot_guide.heard import Hypothesis

BLANKS = re.compile(r"\s+")
REPEATED = re.compile(r"(.{2,12}?)\1{4,}")  # a decoder that goes round in circles
STRAY = re.compile(r"[：;；~〜♪*#\[\]【】]+")


@dataclass(frozen=True)
class WhisperReading:
    """One of the N best."""

    text: str
    score: float  # mean logarithm of the tokens' probabilities
    tokens: int


def hypotheses(readings: Sequence[WhisperReading], most: int) -> tuple[Hypothesis, ...]:
    """The first `most` different readings, with confidences from 0 to 1, none above one before it.

    A reading's confidence is the geometric mean of its tokens' probabilities times the share of its letters on which
    the readings agree, each weighed by its own probability: what all the N best say is surer than what one of them
    says. Readings that differ in punctuation, or in the script, are one.
    """
    spoken = [(tidy(each.text), each) for each in readings]
    spoken = [(text, each) for text, each in spoken if letters(text) and not REPEATED.search(text)]
    if not spoken:
        return ()
    shares = posteriors([each for _, each in spoken])
    found: dict[str, tuple[str, float]] = {}
    ceiling = 1.0
    for text, each in spoken:
        key = letters(text)
        if key not in found and len(found) < most:
            agreed = sum(
                share * likeness(key, letters(other)) for share, (other, _) in zip(shares, spoken, strict=True)
            )
            ceiling = min(ceiling, agreed * float(np.exp(min(each.score, 0.0))))
            found[key] = (text, ceiling)
    return tuple(Hypothesis(text, round(confidence, 4)) for text, confidence in found.values())


def posteriors(readings: Sequence[WhisperReading]) -> np.ndarray:
    """Each reading's share of the probability of all, (N,)."""
    whole = np.array([each.score * max(each.tokens, 1) for each in readings])
    weights = np.exp(whole - whole.max())
    return weights / weights.sum()


def likeness(one: str, other: str) -> float:
    """Share of the letters on which two texts agree, 0 to 1."""
    return Levenshtein.normalized_similarity(one, other)


def letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def tidy(text: str) -> str:
    """On one line, without marks that nobody speaks, Chinese in the simplified script."""
    return simplified(BLANKS.sub(" ", STRAY.sub("", text)).strip())
