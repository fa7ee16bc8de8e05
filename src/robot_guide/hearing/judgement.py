"""Which of several readings is meant: the recogniser's confidence and the understanding decide together.

Whisper's and vosk's Mandarin mistakes are homophones mostly, 医保 → 宜宝: the right reading often stands further down
among the N best, and makes sense in a hall where the first does not.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from robot_guide.heard import Heard, Hypothesis
from robot_guide.hearing.endpointing import Completeness
from robot_guide.hearing.watch_phrases import phrase_at_start, watch_words

NONSENSE = 0.35  # how much of its confidence a reading keeps that makes no sense at all


class Judgement(Protocol):
    """What somebody who knows the hall thinks of words."""

    def plausibility(self, text: str, language: str) -> float:
        """How much sense the words make here, 0 to 1."""
        ...

    def completeness(self, text: str, language: str) -> Completeness:
        """Whether they could be all that somebody has to say."""
        ...

    def is_stop(self, text: str, language: str) -> bool:
        """Whether they tell the robot to stop, to wait, or of an emergency."""
        ...


class Unprejudiced:
    """Nothing is known of the hall: confidence alone decides."""

    def plausibility(self, text: str, language: str) -> float:
        return 1.0

    def completeness(self, text: str, language: str) -> Completeness:
        return Completeness.UNKNOWN

    def is_stop(self, text: str, language: str) -> bool:
        return phrase_at_start(text, watch_words(language).stop) is not None


class Listener:
    """A judgement that becomes another one when the hall is known, or has changed."""

    def __init__(self) -> None:
        self.known: Judgement = Unprejudiced()

    def plausibility(self, text: str, language: str) -> float:
        return self.known.plausibility(text, language)

    def completeness(self, text: str, language: str) -> Completeness:
        return self.known.completeness(text, language)

    def is_stop(self, text: str, language: str) -> bool:
        return self.known.is_stop(text, language)


def merit(hypothesis: Hypothesis, language: str, judgement: Judgement) -> float:
    """Confidence weighed by sense, 0 to 1."""
    sense = judgement.plausibility(hypothesis.text, language)
    return hypothesis.confidence * (NONSENSE + (1.0 - NONSENSE) * sense)


def weighed(heard: Heard, judgement: Judgement) -> Heard:
    """The same utterance, the reading of most merit in front. Confidences stay the recogniser's own."""
    if len(heard.nbest) < 2:
        return heard
    best, _ = best_of(heard, judgement)
    rest = (each for each in heard.nbest if each is not best)
    return replace(heard, text=best.text, nbest=(best, *rest))


def merit_of(heard: Heard, judgement: Judgement) -> float:
    """Merit of the best reading; 0 where there is none."""
    return best_of(heard, judgement)[1] if heard.nbest else 0.0


def best_of(heard: Heard, judgement: Judgement) -> tuple[Hypothesis, float]:
    """The reading of most merit, and its merit.

    To judge a reading takes some hundredths of a second, and somebody waits: those that could not be better even if
    they made all the sense there is are not judged.
    """
    best, most = heard.nbest[0], -1.0
    for each in sorted(heard.nbest, key=lambda each: -each.confidence):
        if each.confidence <= most:
            break
        if (found := merit(each, heard.language, judgement)) > most:
            best, most = each, found
    return best, most
