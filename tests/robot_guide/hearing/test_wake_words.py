"""A robot wakes when it is called, and not when it is talked about."""

import pytest

from robot_guide.heard import Heard, Hypothesis
from robot_guide.hearing.wake_words import calls, is_addressed, is_called


@pytest.mark.parametrize("text", [
    "小普小普", "小普小普，厕所在哪里", "你好小普", "你好，小普，我想办证", "您好小普", "小普你好", "小铺小铺",
    "晓普晓璞",
    "消普小普",
    "hello xiao pu", "Hey, Xiao Pu! Where is the toilet?", "xiao pu xiao pu", "안녕하세요 샤오푸", "샤오푸 샤오푸",
])  # fmt: skip
def test_a_robot_is_called_by_its_name_twice_or_with_a_greeting(text):
    assert calls(text, "xiao_pu")


@pytest.mark.parametrize("text", ["小惠小惠", "你好小慧", "小惠你好", "hi xiao hui", "小会小会"])
def test_the_other_robot_has_its_own_name(text):
    assert calls(text, "xiao_hui")
    assert not calls(text, "xiao_pu")


@pytest.mark.parametrize("text", [
    "", "小普", "我看见小普了", "那个小普真可爱", "你好", "你好，小会议室在哪里", "你好，小铺子在哪里", "小朋友小朋友",
    "小心小心",
    "普通普通", "小组小组", "你好小王", "this is xiao pu", "xiao pu", "say hello to xiao pu", "hello", "샤오푸",
    "안녕하세요",
    "他说你好小普", "慢慢小普小普",
])  # fmt: skip
def test_talk_about_it_and_words_that_sound_a_little_like_it_are_no_call(text):
    assert not calls(text, "xiao_pu")
    assert not calls(text, "xiao_hui")


@pytest.mark.parametrize("text", ["你跑小普", "一号小普", "呢好小普", "你好先普", "小普你讨", "你跑小普，厕所在哪里"])
def test_one_syllable_of_a_greeting_may_be_misheard(text):
    assert calls(text, "xiao_pu")


@pytest.mark.parametrize("text", [
    "你找小普", "你叫小普", "你要小惠", "你和小普", "你到小普那里", "你好小朋友", "你好小黄", "你好小朱", "你好小梅",
    "一跑小普", "呢跑小惠", "小普在哪里", "小普要去充电", "小惠到了",
])  # fmt: skip
def test_what_is_nearly_a_greeting_is_none_where_it_says_something_else(text):
    assert not calls(text, "xiao_pu")
    assert not calls(text, "xiao_hui")


def test_one_syllable_may_be_any_alike_in_the_doubled_name_only():
    assert calls("小普小破", "xiao_pu")
    assert not calls("小破小破", "xiao_pu")
    assert not calls("你好小破", "xiao_pu")


def heard(*readings):
    return Heard(readings[0][0], "zh", 0.0, 1.0, nbest=tuple(Hypothesis(*each) for each in readings))


def test_a_reading_further_down_may_be_the_call():
    assert is_called(heard(("消补消补吧", 0.5), ("小普小普", 0.4)), "xiao_pu")


def test_a_reading_that_nobody_believes_is_none():
    assert not is_called(heard(("笑不笑不", 0.9), ("小普小普", 0.1)), "xiao_pu")


def test_no_call_is_needed_within_a_session_or_from_who_stands_in_front():
    question = heard(("厕所在哪里", 0.9))
    assert is_addressed(question, "xiao_pu", in_session=True, in_front=False)
    assert is_addressed(question, "xiao_pu", in_session=False, in_front=True)
    assert not is_addressed(question, "xiao_pu", in_session=False, in_front=False)
    assert is_addressed(heard(("小普小普", 0.9)), "xiao_pu", in_session=False, in_front=False)


def test_a_robot_without_words_of_its_own_is_called_by_its_id():
    assert calls("hello xiao ming", "xiao_ming")
    assert not calls("xiao ming", "xiao_ming")
    assert not any(calls(text, "xiao_ming") for text in ("你好", "你好你好", "小明小明"))
