"""Recordings of parts put together: words at their places and times, pauses between clauses."""

import numpy as np
import pytest

from robot_guide.hearing import Audio
from robot_guide.speaking import SynthesisConfig, Unspeakable
from robot_guide.speaking.assembly import JOINT, Recording, assemble
from robot_guide.speaking.plan import plan_of

RATE = 1000
CONFIG = SynthesisConfig(elder_pause=0.5)


def sound(seconds, silence=0.0):
    loud, quiet = round(seconds * RATE), round(silence * RATE)
    return Audio(np.concatenate((np.full(loud, 1000, np.int16), np.zeros(quiet, np.int16))), RATE)


def words(audio):
    return [(word.text, word.position, round(word.start, 3)) for word in audio.words]


def places(part, *syllables):
    """Where in the part's text each of these begins."""
    return [part.text.index(syllable) for syllable in syllables]


def test_words_are_those_of_the_original_text():
    plan = plan_of("请到A12窗口", "zh", "normal", CONFIG)
    (part,) = plan.parts
    begins = places(part, "qing3", "dao4", "eigh", "shi2", "er4", "hao4", "chuang1", "kou3")
    recording = Recording(sound(1.6), tuple((place, 0.2 * n) for n, place in enumerate(begins)))
    assert words(assemble(plan, (recording,))) == [
        ("请", 0, 0.0), ("到", 1, 0.2), ("A12", 2, 0.4), ("窗", 5, 1.2), ("口", 6, 1.4),
    ]  # fmt: skip


def test_characters_that_sound_as_one_word_share_its_time():
    plan = plan_of("银行在", "zh", "normal", CONFIG)
    recording = Recording(sound(1.0), tuple(zip(places(plan.parts[0], "yin2", "zai4"), (0.1, 0.7), strict=True)))
    assert words(assemble(plan, (recording,))) == [("银", 0, 0.1), ("行", 1, 0.4), ("在", 2, 0.7)]


def test_latin_and_korean_words_stay_whole_and_lose_their_marks():
    for text, language in (('Say "go on", please', "en"), ("네, 「계속」 가세요", "ko")):
        plan = plan_of(text, language, "normal", CONFIG)
        begins = tuple((at, at / 10) for at, letter in enumerate(text) if at == 0 or text[at - 1] == " ")
        spoken = assemble(plan, (Recording(sound(2.0), begins),)).words
        assert [word.text for word in spoken] == [word.strip('",「」') for word in text.split()]
        assert all(text.startswith(word.text, word.position) for word in spoken)


def test_elders_hear_a_pause_after_each_clause_but_the_last():
    recording = Recording(sound(1.0), ((0, 0.0), (7, 0.4), (12, 0.7)), clauses=(0.4, 0.7, 1.0))
    plans = (plan_of("Hello, dear, you", "en", style, CONFIG) for style in ("normal", "elder"))
    normal, elder = (assemble(plan, (recording,)) for plan in plans)
    assert normal.seconds == pytest.approx(1.0)
    assert words(normal) == [("Hello", 0, 0.0), ("dear", 7, 0.4), ("you", 13, 0.7)]
    assert elder.seconds == pytest.approx(2.0)
    assert words(elder) == [("Hello", 0, 0.0), ("dear", 7, 0.9), ("you", 13, 1.7)]
    assert np.flatnonzero(elder.samples == 0).tolist() == [*range(400, 900), *range(1200, 1700)]


def test_voices_follow_each_other_closely_within_a_clause():
    plan = plan_of("Where is 咨询台", "en", "normal", CONFIG)
    _, chinese = plan.parts
    recordings = (
        Recording(sound(0.5, silence=0.4), ((0, 0.0), (6, 0.3))),
        Recording(sound(0.6), tuple(zip(places(chinese, "zi1", "xun2", "tai2"), (0.0, 0.2, 0.4), strict=True))),
    )
    whole = assemble(plan, recordings)
    assert whole.seconds == pytest.approx(0.5 + JOINT + 0.6)
    assert words(whole)[2] == ("咨", 9, 0.58)


def test_without_times_there_are_no_words():
    plan = plan_of("您好", "zh", "normal", CONFIG)
    assert assemble(plan, (Recording(sound(0.5)),)).words == ()


@pytest.mark.parametrize(("asked", "given"), [(0.01, 80), (1.0, 165), (100.0, 300)])
def test_nobody_can_ask_for_a_pace_that_people_cannot_follow(asked, given):
    assert plan_of("Hello", "en", "normal", CONFIG, rate=asked).rates == (given,)


@pytest.mark.parametrize(("asked", "given"), [(-1.0, 0.0), (0.5, 0.75), (9.0, 2.0)])
def test_nobody_can_ask_for_more_loudness_than_there_is(asked, given):
    assert plan_of("Hello", "en", "elder", CONFIG, loudness=asked).volume == given


def test_what_no_engine_can_say_is_told_before_any_is_asked():
    with pytest.raises(Unspeakable, match="nothing to say"):
        plan_of("……", "zh", "normal", CONFIG)
    with pytest.raises(Unspeakable, match="11 characters are too many to say; at most 10"):
        plan_of("好" * 11, "zh", "normal", SynthesisConfig(longest=10))
