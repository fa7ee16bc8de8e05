"""A recording, understood as a whole."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from robot_guide.heard import Heard
from robot_guide.hearing.ears import Ears
from robot_guide.hearing.models import NAMES, NoModel, installed
from robot_guide.hearing.vosk_ears import VoskEars
from robot_guide.hearing.wav import RATE, Audio, read_wav
from robot_guide.hearing.whisper_decoder import WhisperDecoder
from robot_guide.hearing.whisper_ears import WhisperEars

ENGINES = ("vosk", "whisper")
STRETCH = RATE // 10  # samples given to the ears at once
SILENCE = 0.8  # s after the recording, in which the last word comes to its end


@dataclass(frozen=True)
class HeardFile:
    """What was understood of a recording."""

    text: str
    language: str
    confidence: float  # 0 to 1
    seconds: float  # of the recording
    rtf: float  # time taken a second of sound
    final: bool
    heard: tuple[Heard, ...] = ()  # the utterances

    def as_json(self) -> dict[str, object]:
        """With the keys of `robot-guide hear`."""
        return {
            "text": self.text, "language": self.language, "confidence": round(self.confidence, 3),
            "seconds": round(self.seconds, 2), "rtf": round(self.rtf, 3), "final": self.final,
        }  # fmt: skip


def listen_to(audio: Audio, ears: Ears) -> tuple[Heard, ...]:
    """All final results for a recording, streamed in stretches as from a microphone."""
    samples = np.concatenate((audio.samples, np.zeros(int(SILENCE * RATE), np.int16)))
    heard = [
        result
        for begin in range(0, len(samples), STRETCH)
        for result in ears.listen(samples[begin : begin + STRETCH], begin / RATE)
    ]
    return tuple(result for result in (*heard, *ears.finish()) if result.final)


def hear_file(path: str | Path, language: str = "auto", engine: str = "vosk") -> HeardFile:
    """Understand a recording. With `auto` every language is listened for, and the surest is believed.

    Raises: AudioError: it cannot be listened to; NoModel: no model for the language, or none at all, or the engine's
        package is missing; ValueError: no such language or engine.
    """
    if engine not in ENGINES:
        raise ValueError(f"engine must be {' or '.join(ENGINES)}, got {engine!r}")
    if language not in (*NAMES, "auto"):
        raise ValueError(f"language must be auto, {', '.join(NAMES)}, got {language!r}")
    audio = read_wav(path)
    ears = whisper_ears(language) if engine == "whisper" else vosk_ears(language)
    began = time.perf_counter()  # with the models loaded, which a robot does once
    results = [summary(listen_to(audio, each), spoken) for spoken, each in ears.items()]
    text, spoken, confidence, heard = max(results, key=lambda row: row[2])
    took = time.perf_counter() - began
    return HeardFile(text, spoken, confidence, audio.seconds, took / audio.seconds, True, heard)


def vosk_ears(language: str) -> dict[str, Ears]:
    """Ears for a language, or for each that has a model. Raises NoModel."""
    languages = installed() if language == "auto" else (language,)
    if not languages:
        raise NoModel(tuple(NAMES))
    return {each: VoskEars(each) for each in languages}


def whisper_ears(language: str) -> dict[str, Ears]:
    """One pair of ears for a language, or for all. Raises NoModel."""
    languages = tuple(NAMES) if language == "auto" else (language,)
    return {language: WhisperEars(WhisperDecoder(), languages)}


def summary(heard: tuple[Heard, ...], language: str) -> tuple[str, str, float, tuple[Heard, ...]]:
    """Text, language, mean confidence weighed by length, and the utterances."""
    if language == "auto":
        language = heard[0].language if heard else "zh"
    joint = "" if language == "zh" else " "
    letters = sum(len(each.text) for each in heard)
    sure = sum(each.nbest[0].confidence * len(each.text) for each in heard) / letters if letters else 0.0
    return joint.join(each.text for each in heard), language, sure, heard
