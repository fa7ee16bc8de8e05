"""Words to a recording, by pyttsx3 on espeak-ng in a child process that is replaced when it fails."""

from __future__ import annotations

import itertools
import json
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from robot_guide.config import Checked, quantity
from robot_guide.hearing.wav import AudioError, read_pcm
from robot_guide.speaking.sound import SpokenAudio, SpokenWord

COMMAND = (sys.executable, "-m", "robot_guide.speaking.child")
TRIES = 2
VOICES = {"zh": "cmn", "en": "en-us", "ko": "ko"}  # espeak-ng's names
PACE = {"zh": 1.2, "en": 1.0, "ko": 1.0}  # of the rate: at the same one, espeak-ng's Mandarin is slow
STYLES = ("normal", "elder")
LOUDEST = 2.0  # of espeak-ng's own volume; it can no more


class SpeechError(RuntimeError):
    """Words that could not be spoken, and why. Asking again would not help."""


class NoAnswer(SpeechError):  # noqa: N818 - it says what is the case
    """The child has died, or hangs."""


class Synthesiser(Protocol):
    def synthesise(
        self, text: str, language: str, style: str = "normal", *, loudness: float = 1.0, rate: float = 1.0
    ) -> SpokenAudio:
        """The sound of some words. Raises SpeechError."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class SynthesisConfig(Checked):
    """How the voice sounds, and how long its process may take."""

    rate: int = quantity(165, "words/min", least=80, most=300)  # as espeak-ng counts in English
    elder_rate: int = quantity(125, "words/min", least=80, most=300)
    volume: float = quantity(1.0, "", least=0.0, most=LOUDEST)  # above 1, espeak-ng evens out loud and soft
    elder_volume: float = quantity(1.5, "", least=0.0, most=LOUDEST)
    start_deadline: float = quantity(20.0, "s", above=0.0)
    deadline: float = quantity(5.0, "s", above=0.0)  # for one utterance, besides what long ones add
    deadline_per_character: float = quantity(0.02, "s", least=0.0)
    longest: int = quantity(5000, "characters", least=1)


class Pyttsx3Synthesiser:
    """The real one. Its child starts with the first words. Safe to use from several threads, which then take turns.

    `command`: another program that answers the same lines, for tests.
    """

    def __init__(self, config: SynthesisConfig | None = None, command: tuple[str, ...] = COMMAND):
        self.config = config or SynthesisConfig()
        self._command = command
        self._child: Child | None = None
        self._turn = threading.Lock()
        self._closed = False

    def synthesise(
        self, text: str, language: str, style: str = "normal", *, loudness: float = 1.0, rate: float = 1.0
    ) -> SpokenAudio:
        """See `Synthesiser`. A child that died or fell silent is replaced, and asked once more.

        `loudness`, `rate`: of the normal; louder than the synthesiser can is as loud as it can.
        Raises: SpeechError: nothing to say, too much of it, refused, or two children died over it; ValueError: no
            such language or style.
        """
        check(text, language, style, self.config.longest)
        with self._turn, tempfile.TemporaryDirectory(prefix="speech-") as folder:
            file = Path(folder) / "speech.wav"
            job = self._job(text, language, style, file)
            job |= {"rate": round(job["rate"] * rate), "volume": min(job["volume"] * loudness, LOUDEST)}
            answer = self._ask(job)
            try:
                audio = read_pcm(file)
            except AudioError as error:
                raise SpeechError(f"the synthesiser wrote no sound ({error.problem})") from error
        words = (SpokenWord(text[at : at + length], at, start) for at, length, start in answer["words"])
        return SpokenAudio(audio.samples, audio.rate, tuple(word for word in words if word.text.strip()))

    @property
    def pid(self) -> int | None:
        """The child's process, where one lives."""
        child = self._child
        return child.pid if child and child.alive else None

    def close(self) -> None:
        """End the child; words in its hands fail. No words are spoken afterwards."""
        self._closed = True
        if child := self._child:
            child.kill()

    def _job(self, text: str, language: str, style: str, file: Path) -> dict[str, Any]:
        c, elder = self.config, style == "elder"
        return {
            "text": speakable(text), "voice": VOICES[language], "file": str(file),
            "rate": round((c.elder_rate if elder else c.rate) * PACE[language]),
            "volume": c.elder_volume if elder else c.volume,
        }  # fmt: skip

    def _ask(self, job: dict[str, Any]) -> dict[str, Any]:
        deadline = self.config.deadline + self.config.deadline_per_character * len(job["text"])
        for remaining in reversed(range(TRIES)):
            try:
                return self._living_child().ask(job, deadline)
            except NoAnswer:
                self._child.kill()
                if self._closed or not remaining:
                    raise
        raise AssertionError("the last try returns or raises")

    def _living_child(self) -> Child:
        """The child, or a new one. Raises SpeechError: none comes up."""
        if self._closed:
            raise SpeechError("the voice is closed")
        if self._child is None or not self._child.alive:
            self._child = Child(self._command)
            if self._closed:  # meanwhile; nobody else would end it
                self._child.kill()
            self._child.await_ready(self.config.start_deadline)
        return self._child


def check(text: str, language: str, style: str, longest: int) -> None:
    if language not in VOICES:
        raise ValueError(f"language must be one of {', '.join(VOICES)}, got {language!r}")
    if style not in STYLES:
        raise ValueError(f"style must be one of {', '.join(STYLES)}, got {style!r}")
    if not any(letter.isalnum() for letter in text):
        raise SpeechError("there is nothing to say")
    if len(text) > longest:
        raise SpeechError(f"{len(text)} characters are too many to say; at most {longest}")


def speakable(text: str) -> str:
    """The same words at the same positions, without what would end a line or a C string."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


class Child:
    """One process of `robot_guide.speaking.child`, and its answers."""

    def __init__(self, command: tuple[str, ...]):
        """Raises SpeechError: there is no such program."""
        self._numbers = itertools.count(1)
        self._answers: queue.SimpleQueue[dict | None] = queue.SimpleQueue()
        try:
            # In a session of its own: an interrupt from the keyboard is for the robot, which then ends its child.
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                encoding="utf-8", start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            raise SpeechError(f"the synthesiser does not start: {error}") from error
        threading.Thread(target=self._read, name="synthesiser's answers", daemon=True).start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def await_ready(self, deadline: float) -> None:
        """Raises: SpeechError: it says why it cannot work; NoAnswer: it says nothing."""
        greeting = self._next(lambda answer: "ready" in answer, deadline)
        if not greeting["ready"]:
            raise SpeechError(f"the synthesiser cannot start: {greeting.get('error')}")

    def ask(self, job: dict[str, Any], deadline: float) -> dict[str, Any]:
        """Have one job done, within `deadline` s. Raises: SpeechError: it is refused; NoAnswer."""
        number = next(self._numbers)
        try:
            self._process.stdin.write(json.dumps({"id": number, **job}) + "\n")
            self._process.stdin.flush()
        except (OSError, ValueError) as error:
            raise NoAnswer("the synthesiser died") from error
        answer = self._next(lambda answer: answer.get("id") == number, deadline)
        if "error" in answer:
            raise SpeechError(f"the synthesiser refused: {answer['error']}")
        return answer

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        try:
            self._process.stdin.close()
        except (OSError, ValueError):
            return  # what was not flushed to a dead child is gone

    def _read(self) -> None:
        with self._process.stdout as lines:
            try:
                for line in lines:
                    self._answers.put(json.loads(line))
            except (OSError, ValueError):
                pass  # rubbish: it has lost its mind, which ends the same way as death
        self._answers.put(None)

    def _next(self, wanted: Callable[[dict], bool], deadline: float) -> dict[str, Any]:
        while True:
            try:
                answer = self._answers.get(timeout=deadline)
            except queue.Empty:
                raise NoAnswer(f"the synthesiser was silent for {deadline:.1f} s") from None
            if answer is None:
                self._answers.put(None)
                raise NoAnswer("the synthesiser died")
            if wanted(answer):
                return answer
