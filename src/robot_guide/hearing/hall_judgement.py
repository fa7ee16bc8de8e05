"""The sense that words make in a hall, by the understanding of the dialogue."""

from __future__ import annotations

from functools import lru_cache

from dialogue import understand
from dialogue.hall import Hall
from dialogue.meaning import Meaning
from robot_guide.hearing.endpointing import Completeness, concludes, hesitates

KEPT = 512  # meanings, since the same words are judged again with each partial result
STOPPING = ("stop", "cancel", "pause")
SOMETHING = 0.2  # sense of words that are about the hall, with nothing found in it


class HallJudgement:
    """A `Judgement` for one hall."""

    def __init__(self, hall: Hall):
        self._meaning = lru_cache(KEPT)(lambda text, language: understand(text, hall, language))

    def plausibility(self, text: str, language: str) -> float:
        """See `Judgement`. Words in no language of ours are judged in the one that they look like."""
        return sense(self._meaning(text, language))

    def completeness(self, text: str, language: str) -> Completeness:
        """See `Judgement`. Who has ended a sentence that the robot has to ask back about has finished, too."""
        if not text.strip():
            return Completeness.UNKNOWN
        if hesitates(text, language):
            return Completeness.OPEN
        meaning = self._meaning(text, language)
        settled = meaning.needs in ("none", "human") or concludes(text, language)
        found = meaning.intent not in ("out_of_scope", "social")
        return Completeness.COMPLETE if settled and found else Completeness.UNKNOWN

    def is_stop(self, text: str, language: str) -> bool:
        """See `Judgement`."""
        meaning = self._meaning(text, language)
        return meaning.intent == "emergency" or (meaning.intent == "control" and meaning.action in STOPPING)


def sense(meaning: Meaning) -> float:
    """0 to 1: a target or command found surely makes sense, unknown words make none."""
    if meaning.intent == "out_of_scope":
        return 0.0
    return max(meaning.confidence, SOMETHING)
