"""The process in which pyttsx3 lives: `python -m robot_guide.speaking.child`.

pyttsx3 hangs with two threads and takes its process with it when espeak-ng falls, so it has one of its own. Jobs come
in as JSON lines on standard input, answers go out as JSON lines on what standard output was; libraries print elsewhere.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys


def load_espeak() -> None:
    """Let pyttsx3 find espeak-ng 1.52 of the wheel, whatever the system has."""
    import espeakng_loader

    os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
    ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)


def synthesise(engine, job: dict) -> None:
    """Write one job's words to its file."""
    engine.setProperty("voice", job["voice"])
    for _ in range(2):  # espeak-ng 1.52 takes a lower rate at once, a higher one only when told again
        engine.setProperty("rate", job["rate"])
    engine.setProperty("volume", job["volume"])
    engine.save_to_file(job["text"], job["file"])
    engine.runAndWait()


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    load_espeak()
    import pyttsx3

    engine = pyttsx3.init("espeak")
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in sys.stdin:
        job = json.loads(line)
        try:
            synthesise(engine, job)
            answer = {"id": job["id"], "ok": os.path.exists(job["file"])}
        except Exception as error:  # whatever the libraries raise, the parent must hear of it
            answer = {"id": job["id"], "ok": False, "error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
