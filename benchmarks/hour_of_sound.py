"""What the ears grow by in an hour: the real ones, as a robot has them, hear questions, recordings, noise and pauses.

Free recognition of Korean by vosk, its grammar beside it, endpointing and the hall's understanding, in the voice of
espeak-ng and, where there are any, those of `../shared/speech`. The sound comes as fast as this machine can take it:
half an hour on one idle core. Usage: python benchmarks/hour_of_sound.py [MINUTES]
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import numpy as np

import hall_map
from robot_guide.hearing import read_wav
from robot_guide.hearing.assembly import HearingConfig, assemble
from robot_guide.hearing.hall_judgement import HallJudgement
from robot_guide.hearing.wav import RATE, at_rate
from robot_guide.speaking import EngineChain

ROOT = Path(__file__).resolve().parents[1]
RECORDINGS = ROOT.parent / "shared" / "speech"
SAID = (
    "화장실이 어디에요", "거류증을 신청하고 싶어요", "세금을 내려면 어디로 가야 하나요", "감사합니다", "멈춰",
    "사회 보험 창구로 데려가 주세요", "여권을 잃어버렸어요", "안녕하세요",
)  # fmt: skip
EVERY = 6.0  # s from one utterance to the next
PIECE = RATE // 50  # samples given at once
NOISE = 30.0  # standard deviation, of a 16-bit unit
LOOKS = (1, 5, 10, 20, 30, 45, 60)  # min


def report(measure: str, value: float, unit: str) -> None:
    print(json.dumps({"measure": measure, "value": value, "unit": unit}), flush=True)


def utterances() -> list[np.ndarray]:
    voice = EngineChain()
    said = [at_rate(voice.synthesise(text, "ko"), RATE).samples for text in SAID]
    voice.close()
    return said + [read_wav(file).samples for file in sorted(RECORDINGS.rglob("*.wav"))]


def hall_sound(minutes: float) -> Iterator[np.ndarray]:
    """Pieces of a hall's sound, one utterance after the other in noise."""
    noise, slot = np.random.default_rng(0), int(EVERY * RATE)
    left = int(minutes * 60 * RATE)
    for spoken in cycle(utterances()):
        sound = noise.normal(0.0, NOISE, slot)
        sound[: min(len(spoken), slot)] += spoken[:slot]
        sound = np.clip(np.rint(sound), -32768, 32767).astype(np.int16)
        for at in range(0, slot, PIECE):
            if left <= 0:
                return
            left -= PIECE
            yield sound[at : at + PIECE]


def resident() -> float:
    """MB of this process in memory (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


def main(minutes: float) -> None:
    ears, _ = assemble(HearingConfig(), ("ko",), HallJudgement(hall_map.load(ROOT / "maps" / "putuo")))
    looks = [look for look in LOOKS if look <= minutes]
    given, heard, stops, processor = 0, 0, 0, time.process_time()
    for piece in hall_sound(minutes):
        start = given / RATE
        for result in ears.listen(piece, start):
            heard, stops = heard + result.final, stops + (not result.final and bool(result.nbest))
        given += len(piece)
        if looks and given >= looks[0] * 60 * RATE:
            report(f"memory of the whole process, after {looks.pop(0)} min of sound", resident(), "MB")
    report("utterances understood", heard, "")
    report("stops heard", stops, "")
    report("processor time for a second of sound", (time.process_time() - processor) * RATE / given, "s")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0)
