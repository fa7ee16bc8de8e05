"""Ears for several languages at once: each listens, and confidence and sense decide which is spoken.

A session stays with its language. Who changes over has to be understood clearly better in the other one: words from
the one language within a sentence of the other do not do that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from robot_guide.heard import Heard
from robot_guide.hearing.attention import Attention, Patient
from robot_guide.hearing.ears import Ears
from robot_guide.hearing.judgement import Judgement, Unprejudiced, merit_of, weighed
from robot_guide.hearing.wav import RATE

LOYALTY = 2.0  # times as good as in the language of the session another one must be understood


@dataclass
class Polyglot:
    """Ears that join others, by language. The final results for the same stretch of sound compete.

    They do not come at the same time: some ears take longer to believe that somebody has finished. Who is `patience`
    seconds of sound late is not waited for.
    """

    ears: Mapping[str, Ears]
    patience: float = 0.6  # s
    judgement: Judgement = field(default_factory=Unprejudiced)
    language: str | None = None  # of the session; None: nobody's
    _attention: Attention = field(default_factory=Attention)
    _rivals: dict[str, Heard] = field(default_factory=dict)  # final results for the same words
    _decide_at: float = 0.0  # s
    _answered: float = -np.inf  # s, until when the sound has been understood

    def listen(self, samples: np.ndarray, start: float) -> tuple[Heard, ...]:
        """See `Ears.listen`. Partial results are of the session's language; without one, of whoever has some."""
        now = start + len(samples) / RATE
        partial = []
        for language, ears in self.ears.items():
            for heard in ears.listen(samples, start):
                if heard.final:
                    self._take(language, heard, now)
                elif self.language in (None, heard.language):
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

    def attend(self, attention: Attention) -> None:
        """Listen to this one from now on. Told the same again, the language that the words have changed to stays."""
        if attention == self._attention:
            return
        self._attention, self.language = attention, attention.language
        for ears in self.ears.values():
            if isinstance(ears, Patient):
                ears.elder = attention.elder

    def _take(self, language: str, heard: Heard, now: float) -> None:
        if heard.start < self._answered:
            return
        if not self._rivals:
            self._decide_at = now + self.patience
        known = self._rivals.get(language)
        if known is None or self._merit(heard) > self._merit(known):
            self._rivals[language] = heard

    def _decide(self) -> Heard:
        best = max(self._rivals.values(), key=self._worth)
        self._rivals, self._answered = {}, best.end
        if self.language is not None:
            self.language = best.language
        return weighed(best, self.judgement)

    def _merit(self, heard: Heard) -> float:
        return merit_of(heard, self.judgement)

    def _worth(self, heard: Heard) -> float:
        """Merit, in favour of the language of the session."""
        return self._merit(heard) * (LOYALTY if heard.language == self.language else 1.0)
