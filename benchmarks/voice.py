"""How fast the voice falls silent, comes back after a fault, and has a fixed phrase ready.

The real sinks play to stand-ins for a sound card: a player program and a PortAudio stream that note when they last
sounded. What a card's own buffers hold comes on top.
Usage: python benchmarks/voice.py
"""

from __future__ import annotations

import json
import os
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from dialogue.acts import Say
from robot_guide.hearing.wav import Audio
from robot_guide.speaking import (
    Cancelled,
    EngineChain,
    NullSink,
    PlayerSink,
    Sink,
    SoundCache,
    SpokenAudio,
    Started,
    SynthesisConfig,
    Voice,
    fixed_phrases,
    is_fixed,
)
from robot_guide.speaking.card_sink import CardSink
from robot_guide.speaking.engines import ESPEAK, PYTTSX3, ChildEngine

REPEATS = 20
LONG = Say("line", "long", "zh")
PLAYER = """
import sys, time
with open(sys.argv[1], "w", buffering=1) as heard:
    while True:
        heard.write(f"{time.monotonic()}\\n")
        time.sleep(0.001)
"""


def report(measure: str, value: float, unit: str) -> None:
    print(json.dumps({"measure": measure, "value": value, "unit": unit}), flush=True)


def spread(measure: str, times: list[float]) -> None:
    report(f"{measure}, median", statistics.median(times) * 1000, "ms")
    report(f"{measure}, longest of {len(times)}", max(times) * 1000, "ms")


class Minute:
    """A synthesiser whose words last a minute."""

    def synthesise(
        self, text: str, language: str, style: str = "normal", *, loudness: float = 1.0, rate: float = 1.0
    ) -> SpokenAudio:
        return SpokenAudio(np.full(60 * 22050, 1000, np.int16), 22050)

    def close(self) -> None:
        """There is nothing to end."""


class Card:
    """Stands for the module sounddevice: fetches blocks in real time, and knows when the last loud one has sounded."""

    class PortAudioError(Exception):
        pass

    class CallbackStop(Exception):  # noqa: N818 - PortAudio's name
        pass

    def __init__(self) -> None:
        self.loud_until = 0.0

    def OutputStream(self, **settings: object) -> Stream:  # noqa: N802 - PortAudio's name
        return Stream(self, **settings)


class Stream:
    def __init__(self, card: Card, *, samplerate, blocksize, callback, finished_callback, **_):
        self.card, self.callback, self.finished = card, callback, finished_callback
        self.size, self.period, self.active = blocksize, blocksize / samplerate, True
        self.thread = threading.Thread(target=self.run, daemon=True)

    def __enter__(self) -> Stream:
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.active = False
        self.thread.join()

    def abort(self) -> None:
        self.active = False

    def run(self) -> None:
        block = np.zeros((self.size, 1), np.int16)
        while self.active:
            try:
                self.callback(block, self.size, None, None)
            except Card.CallbackStop:
                break
            begun = time.monotonic()
            while self.active and time.monotonic() < begun + self.period:
                time.sleep(0.001)
            if block.any():
                self.card.loud_until = time.monotonic()
        self.finished()


class Watched:
    """Tells when a sink has begun to play, and when its `play` has returned."""

    def __init__(self, sink: Sink):
        self._sink, self.begun, self.returned = sink, threading.Event(), 0.0

    def play(self, audio: Audio, stop: threading.Event) -> bool:
        self.begun.set()
        try:
            return self._sink.play(audio, stop)
        finally:
            self.returned = time.monotonic()


def stop_latency(measure: str, sink: Callable[[Path], tuple[Sink, Callable[[], float]]]) -> None:
    """From `hush` to the last sound, and to the word that it is over."""
    silence, told = [], []
    for _ in range(REPEATS):
        with tempfile.TemporaryDirectory() as folder:
            played, last_sound = sink(Path(folder))
            watched = Watched(played)
            voice = Voice(Minute(), watched)
            voice.say(LONG)
            watched.begun.wait()
            time.sleep(0.3)
            began = time.monotonic()
            voice.hush()
            while not any(isinstance(event, Cancelled) for event in voice.poll()):
                time.sleep(0.0005)
            told.append(time.monotonic() - began)
            voice.close()
            silence.append(max(0.0, (last_sound() or watched.returned) - began))
    spread(f"stop to silence, {measure}", silence)
    spread(f"stop to the word that it is over, {measure}", told)


def player(folder: Path) -> tuple[Sink, Callable[[], float]]:
    log = folder / "heard"
    command = (sys.executable, "-S", "-c", PLAYER, str(log))
    return PlayerSink(command), lambda: float(log.read_text().rstrip("\n").rsplit("\n", 1)[-1])


def card(folder: Path) -> tuple[Sink, Callable[[], float]]:
    module = Card()
    return CardSink(module), lambda: module.loud_until


def recovery(measure: str, fault: signal.Signals) -> None:
    """From a fault to the sound of the next words."""
    config = SynthesisConfig()
    times = []
    for _ in range(5):
        chain = EngineChain(config, (ChildEngine("pyttsx3", PYTTSX3, config), ChildEngine("espeak-ng", ESPEAK, config)))
        chain.synthesise("好", "zh")
        os.kill(chain.engines[0].pid, fault)
        began = time.monotonic()
        chain.synthesise("请跟我来", "zh")
        times.append(time.monotonic() - began)
        chain.close()
    spread(f"next words after {measure}", times)


def cache() -> None:
    with tempfile.TemporaryDirectory() as folder:
        chain = EngineChain(cache=SoundCache(Path(folder)), fixed=is_fixed)
        phrases = [phrase for phrase in fixed_phrases() if phrase.language == "zh"]
        timings: list[list[float]] = []
        for _ in range(2):
            timings.append([])
            for phrase in phrases:
                began = time.perf_counter()
                chain.synthesise(phrase.text, phrase.language, phrase.style)
                timings[-1].append(time.perf_counter() - began)
        size = sum(file.stat().st_size for file in Path(folder).iterdir())
        chain.close()
    spread(f"{len(phrases)} fixed Mandarin phrases, synthesised", timings[0])
    spread(f"{len(phrases)} fixed Mandarin phrases, from the cache", timings[1])
    report("size of a cached phrase, mean", size / len(phrases) / 1000, "kB")
    report("fixed phrases of all languages and styles", len(fixed_phrases()), "")


def first_sound() -> None:
    """From words given to the voice to the beginning of their sound."""
    voice, times = Voice(EngineChain(), NullSink(speed=1e6)), []
    for _ in range(REPEATS + 1):
        began = time.monotonic()
        voice.say(Say("line", "「居住证办理」请到C03窗口，要带身份证。请跟我来。", "zh"))
        while not any(isinstance(event, Started) for event in voice.poll()):
            time.sleep(0.0005)
        times.append(time.monotonic() - began)
    voice.close()
    spread("words to the beginning of their sound", times[1:])


def main() -> None:
    stop_latency("no card", lambda folder: (NullSink(), lambda: 0.0))
    stop_latency("player program", player)
    stop_latency("PortAudio", card)
    first_sound()
    recovery("a killed engine", signal.SIGKILL)
    recovery("a silent engine", signal.SIGSTOP)
    cache()


if __name__ == "__main__":
    main()
