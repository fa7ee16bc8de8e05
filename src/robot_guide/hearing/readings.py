"""vosk's N best readings of an utterance to hypotheses with confidences.

vosk gives a confidence for each word, or N readings, but never both, and a second recogniser on the same sound would
double the cost. So the confidence of a reading is taken from the N best themselves: the share of the probability of
all readings in which its words stand at their times, averaged over its words (word posteriors from an N-best list:
Wessel, Schlüter, Macherey & Ney 2001, section III).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from robot_guide.heard import Hypothesis

UNKNOWN = "[unk]"


@dataclass(frozen=True)
class Word:
    text: str
    start: float  # s
    end: float  # s


@dataclass(frozen=True)
class Reading:
    """One of vosk's alternatives."""

    words: tuple[Word, ...]
    score: float  # logarithm of its likelihood, up to a constant


def readings_of(result: Mapping) -> tuple[Reading, ...]:
    """The alternatives of a result of vosk's that hold words, best first."""
    found = []
    for row in result.get("alternatives", ()):
        words = (Word(word["word"], word["start"], word["end"]) for word in row.get("result", ()))
        found.append(Reading(tuple(word for word in words if word.text != UNKNOWN), row["confidence"]))
    return tuple(found) if found and found[0].words else ()


def hypotheses(readings: Sequence[Reading], language: str, most: int) -> tuple[Hypothesis, ...]:
    """The first `most` different readings, with confidences from 0 to 1, none above one before it."""
    shares = posteriors([reading.score for reading in readings])
    found: dict[str, float] = {}
    ceiling = 1.0
    for reading in readings:
        text = text_of(reading, language)
        if text and text not in found and len(found) < most:
            ceiling = min(ceiling, support(reading, readings, shares))
            found[text] = ceiling
    return tuple(Hypothesis(text, round(confidence, 4)) for text, confidence in found.items())


def posteriors(scores: Sequence[float]) -> np.ndarray:
    """Each reading's share of the probability of all, (N,)."""
    weights = np.exp(np.asarray(scores, np.float64) - max(scores))
    return weights / weights.sum()


def support(reading: Reading, readings: Sequence[Reading], shares: np.ndarray) -> float:
    """The mean, over the words of a reading, of the shares of the readings that hold the word at its time."""
    held = [sum(share for share, other in zip(shares, readings, strict=True) if holds(other, word))
            for word in reading.words]  # fmt: skip
    return float(min(np.mean(held), 1.0)) if held else 0.0


def holds(reading: Reading, word: Word) -> bool:
    middle = (word.start + word.end) / 2
    return any(other.text == word.text and other.start <= middle <= other.end for other in reading.words)


def text_of(reading: Reading, language: str) -> str:
    """The words of a reading; in Chinese without the spaces that vosk puts between them."""
    return tidy(" ".join(word.text for word in reading.words), language)


def tidy(text: str, language: str) -> str:
    """A text of vosk's without marks for the unknown, and in Chinese without spaces except around Latin words."""
    words = [word for word in text.split() if word != UNKNOWN]
    if language != "zh":
        return " ".join(words)
    joined = ""
    for word in words:
        latin = bool(joined) and joined[-1].isascii() and word[0].isascii()
        joined += (" " if latin else "") + word
    return joined
