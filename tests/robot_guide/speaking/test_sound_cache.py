"""The fixed phrases on disk: found again, never wrong, never too much."""

import os
import threading

import numpy as np
import pytest

from robot_guide.speaking import (
    EngineChain,
    Rehearsal,
    SoundCache,
    SpeechError,
    SpokenAudio,
    SpokenWord,
    SynthesisConfig,
    fixed_phrases,
    is_fixed,
)
from robot_guide.speaking.plan import plan_of
from robot_guide.speaking.sound_cache import cache_folder

CONFIG = SynthesisConfig()
AUDIO = SpokenAudio(np.arange(-800, 800, dtype=np.int16), 22050, (SpokenWord("您", 0, 0.0), SpokenWord("好", 1, 0.25)))


def plan(text="您好", style="normal", **more):
    return plan_of(text, "zh", style, CONFIG, **more)


def same(one, other):
    return (one.samples.tolist(), one.rate, one.words) == (other.samples.tolist(), other.rate, other.words)


def test_what_was_kept_is_found_again_by_another_process_too(tmp_path):
    SoundCache(tmp_path).put(plan(), AUDIO)
    assert same(SoundCache(tmp_path).get(plan()), AUDIO)
    assert plan() in SoundCache(tmp_path)


@pytest.mark.parametrize("other", [plan("您好。"), plan(style="elder"), plan(loudness=0.5), plan(rate=0.8)])
def test_other_words_style_loudness_or_pace_are_another_sound(tmp_path, other):
    cache = SoundCache(tmp_path)
    cache.put(plan(), AUDIO)
    assert cache.get(other) is None


def test_another_reading_of_the_same_words_is_another_sound(tmp_path, monkeypatch):
    cache = SoundCache(tmp_path)
    cache.put(plan("长风"), AUDIO)
    monkeypatch.setattr("robot_guide.speaking.pronunciation.syllables_of", lambda text: (("zhang3", "feng1"),))
    assert cache.get(plan("长风")) is None


@pytest.mark.parametrize(
    "damage",
    [lambda data: b"", lambda data: data[:-1], lambda data: data + b"x", lambda data: b"?" + data,
     lambda data: data[:200] + bytes([data[200] ^ 1]) + data[201:]],
)  # fmt: skip
def test_a_damaged_file_is_no_sound_and_goes(tmp_path, damage):
    cache = SoundCache(tmp_path)
    cache.put(plan(), AUDIO)
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    assert cache.get(plan()) is None
    assert list(tmp_path.iterdir()) == []
    cache.put(plan(), AUDIO)
    assert same(cache.get(plan()), AUDIO)


def test_the_folder_stays_within_its_limit_and_what_is_used_stays(tmp_path):
    plans = [plan("好" * n) for n in range(1, 8)]
    cache = SoundCache(tmp_path, limit=4 * 3400)
    for number, each in enumerate(plans):
        cache.put(each, AUDIO)
        for file in tmp_path.iterdir():  # clocks of file systems are coarse: make each step a second
            os.utime(file, (file.stat().st_mtime - 1,) * 2)
        assert cache.get(plans[0]) is not None, f"used each time, dropped after {number}"
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 4 * 3400
    assert plans[-1] in cache
    assert plans[1] not in cache


def test_a_disk_that_takes_nothing_is_no_error(tmp_path):
    blocked = tmp_path / "a file"
    blocked.write_text("")
    cache = SoundCache(blocked / "folder")
    cache.put(plan(), AUDIO)
    assert cache.get(plan()) is None


def test_the_place_is_the_users_cache_unless_another_is_named(tmp_path):
    assert cache_folder({"ROBOT_GUIDE_CACHE": "/a"}).as_posix() == "/a/speech"
    assert cache_folder({"XDG_CACHE_HOME": "/b"}).as_posix() == "/b/robot-guide/speech"
    assert cache_folder({}).parts[-3:] == (".cache", "robot-guide", "speech")


class Engine:
    name = "counting"

    def __init__(self):
        self.plans = []

    def speak(self, plan):
        self.plans.append(plan)
        return AUDIO

    def close(self):
        pass


def test_a_fixed_phrase_is_synthesised_once_and_others_each_time(tmp_path):
    engine = Engine()
    chain = EngineChain(CONFIG, (engine,), cache=SoundCache(tmp_path), fixed=is_fixed)
    for text in ("好的，我停下了。要走的时候请说「继续」。", "请到A12窗口"):
        assert same(chain.synthesise(text, "zh"), chain.synthesise(text, "zh"))
    assert [plan.text[:2] for plan in engine.plans] == ["好的", "请到", "请到"]


def test_the_fixed_phrases_are_the_lines_without_anything_to_fill_in():
    texts = {(phrase.text, phrase.language, phrase.style) for phrase in fixed_phrases()}
    assert ("好的，我慢一点。", "zh", "normal") in texts
    assert ("好，我停下了。", "zh", "elder") in texts
    assert ("好，我停下了。", "zh", "normal") not in texts, "the elder mode has its own words"
    assert {language for _, language, _ in texts} == {"zh", "en", "ko"}
    assert not any("{" in text for text, _, _ in texts)
    assert not is_fixed("您好，我是小普。", "zh")
    assert len(texts) > 200


def test_the_rehearsal_has_every_phrase_spoken_once(tmp_path):
    engine = Engine()
    chain = EngineChain(CONFIG, (engine,), cache=SoundCache(tmp_path), fixed=is_fixed)
    phrases = fixed_phrases()[:20]
    rehearsal = Rehearsal(chain, phrases, pause=0.0)
    assert rehearsal.wait(60.0)
    assert rehearsal.spoken == len(engine.plans) == 20
    for phrase in phrases:
        chain.synthesise(phrase.text, phrase.language, phrase.style)
    assert len(engine.plans) == 20, "all of them come from the cache"


def test_the_rehearsal_stops_when_told_and_when_nothing_speaks():
    class Mute:
        def synthesise(self, text, language, style="normal", *, loudness=1.0, rate=1.0):
            raise SpeechError("no voice")

    rehearsal = Rehearsal(Mute(), fixed_phrases(), pause=0.0)
    assert rehearsal.wait(60.0)
    assert (rehearsal.spoken, rehearsal.trouble) == (0, "no voice")
    begun, go_on = threading.Event(), threading.Event()

    class Slow:
        def synthesise(self, text, language, style="normal", *, loudness=1.0, rate=1.0):
            begun.set()
            go_on.wait(60.0)

    rehearsal = Rehearsal(Slow(), fixed_phrases(), pause=60.0)
    assert begun.wait(60.0)
    rehearsal.stop()
    go_on.set()
    assert rehearsal.wait(60.0)
    assert rehearsal.spoken == 1
