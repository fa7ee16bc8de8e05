"""The small parts: languages, numbers, normal forms, phrases, retrieval against a slow truth, certainty."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.calibration import certainty
from dialogue.channels import COVER, PRECISION, SHARP, SINGLE, Channel
from dialogue.language import detect
from dialogue.normalise import normalise, number
from dialogue.phrases import Phrases, Words, intents
from dialogue.retrieval import Candidate, Found
from dialogue.window_numbers import mentioned


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("我要办证", "zh"),
        ("where is it", "en"),
        ("어디예요", "ko"),
        ("我想 apply for 营业执照", "zh"),
        ("Where is the 咨询台?", "en"),
        ("How do I get a 居住证", "en"),
        ("Hello 화장실", "ko"),
        ("OK的", "zh"),
        ("", "zh"),
        ("123", "zh"),
        ("A12", "en"),
        ("？！", "zh"),
    ],
)
def test_the_language_is_that_of_the_frame(text, language):
    assert detect(text) == language


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("Ａ１２号", "a12号"),
        ("十二号窗口", "12号窗口"),
        ("A十二", "a12"),
        ("二十号", "20号"),
        ("一二号", "12号"),
        ("一业一证", "一业一证"),
        ("Hello,  World!", "hello world"),
        ("第一", "第一"),
        ("can't", "can t"),
    ],
)
def test_normal_forms(text, normal):
    assert normalise(text) == normal


@given(st.text(max_size=100))
def test_what_is_normal_stays_as_it_is(text):
    once = normalise(text)
    assert normalise(once) == once


@given(st.integers(1, 99))
def test_chinese_numerals_below_a_hundred_are_read(value):
    digits = "零一二三四五六七八九"
    tens, ones = divmod(value, 10)
    numeral = ("" if tens == 0 else "十" if tens == 1 else digits[tens] + "十") + (digits[ones] if ones else "")
    assert number(numeral) == value


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A十二号", "A12"),
        ("a12", "A12"),
        ("A 12", "A12"),
        ("window 12", "12"),
        ("window twelve", "12"),
        ("window a twelve", "A12"),
        ("三号窗口", "03"),
        ("3号窗", "03"),
        ("诶十二号", "A12"),
        ("必三号窗口", "B03"),
        ("12번 창구", "12"),
        ("에이 십이 번 창구", "A12"),
        ("A-07", "A07"),
        ("A007", "A07"),
        ("窗口十二号", "12"),
        ("window number 7", "07"),
        ("一业一证", None),
        ("我12岁", None),
        ("12", None),
        ("打110", None),
        ("窗口在哪", None),
        ("vitamin b12345", None),
        ("the window", None),
        ("随申码三号线", None),
    ],
)
def test_windows_as_people_name_them(text, name):
    assert mentioned(text) == name


def test_phrases_in_latin_script_are_whole_words():
    phrases = Phrases(["stop", "can't find", "^go"])
    assert Words("Stop!").longest(phrases) == "stop"
    assert Words("unstoppable").longest(phrases) is None
    assert Words("I can't find it").longest(phrases) == "can t find"
    assert Words("go there").longest(phrases) == "go"
    assert Words("let me go").longest(phrases) is None


def test_phrases_may_have_a_gap_and_a_start():
    phrases = Phrases(["找不到…孩子", "^停"])
    assert Words("我找不到我家的孩子了").longest(phrases)
    assert not Words("找不到昨天晚上我还看见过的那个孩子").longest(phrases)
    assert Words("停保").longest(phrases)
    assert not Words("不停").longest(phrases)


def test_what_is_left_without_phrases():
    words = Words("请问 wifi 在哪里 please")
    assert words.without(Phrases(["请问", "please"])).compact == "wifi在哪里"
    assert words.size == 2 * 2 + 2 + 3


def test_every_language_has_every_list_of_phrases():
    known = intents()
    for groups in (known.control, known.social):
        for name, group in groups.items():
            for script in (lambda p: "一" <= p[0] <= "鿿", str.isascii, lambda p: "가" <= p[0] <= "힣"):
                assert any(script(phrase) for phrase in group.either.phrases) or name == "name", name


def test_no_phrase_says_two_commands():
    owners: dict[str, str] = {}
    for action, group in intents().control.items():
        for phrase in group.either.phrases:
            assert owners.setdefault(phrase, action) == action, phrase


PHRASES = [(0, "营业执照"), (0, "开公司"), (1, "电子营业执照"), (2, "居住证"), (2, "办居住证"), (3, "公司变更")]


def slow_scores(said: str) -> list[float]:
    """The definition in `dialogue.retrieval`, written out without arrays."""

    def grams(text):
        return set(text) | {a + b for a, b in itertools.pairwise(text)}

    entities = sorted({entity for entity, _ in PHRASES})

    def weight(gram):
        held = {entity for entity, text in PHRASES if gram in grams(text)}
        single = SINGLE if len(gram) == 1 else 1.0
        return (math.log((1 + len(entities)) / len(held)) + 0.1) * single if held else 0.0

    known = sum(map(weight, grams(said)))
    scores = []
    for entity in entities:
        union = set().union(*(grams(text) for e, text in PHRASES if e == entity))
        cover = sum(map(weight, grams(said) & union)) / known if known else 0.0
        best = 0.0
        for text in (text for e, text in PHRASES if e == entity):
            shared = sum(map(weight, grams(said) & grams(text)))
            if shared > 0:
                recall, precision = shared / sum(map(weight, grams(text))), shared / known
                best = max(best, (1 - PRECISION - COVER) * recall + PRECISION * precision + COVER * cover)
        scores.append(best)
    return scores


@given(st.text("营业执照开公司电子居住证办变更吗啊", max_size=10))
def test_scores_are_those_of_the_slow_definition(said):
    channel = Channel(list, PHRASES)
    assert channel.scores(list(said), 4).tolist() == pytest.approx(slow_scores(said))


def slow_odds(said: str) -> list[float]:
    known = [unit for unit in dict.fromkeys(said) if any(unit in text for _, text in PHRASES)]
    odds = []
    for entity in range(4):
        own = [text for owner, text in PHRASES if owner == entity]
        told = 0.0
        for unit in known:
            share = sum(unit in text for text in own) / (len(own) + 1)
            told += math.log1p(SHARP * share * len(PHRASES) / sum(unit in text for _, text in PHRASES))
        odds.append(told / math.sqrt(max(len(known), 1)))
    return odds


@given(st.text("营业执照开公司电子居住证办变更吗啊", max_size=10))
def test_odds_of_units_are_those_of_the_slow_definition(said):
    assert Channel(list, PHRASES).likeness(list(said), 4)[2].tolist() == pytest.approx(slow_odds(said))


def test_a_phrase_that_is_said_whole_scores_higher_than_a_part_of_it():
    channel = Channel(list, PHRASES)
    whole, part = (channel.scores(list(text), 4)[2] for text in ("居住证", "居住"))
    assert whole > part > 0
    assert channel.scores(list("天气"), 4).max() == 0


def found(chance: float, words: float, meaning: float = 0.0) -> Found:
    return Found((Candidate("service", "a", 6.0, chance),), words, meaning)


def test_a_close_rival_makes_it_less_certain():
    assert certainty(found(0.5, 0.6)) < certainty(found(0.95, 0.6)) - 0.05


@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from([0.0, 4.0]))
def test_certainty_rises_with_the_chance_and_with_the_likeness(chance, words, meaning):
    sure = certainty(found(chance, words, meaning))
    assert 0.0 <= sure <= 0.99
    assert certainty(found(min(chance + 0.1, 1.0), words, meaning)) >= sure
    assert certainty(found(chance, min(words + 0.1, 1.0), meaning)) >= sure
