"""What speaks when the first engine does not."""

import os
import stat
import sys

import numpy as np
import pytest

from robot_guide.speaking import EngineChain, SpeechError, SpokenAudio, SynthesisConfig, Unspeakable
from robot_guide.speaking.engines import ESPEAK, PYTTSX3, ChildEngine, ProgramEngine
from robot_guide.speaking.plan import plan_of
from robot_guide.speaking.synthesiser import engines_at_hand

CONFIG = SynthesisConfig(rest=60.0)
HASTE = SynthesisConfig(deadline=0.3, deadline_per_character=0.0)
SILENT = (sys.executable, "-c", 'import time; print("{\\"ready\\": true}", flush=True); time.sleep(60)')


class Fake:
    """An engine that fails while `broken`, and counts what it is asked."""

    def __init__(self, name, broken=False):
        self.name, self.broken, self.asked, self.closed = name, broken, 0, False

    def speak(self, plan):
        self.asked += 1
        if self.broken:
            raise SpeechError("no sound")
        return SpokenAudio(np.full(160, len(self.name), np.int16))

    def close(self):
        self.closed = True


class Time:
    now = 0.0

    def __call__(self):
        return self.now


def test_the_next_engine_speaks_where_one_fails():
    chain = EngineChain(CONFIG, (Fake("a", broken=True), Fake("bb")))
    assert chain.synthesise("好", "zh").samples[0] == 2
    assert chain.trouble == "a: no sound"


def test_an_engine_that_failed_is_left_alone_for_a_while_and_then_tried_again():
    clock, first, second = Time(), Fake("a", broken=True), Fake("bb")
    chain = EngineChain(CONFIG, (first, second), clock=clock)
    for _ in range(3):
        chain.synthesise("好", "zh")
    assert (first.asked, second.asked) == (1, 3)
    clock.now, first.broken = 61.0, False
    assert chain.synthesise("好", "zh").samples[0] == 1
    assert chain.trouble == ""


def test_a_resting_engine_is_asked_all_the_same_where_no_other_speaks():
    first, second = Fake("a", broken=True), Fake("bb")
    chain = EngineChain(CONFIG, (first, second))
    chain.synthesise("好", "zh")
    first.broken, second.broken = False, True
    assert chain.synthesise("好", "zh").samples[0] == 1


def test_where_none_speaks_all_reasons_are_told():
    chain = EngineChain(CONFIG, (Fake("a", broken=True), Fake("bb", broken=True)))
    with pytest.raises(SpeechError, match="a: no sound; bb: no sound"):
        chain.synthesise("好", "zh")


def test_what_cannot_be_said_troubles_no_engine():
    engine = Fake("a")
    chain = EngineChain(CONFIG, (engine,))
    with pytest.raises(Unspeakable):
        chain.synthesise("……", "zh")
    assert engine.asked == 0


def test_closing_closes_every_engine():
    engines = Fake("a"), Fake("b")
    EngineChain(CONFIG, engines).close()
    assert all(engine.closed for engine in engines)


def test_a_silent_child_is_replaced_by_espeak_itself():
    chain = EngineChain(HASTE, (ChildEngine("silent", SILENT, HASTE), ChildEngine("espeak-ng", ESPEAK, CONFIG)))
    assert 0.3 < chain.synthesise("您好", "zh").seconds < 2.0
    assert "silent: the synthesiser was silent" in chain.trouble
    chain.close()


@pytest.mark.parametrize(
    ("text", "language"), [("请到A12窗口，谢谢。", "zh"), ("Hello, window A12", "en"), ("안녕하세요", "ko")]
)
def test_espeak_itself_says_the_same_as_pyttsx3(text, language):
    plan, spoken = plan_of(text, language, "elder", CONFIG), []
    for name, command in (("pyttsx3", PYTTSX3), ("espeak-ng", ESPEAK)):
        engine = ChildEngine(name, command, CONFIG)
        spoken.append(engine.speak(plan))
        engine.close()
    assert spoken[0].seconds == pytest.approx(spoken[1].seconds, abs=0.05)
    assert [word.text for word in spoken[0].words] == [word.text for word in spoken[1].words]
    starts = [[word.start for word in audio.words] for audio in spoken]
    assert starts[0] == pytest.approx(starts[1], abs=0.05)


def program(folder, script):
    file = folder / "espeak-ng"
    file.write_text(f"#!{sys.executable}\n{script}")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return str(file)


RECORDER = """
import sys, wave
arguments = dict(zip(sys.argv[2::2], sys.argv[3::2]))
with wave.open(arguments["-w"], "wb") as file:
    file.setnchannels(1), file.setsampwidth(2), file.setframerate(16000)
    file.writeframes(b"\\1\\0" * 16 * len(sys.stdin.read().strip()))
open(__file__ + ".asked", "w").write(" ".join((arguments["-v"], arguments["-s"], arguments["-a"])))
"""


def test_the_program_is_the_last_resort(tmp_path):
    engine = ProgramEngine(program(tmp_path, RECORDER), CONFIG)
    audio = engine.speak(plan_of("Hello", "en", "normal", CONFIG))
    assert audio.seconds == pytest.approx(0.005)
    assert (tmp_path / "espeak-ng.asked").read_text() == "en-us 165 100"
    engine.close()
    with pytest.raises(SpeechError, match="closed"):
        engine.speak(plan_of("Hello", "en", "normal", CONFIG))


@pytest.mark.parametrize(("script", "complaint"), [("import sys; sys.exit(3)", "status 3"), ("", "no sound"),
                                                   ("import time; time.sleep(60)", "timed out")])  # fmt: skip
def test_a_program_that_fails_is_an_error_and_no_hang(tmp_path, script, complaint):
    engine = ProgramEngine(program(tmp_path, script), SynthesisConfig(deadline=0.5, deadline_per_character=0.0))
    with pytest.raises(SpeechError, match=complaint):
        engine.speak(plan_of("Hello", "en", "normal", CONFIG))


def test_the_program_is_asked_only_where_it_is_installed(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert [engine.name for engine in engines_at_hand(CONFIG)] == ["pyttsx3", "espeak-ng"]
    file = program(tmp_path, "")
    assert [engine.name for engine in engines_at_hand(CONFIG)] == ["pyttsx3", "espeak-ng", file]
    assert os.access(file, os.X_OK)
