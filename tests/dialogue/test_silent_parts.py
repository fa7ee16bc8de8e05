"""What a visitor is told of a robot a part of which has fallen silent."""

from pathlib import Path

import pytest

import hall_map
from dialogue import Conversation, understand
from dialogue.acts import PartSilent, Say

HALL = hall_map.load(Path(__file__).parents[2] / "maps" / "putuo")


@pytest.fixture
def led():
    conversation = Conversation(HALL)
    conversation.handle(understand("带我去洗手间", HALL), 0.0)
    assert conversation.state == "guiding/walking"
    return conversation


def lines(acts):
    return [act.line for act in acts if isinstance(act, Say)]


@pytest.mark.parametrize("part", ["navigator", "guide", "senses"])
def test_on_the_way_they_hear_that_the_robot_stands_and_that_it_goes_on(led, part):
    assert lines(led.handle(PartSilent(part), 5.0)) == ["legs_gone"]
    assert led.state == "guiding/walking"
    assert lines(led.handle(PartSilent(part, back=True), 8.0)) == ["legs_back"]


def test_a_robot_that_got_its_voice_back_says_again_what_was_not_heard(led):
    said = led.handle(PartSilent("voice"), 5.0)
    assert said == ()
    assert lines(led.handle(PartSilent("voice", back=True), 6.0))[0] == "voice_back"
    assert len(led.handle(PartSilent("voice", back=True), 6.0)) == 2


@pytest.mark.parametrize("part", ["navigator", "guide", "voice", "senses"])
def test_nobody_is_told_where_nobody_is_served(part):
    conversation = Conversation(HALL)
    assert conversation.handle(PartSilent(part), 1.0) == ()
    assert conversation.handle(PartSilent(part, back=True), 2.0) == ()


def test_who_only_asks_something_is_not_told_of_the_legs():
    conversation = Conversation(HALL)
    conversation.handle(understand("你叫什么名字", HALL), 0.0)
    assert conversation.handle(PartSilent("navigator"), 1.0) == ()
