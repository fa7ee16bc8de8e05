"""The real ears: vosk (Kaldi), streaming, with its N best readings."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from robot_guide.config import Checked, quantity
from robot_guide.heard import Heard
from robot_guide.hearing.liveliness import Recent, modulation
from robot_guide.hearing.models import BrokenModel, NoModel, find
from robot_guide.hearing.readings import UNKNOWN, hypotheses, readings_of, text_of, tidy
from robot_guide.hearing.wav import RATE

MARGIN = 0.3  # s around words, in which speech begins and ends
PARTIAL_WINDOW = 2.0  # s before now


@dataclass(frozen=True)
class VoskConfig(Checked):
    """How vosk listens."""

    stretch: float = quantity(0.1, "s", above=0.0, most=1.0)  # given to vosk at once: how often it looks for an end
    n_best: int = quantity(5, "", least=1)  # readings that are told
    n_weighed: int = quantity(30, "", least=1)  # readings that confidences are reckoned from
    liveliness: float = quantity(4.0, "dB", least=0.0)  # words in a sound that swings less are heard into noise
    longest: float = quantity(30.0, "s", above=1.0)  # of the sound that is looked at for that
    renewed: float = quantity(120.0, "s", above=0.0)  # of sound until vosk's memory is emptied, between utterances


@lru_cache(maxsize=4)
def loaded(place: Path):
    """A model, loaded once. Raises BrokenModel."""
    import vosk

    vosk.SetLogLevel(-1)
    try:
        return freeable(vosk.Model)(str(place))
    except Exception as error:  # vosk raises nothing more special
        raise BrokenModel(place) from error


@cache
def freeable(made: type) -> type:
    """One of vosk's classes, whose objects hold nothing until they are made.

    Interrupted by Ctrl-C while it reads a model, an object of vosk's own has no handle that it could free, and says so.
    """
    from vosk.vosk_cffi import ffi

    return type(made.__name__, (made,), {"_handle": ffi.NULL})


def model_of(language: str):
    """The loaded model of a language. Raises NoModel, BrokenModel."""
    place = find(language)
    if place is None:
        raise NoModel((language,))
    return loaded(place)


class VoskEars:
    """One stream of one language.

    However the sound is cut into pieces, the results are the same: vosk is given stretches of one length.
    """

    def __init__(self, language: str, grammar: tuple[str, ...] = (), config: VoskConfig | None = None):
        """`grammar`: the only phrases that can be understood, of words that the model knows; empty: anything.

        Raises: NoModel: the model is not installed; BrokenModel; ValueError: the model does not know a word.
        """
        self.language, self.config = language, config or VoskConfig()
        self._model = model_of(language)
        self._limits = (grammar_of(grammar, self._model, language),) if grammar else ()
        self._stretch = max(int(self.config.stretch * RATE), 1)
        self._pending = np.zeros(0, np.int16)  # not yet a whole stretch
        self._recent = Recent(self.config.longest)
        self._given = 0  # samples that vosk has had in all streams: by these times are told
        self._renew()
        self._origin: float | None = None  # s, when vosk's first sample would have sounded in this stream
        self._partial = ""
        self._noticed = 0.0  # s, when the partial result's first word was there

    def listen(self, samples: np.ndarray, start: float) -> tuple[Heard, ...]:
        """See `Ears.listen`. Raises ValueError: the samples are not (N,) int16."""
        if samples.dtype != np.int16 or samples.ndim != 1:
            raise ValueError(f"samples must be (N,) int16, got {samples.dtype} {samples.shape}")
        if self._origin is None:
            self._origin = start - self._given / RATE
        if self._between and self._given - self._before >= self.config.renewed * RATE:
            self._renew()
        self._pending = np.concatenate((self._pending, samples))
        results: list[Heard] = []
        while len(self._pending) >= self._stretch:
            stretch, self._pending = np.split(self._pending, (self._stretch,))
            results += self._take(stretch)
        return tuple(results)

    def finish(self) -> tuple[Heard, ...]:
        """See `Ears.finish`."""
        last = self._take(self._pending) if len(self._pending) else ()
        heard = (*last, *self._final(json.loads(self._vosk.FinalResult())))
        self._vosk.Reset()
        self._pending, self._origin, self._partial, self._between = np.zeros(0, np.int16), None, "", True
        return heard

    def _renew(self) -> None:
        """Begin with a new recogniser.

        vosk keeps each state of its decoding graph that it has been in, and ten minutes of features, until its
        recogniser is freed.
        """
        import vosk

        try:
            self._vosk = freeable(vosk.KaldiRecognizer)(self._model, RATE, *self._limits)
        except Exception as error:  # only now does vosk read the decoding graph
            raise BrokenModel(find(self.language)) from error
        self._vosk.SetWords(True)
        self._vosk.SetMaxAlternatives(self.config.n_weighed)
        self._before = self._given  # samples that earlier recognisers have had
        self._between = True  # nothing has been said since the last result

    def _take(self, stretch: np.ndarray) -> tuple[Heard, ...]:
        self._given += len(stretch)
        self._recent.add(stretch)
        self._between = self._vosk.AcceptWaveform(stretch.tobytes()) != 0
        if self._between:
            return self._final(json.loads(self._vosk.Result()))
        text = tidy(json.loads(self._vosk.PartialResult()).get("partial", ""), self.language)
        now = self._given / RATE
        if not text or text == self._partial or not self._lively(now - PARTIAL_WINDOW, now):
            return ()
        self._noticed = self._noticed if self._partial else now
        self._partial = text
        return (Heard(text, self.language, self._time(self._noticed), self._time(now), final=False),)

    def _final(self, result: dict) -> tuple[Heard, ...]:
        self._partial = ""
        readings = readings_of(result)
        if not readings:
            return ()
        before = self._before / RATE  # s; each recogniser counts its own sound
        start, end = before + readings[0].words[0].start, before + readings[0].words[-1].end
        if not self._lively(start - MARGIN, end + MARGIN):
            return ()
        nbest = hypotheses(readings, self.language, self.config.n_best)
        text = text_of(readings[0], self.language)
        return (Heard(text, self.language, self._time(start), self._time(end), nbest=nbest),)

    def _lively(self, start: float, end: float) -> bool:
        """Whether the sound between two of vosk's times can be speech."""
        return modulation(self._recent.between(start, end)) >= self.config.liveliness

    def _time(self, seconds: float) -> float:
        """One of vosk's times in the stream's, to the millisecond."""
        return round(self._origin + seconds, 3)


def known_phrases(phrases: tuple[str, ...], language: str) -> tuple[str, ...]:
    """Those of some phrases that consist of words of the model's lexicon. Raises NoModel, BrokenModel."""
    model = model_of(language)
    return tuple(phrase for phrase in phrases if not strange_words((phrase,), model))


def strange_words(phrases: tuple[str, ...], model) -> list[str]:
    """The words that a model does not know."""
    words = dict.fromkeys(word for phrase in phrases for word in phrase.split())
    return [word for word in words if model.vosk_model_find_word(word) < 0]


def grammar_of(phrases: tuple[str, ...], model, language: str) -> str:
    """The phrases as vosk takes them. Raises ValueError: the model does not know a word, which vosk would drop."""
    if strange := strange_words(phrases, model):
        raise ValueError(f"grammar must be made of words that the model for {language} knows, got {', '.join(strange)}")
    other = (UNKNOWN,) if model.vosk_model_find_word(UNKNOWN) >= 0 else ()
    return json.dumps([*phrases, *other], ensure_ascii=False)
