"""Ears that hear utterance by utterance: voice activity cuts the sound, whisper decodes each piece.

In a pause that may become the end, what has come so far is decoded; where that makes a whole request, nothing more is
waited for, and where the speaker goes on, it is decoded again with the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from robot_guide.config import Checked, quantity
from robot_guide.heard import Heard
from robot_guide.hearing.endpointing import AHEAD, Completeness, EndpointConfig, Endpointer
from robot_guide.hearing.judgement import Judgement, Unprejudiced, merit_of, weighed
from robot_guide.hearing.liveliness import modulation
from robot_guide.hearing.voice_activity import FRAME, FRAME_SECONDS, ActivityConfig, VoiceActivity
from robot_guide.hearing.whisper_decoder import Decoded

LEAD_IN = 10  # frames kept from before the first that is speech: soft beginnings of words


class Decoder(Protocol):
    """What reads an utterance; `WhisperDecoder` is one."""

    def decode(self, samples: np.ndarray, languages: Sequence[str]) -> tuple[Decoded, ...]: ...


@dataclass(frozen=True)
class UtteranceConfig(Checked):
    """How utterances are cut."""

    activity: ActivityConfig = field(default_factory=ActivityConfig)
    endpoint: EndpointConfig = field(default_factory=EndpointConfig)
    liveliness: float = quantity(4.0, "dB", least=0.0)  # what swings less is noise


class WhisperEars:
    """One stream, in one language or in whichever of several it is."""

    def __init__(
        self, decoder: Decoder, languages: Sequence[str], config: UtteranceConfig | None = None,
        judgement: Judgement | None = None, elder: bool = False,
    ):  # fmt: skip
        """`elder`: the speaker is given more time; may be set at any time."""
        self.languages, self.elder = tuple(languages), elder
        self.config, self._judgement = config or UtteranceConfig(), judgement or Unprejudiced()
        self._decoder = decoder
        self._activity = VoiceActivity(self.config.activity)
        self._restart()

    def _restart(self) -> None:
        self._activity.reset()
        self._pending = np.zeros(0, np.int16)  # not yet a whole frame
        self._origin: float | None = None  # s, of the stream's first sample
        self._count = 0  # frames so far
        self._forget()

    def _forget(self) -> None:
        """Wait for the next utterance."""
        self._endpoint = Endpointer(self.config.endpoint)
        self._frames: list[np.ndarray] = []
        self._decoded: Heard | None = None  # of this utterance, as far as the last pause
        self._peeked = False  # in this pause

    def listen(self, samples: np.ndarray, start: float) -> tuple[Heard, ...]:
        """See `Ears.listen`. Raises ValueError: the samples are not (N,) int16."""
        if samples.dtype != np.int16 or samples.ndim != 1:
            raise ValueError(f"samples must be (N,) int16, got {samples.dtype} {samples.shape}")
        if self._origin is None:
            self._origin = start
        self._pending = np.concatenate((self._pending, samples))
        heard: list[Heard] = []
        while len(self._pending) >= FRAME:
            frame, self._pending = np.split(self._pending, (FRAME,))
            heard += self._take(frame)
        return tuple(heard)

    def finish(self) -> tuple[Heard, ...]:
        """See `Ears.finish`."""
        heard = self._final() if self._endpoint.begun else ()
        self._restart()
        return heard

    def _take(self, frame: np.ndarray) -> tuple[Heard, ...]:
        self._count += 1
        self._endpoint = self._endpoint.step(self._activity.probability(frame), FRAME_SECONDS)
        self._frames.append(frame)
        if self._endpoint.speech == 0.0:
            del self._frames[:-LEAD_IN]
            return ()
        if self._endpoint.pause == 0.0:
            self._peeked = False
        pausing = self._endpoint.begun and self._endpoint.pause >= self.config.endpoint.complete - AHEAD
        peek = pausing and not self._peeked
        partial = self._peek() if peek else ()
        return (*partial, *(self._final() if self._is_over() else ()))

    def _peek(self) -> tuple[Heard, ...]:
        """Read what has come so far. Returns: it, as a partial result."""
        self._peeked = True
        self._decoded = self._read(final=False)
        return (self._decoded,) if self._decoded else ()

    def _is_over(self) -> bool:
        known = self._decoded if self._peeked else None
        text, language = (known.text, known.language) if known else ("", "zh")
        complete = self._judgement.completeness(text, language) if known else Completeness.UNKNOWN
        return self._endpoint.ended(text, language, complete, self.elder)

    def _final(self) -> tuple[Heard, ...]:
        """The utterance is over. What was read in its last pause is not read again."""
        found = self._decoded if self._peeked else self._read(final=True)
        self._forget()
        return (replace(found, final=True),) if found else ()

    def _read(self, *, final: bool) -> Heard | None:
        samples = np.concatenate(self._frames)
        if modulation(samples) < self.config.liveliness:
            return None
        end = self._origin + self._count * FRAME_SECONDS - self._endpoint.pause
        start = end + self._endpoint.pause - self._endpoint.length
        readings = [
            weighed(Heard(each.nbest[0].text, each.language, round(start, 3), round(end, 3), final, each.nbest),
                    self._judgement)
            for each in self._decoder.decode(samples, self.languages)
            if each.nbest
        ]  # fmt: skip
        return max(readings, key=lambda heard: merit_of(heard, self._judgement), default=None)
