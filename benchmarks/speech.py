"""How fast the robots hear and speak: real-time factors of the recogniser, and the time until words have a sound.

The Korean model listens to espeak-ng's Korean; models that are not installed are left out.
Usage: python benchmarks/speech.py
"""

from __future__ import annotations

import json
import statistics
import time

import numpy as np

from robot_guide.hearing import RATE, Audio, VoskEars, find, listen_to
from robot_guide.hearing.wav import at_rate, resample
from robot_guide.speaking import EngineChain, duration_of

SAID = {"zh": "「居住证办理」请到C03窗口，要带身份证。请跟我来。", "en": "Window C03 is closed now. Please follow me.",
        "ko": "화장실이 어디에요"}  # fmt: skip
GRAMMAR = ("화장실 이 어디에 요", "멈춰", "안녕하세요")
REPEATS = 20


def report(measure: str, value: float, unit: str) -> None:
    print(json.dumps({"measure": measure, "value": value, "unit": unit}), flush=True)


def main() -> None:
    synthesiser = EngineChain()
    began = time.perf_counter()
    synthesiser.synthesise("好", "zh")
    report("first words, synthesiser starting", (time.perf_counter() - began) * 1000, "ms")
    for language, text in SAID.items():
        speak(synthesiser, language, text)
    if find("ko"):
        hear(at_rate(synthesiser.synthesise(SAID["ko"], "ko"), RATE))
    synthesiser.close()
    began = time.perf_counter()
    resample(np.random.default_rng(1).normal(size=44100 * 60), 44100, RATE)
    report("a minute from 44.1 to 16 kHz", (time.perf_counter() - began) * 1000, "ms")


def speak(synthesiser: EngineChain, language: str, text: str) -> None:
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        audio = synthesiser.synthesise(text, language)
        times.append((time.perf_counter() - began) * 1000)
    report(f"words to sound, {language}, median", statistics.median(times), "ms")
    report(f"words to sound, {language}, longest of {REPEATS}", max(times), "ms")
    report(f"length told over length, {language}", duration_of(text, language) / audio.seconds, "")


def hear(question: Audio) -> None:
    pause = np.zeros(RATE, np.int16)
    sound = Audio(np.concatenate([pause, question.samples, pause] * 3))
    for name, grammar in (("free", ()), ("grammar", GRAMMAR)):
        ears = VoskEars("ko", grammar)
        wall, processor = time.perf_counter(), time.process_time()
        listen_to(sound, ears)
        report(f"{name} recognition, processor time a second", (time.process_time() - processor) / sound.seconds, "s")
        report(f"{name} recognition, real-time factor", (time.perf_counter() - wall) / sound.seconds, "")


if __name__ == "__main__":
    main()
