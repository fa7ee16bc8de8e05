"""A speech engine's own process: jobs as JSON lines on standard input, answers as JSON lines on standard output.

Job: `{"id", "text", "voice", "rate", "volume", "file"}`. Answer: `{"id", "words": [[position, start], …], "clauses":
[end, …]}` with times in seconds, or `{"id", "error"}`; before the first job `{"ready": true}` or `{"ready": false,
"error"}`. The process ends when its input does.

A process of its own, since espeak-ng is a C library with global state that can hang or crash; the robot must not.
Usage: python -m robot_guide.speech_engine.child pyttsx3|espeak
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any, Protocol, TextIO


class Engine(Protocol):
    def save(self, job: dict[str, Any]) -> dict[str, Any]:
        """Say a job's text into its file. Returns: `words` and `clauses`."""
        ...


def engine_named(name: str) -> Engine:
    if name == "pyttsx3":
        from robot_guide.speech_engine.pyttsx import Pyttsx3Engine

        return Pyttsx3Engine()
    from robot_guide.speech_engine.espeak import EspeakEngine

    return EspeakEngine()


def main(name: str) -> None:
    answers = claim_standard_output()
    try:
        engine = engine_named(name)
    except Exception as error:
        answer(answers, {"ready": False, "error": f"{type(error).__name__}: {error}".strip(": ")})
        return
    answer(answers, {"ready": True})
    for line in sys.stdin:
        answer(answers, work(engine, json.loads(line)))


def claim_standard_output() -> TextIO:
    """Standard output for answers only: pyttsx3 prints what it has saved, which goes to standard error from now on."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.stdin.reconfigure(encoding="utf-8")
    return answers


def answer(stream: TextIO, message: dict[str, Any]) -> None:
    stream.write(json.dumps(message, ensure_ascii=False) + "\n")
    stream.flush()


def work(engine: Engine, job: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"id": job["id"], **engine.save(job)}
    except Exception as error:
        return {"id": job["id"], "error": f"{type(error).__name__}: {error}".strip(": ")}


if __name__ == "__main__":
    main(sys.argv[1])
    # espeak-ng asserts when the interpreter takes it down in order.
    sys.stderr.flush()
    os._exit(0)
