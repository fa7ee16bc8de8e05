"""At which pace the robots' Mandarin is understood best: character errors of whisper listening to their own voice.

A machine listens, not an elder in a hall: what it cannot make out at a pace, people will hardly find easy.
Usage: python benchmarks/pace.py [WORDS A MINUTE …]
"""

from __future__ import annotations

import json
import sys

from rapidfuzz.distance import Levenshtein

from dialogue.letters import is_han
from robot_guide.hearing.wav import RATE, at_rate
from robot_guide.hearing.whisper_decoder import WhisperDecoder
from robot_guide.speaking import EngineChain, SynthesisConfig

PACES = (100, 125, 150, 175, 200)  # words a minute, as espeak-ng counts
LINES = (
    "您好，我是小普，请问您要办什么业务？", "请跟我来，我带您去。", "我们到了，请在这里取号。",
    "营业执照在三号窗口办理，要带身份证。", "社会保障卡请到二楼窗口办理。", "卫生间在大厅的东面，离这里二十米。",
    "现在前面有五个人在排队，大概要等十分钟。", "这个窗口已经关了，明天上午九点开门。",
    "请您稍等，工作人员马上就来。", "对不起，我没有听清楚，请您再说一遍。",
    "办理居住证需要带房产证和户口本。", "不动产登记在大厅的另一边，请慢慢走。",
)  # fmt: skip


def han(text: str) -> str:
    return "".join(filter(is_han, text))


def main(paces: tuple[int, ...]) -> None:
    decoder = WhisperDecoder()
    for pace in paces:
        synthesiser, wrong, total, seconds = EngineChain(SynthesisConfig(rate=pace)), 0, 0, 0.0
        for line in LINES:
            audio = synthesiser.synthesise(line, "zh")
            seconds += audio.seconds
            read = decoder.decode(at_rate(audio, RATE).samples, ("zh",))
            heard = read[0].nbest[0].text if read and read[0].nbest else ""
            wrong += Levenshtein.distance(han(line), han(heard))
            total += len(han(line))
        synthesiser.close()
        told = {"measure": f"Mandarin at {pace} words a minute, character errors", "value": 100 * wrong / total}
        print(json.dumps({**told, "unit": "%"}), flush=True)
        told = {"measure": f"Mandarin at {pace} words a minute, characters a second", "value": total / seconds}
        print(json.dumps({**told, "unit": "/s"}), flush=True)


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or PACES)
