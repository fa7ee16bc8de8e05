"""How fast the robots hear and speak: real-time factors of the recognisers, how long after the last word its result
comes, how soon a stop is heard, and the time until words have a sound.

The Korean model and whisper listen to espeak-ng's Korean; models that are not installed are left out.
Usage: python benchmarks/speech.py
"""

from __future__ import annotations

import json
import statistics
import time
from itertools import product

import numpy as np

from robot_guide.hearing import RATE, Audio, VoskEars, find, listen_to
from robot_guide.hearing.ears import Ears
from robot_guide.hearing.judgement import Unprejudiced
from robot_guide.hearing.models import NoModel
from robot_guide.hearing.pacing import Paced
from robot_guide.hearing.watch_words import Watch, watch_of
from robot_guide.hearing.wav import at_rate, resample
from robot_guide.hearing.whisper_decoder import WhisperDecoder
from robot_guide.hearing.whisper_ears import WhisperEars
from robot_guide.speaking import EngineChain, duration_of

SAID = {"zh": "「居住证办理」请到C03窗口，要带身份证。请跟我来。", "en": "Window C03 is closed now. Please follow me.",
        "ko": "화장실이 어디에요"}  # fmt: skip
GRAMMAR = ("화장실 이 어디에 요", "멈춰", "안녕하세요")
STOPS = ("멈춰", "멈춰요", "멈추세요", "정지")
PACES = (0.8, 0.9, 1.0, 1.1, 1.2, 1.35, 1.5)  # of the voice
FREE = (
    "화장실이 어디에요", "거류증을 신청하고 싶어요", "세금을 내려면 어디로 가야 하나요",
    "창구가 몇 번이에요", "감사합니다", "사회 보험 창구로 데려가 주세요",
    "저는 한국에서 왔어요", "물을 마시고 싶어요", "얼마나 기다려야 해요",
    "아니요 괜찮아요", "영업 시간이 어떻게 되나요", "여권을 잃어버렸어요",
    "사진을 찍을 수 있나요", "직원을 불러 주세요",
)  # fmt: skip
REPEATS = 20
PIECE = RATE // 20  # samples given at once
STRETCH = RATE // 50  # the same, as microphones give them where a stop must not wait


def report(measure: str, value: float, unit: str) -> None:
    print(json.dumps({"measure": measure, "value": value, "unit": unit}), flush=True)


def main() -> None:
    synthesiser = EngineChain()
    began = time.perf_counter()
    synthesiser.synthesise("好", "zh")
    report("first words, synthesiser starting", (time.perf_counter() - began) * 1000, "ms")
    for language, text in SAID.items():
        speak(synthesiser, language, text)
    question = at_rate(synthesiser.synthesise(SAID["ko"], "ko"), RATE)
    if find("ko"):
        hear(question)
        end_of_speech("vosk, paced", Paced(VoskEars("ko"), "ko", Unprejudiced()), question)
        watch_for_stops(synthesiser)
    try:
        ears = WhisperEars(WhisperDecoder(), ("ko",))
    except NoModel as error:
        print(f"whisper is left out: {error}")
    else:
        end_of_speech("whisper", ears, question)
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


def padded(samples: np.ndarray) -> np.ndarray:
    return np.concatenate((np.zeros(RATE // 2, np.int16), samples, np.zeros(3 * RATE, np.int16)))


def last_loud(samples: np.ndarray) -> float:
    """s from the beginning to where the last word fades."""
    return float(np.flatnonzero(np.abs(samples) > 500)[-1]) / RATE


def end_of_speech(name: str, ears: Ears, question: Audio) -> None:
    """From the end of the last word to its result, the pieces coming in real time: the pause, and the work."""
    sound, delays, used = padded(question.samples), [], 0.0
    for _ in range(5):
        clock = 0.0  # s, when the machine has done with all pieces so far
        for at in range(0, len(sound), PIECE):
            began = time.perf_counter()
            results = ears.listen(sound[at : at + PIECE], at / RATE)
            took = time.perf_counter() - began
            used, clock = used + took, max(clock, (at + PIECE) / RATE) + took
            if any(heard.final for heard in results):
                delays.append(clock - last_loud(sound))
        ears.finish()
    report(f"{name}: real-time factor", used / (5 * len(sound) / RATE), "")
    if delays:
        report(f"{name}: end of speech to its result, median", statistics.median(delays) * 1000, "ms")
        report(f"{name}: end of speech to its result, longest", max(delays) * 1000, "ms")


def watch_for_stops(synthesiser: EngineChain) -> None:
    """How long after the end of a spoken stop the grammar tells it, and how often it hears one that nobody said."""
    watch, _ = watch_of("ko")
    for text in STOPS:
        told = []
        for style, pace in product(("normal", "elder"), PACES):
            spoken = at_rate(synthesiser.synthesise(text, "ko", style, rate=pace), RATE).samples
            found = first_stop(watch, padded(spoken))
            told += [] if found is None else [found]
        report(f"stop {text}: heard of {2 * len(PACES)} renderings", len(told), "")
        for part, column in (("sound", 0), ("sound and work", 1)):
            for share in (50, 95):
                took = float(np.percentile([row[column] for row in told], share)) * 1000 if told else float("nan")
                report(f"stop {text}: from the end of the word, {part}, p{share}", took, "ms")
    spoken = (at_rate(synthesiser.synthesise(text, "ko"), RATE).samples for text in FREE)
    false = sum(first_stop(watch, padded(samples)) is not None for samples in spoken)
    report(f"stop by grammar: false in {len(FREE)} Korean sentences", false, "")


def first_stop(watch: Watch, sound: np.ndarray) -> tuple[float, float] | None:
    """s after the last word at which a stop is told: by the sound that it took, and by a clock with the work on it."""
    clock, found = 0.0, None
    for at in range(0, len(sound), STRETCH):
        began = time.perf_counter()
        stop, _ = watch.listen(sound[at : at + STRETCH], at / RATE)
        clock = max(clock, (at + STRETCH) / RATE) + time.perf_counter() - began
        if stop is not None:
            found = (at + STRETCH) / RATE - last_loud(sound), clock - last_loud(sound)
            break
    watch.finish()
    return found


if __name__ == "__main__":
    main()
