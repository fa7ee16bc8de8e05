"""Streaming ears that end an utterance when its speaker has, and not after one fixed pause.

vosk ends an utterance by rules of its own, and its Python interface cannot change them. So its ends are not believed:
what it ends too early is held and joined with what follows, and where somebody has finished before it notices, it is
told so.
"""

from __future__ import annotations

import numpy as np

from robot_guide.heard import Heard, Hypothesis
from robot_guide.hearing.ears import Ears
from robot_guide.hearing.endpointing import AHEAD, Completeness, EndpointConfig, Endpointer
from robot_guide.hearing.judgement import Judgement, Unprejudiced
from robot_guide.hearing.voice_activity import FRAME, FRAME_SECONDS, VoiceActivity


class Paced:
    """Ears of one language with an endpointer."""

    def __init__(
        self, ears: Ears, language: str, judgement: Judgement | None = None, config: EndpointConfig | None = None,
        elder: bool = False,
    ):  # fmt: skip
        """`elder`: the speaker is given more time; may be set at any time."""
        self.language, self.elder = language, elder
        self._ears, self._judgement = ears, judgement or Unprejudiced()
        self._config, self._activity = config or EndpointConfig(), VoiceActivity()
        self._pending = np.zeros(0, np.int16)
        self._forget()

    def _forget(self) -> None:
        self._endpoint = Endpointer(self._config)
        self._held: list[Heard] = []  # ended by the recogniser, but perhaps not by the speaker
        self._partial = ""

    def listen(self, samples: np.ndarray, start: float) -> tuple[Heard, ...]:
        """See `Ears.listen`."""
        self._follow(samples)
        partial = []
        for heard in self._ears.listen(samples, start):
            if heard.final:
                self._held.append(heard)
                self._partial = ""
            else:
                self._partial = heard.text
                partial.append(heard)
        return (*partial, *(self._end() if self._is_over() else ()))

    def finish(self) -> tuple[Heard, ...]:
        """See `Ears.finish`."""
        heard = self._end()
        self._activity.reset()
        self._pending = np.zeros(0, np.int16)
        return heard

    def _follow(self, samples: np.ndarray) -> None:
        self._pending = np.concatenate((self._pending, samples))
        while len(self._pending) >= FRAME:
            frame, self._pending = np.split(self._pending, (FRAME,))
            self._endpoint = self._endpoint.step(self._activity.probability(frame), FRAME_SECONDS)

    def _is_over(self) -> bool:
        """Whether the speaker has finished; words that come when nobody seems to speak are over at once."""
        text = joined([each.text for each in self._held] + [self._partial], self.language)
        if not self._endpoint.begun:
            return bool(self._held)
        soon = self._endpoint.pause >= self._config.complete - AHEAD
        known = self._judgement.completeness(text, self.language) if text and soon else Completeness.UNKNOWN
        return self._endpoint.ended(text, self.language, known, self.elder)

    def _end(self) -> tuple[Heard, ...]:
        """All that has been said, as one utterance."""
        if self._partial or not self._held:
            self._held += [heard for heard in self._ears.finish() if heard.final]
        held = self._held
        self._forget()
        return (together(held, self.language),) if held else ()


def joined(texts: list[str], language: str) -> str:
    return ("" if language == "zh" else " ").join(text for text in texts if text)


def together(parts: list[Heard], language: str) -> Heard:
    """Stretches of one utterance as one, no surer than the least sure of them. Of several, the best readings only."""
    if len(parts) == 1:
        return parts[0]
    text = joined([part.text for part in parts], language)
    sure = min((part.nbest[0].confidence for part in parts if part.nbest), default=0.0)
    return Heard(text, language, parts[0].start, parts[-1].end, nbest=(Hypothesis(text, sure),))
