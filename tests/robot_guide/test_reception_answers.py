"""The reception: only words that are for this robot reach its conversation, and a stop reaches it at once."""

import math

import pytest

from dialogue.acts import (
    CallStaff,
    GoHome,
    GuideReport,
    HallChanged,
    Lead,
    PauseLeading,
    ResumeLeading,
    Say,
    SpeechDone,
)
from dialogue.meaning import Meaning, Target
from hall_map.geometry import Pose2D
from robot_guide.fleet import Bid, Colleague
from robot_guide.heard import Heard, Hypothesis
from robot_guide.reception import Reception, ReceptionConfig, ReceptionOutput

LEAD = Lead(Target("window", "A01", "A01"), "A01")
WORDS = {
    "停": ("control", "stop"), "不去了": ("control", "cancel"), "谢谢": ("social", None), "着火了": ("emergency", None),
}  # fmt: skip


class FakeTalk:
    """Leads on every request, stops on stop; in conversation from the first words until `over`."""

    def __init__(self):
        self.taken, self.in_conversation, self.next = [], False, ()

    def handle(self, event, now):
        self.taken.append(event)
        if isinstance(event, Meaning):
            self.in_conversation = True
            return (Say("ok", "好的", "zh"), LEAD)
        return self.next

    def tick(self, now):
        acts, self.next = self.next, ()
        return acts


def meaning_of(text, hall, language, nbest=()):
    intent, action = WORDS.get(text, ("guide", None))
    return Meaning(text, "zh", intent, 0.9, action=action)


def reception(peers=("xiao_hui",)):
    talk = FakeTalk()
    return Reception("hall", "xiao_pu", peers, ReceptionConfig(), talk=talk, understanding=meaning_of), talk


def heard(text, distance=1.0, end=10.0, **more):
    level = 60.0 - 20.0 * math.log10(distance)
    return Heard(text, "zh", end - 1.0, end, level_db=level, **more)


def names(output):
    return [event.event for event in output.events]


def test_a_robot_alone_answers_after_its_patience():
    robot, talk = reception()
    output = robot.hear(heard("你好"), 10.0)
    assert [bid.robot for bid in output.bids] == ["xiao_pu"]
    assert output.acts == ()
    assert robot.tick(10.2).acts == ()
    output = robot.tick(10.35)
    assert output.acts == (Say("ok", "好的", "zh"), LEAD)
    assert names(output) == ["heard", "answers", "understood", "says"]
    assert len(talk.taken) == 1


def test_with_no_peers_it_answers_at_once():
    robot, _ = reception(peers=())
    assert LEAD in robot.hear(heard("你好"), 10.0).acts


def test_what_a_nearer_robot_answers_never_reaches_this_conversation():
    robot, talk = reception()
    robot.hear(heard("你好", 2.0), 10.0)
    robot.bid(Bid("xiao_hui", 10.0, 1.0, False), 10.1)
    robot.tick(11.0)
    assert talk.taken == []


def test_what_is_said_far_away_is_not_answered():
    robot, talk = reception()
    output = robot.hear(heard("你好", 6.0), 10.0)
    assert output.bids[0].cost == math.inf
    assert robot.tick(11.0).acts == ()
    assert talk.taken == []


@pytest.mark.parametrize("words", ["", "   "])
def test_silence_is_no_utterance(words):
    robot, _ = reception()
    assert robot.hear(heard(words), 10.0).bids == ()


def test_a_part_of_an_utterance_is_not_answered():
    robot, talk = reception(peers=())
    robot.hear(heard("我想", final=False), 10.0)
    assert talk.taken == []


@pytest.mark.parametrize("words", ["停", "着火了"])
def test_a_stop_in_conversation_is_heeded_without_an_auction(words):
    robot, talk = reception()
    talk.in_conversation = True
    output = robot.hear(heard(words, 3.0), 10.0)
    assert [type(event) for event in talk.taken] == [Meaning]
    assert output.acts
    (claim,) = output.bids
    assert (claim.cost, claim.in_conversation) == (0.0, True)


def test_a_stop_is_heeded_before_the_words_have_ended_and_only_once():
    robot, talk = reception()
    talk.in_conversation = True
    assert robot.hear(heard("停", final=False), 9.5).acts
    assert robot.hear(heard("停", final=False), 9.7).acts == ()
    assert robot.hear(heard("停"), 10.0).acts == ()
    robot.tick(11.0)
    assert len(talk.taken) == 1


def led_beside(colleague_talks: bool):
    robot, talk = reception()
    talk.in_conversation = True
    colleague = Colleague("xiao_hui", Pose2D(4.0, 0.0), in_conversation=colleague_talks)
    robot.see((), Pose2D(0.0, 0.0), 9.9, free=False, colleagues=(colleague,))
    return robot, talk


def test_the_visitor_of_a_colleague_does_not_call_off_this_robots_walk_but_may_stop_it():
    robot, talk = led_beside(colleague_talks=True)
    robot.hear(heard("不去了", 4.0), 10.0)
    robot.bid(Bid("xiao_hui", 10.0, 1.0, True), 10.1)
    robot.tick(11.0)
    assert talk.taken == []
    robot.hear(heard("停", 4.0, end=12.0), 12.0)
    assert [taken.text for taken in talk.taken] == ["停"]


@pytest.mark.parametrize(("colleague_talks", "waits"), [(True, True), (False, False)])
def test_its_own_visitor_calls_its_walk_off_and_only_beside_another_visitor_it_waits_for_the_auction(
    colleague_talks, waits
):
    robot, talk = led_beside(colleague_talks)
    robot.hear(heard("不去了", 1.0), 10.0)
    assert (talk.taken == []) == waits
    robot.bid(Bid("xiao_hui", 10.0, 4.0, True), 10.1)
    robot.tick(11.0)
    assert [taken.text for taken in talk.taken] == ["不去了"]


def test_a_stop_from_nobodys_visitor_is_no_business_of_an_idle_robot_far_away():
    robot, talk = reception()
    robot.hear(heard("停", 6.0), 10.0)
    robot.tick(11.0)
    assert talk.taken == []


def test_thanks_in_conversation_wait_for_the_auction():
    robot, talk = reception()
    talk.in_conversation = True
    assert robot.hear(heard("谢谢"), 10.0).acts == ()


def test_called_by_name_it_answers_from_afar():
    robot, talk = reception(peers=())
    robot.hear(heard("小普小普，过来", 7.0), 10.0)
    assert len(talk.taken) == 1


@pytest.mark.parametrize("serves", [False, True])
def test_its_bare_name_from_afar_is_talk_about_it(serves):
    robot, talk = reception(peers=())
    talk.in_conversation = serves
    robot.hear(heard("那个小普真可爱", 7.0), 10.0)
    assert talk.taken == []


def test_a_call_for_a_colleague_is_none_of_its_business_even_in_conversation():
    robot, talk = reception()
    talk.in_conversation = True
    robot.hear(heard("你好小惠"), 10.0)
    robot.tick(11.0)
    assert talk.taken == []


def test_on_its_way_home_it_stops_for_who_speaks_to_it_and_goes_on_when_they_are_done():
    robot, talk = reception(peers=())
    talk.next = (GoHome(),)
    robot.tick(1.0)
    talk.handle = lambda event, now: setattr(talk, "in_conversation", True) or ()
    assert robot.hear(heard("你好"), 10.0).acts == (PauseLeading(),)
    assert robot.tick(20.0).acts == ()
    talk.in_conversation = False
    assert robot.tick(30.0).acts == (ResumeLeading(),)
    assert robot.tick(31.0).acts == ()


def test_at_home_there_is_nothing_to_pause():
    robot, talk = reception(peers=())
    talk.next = (GoHome(),)
    robot.tick(1.0)
    talk.next = ()
    robot.report(GuideReport("home"), 5.0)
    assert PauseLeading() not in robot.hear(heard("你好"), 10.0).acts


def test_a_new_hall_is_understood_from_the_next_words_on():
    robot, talk = reception(peers=())
    robot.change_hall("another hall", 5.0)
    assert talk.taken == [HallChanged("another hall")]
    assert robot.hall == "another hall"


def test_the_recognisers_confidence_and_calls_for_staff_are_told():
    robot, talk = reception(peers=())
    output = robot.hear(heard("你好", nbest=(Hypothesis("你好", 0.87),)), 10.0)
    assert output.events[0].data["confidence"] == 0.87
    talk.next = (CallStaff("fire"),)
    assert robot.tick(11.0).events[0].data == {"reason": "fire"}


def test_who_only_shows_that_they_listen_while_it_speaks_is_not_answered():
    robot, talk = reception(peers=())
    talk.in_conversation = True
    robot.speaks("居住证办理请到C03窗口，要带身份证和房产证", 6.0, 7.0)
    assert robot.hear(heard("嗯"), 10.0) == ReceptionOutput()
    assert talk.taken == []


def test_a_stop_and_a_question_while_it_speaks_are_answered():
    robot, talk = reception(peers=())
    talk.in_conversation = True
    robot.speaks("居住证办理请到C03窗口，要带身份证和房产证", 6.0, 7.0)
    assert robot.hear(heard("停"), 10.0).acts
    assert robot.hear(heard("厕所在哪里", end=11.0), 11.0).acts
    assert len(talk.taken) == 2


@pytest.mark.parametrize("final", [False, True])
def test_it_falls_silent_at_once_for_its_visitor_and_before_it_knows_the_answer(final):
    robot, talk = reception()
    talk.in_conversation = True
    robot.speaks("居住证办理请到C03窗口，要带身份证和房产证", 6.0, 7.0)
    output = robot.hear(heard("厕所在哪", final=final), 10.0)
    assert output.hush
    assert output.acts == ()
    robot.spoken(SpeechDone("居住证办理请到C03窗口，要带身份证和房产证"), 10.0)
    assert not robot.hear(heard("厕所在哪里", end=10.5), 10.5).hush


def test_it_talks_on_for_who_listens_and_for_who_is_not_its_visitor():
    robot, talk = reception()
    talk.in_conversation = True
    robot.speaks("居住证办理请到C03窗口，要带身份证和房产证", 6.0, 7.0)
    assert not robot.hear(heard("嗯"), 10.0).hush
    assert not robot.hear(heard("我们去那边看看", 9.0), 10.0).hush
    talk.in_conversation = False
    assert not robot.hear(heard("我们去那边看看"), 10.0).hush


def test_the_same_word_after_it_has_spoken_is_an_answer():
    robot, talk = reception(peers=())
    talk.in_conversation = True
    robot.speaks("要我带您去吗？", 2.0, 3.0)
    robot.spoken(SpeechDone("要我带您去吗？"), 5.0)
    assert robot.hear(heard("好"), 10.0).acts
