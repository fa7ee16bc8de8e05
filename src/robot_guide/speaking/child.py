"""The synthesiser's own process: jobs as JSON lines on standard input, answers as JSON lines on standard output.

Job: `{"id", "text", "voice", "rate", "volume", "file"}`. Answer: `{"id", "words": [[position, length, start], …]}` with
starts in seconds, or `{"id", "error"}`; before the first job `{"ready": true}` or `{"ready": false, "error"}`. The
process ends when its input does.

A process of its own, since espeak-ng is a C library with global state that can hang or crash; the robot must not.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from typing import Any, TextIO

WORD = 1  # espeak_EVENT_WORD, speak_lib.h
LAST = 0  # espeak_EVENT_LIST_TERMINATED


def main() -> None:
    answers = claim_standard_output()
    try:
        engine = Engine()
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


class Engine:
    """pyttsx3 on espeak-ng from the wheel."""

    def __init__(self) -> None:
        load_espeak()
        import pyttsx3
        from pyttsx3.drivers import _espeak

        self.engine = pyttsx3.init("espeak")
        self.driver, self.espeak = self.engine.proxy._driver, _espeak
        self.words: list[tuple[int, int, float]] = []
        # pyttsx3 tells which word begins, but not when: the engine's own events do.
        _espeak.SetSynthCallback(self.listen)

    def listen(self, sound: Any, samples: int, events: Any) -> int:
        """espeak-ng's callback: note the words that begin in this stretch, then let pyttsx3 have it."""
        index = 0
        while events[index].type != LAST:
            event = events[index]
            if event.type == WORD:
                self.words.append((event.text_position - 1, event.length, event.audio_position / 1000))
            index += 1
        return self.driver._onSynth(sound, samples, events)

    def save(self, job: dict[str, Any]) -> dict[str, Any]:
        """Say it into a wav file. Returns: its words."""
        for name in ("voice", "rate", "volume"):
            self.engine.setProperty(name, job[name])
        # espeak-ng works in a thread of its own. Without waiting for it here, the rate comes an utterance late.
        self.espeak.Synchronize()
        self.words.clear()
        self.engine.save_to_file(job["text"], job["file"])
        self.engine.runAndWait()
        # pyttsx3 2.99 returns 10 ms later, whether the thread has written the file or not.
        self.espeak.Synchronize()
        return {"words": list(self.words)}


def load_espeak() -> None:
    """Load the wheel's espeak-ng, so that pyttsx3, which asks for it by its soname, gets this one."""
    import espeakng_loader

    os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
    ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)


if __name__ == "__main__":
    main()
    # espeak-ng asserts when the interpreter takes it down in order.
    sys.stderr.flush()
    os._exit(0)
