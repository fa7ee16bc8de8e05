"""What turns a plan into sound: a child process that speaks, or the program espeak-ng."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any, Protocol

from robot_guide.hearing.wav import Audio, AudioError, read_pcm
from robot_guide.speaking.assembly import Recording, assemble
from robot_guide.speaking.engine_process import EngineProcess, NoAnswer
from robot_guide.speaking.plan import SpeechError, SpeechPlan, SynthesisConfig
from robot_guide.speaking.sound import SpokenAudio

PYTTSX3 = (sys.executable, "-m", "robot_guide.speech_engine.child", "pyttsx3")
ESPEAK = (sys.executable, "-m", "robot_guide.speech_engine.child", "espeak")
TRIES = 2


class Engine(Protocol):
    name: str

    def speak(self, plan: SpeechPlan) -> SpokenAudio:
        """Raises SpeechError."""
        ...

    def close(self) -> None:
        """Nothing is spoken afterwards."""
        ...


def jobs_of(plan: SpeechPlan, folder: Path) -> list[dict[str, Any]]:
    """What a child is asked for, part by part."""
    return [
        {"text": part.text, "voice": part.voice, "rate": rate, "volume": plan.volume,
         "file": str(folder / f"{number}.wav")}
        for number, (part, rate) in enumerate(zip(plan.parts, plan.rates, strict=True))
    ]  # fmt: skip


class ChildEngine:
    """A child that starts with the first words, and is replaced when it is dead or silent: it is asked twice.

    Safe to use from several threads, which then take turns. `command`: a program that answers as `child` does.
    """

    def __init__(self, name: str, command: tuple[str, ...], config: SynthesisConfig):
        self.name, self._command, self._config = name, command, config
        self._child: EngineProcess | None = None
        self._turn = threading.Lock()
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The child's process, where one lives."""
        child = self._child
        return child.pid if child and child.alive else None

    def speak(self, plan: SpeechPlan) -> SpokenAudio:
        """Raises: SpeechError: refused, or no child comes up; NoAnswer: two children died or hung over it."""
        with self._turn, tempfile.TemporaryDirectory(prefix="speech-") as folder:
            return assemble(plan, tuple(self._record(job) for job in jobs_of(plan, Path(folder))))

    def close(self) -> None:
        """End the child; words in its hands fail."""
        self._closed = True
        if child := self._child:
            child.kill()

    def _record(self, job: dict[str, Any]) -> Recording:
        answer = self._ask(job)
        words = tuple((position, start) for position, start in answer.get("words", ()))
        return Recording(sound_in(Path(job["file"])), words, tuple(answer.get("clauses", ())))

    def _ask(self, job: dict[str, Any]) -> dict[str, Any]:
        deadline = self._config.deadline + self._config.deadline_per_character * len(job["text"])
        for remaining in reversed(range(TRIES)):
            try:
                return self._living_child().ask(job, deadline)
            except NoAnswer:
                self._child.kill()
                if self._closed or not remaining:
                    raise
        raise AssertionError("the last try returns or raises")

    def _living_child(self) -> EngineProcess:
        """The child, or a new one. Raises SpeechError: none comes up."""
        if self._closed:
            raise SpeechError("the voice is closed")
        if self._child is None or not self._child.alive:
            self._child = EngineProcess(self._command)
            if self._closed:  # meanwhile; nobody else would end it
                self._child.kill()
            self._child.await_ready(self._config.start_deadline)
        return self._child


class ProgramEngine:
    """The program espeak-ng, started for each part. It tells no times of words."""

    def __init__(self, program: str, config: SynthesisConfig):
        self.name, self._program, self._config = program, program, config
        self._closed = False

    def speak(self, plan: SpeechPlan) -> SpokenAudio:
        """Raises SpeechError: there is no such program, it fails, or it takes too long."""
        if self._closed:
            raise SpeechError("the voice is closed")
        with tempfile.TemporaryDirectory(prefix="speech-") as folder:
            return assemble(plan, tuple(self._record(job) for job in jobs_of(plan, Path(folder))))

    def close(self) -> None:
        self._closed = True

    def _record(self, job: dict[str, Any]) -> Recording:
        command = [self._program, "--stdin", "-b", "1", "-v", job["voice"], "-s", str(job["rate"]),
                   "-a", str(round(job["volume"] * 100)), "-w", job["file"]]  # fmt: skip
        deadline = self._config.deadline + self._config.deadline_per_character * len(job["text"])
        try:
            subprocess.run(command, input=job["text"].encode(), capture_output=True, check=True, timeout=deadline)
        except (OSError, subprocess.SubprocessError) as error:
            raise SpeechError(f"{self._program} fails: {error}") from error
        return Recording(sound_in(Path(job["file"])))


def sound_in(file: Path) -> Audio:
    """Raises SpeechError: there is none."""
    try:
        return read_pcm(file)
    except AudioError as error:
        raise SpeechError(f"the synthesiser wrote no sound ({error.problem})") from error
