"""The recogniser's readings of an utterance, weighed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dialogue.phrases import Words

MOST = 3  # readings
LIKELY = 0.2  # weight from which on an emergency in a reading counts


@dataclass(frozen=True)
class Readings:
    """What may have been said, the best first, and how likely each is; the weights add up to 1."""

    words: tuple[Words, ...]
    weights: tuple[float, ...]
    said: Words | None = None  # all of it, where the best is a part

    @property
    def best(self) -> Words:
        return self.words[0]

    @property
    def whole(self) -> Words:
        return self.said or self.best

    @property
    def likely(self) -> tuple[Words, ...]:
        """The best and those not much less likely."""
        return tuple(
            words for i, (words, weight) in enumerate(zip(self.words, self.weights, strict=True))
            if i == 0 or weight >= LIKELY
        )  # fmt: skip

    def each(self, change: Callable[[Words], Words]) -> Readings:
        return Readings(tuple(map(change, self.words)), self.weights)


def readings_of(text: str, nbest: Sequence[tuple[str, float]]) -> Readings:
    """The text and the other readings, each once. The text weighs no less than any other.

    Raises: ValueError: a confidence is negative.
    """
    if any(confidence < 0 for _, confidence in nbest):
        raise ValueError(f"confidences must be >= 0, got {min(confidence for _, confidence in nbest)}")
    sure = dict(reversed(nbest))
    first = max(sure.pop(text, 0.0), *sure.values(), 0.0) or 1.0
    others = sorted(((other, each) for other, each in sure.items() if Words(other)), key=lambda row: -row[1])[
        : MOST - 1
    ]
    weights = [first, *(each for _, each in others)]
    whole = sum(weights)
    words = (Words(text), *(Words(other) for other, _ in others))
    return Readings(words, tuple(weight / whole for weight in weights))
