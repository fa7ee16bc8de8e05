"""What the ears understood."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dialogue.privacy import redact


@dataclass(frozen=True)
class Hypothesis:
    """One of the recogniser's readings."""

    text: str
    confidence: float  # 0 to 1


@dataclass(frozen=True)
class Heard:
    """An utterance, or the part of it so far."""

    text: str  # the best reading
    language: str  # zh, en, ko; auto: not known yet
    start: float  # s
    end: float  # s
    final: bool = True
    nbest: tuple[Hypothesis, ...] = ()  # best first
    level_db: float = float("nan")  # loudness at the microphone, dB SPL; NaN: unknown

    @property
    def redacted(self) -> Heard:
        """The words without what tells who somebody is, before anything is made of them."""
        nbest = tuple(replace(each, text=redact(each.text)) for each in self.nbest)
        return replace(self, text=redact(self.text), nbest=nbest)
