"""How long a visitor waits: from the end of a question to the first sound of the answer, from a stop to standing.

The way is that of a robot's screen: ears with their endpointing, the reception, the voice. Sound comes in real time on
a clock of its own, on which each piece of work takes as long as it took here. The question is espeak-ng's Korean, for
vosk with a small grammar, since the free recogniser does not understand that voice; whisper hears it freely.
Usage: python benchmarks/answers.py [vosk] [whisper] [stop]
"""

from __future__ import annotations

import datetime as dt
import json
import queue
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

import hall_map
from dialogue import understand
from dialogue.acts import Say
from hall_map.store import Store
from hall_sim import Scenario
from robot_guide.heard import Heard
from robot_guide.hearing.ears import Ears
from robot_guide.hearing.hall_judgement import HallJudgement
from robot_guide.hearing.pacing import Paced
from robot_guide.hearing.polyglot import Polyglot
from robot_guide.hearing.vosk_ears import VoskEars
from robot_guide.hearing.watch_words import Watchful, watch_of
from robot_guide.hearing.wav import RATE, at_rate
from robot_guide.hearing.whisper_decoder import WhisperDecoder
from robot_guide.hearing.whisper_ears import WhisperEars
from robot_guide.reception import Reception, ReceptionConfig
from robot_guide.shells.live import LiveLockstep
from robot_guide.speaking import Cancelled, EngineChain, Started

HALL = hall_map.load(Path(__file__).resolve().parents[1] / "maps" / "putuo")
QUESTIONS = ("화장실이 어디에요", "안녕하세요", "화장실이 어디에요")
GRAMMAR = ("화장실 이 어디에 요", "멈춰", "안녕하세요", "창구 가 어디에 요")
REPEATS = 6
STAGES = ("pause that ends the words", "ears' work", "understanding and reply", "first sound", "all")
PIECE = RATE // 50  # samples given at once
LOUD = 66.0  # dB SPL of somebody at a screen
NOON = dt.datetime(2026, 11, 26, 4, 0, tzinfo=dt.timezone.utc)


def report(measure: str, value: float, unit: str) -> None:
    print(json.dumps({"measure": measure, "value": value, "unit": unit}), flush=True)


def spread(measure: str, seconds: list[float]) -> None:
    for share in (50, 95):
        report(f"{measure}, p{share} of {len(seconds)}", float(np.percentile(seconds, share)) * 1000, "ms")


def timed(work: Callable[[], object]) -> tuple[object, float]:
    began = time.perf_counter()
    return work(), time.perf_counter() - began


def answers(name: str, ears: Ears, voice: EngineChain) -> None:
    """Parts of the waiting, each as p50 and p95."""
    parts: dict[str, list[float]] = {stage: [] for stage in STAGES}
    for text in QUESTIONS * REPEATS:
        spoken = at_rate(voice.synthesise(text, "ko"), RATE).samples
        sound = np.concatenate((np.zeros(RATE // 2, np.int16), spoken, np.zeros(3 * RATE, np.int16)))
        end = float(np.flatnonzero(np.abs(sound) > 500)[-1]) / RATE
        found = listen(ears, sound)
        ears.finish()
        if found is None:
            continue
        heard, given, clock = found
        reception = Reception(HALL, "xiao_pu", (), ReceptionConfig(), understanding=understand)
        words = Heard(heard.text, heard.language, heard.start, heard.end, nbest=heard.nbest, level_db=LOUD)
        output, understanding = timed(partial(reception.hear, words, clock))
        say = next((act for act in output.acts if isinstance(act, Say)), None)
        if say is None:
            continue
        _, sounding = timed(partial(voice.synthesise, say.text, say.language, say.style))
        stages = (given - end, clock - given, understanding, sounding)
        for stage, took in zip(STAGES, (*stages, sum(stages)), strict=True):
            parts[stage].append(took)
    report(f"{name}: questions answered of {len(QUESTIONS) * REPEATS}", len(parts[STAGES[-1]]), "")
    for part, took in parts.items():
        if took:
            spread(f"{name}: {part}", took)


def listen(ears: Ears, sound: np.ndarray) -> tuple[Heard, float, float] | None:
    """The first final result; how much sound it took, and when it was there, s."""
    clock = 0.0
    for at in range(0, len(sound), PIECE):
        results, took = timed(partial(ears.listen, sound[at : at + PIECE], at / RATE))
        clock = max(clock, (at + PIECE) / RATE) + took
        if final := next((heard for heard in results if heard.final), None):
            return final, (at + PIECE) / RATE, clock
    return None


def standing_still() -> None:
    """From the word stop, at the robot's screen, to the last movement of its body in the simulator."""
    waits = []
    for seed in range(3):
        with tempfile.TemporaryDirectory() as folder:
            store = Store.open(Path(folder) / "hall.db", HALL, at=NOON)
            live = LiveLockstep(store, Scenario("quiet", HALL, (), people=0), lambda: NOON, seed=seed)
            live.hear("xiao_pu", Heard("带我去卫生间", "zh", live.t, live.t))
            before = live.views()[0].pose
            for _ in range(600):
                live.advance(0.1)
                pose = live.views()[0].pose
                if pose.distance_to(before.xy) > 0.06:
                    break
                before = pose
            stopped = last = live.t
            live.hear("xiao_pu", Heard("停", "zh", live.t, live.t))
            where = live._stage.world.truth
            for _ in range(60):
                live.advance(0.05)
                now = live._stage.world.truth
                if moved(where, now) > 0.001:
                    last = live.t
                where = now
            waits.append(last - stopped)
    spread("stop to standing still, from guiding speed", waits)


def falling_silent() -> None:
    """From a stop that the ears tell a console's robot, in a world in real time, to what cuts its voice off."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "hall.db", HALL, at=NOON)
        live = LiveLockstep(store, Scenario("quiet", HALL, (), people=0), lambda: NOON)
        news: queue.Queue = queue.Queue()
        live.follow(lambda _, each: news.put((time.perf_counter(), each)))
        world = threading.Thread(target=live.run)
        world.start()
        waits = []
        for _ in range(10):
            live.hear("xiao_pu", Heard("医保卡怎么办", "zh", live.t, live.t))
            until(news, Started)
            time.sleep(0.3)
            asked = time.perf_counter()
            live.hear("xiao_pu", Heard("停", "zh", live.t, live.t, final=False))
            waits.append(until(news, Cancelled) - asked)
            time.sleep(1.5)
            while not news.empty():
                news.get()
        live.end()
        world.join()
    spread("stop to what cuts the voice off, at a console", waits)


def until(news: queue.Queue, kind: type) -> float:
    """When something of a kind was told."""
    while True:
        at, each = news.get(timeout=30.0)
        if isinstance(each, kind):
            return at


def moved(before, now) -> float:
    a, b = (next(agent for agent in truth.agents if agent.name == "xiao_pu") for truth in (before, now))
    return float(np.hypot(a.x - b.x, a.y - b.y))


def main(wanted: list[str]) -> None:
    voice, judgement = EngineChain(), HallJudgement(HALL)
    understand("화장실", HALL, "ko")
    if "vosk" in wanted:
        free = {"ko": Paced(VoskEars("ko", GRAMMAR), "ko", judgement)}
        answers("vosk", Watchful(Polyglot(free, judgement=judgement), [watch_of("ko")[0]]), voice)
    if "whisper" in wanted:
        free = {"ko": WhisperEars(WhisperDecoder(), ("ko",), None, judgement)}
        answers("whisper", Watchful(Polyglot(free, judgement=judgement), [watch_of("ko")[0]]), voice)
    voice.close()
    if "stop" in wanted:
        falling_silent()
        standing_still()


if __name__ == "__main__":
    main(sys.argv[1:] or ["vosk", "whisper", "stop"])
