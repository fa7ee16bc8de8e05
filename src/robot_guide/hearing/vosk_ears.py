"""The real ears: vosk (Kaldi), streaming, with its N best readings.

vosk gives a confidence for each word of the best reading, or scores for N readings, but not both at once. So two
recognisers share one model and one stream: one for words, times and confidences, one for the N best.
"""

from __future__ import annotations

import json
import math
from functools import lru_cache

import numpy as np

from robot_guide.heard import Heard, Hypothesis
from robot_guide.hearing.models import NoModel, find
from robot_guide.hearing.wav import RATE

N_BEST = 5


@lru_cache(maxsize=3)
def model_of(language: str):
    """The loaded model of a language. Raises NoModel."""
    place = find(language)
    if place is None:
        raise NoModel((language,))
    import vosk

    vosk.SetLogLevel(-1)
    return vosk.Model(str(place))


class VoskEars:
    """One stream of one language. Raises NoModel: its model is not installed."""

    def __init__(self, language: str, grammar: tuple[str, ...] = ()):
        """`grammar`: the only phrases that can be understood; empty: anything."""
        import vosk

        self.language = language
        model = model_of(language)
        limits = (json.dumps([*grammar, "[unk]"], ensure_ascii=False),) if grammar else ()
        self._words = vosk.KaldiRecognizer(model, RATE, *limits)
        self._words.SetWords(True)
        self._readings = vosk.KaldiRecognizer(model, RATE, *limits)
        self._readings.SetMaxAlternatives(N_BEST)
        self._origin: float | None = None  # s, when the stream's first sample sounded
        self._partial = ""

    def listen(self, samples: np.ndarray, start: float) -> tuple[Heard, ...]:
        """See `Ears.listen`. Raises ValueError: the samples are not int16."""
        if samples.dtype != np.int16 or samples.ndim != 1:
            raise ValueError(f"samples must be (N,) int16, got {samples.dtype} {samples.shape}")
        if self._origin is None:
            self._origin = start
        data = samples.tobytes()
        ended = self._words.AcceptWaveform(data)
        readings_ended = self._readings.AcceptWaveform(data)
        if ended:
            result = json.loads(self._words.Result())
            readings = json.loads(self._readings.Result() if readings_ended else self._readings.FinalResult())
            return self._final(result, readings)
        partial = self._tidy(json.loads(self._words.PartialResult()).get("partial", ""))
        if not partial or partial == self._partial:
            return ()
        self._partial = partial
        now = start + len(samples) / RATE
        return (Heard(partial, self.language, self._origin, now, final=False),)

    def finish(self) -> tuple[Heard, ...]:
        """See `Ears.finish`."""
        heard = self._final(json.loads(self._words.FinalResult()), json.loads(self._readings.FinalResult()))
        self._words.Reset()
        self._readings.Reset()
        self._origin = None
        return heard

    def _final(self, result: dict, readings: dict) -> tuple[Heard, ...]:
        self._partial = ""
        words = result.get("result", ())
        text = self._tidy(result.get("text", ""))
        if not text or self._origin is None:
            return ()
        sure = sum(word["conf"] for word in words) / len(words) if words else 0.0
        nbest = self._nbest(readings, text, sure)
        start = self._origin + (words[0]["start"] if words else 0.0)
        end = self._origin + (words[-1]["end"] if words else 0.0)
        return (Heard(text, self.language, start, end, nbest=nbest),)

    def _nbest(self, readings: dict, text: str, sure: float) -> tuple[Hypothesis, ...]:
        """The readings with shares of the best one's confidence, by their scores; the words' own reading first."""
        rows = [(self._tidy(row["text"]), row["confidence"]) for row in readings.get("alternatives", ())]
        rows = [(words, score) for words, score in rows if words and words != text]
        best = max((score for _, score in rows), default=0.0)
        others = [Hypothesis(words, round(sure * 0.9 * math.exp(score - best), 4)) for words, score in rows]
        return (Hypothesis(text, round(min(sure, 1.0), 4)), *others)

    def _tidy(self, text: str) -> str:
        """Without marks for the unknown, and without the spaces that vosk puts between Chinese words."""
        text = text.replace("[unk]", "").strip()
        return text.replace(" ", "") if self.language == "zh" else " ".join(text.split())
