"""Many threads, random cancels, an engine that is killed and one that hangs: every utterance ends exactly once."""

import os
import random
import signal
import threading
import time
from collections import Counter

import pytest

from dialogue.acts import Say
from robot_guide.speaking import (
    Cancelled,
    EngineChain,
    Failed,
    Finished,
    NullSink,
    SoundCache,
    Started,
    SynthesisConfig,
    Voice,
)
from robot_guide.speaking.engines import ESPEAK, PYTTSX3, ChildEngine

DEADLINE = 240.0  # s
THREADS, EACH = 8, 125
FAULTS = 6
TEXTS = ("好", "停", "请", "到了", "是的")
CONFIG = SynthesisConfig(deadline=0.7, deadline_per_character=0.0, rest=0.5)


class Attacker:
    """Kills the engines' children with -9, or stops them, so that they are alive and silent; by turns."""

    def __init__(self, engines):
        self.engines, self.done = engines, 0

    def strike(self):
        pids = [engine.pid for engine in self.engines if engine.pid]
        if pids:
            os.kill(pids[self.done % len(pids)], signal.SIGSTOP if self.done % 2 else signal.SIGKILL)
            self.done += 1


def talk(voice, lines, thread):
    chance = random.Random(thread)
    for number, line in enumerate(lines):
        voice.say(line, priority=chance.choice((0, 0, 0, 5)))
        if chance.random() < 0.1:
            voice.cancel(lines[chance.randrange(number + 1)])
        time.sleep(chance.random() * 0.02)


def ended(happened):
    return [event for event in happened if isinstance(event, Finished | Cancelled | Failed)]


def listen(voice, attacker, total):
    happened, end = [], time.monotonic() + DEADLINE
    while (count := len(ended(happened))) < total:
        assert time.monotonic() < end, f"{total - count} of {total} have not ended"
        happened += voice.poll()
        if attacker.done < FAULTS and count >= total * (attacker.done + 1) // (FAULTS + 1):
            attacker.strike()
        time.sleep(0.002)
    return happened


@pytest.mark.slow
def test_a_thousand_utterances_from_eight_threads_end_once_each_whatever_happens_to_the_engines():
    engines = (ChildEngine("pyttsx3", PYTTSX3, CONFIG), ChildEngine("espeak-ng", ESPEAK, CONFIG))
    voice = Voice(EngineChain(CONFIG, engines), NullSink(speed=1e6))
    lines = [[Say(f"{thread}.{n}", TEXTS[n % len(TEXTS)], "zh") for n in range(EACH)] for thread in range(THREADS)]
    threads = [threading.Thread(target=talk, args=(voice, lines[thread], thread)) for thread in range(THREADS)]
    for thread in threads:
        thread.start()
    attacker = Attacker(engines)
    happened = listen(voice, attacker, THREADS * EACH)
    for thread in threads:
        thread.join(timeout=DEADLINE)
    voice.close()
    happened += voice.poll()
    counts = Counter(event.say.line for event in ended(happened))
    assert counts == Counter(line.line for row in lines for line in row), "none lost, none twice"
    kinds = Counter(type(event) for event in ended(happened))
    assert attacker.done == FAULTS
    assert kinds[Failed] == 0, "a killed or a hanging engine costs no words"
    assert kinds[Finished] > 500
    assert kinds[Cancelled] > 20
    begun = Counter(event.say.line for event in happened if isinstance(event, Started))
    assert max(begun.values()) == 1, "nothing begins twice"
    assert {event.say.line for event in happened if isinstance(event, Finished)} <= begun.keys()


def test_a_cached_phrase_is_said_while_every_engine_is_dead(tmp_path):
    cache, line = SoundCache(tmp_path), Say("greet", "您好", "zh")
    first = EngineChain(CONFIG, (ChildEngine("espeak-ng", ESPEAK, CONFIG),), cache=cache)
    first.synthesise(line.text, line.language)
    first.close()
    voice = Voice(EngineChain(CONFIG, (), cache=cache), NullSink(speed=1e6))
    voice.say(line)
    happened, end = [], time.monotonic() + DEADLINE
    while not ended(happened):
        assert time.monotonic() < end
        happened += voice.poll()
        time.sleep(0.002)
    voice.close()
    assert ended(happened) == [Finished(line)]
