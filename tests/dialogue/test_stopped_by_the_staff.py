"""A robot that the staff have stopped says so, and promises nobody that it goes on."""

from pathlib import Path

import pytest

import hall_map
from dialogue import Conversation, understand
from dialogue.acts import GuideReport, Lead, Say

PUTUO = hall_map.load(Path(__file__).parents[2] / "maps" / "putuo")


@pytest.fixture
def talk():
    return Conversation(PUTUO, robot="xiao_pu")


def lines(acts):
    return [act.line for act in acts if isinstance(act, Say)]


def hear(talk, text, now):
    return talk.handle(understand(text, PUTUO), now)


def test_on_the_way_it_says_that_it_was_stopped_and_that_it_goes_on(talk):
    hear(talk, "带我去A01窗口", 0.0)
    assert lines(talk.handle(GuideReport("held"), 5.0)) == ["held"]
    assert lines(hear(talk, "继续走", 8.0)) == ["held"]
    assert lines(talk.handle(GuideReport("released"), 12.0)) == ["goes_on"]
    assert "held" not in lines(hear(talk, "带我去A02窗口", 15.0))


def test_who_asks_a_stopped_robot_to_be_led_is_told_to_wait(talk):
    assert talk.handle(GuideReport("held"), 0.0) == ()
    acts = hear(talk, "带我去A01窗口", 5.0)
    assert lines(acts) == ["held"]
    assert any(isinstance(act, Lead) for act in acts), "it is remembered for when the robot may go"


@pytest.mark.parametrize("words", ["去A12窗口怎么走", "几点下班"])
def test_questions_are_answered_all_the_same(talk, words):
    talk.handle(GuideReport("held"), 0.0)
    assert lines(hear(talk, words, 5.0)) != []


def test_what_is_known_already_is_not_said_again(talk):
    hear(talk, "带我去A01窗口", 0.0)
    assert lines(talk.handle(GuideReport("held"), 5.0)) == ["held"]
    assert talk.handle(GuideReport("held"), 6.0) == ()
