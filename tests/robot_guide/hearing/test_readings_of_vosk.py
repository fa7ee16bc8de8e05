"""From vosk's N best to confidences."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from robot_guide.hearing.readings import hypotheses, readings_of, tidy


def result(*alternatives):
    """vosk's answer: each alternative a score and its words, each 0.5 s long."""
    return {
        "alternatives": [
            {
                "confidence": score,
                "text": " ".join(words),
                "result": [{"word": word, "start": n / 2, "end": (n + 1) / 2} for n, word in enumerate(words)],
            }
            for score, words in alternatives
        ]
    }


def told(result, language="en", most=5):
    return hypotheses(readings_of(result), language, most)


def test_a_single_reading_is_certain():
    assert [(h.text, h.confidence) for h in told(result((120.0, ["hello", "robot"])))] == [("hello robot", 1.0)]


def test_words_that_all_readings_share_are_surer_than_those_they_differ_in():
    """Two readings, equally likely: the common word counts 1, the other one half."""
    best, other = told(result((50.0, ["the", "window"]), (50.0, ["the", "widow"])))
    assert best.confidence == other.confidence == pytest.approx(0.75)


def test_the_likelier_reading_gets_its_share():
    best, other = told(result((50.0 + math.log(3.0), ["window"]), (50.0, ["widow"])))
    assert (best.confidence, other.confidence) == (pytest.approx(0.75), pytest.approx(0.25))


def test_the_same_word_at_another_time_is_another_word():
    best, _ = told(result((50.0, ["a", "b", "c"]), (50.0, ["b", "c", "a"])))
    assert best.confidence == pytest.approx(0.5)


def test_readings_of_the_same_text_are_told_once():
    found = told(result((50.0, ["好", "的"]), (49.0, ["好的"])), "zh")
    assert [h.text for h in found] == ["好的"]


def test_not_more_readings_than_asked_for_are_told_but_all_are_weighed():
    found = told(result(*((50.0, [word]) for word in "abcd")), most=2)
    assert [(h.text, h.confidence) for h in found] == [("a", 0.25), ("b", 0.25)]


@pytest.mark.parametrize(
    "nothing",
    [{}, {"text": ""}, {"alternatives": []}, {"alternatives": [{"confidence": 5.0, "text": ""}]},
     result((9.0, ["[unk]"]))],
)  # fmt: skip
def test_silence_has_no_readings(nothing):
    assert readings_of(nothing) == ()


WORDS = st.lists(st.sampled_from(["a", "b", "c", "[unk]"]), max_size=4)


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(-500, 500), WORDS), max_size=8))
def test_confidences_lie_between_0_and_1_and_never_rise(rows):
    rows = sorted(rows, key=lambda row: -row[0])
    readings = readings_of(result(*rows))
    found = hypotheses(readings, "en", 5) if readings else ()
    sure = [h.confidence for h in found]
    assert sure == sorted(sure, reverse=True)
    assert all(0.0 <= each <= 1.0 for each in sure)
    assert len({h.text for h in found}) == len(found) <= 5


@pytest.mark.parametrize(
    ("raw", "language", "wanted"),
    [
        ("你好 我 想 办 营业 执照", "zh", "你好我想办营业执照"),
        ("[unk] hello  there [unk]", "en", "hello there"),
        ("화장실 이 어디에 요", "ko", "화장실 이 어디에 요"),
        ("我 要 办 new card 好", "zh", "我要办new card好"),
        ("[unk]", "zh", ""),
    ],
)
def test_texts_are_tidied(raw, language, wanted):
    assert tidy(raw, language) == wanted
