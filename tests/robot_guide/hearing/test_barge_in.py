"""Who speaks while the robot speaks."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from robot_guide.heard import Heard
from robot_guide.hearing.barge_in import BargeIn, BargeInConfig, OwnSpeech, Verdict, share_within

LINE = "居住证办理请到C03窗口，要带身份证和房产证，请跟我来。"
STOPS = {"停", "停下", "stop", "멈춰"}


def is_stop(text, language):
    return text.strip("。！!. ").lower() in STOPS


def words(text, start=12.0, end=13.0, language="zh", level=float("nan"), final=True):
    return Heard(text, language, start, end, final, level_db=level)


@pytest.fixture
def speaking():
    """From 10 to 16 s the robot says a line."""
    barge_in = BargeIn()
    barge_in.speaks(LINE, 10.0, 6.0)
    return barge_in


@pytest.mark.parametrize("text", [
    "居住证办理请到", "居住正办理请到西零三窗口", "要带身份证和房产证", "身份证合防产证", LINE, "请跟我来",
    "局驻证办里请到",
])  # fmt: skip
def test_the_robots_own_words_are_its_own_however_the_recogniser_spells_them(speaking, text):
    assert speaking.judge(words(text, 10.2, 15.8), is_stop) is Verdict.OWN


def test_korean_words_are_compared_by_their_letters():
    barge_in = BargeIn()
    barge_in.speaks("화장실은 이쪽입니다. 저를 따라오세요.", 0.0, 4.0)
    assert barge_in.judge(words("하장시른 이쪽임니다", 0.2, 2.0, "ko"), is_stop) is Verdict.OWN
    assert barge_in.judge(words("세금은 어디에서 내나요", 0.2, 2.0, "ko"), is_stop) is Verdict.WORDS


@pytest.mark.parametrize("text", ["고맙습니다", "알려 주세요", "잘 모르겠습니다"])
def test_a_polite_ending_alone_makes_no_words_the_robots_own(text):
    barge_in = BargeIn()
    barge_in.speaks("네, 화장실로 안내해 드리겠습니다. 저를 따라오세요.", 0.0, 4.0)
    assert barge_in.judge(words(text, 0.5, 1.5, "ko"), is_stop) is Verdict.WORDS
    assert barge_in.judge(words("안내해 드리겠습니다", 0.5, 2.5, "ko"), is_stop) is Verdict.OWN


@pytest.mark.parametrize(("text", "language", "final", "interrupts"), [
    ("厕所在", "zh", False, True), ("我不想去了", "zh", True, True), ("where is", "en", False, True),
    ("啊", "zh", False, False), ("知道", "zh", False, False), ("알겠", "ko", False, False), ("知道", "zh", True, True),
])  # fmt: skip
def test_who_speaks_interrupts_from_the_second_syllable_on_that_does_not_begin_a_word_of_listening(
    speaking, text, language, final, interrupts
):  # fmt: skip
    assert speaking.interrupts(words(text, language=language, final=final), 13.0) is interrupts


def test_nobody_interrupts_a_robot_that_says_nothing(speaking):
    assert not speaking.interrupts(words("厕所在哪里", 17.0, 18.0), 18.0)
    speaking.falls_silent(12.0)
    assert not speaking.interrupts(words("厕所在哪里"), 13.0)


def test_its_own_words_may_arrive_a_little_after_it_has_finished(speaking):
    assert speaking.judge(words("房产证请跟我来", 16.4, 17.5), is_stop) is Verdict.OWN
    assert speaking.judge(words("房产证请跟我来", 20.0, 21.0), is_stop) is Verdict.WORDS


@pytest.mark.parametrize("text", ["厕所在哪里", "我不想去了", "等一下我要先取号", "where is the toilet"])
def test_a_visitors_words_interrupt(speaking, text):
    assert speaking.judge(words(text), is_stop) is Verdict.WORDS


@pytest.mark.parametrize(("text", "language"), [
    ("嗯", "zh"), ("好", "zh"), ("好的。", "zh"), ("uh-huh", "en"), ("OK", "en"), ("네", "ko"),
])  # fmt: skip
def test_who_only_shows_that_he_listens_does_not_interrupt(speaking, text, language):
    assert speaking.judge(words(text, language=language), is_stop) is Verdict.BACKCHANNEL


def test_the_same_words_in_silence_are_an_answer(speaking):
    assert speaking.judge(words("好", 20.0, 20.4), is_stop) is Verdict.WORDS


def test_at_the_end_of_a_question_they_are_an_answer_as_well():
    barge_in = BargeIn()
    barge_in.speaks("税务窗口在那边，要我带您去吗？", 0.0, 4.0)
    assert barge_in.judge(words("好", 1.0, 1.3), is_stop) is Verdict.BACKCHANNEL
    assert barge_in.judge(words("好", 3.5, 3.8), is_stop) is Verdict.WORDS


@pytest.mark.parametrize(("text", "language"), [("停", "zh"), ("停下", "zh"), ("stop", "en"), ("멈춰", "ko")])
def test_a_stop_is_a_stop(speaking, text, language):
    for half_duplex in (False, True):
        barge_in = replace(speaking, config=BargeInConfig(half_duplex=half_duplex))
        assert barge_in.judge(words(text, language=language), is_stop) is Verdict.STOP
        assert barge_in.judge(words(text, language=language, final=False), is_stop) is Verdict.STOP


def test_a_stop_is_one_even_if_the_robot_says_that_word_elsewhere_in_its_line():
    barge_in = BargeIn()
    barge_in.speaks("说一声停下，我就会等您。现在我带您去三楼的税务窗口。", 0.0, 8.0)
    assert barge_in.judge(words("停下", 6.0, 6.5), is_stop) is Verdict.STOP
    assert barge_in.judge(words("停下", 1.0, 1.5), is_stop) is Verdict.OWN, "at that moment it is the robot"


def test_somebody_much_louder_than_the_robot_is_not_the_robot(speaking):
    barge_in = replace(speaking, own_level=60.0)
    assert barge_in.judge(words("请跟我来", level=70.0), is_stop) is Verdict.WORDS
    assert barge_in.judge(words("请跟我来", 15.0, 16.0, level=61.0), is_stop) is Verdict.OWN


def test_where_its_own_voice_does_not_reach_the_microphone_nothing_is_its_own(speaking):
    barge_in = replace(speaking, own_level=float("-inf"))
    assert barge_in.judge(words("要带身份证和房产证", level=50.0), is_stop) is Verdict.WORDS
    assert barge_in.judge(words("嗯", level=50.0), is_stop) is Verdict.BACKCHANNEL


def test_half_duplex_hears_nothing_but_a_stop_while_the_robot_speaks():
    barge_in = BargeIn(BargeInConfig(half_duplex=True))
    barge_in.speaks(LINE, 10.0, 6.0)
    assert barge_in.judge(words("厕所在哪里"), is_stop) is Verdict.GATED
    assert barge_in.judge(words("厕所在哪里", 18.0, 19.0), is_stop) is Verdict.WORDS


def test_words_after_it_was_cut_off_are_a_visitors(speaking):
    speaking.falls_silent(11.0)
    assert speaking.judge(words("好", 12.5, 12.8), is_stop) is Verdict.WORDS


def test_words_before_it_began_are_a_visitors(speaking):
    assert speaking.judge(words("居住证办理", 8.0, 9.5), is_stop) is Verdict.WORDS


@given(st.integers(0, len(LINE) - 6), st.integers(5, 20))
def test_no_piece_of_its_own_line_ever_interrupts_it(at, size):
    barge_in = BargeIn()
    barge_in.speaks(LINE, 10.0, 6.0)
    piece, second = LINE[at : at + size], 6.0 / len(LINE)
    verdict = barge_in.judge(words(piece, 10.0 + at * second, 10.0 + (at + len(piece)) * second), is_stop)
    assert verdict in (Verdict.OWN, Verdict.BACKCHANNEL)


@given(st.lists(st.sampled_from("abcd"), max_size=5), st.lists(st.sampled_from("abcd"), max_size=8))
def test_the_share_found_is_that_of_the_best_stretch(part, whole):
    from rapidfuzz.distance import Levenshtein

    stretches = [whole[i:j] for i in range(len(whole) + 1) for j in range(i, len(whole) + 1)]
    best = min(Levenshtein.distance(part, stretch) for stretch in stretches)
    assert share_within(tuple(part), tuple(whole)) == pytest.approx(1.0 - best / len(part) if part else 0.0)


def test_what_sounds_at_a_moment_is_read_off_the_line():
    assert OwnSpeech("一二三四五六七八九十", 0.0, 10.0).sounding(2.5, 4.5) == "三四五"
