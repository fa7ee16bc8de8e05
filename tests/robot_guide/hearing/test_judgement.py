"""Confidence and sense decide together which reading is meant."""

import pytest

import hall_map
from dialogue.meaning import Meaning
from robot_guide.heard import Heard, Hypothesis
from robot_guide.hearing import hall_judgement
from robot_guide.hearing.endpointing import Completeness
from robot_guide.hearing.hall_judgement import HallJudgement
from robot_guide.hearing.judgement import Unprejudiced, merit_of, weighed


@pytest.fixture(scope="module")
def judgement():
    return HallJudgement(hall_map.load("maps/putuo"))


def heard(*readings, language="zh"):
    nbest = tuple(Hypothesis(text, confidence) for text, confidence in readings)
    return Heard(nbest[0].text, language, 0.0, 1.0, nbest=nbest)


def test_a_reading_that_makes_sense_is_taken_before_a_likelier_one_that_makes_none(judgement):
    found = weighed(heard(("待雾剧传抖", 0.55), ("带我去窗口办社保", 0.5), ("戴五句传口", 0.4)), judgement)
    assert found.text == found.nbest[0].text == "带我去窗口办社保"
    assert {each.text: each.confidence for each in found.nbest}["待雾剧传抖"] == 0.55


def test_sense_does_not_win_against_a_sure_recogniser(judgement):
    assert weighed(heard(("今天天气很好", 0.95), ("厕所在哪里", 0.05)), judgement).text == "今天天气很好"


def test_without_a_hall_confidence_alone_decides():
    assert weighed(heard(("车所在哪里", 0.55), ("厕所在哪里", 0.5)), Unprejudiced()).text == "车所在哪里"


class Counts(Unprejudiced):
    """Makes sense of some words only, and counts what it is asked."""

    def __init__(self, **sense):
        self.sense, self.asked = sense, []

    def plausibility(self, text, language):
        self.asked.append(text)
        return self.sense.get(text, 0.0)


def test_readings_that_could_not_be_better_are_not_judged():
    counts = Counts(a=0.9)
    assert weighed(heard(("a", 0.8), ("b", 0.7), ("c", 0.6)), counts).text == "a"
    assert counts.asked == ["a"]


def test_where_the_likeliest_makes_no_sense_all_that_could_be_better_are():
    counts = Counts(c=1.0)
    assert weighed(heard(("a", 0.8), ("b", 0.7), ("c", 0.6), ("d", 0.5)), counts).text == "c"
    assert counts.asked == ["a", "b", "c"]


def test_words_without_readings_stay_as_they_are(judgement):
    bare = Heard("停", "zh", 0.0, 1.0)
    assert weighed(bare, judgement) is bare
    assert merit_of(bare, judgement) == 0.0


@pytest.mark.parametrize(("text", "language", "completeness"), [
    ("厕所在哪里", "zh", Completeness.COMPLETE), ("我要办居住证", "zh", Completeness.COMPLETE),
    ("我想办", "zh", Completeness.OPEN), ("where is the", "en", Completeness.OPEN), ("停", "zh", Completeness.COMPLETE),
    ("where is the toilet", "en", Completeness.COMPLETE), ("你好", "zh", Completeness.UNKNOWN),
    ("", "zh", Completeness.UNKNOWN),
])  # fmt: skip
def test_a_request_is_complete_when_it_is_understood(judgement, text, language, completeness):
    assert judgement.completeness(text, language) is completeness


@pytest.mark.parametrize(("text", "language", "intent", "completeness"), [
    ("화장실 이 어디에 요", "ko", "facility", Completeness.COMPLETE),
    ("화장실 이", "ko", "facility", Completeness.UNKNOWN), ("안녕하세요", "ko", "social", Completeness.UNKNOWN),
    ("점심 뭐 먹어요", "ko", "out_of_scope", Completeness.UNKNOWN), ("登记", "zh", "guide", Completeness.UNKNOWN),
])  # fmt: skip
def test_a_sentence_that_has_to_be_asked_back_about_is_complete_at_its_ending(
    monkeypatch, text, language, intent, completeness
):
    unclear = Meaning(text, language, intent, 0.8, needs="clarify")
    monkeypatch.setattr(hall_judgement, "understand", lambda *_: unclear)
    assert HallJudgement(None).completeness(text, language) is completeness
