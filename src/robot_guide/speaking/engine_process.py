"""The parent's end of a speech engine's process: asks, waits for the answer, and never longer than it should."""

from __future__ import annotations

import itertools
import json
import queue
import subprocess
import threading
from collections.abc import Callable
from typing import Any

from robot_guide.speaking.plan import SpeechError


class NoAnswer(SpeechError):  # noqa: N818 - it says what is the case
    """The child has died, or hangs."""


class EngineProcess:
    """One process of `robot_guide.speech_engine.child`, and its answers."""

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
        guard = threading.Timer(deadline, self._process.kill)  # a full pipe to a child that does not read blocks
        guard.start()
        try:
            self._process.stdin.write(json.dumps({"id": number, **job}) + "\n")
            self._process.stdin.flush()
        except (OSError, ValueError) as error:
            raise NoAnswer("the synthesiser died") from error
        finally:
            guard.cancel()
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
