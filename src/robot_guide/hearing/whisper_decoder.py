"""Whisper by `faster-whisper` (extra `[whisper]`): an utterance in, its N best readings out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from robot_guide.config import Checked, quantity
from robot_guide.heard import Hypothesis
from robot_guide.hearing.models import WHISPER, NoEngine, NoModel, find_whisper
from robot_guide.hearing.whisper_readings import WhisperReading, hypotheses, letters
from robot_guide.hearing.word_lists import word_list

FRAMES = 3000  # of features, 30 s: whisper hears no more at a time
LEAST, ROUND = 1000, 500  # frames: it was trained on 30 s always, but reads an utterance in 10 s as well, in a quarter
TAIL = 200  # frames of silence behind the utterance, at least
RIVAL = 0.15  # a language at least this likely is decoded, too
ECHO = 6  # letters; a reading of the prompt that is longer is no reading of the sound


@dataclass(frozen=True)
class WhisperConfig(Checked):
    """How whisper decodes."""

    beams: int = quantity(5, "", least=1)
    n_best: int = quantity(5, "", least=1)  # readings that are told
    silent: float = quantity(0.6, "", above=0.0, most=1.0)  # taken for silence from this probability on …
    unsure: float = quantity(-1.0, "", most=0.0)  # … where the best reading's mean log probability is no better
    hopeless: float = quantity(-1.7, "", most=0.0)  # no reading at all below
    threads: int = quantity(2, "", least=1)
    prompted: bool = True  # lead the decoder with words of the hall: it writes 社保, not 射保


@dataclass(frozen=True)
class Decoded:
    """The readings in one language."""

    language: str
    likely: float  # that it is this language, 0 to 1
    nbest: tuple[Hypothesis, ...]


class WhisperDecoder:
    """The model, ready to decode."""

    def __init__(self, config: WhisperConfig | None = None):
        """Raises: NoModel: the model is not there; NoEngine: `faster-whisper` is not installed."""
        self.config = config or WhisperConfig()
        place = find_whisper()
        if place is None:
            raise NoModel((WHISPER,))
        self._model = loaded(place, self.config.threads)

    def decode(self, samples: np.ndarray, languages: Sequence[str]) -> tuple[Decoded, ...]:
        """The readings of an utterance, (N,) int16 at 16 kHz, in each of `languages` that it can be in."""
        encoded = self._model.encode(features_of(self._model, samples))
        likely = self._languages(encoded, languages) if len(languages) > 1 else {languages[0]: 1.0}
        ranked = sorted(languages, key=lambda language: -likely[language])
        tried = [language for language in ranked if language == ranked[0] or likely[language] >= RIVAL]
        found = (Decoded(language, likely[language], self._read(encoded, language)) for language in tried)
        return tuple(each for each in found if each.nbest)

    def _languages(self, encoded: Any, languages: Sequence[str]) -> dict[str, float]:
        """How likely each of some languages is, among them."""
        all_of_them = {token.strip("<|>"): share for token, share in self._model.model.detect_language(encoded)[0]}
        known = {language: all_of_them.get(language, 0.0) for language in languages}
        whole = sum(known.values()) or 1.0
        return {language: share / whole for language, share in known.items()}

    def _read(self, encoded: Any, language: str) -> tuple[Hypothesis, ...]:
        config, tokenizer = self.config, tokenizer_of(self._model, language)
        prompt = prompts().get(language, "") if config.prompted else ""
        before = [tokenizer.sot_prev, *tokenizer.encode(" " + prompt)] if prompt else []
        (result,) = self._model.model.generate(
            encoded, [[*before, *tokenizer.sot_sequence, tokenizer.no_timestamps]], beam_size=config.beams,
            num_hypotheses=config.beams, return_scores=True, return_no_speech_prob=True, max_length=448,
        )  # fmt: skip
        best = max(result.scores)
        if best < config.hopeless or (result.no_speech_prob >= config.silent and best < config.unsure):
            return ()
        readings = [
            WhisperReading(tokenizer.decode(tokens), score, len(tokens))
            for tokens, score in zip(result.sequences_ids, result.scores, strict=True)
        ]
        return hypotheses([each for each in readings if not echoes(each.text, prompt)], config.n_best)


def echoes(text: str, prompt: str) -> bool:
    """Whether whisper has read out what it was led with, as it does where nobody speaks."""
    said = letters(text)
    return len(said) >= ECHO and said in letters(prompt)


def features_of(model: Any, samples: np.ndarray) -> np.ndarray:
    """Mel features with some silence behind the utterance, (80, N) float32, of 10 to 30 s."""
    features = model.feature_extractor(samples.astype(np.float32) / 32768.0)[:, :FRAMES]
    frames = frames_for(features.shape[1])
    return np.pad(features, ((0, 0), (0, frames - features.shape[1])))


def frames_for(spoken: int) -> int:
    """How many frames of features whisper is given for so many that are spoken."""
    return min(max(-(-(spoken + TAIL) // ROUND) * ROUND, LEAST), FRAMES)


@lru_cache(maxsize=1)
def loaded(place: Path, threads: int) -> Any:
    """The model, loaded once. Raises NoEngine."""
    try:
        from faster_whisper import WhisperModel
    except ImportError as error:
        raise NoEngine("faster-whisper", "whisper") from error
    return WhisperModel(str(place), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True)


@lru_cache(maxsize=8)
def tokenizer_of(model: Any, language: str) -> Any:
    from faster_whisper.tokenizer import Tokenizer

    return Tokenizer(model.hf_tokenizer, model.model.is_multilingual, task="transcribe", language=language)


@cache
def prompts() -> dict[str, str]:
    """language → what the decoder is led with."""
    return word_list("prompts")
