"""Words to a recording, by pyttsx3 on espeak-ng in a child process that is replaced when it fails."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from robot_guide.hearing.wav import Audio, AudioError, read_wav
from robot_guide.speaking.duration import duration_of

TRIES = 4
CUT_OFF = 0.4  # of the expected length; less than that has lost words
VOICES = {"zh": "cmn", "en": "en-us", "ko": "ko"}


class SpeechError(RuntimeError):
    """Words that could not be spoken, and why."""


class Synthesiser(Protocol):
    def synthesise(self, text: str, language: str, style: str = "normal") -> Audio:
        """The sound of some words. Raises SpeechError."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class SynthesisConfig:
    rate: int = 165  # words a minute, as espeak-ng counts
    elder_rate: int = 125
    volume: float = 0.8  # 0 to 1
    elder_volume: float = 1.0
    start_deadline: float = 20.0  # s for the child to be ready
    deadline: float = 10.0  # s for one utterance

    def __post_init__(self) -> None:
        for name in ("rate", "elder_rate", "start_deadline", "deadline"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be > 0, got {getattr(self, name)}")
        for name in ("volume", "elder_volume"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ValueError(f"{name} must be from 0 to 1, got {getattr(self, name)}")


class Child:
    """One process of `robot_guide.speaking.child`, and its answers."""

    def __init__(self, config: SynthesisConfig):
        """Raises SpeechError: it did not come up."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "robot_guide.speaking.child"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
        )  # fmt: skip
        self._answers: queue.Queue[dict | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self._await(config.start_deadline)

    def _read(self) -> None:
        for line in self.process.stdout:
            self._answers.put(json.loads(line))
        self._answers.put(None)

    def _await(self, seconds: float) -> dict:
        try:
            answer = self._answers.get(timeout=seconds)
        except queue.Empty:
            self.kill()
            raise SpeechError(f"the synthesiser was silent for {seconds:g} s") from None
        if answer is None:
            self.kill()
            raise SpeechError("the synthesiser died")
        return answer

    def do(self, job: dict, deadline: float) -> None:
        """Have one job done. Raises SpeechError."""
        try:
            print(json.dumps(job, ensure_ascii=False), file=self.process.stdin, flush=True)
        except OSError as error:
            raise SpeechError("the synthesiser died") from error
        answer = self._await(deadline)
        if not answer.get("ok"):
            raise SpeechError(answer.get("error", "the synthesiser wrote nothing"))

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                pipe.close()
            except OSError:
                continue  # what was not flushed to a dead child is gone


class Pyttsx3Synthesiser:
    """The real one. Safe to use from several threads, which then take turns."""

    def __init__(self, config: SynthesisConfig | None = None):
        self.config = config or SynthesisConfig()
        self._child: Child | None = None
        self._lock = threading.Lock()
        self._count = 0

    def synthesise(self, text: str, language: str, style: str = "normal") -> Audio:
        """See `Synthesiser`. A child that died or fell silent is replaced, and the words are tried again.

        pyttsx3 2.99 now and then writes an empty or cut-off file, when the end of one utterance is told with the next;
        such a file counts as a failure too.
        Raises: SpeechError: it failed TRIES times, or there is nothing to say; ValueError: no such language.
        """
        if language not in VOICES:
            raise ValueError(f"language must be one of {', '.join(VOICES)}, got {language!r}")
        if not any(letter.isalnum() for letter in text):
            raise SpeechError("there is nothing to say")
        with self._lock, tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "speech.wav"
            job = self._job(text, language, style, file)
            least = CUT_OFF * duration_of(text, language, style)
            for remaining in reversed(range(TRIES)):
                try:
                    return self._attempt(job, file, least)
                except SpeechError:
                    if not remaining:
                        raise
            raise AssertionError("unreachable")

    def _attempt(self, job: dict, file: Path, least: float) -> Audio:
        """Raises SpeechError: the child failed, or wrote less than `least` seconds."""
        file.unlink(missing_ok=True)
        try:
            self._do(job)
        except SpeechError:
            self._drop()
            raise
        try:
            audio = read_wav(file)
        except AudioError as error:
            raise SpeechError(f"the synthesiser wrote nothing ({error.problem})") from error
        if audio.seconds < least:
            raise SpeechError(f"the synthesiser wrote only {audio.seconds:.2f} s, expected at least {least:.2f} s")
        return audio

    def _job(self, text: str, language: str, style: str, file: Path) -> dict:
        self._count += 1
        c, elder = self.config, style == "elder"
        return {
            "id": self._count, "text": " ".join(text.split()), "voice": VOICES[language], "file": str(file),
            "rate": c.elder_rate if elder else c.rate, "volume": c.elder_volume if elder else c.volume,
        }  # fmt: skip

    def _do(self, job: dict) -> None:
        if self._child is None or self._child.process.poll() is not None:
            self._drop()
            self._child = Child(self.config)
        self._child.do(job, self.config.deadline)

    def _drop(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child = None

    @property
    def pid(self) -> int | None:
        """The child's process, where there is one."""
        return self._child.process.pid if self._child else None

    def close(self) -> None:
        """End the child."""
        with self._lock:
            self._drop()
