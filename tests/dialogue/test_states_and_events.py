"""Every state meets every event: no dead end; stop, cancel, a person and an emergency always work; time ends it."""

from __future__ import annotations

import datetime as dt
from typing import get_args

import pytest

from dialogue import (
    CallStaff,
    Conversation,
    ConversationConfig,
    GuideReport,
    HallChanged,
    Handover,
    Lead,
    Meaning,
    PersonStopped,
    QueueNews,
    Say,
    SpeechDone,
    TimeOfDay,
    WindowQueue,
)
from dialogue.acts import Act, PauseLeading, Report, ResumeLeading, StopLeading
from dialogue.meaning import Action
from dialogue.replies import lines, placeholders
from dialogue.states import ASKING, HELD, ON_THE_WAY, SILENT, STATES, TRANSITIONS

WORDS = (
    "我想办营业执照",
    "医保报销",
    "厕所在哪里",
    "养狗证怎么办理",
    "带我去C01窗口",
    "去Z99窗口",
    "三号窗口",
    "B03",
    "那材料呢",
    "你们几点下班",
    "居住证多少钱",
    "社保在哪",
    "你好",
    "谢谢",
    "再见",
    "对",
    "不是",
    "你叫什么名字",
    "你能做什么",
    "你真棒",
    "转人工",
    "着火了",
    "今天天气怎么样",
    "阿巴阿巴",
    "",
    "第一个",
    "第二个",
    "停",
    "等等我",
    "继续",
    "取消",
    "再说一遍",
    "慢一点",
    "快一点",
    "大声一点",
    "小声一点",
    "说英语可以吗",
    "会说法语吗",
    "长者模式",
    "stop",
    "where is the toilet",
    "멈춰요",
    "화장실이 어디에요",
    "另一个",
    "办好了",
    "先去报税",
    "报税不办了",
    "还要报税",
    "社保自助机能办吗",
)


HALLS = {"same": (), "one shut": ("A02",), "most shut": ("A01", "A02", "A03", "B01", "B02")}
GONE = ("business_licence", "residence_permit", "medical_insurance", "tax_filing", "information")


def events(small, both, tax):
    """Every event that a conversation can meet."""
    halls = {name: small.closing(*shut) for name, shut in HALLS.items()} | {"much gone": small.without(*GONE)}
    noon = dt.datetime(2026, 11, 25, 12, 0)
    return [
        *WORDS,
        both,
        *(GuideReport(report, 12.0) for report in get_args(Report)),
        *map(HallChanged, halls.values()),
        SpeechDone("好的。"),
        PersonStopped(),
        QueueNews((WindowQueue("A01", 1.0, 9, 40.0, "A017"), WindowQueue("A02", 1.0, 0))),
        TimeOfDay(noon, {"C01": noon + dt.timedelta(days=1)}),
        Handover("en", elder=True, target=tax, at=(1.0, 2.0)),
    ]


def holds_together(conversation: Conversation) -> bool:
    """What must be true whatever has happened."""
    session = conversation._session
    walking = conversation.state in ON_THE_WAY
    return (
        conversation.state in STATES
        and (session.question is not None) == (conversation.state in ASKING)
        and (session.before is not None) == (conversation.state in HELD)
        and (session.target is not None if walking or session.before else True)
        and (bool(session.then) if conversation.state == "arrived/between" else True)
        and (conversation.in_conversation or (session.target is None and session.pace == 1.0))
    )


COUNT = len(WORDS) + 1 + len(get_args(Report)) + 4 + 5


@pytest.fixture
def all_events(small, roads):
    tax = roads["arrived/between"][0].then[0]
    return events(small, roads["arrived/between"][0], tax)


def test_every_state_has_a_road_to_it_and_a_way_out(roads):
    assert set(roads) == set(STATES)
    for _, sources, target in TRANSITIONS:
        assert target in STATES
        assert all(any(state.startswith(source) for state in STATES) for source in sources)


def test_every_event_in_every_state_leaves_a_whole_conversation(desk, all_events):
    for event in all_events:
        acts = desk.take(event)
        assert holds_together(desk.conversation), event
        assert all(isinstance(act, get_args(Act)) for act in acts)
        assert all(act.text and "{" not in act.text for act in acts if isinstance(act, Say))


@pytest.mark.parametrize("number", range(COUNT))
def test_each_single_event_in_each_state_leaves_no_dead_end(at_desk, all_events, number):
    """From wherever an event leads, a person can be had, words are understood, and time alone ends it politely."""
    assert len(all_events) == COUNT
    for state in STATES:
        desk = at_desk(state)
        desk.take(all_events[number])
        assert holds_together(desk.conversation), state
        desk.hall = desk.conversation._session.hall
        before = len(desk.said)
        desk.take("转人工")
        assert any(isinstance(act, CallStaff) for act in desk.said), state
        assert desk.conversation.state in ("with_person", "emergency")
        assert any(isinstance(act, Say) for act in desk.said[before:])


@pytest.mark.parametrize("number", range(COUNT))
def test_each_single_event_in_each_state_leads_where_time_alone_speaks_and_ends_it(at_desk, all_events, number):
    for state in STATES:
        desk = at_desk(state)
        desk.take(all_events[number])
        speaks_until_it_ends(desk)


def speaks_until_it_ends(desk):
    conversation, now = desk.conversation, desk.now
    for _ in range(12):
        if conversation.state in SILENT:
            break
        assert conversation.tick(now + 0.5) == ()
        now += 2.0 * conversation.config.time_out(conversation.state)
        acts = conversation.tick(now)
        assert any(isinstance(act, Say) for act in acts), conversation.state
    assert not conversation.in_conversation
    conversation.tick(now + 1000.0)
    assert conversation.state == "idle/alone"


def test_time_alone_speaks_and_ends_every_conversation(desk):
    spoken_before = len(desk.said)
    speaks_until_it_ends(desk)
    assert len(desk.said) == spoken_before


def test_a_person_who_was_greeted_and_says_nothing_is_left_in_peace(at_desk):
    desk = at_desk("idle/greeted")
    assert [act.line for act in desk.said] == ["greet"]
    assert desk.take(PersonStopped()) == ()
    assert desk.conversation.tick(desk.now + 100.0) == ()
    assert not desk.conversation.in_conversation


def test_who_speaks_need_not_hear_the_greeting_to_its_end(at_desk):
    said = [act for act in at_desk("idle/greeted").take("厕所在哪里") if isinstance(act, Say)]
    assert said[0].interrupt
    assert not at_desk("idle/alone").take("厕所在哪里")[0].interrupt


def test_nobody_is_greeted_while_somebody_is_served(desk):
    if desk.conversation.state != "idle/alone":
        assert desk.take(PersonStopped()) == ()


def test_an_emergency_calls_staff_with_calm_words_in_every_state(desk):
    acts = desk.take("有人晕倒了")
    assert [act for act in acts if not isinstance(act, Say)] == [StopLeading(), CallStaff("emergency")]
    assert [act.line for act in acts if isinstance(act, Say)] == ["emergency"]
    assert acts[-1].interrupt
    assert desk.conversation.state == "emergency"


def test_goodbye_ends_it_in_every_state(desk):
    acts = desk.take("再见")
    assert any(isinstance(act, Say) for act in acts)
    assert not desk.conversation.in_conversation


def test_a_service_can_be_asked_for_in_every_state(desk):
    acts = desk.take("带我去接水")
    assert any(isinstance(act, Lead) and act.target.id == "water" for act in acts)
    assert desk.conversation.state == "guiding/walking"


@pytest.mark.parametrize("state", [*ON_THE_WAY, *HELD])
def test_a_stop_on_the_way_holds_the_walk_and_does_not_end_it(at_desk, state):
    desk = at_desk(state)
    target = desk.conversation.target
    assert PauseLeading() in desk.take("停")
    assert desk.conversation.state == "guiding/paused"
    assert ResumeLeading() in desk.take("继续")
    assert (desk.conversation.state, desk.conversation.target) == ("guiding/walking", target)


@pytest.mark.parametrize("action", get_args(Action))
def test_every_command_is_obeyed_in_every_state(desk, action):
    before = desk.conversation.state
    acts = desk.take(Meaning("…", "zh", "control", 0.95, action=action))
    assert holds_together(desk.conversation)
    assert acts or before in SILENT


def test_a_clock_that_stands_still_is_no_trouble(desk, all_events):
    for event in all_events:
        event = desk.understood(event, desk.hall) if isinstance(event, str) else event
        desk.conversation.handle(event, 0.0)
        desk.conversation.tick(0.0)
        assert holds_together(desk.conversation)


def test_no_event_ever_leads_to_a_closed_window(desk, small):
    hall = small.closing("A01", "A02", "B01", "B02", "B03", "C01")
    desk.take(HallChanged(hall))
    desk.hall = hall
    for text in WORDS:
        for act in desk.take(text):
            if isinstance(act, Lead) and act.target.kind != "place":
                assert act.window == "A03"


def test_the_same_events_give_the_same_acts(at_desk, all_events):
    first, second = (at_desk("idle/alone") for _ in range(2))
    for event in all_events:
        assert first.take(event) == second.take(event)


def test_an_event_of_another_kind_is_the_callers_mistake(small):
    with pytest.raises(TypeError, match="cannot take in"):
        Conversation(small).handle("你好", 0.0)


@pytest.mark.parametrize("name", ["attending", "emergency", "failures", "slower"])
def test_a_setting_that_makes_no_sense_is_refused(name):
    with pytest.raises(ValueError, match=f"{name} must be > 0"):
        ConversationConfig(**{name: 0})


def test_a_language_that_the_robots_do_not_speak_is_refused():
    with pytest.raises(ValueError, match="language must be zh, en or ko"):
        ConversationConfig(language="fr")


def test_nothing_of_a_visitor_outlives_the_conversation(desk, all_events, small):
    """Whatever was said: half a minute after the goodbye every field is as in a conversation that nobody has had."""
    words = [event for event in all_events if isinstance(event, str)]
    for event in ("长者模式", "where is the toilet", "大声一点", *words, "bye bye"):
        desk.take(event)
    desk.conversation.tick(desk.now + 30.0)
    assert memory_of(desk.conversation) == memory_of(Conversation(small))


def memory_of(conversation):
    session, speaker = conversation._session, conversation._session.speaker
    kept = {"speaker", "now", "homeward", "_machine", "_queues", "_clock"}  # of the robot and the hall
    manner = (speaker.language, speaker.elder, speaker.loudness, speaker.rate)
    return {key: value for key, value in vars(session).items() if key not in kept and not callable(value)}, manner


def test_what_the_last_visitor_was_not_understood_in_does_not_count_against_the_next(at_desk):
    desk = at_desk("idle/alone")
    for words in ("请问阿巴阿巴", "再见", "请问阿巴阿巴"):
        desk.take(words)
    assert not any(isinstance(act, CallStaff) for act in desk.said)
    assert desk.conversation.state == "confirming"


def test_loudness_and_rate_hold_for_all_that_is_said_from_then_on(at_desk):
    desk = at_desk("idle/alone")
    for words in ("大声一点", "慢一点"):
        desk.take(words)
    said = desk.take("厕所在哪里")[0]
    assert said.loudness > 1.0
    assert said.rate < 1.0


def test_every_piece_that_is_filled_in_names_its_row_and_field(desk, all_events, small):
    ids = {row.id for kind in (small.services, small.windows, small.places, small.zones) for row in kind}
    known = ids | {"hours", "xiao_pu", "xiao_hui", "Z99"}
    for event in all_events:
        for act in desk.take(event):
            if isinstance(act, Say):
                asked = placeholders(lines()[act.language][act.line].say[0])
                assert asked <= {fact.placeholder for fact in act.facts}, act
                assert all(fact.row in known and fact.field for fact in act.facts), act
