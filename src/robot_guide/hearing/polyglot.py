"""Ears for several languages at once: each listens, and the surest is believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from robot_guide.heard import Heard
from robot_guide.hearing.ears import Ears
from robot_guide.hearing.wav import RATE


@dataclass
class Polyglot:
    """Ears that join others, by language. The final results for the same stretch of sound compete.

    They do not come at the same time: some ears take longer to believe that somebody has finished. Who is `patience`
    seconds of sound late is not waited for.
    """

    ears: Mapping[str, Ears]
    patience: float = 0.6  # s
    _rivals: dict[str, Heard] = field(default_factory=dict)  # final results for the same words
    _decide_at: float = 0.0  # s
    _answered: float = -np.inf  # s, until when the sound has been understood

    def listen(self, samples: np.ndarray, start: float) -> tuple[Heard, ...]:
        """See `Ears.listen`. Partial results are of whoever has one."""
        now = start + len(samples) / RATE
        partial = []
        for language, ears in self.ears.items():
            for heard in ears.listen(samples, start):
                if heard.final:
                    self._take(language, heard, now)
                else:
                    partial.append(heard)
        if self._rivals and (len(self._rivals) == len(self.ears) or now >= self._decide_at):
            return (self._decide(),)
        return tuple(partial)

    def finish(self) -> tuple[Heard, ...]:
        """See `Ears.finish`."""
        for language, ears in self.ears.items():
            for heard in ears.finish():
                self._take(language, heard, np.inf)
        decided = (self._decide(),) if self._rivals else ()
        self._answered = -np.inf
        return decided

    def _take(self, language: str, heard: Heard, now: float) -> None:
        if heard.start < self._answered:
            return
        if not self._rivals:
            self._decide_at = now + self.patience
        known = self._rivals.get(language)
        if known is None or sureness(heard) > sureness(known):
            self._rivals[language] = heard

    def _decide(self) -> Heard:
        best = max(self._rivals.values(), key=sureness)
        self._rivals, self._answered = {}, best.end
        return best


def sureness(heard: Heard) -> float:
    """Confidence of the best reading, 0 to 1."""
    return heard.nbest[0].confidence if heard.nbest else 0.0
