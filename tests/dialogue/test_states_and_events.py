"""Every state meets every event: no dead end; stop, cancel, a person and an emergency always work; time ends it."""

from __future__ import annotations

from typing import get_args

import pytest

from dialogue import (
    CallStaff,
    Conversation,
    ConversationConfig,
    GoHome,
    GuideReport,
    HallChanged,
    Lead,
    Meaning,
    Say,
    SpeechDone,
    understand,
)
from dialogue.acts import Act, PauseLeading, Report, ResumeLeading, StopLeading
from dialogue.meaning import Action
from dialogue.states import ON_THE_WAY, STATES

ROADS = {  # how each state is reached: words and news
    "idle": [],
    "attending": ["你好"],
    "clarifying": ["医保报销"],
    "confirming": ["居住证要带什么材料"],
    "guiding": ["我想办营业执照"],
    "waiting": ["我想办营业执照", GuideReport("visitor_behind")],
    "paused": ["我想办营业执照", "等等我"],
    "arrived": ["我想办营业执照", GuideReport("arrived")],
    "with_person": ["我想找工作人员"],
    "emergency": ["着火了"],
}
INTERRUPTED = ["我要报税", "养狗证怎么办理"]  # a question on the way
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
)


class Desk:
    def __init__(self, hall, road):
        self.hall, self.now = hall, 0.0
        self.conversation = Conversation(hall)
        self.said: list[Act] = []
        for event in road:
            self.take(event)

    def take(self, event):
        self.now += 1.0
        event = understand(event, self.hall) if isinstance(event, str) else event
        acts = self.conversation.handle(event, self.now)
        self.said += acts
        return acts


@pytest.fixture(params=[*STATES, "interrupted"])
def desk(request, small):
    """A conversation in each state, and one on the way that a question holds up."""
    road = INTERRUPTED if request.param == "interrupted" else ROADS[request.param]
    made = Desk(small, road)
    assert made.conversation.state == ("confirming" if request.param == "interrupted" else request.param)
    return made


def events(hall):
    meanings = [understand(text, hall) for text in WORDS]
    reports = [GuideReport(report) for report in get_args(Report)]
    halls = [
        hall,
        hall.closing("A02"),
        hall.closing("A01", "A02", "A03", "B01", "B02"),
        hall.without("business_licence", "residence_permit", "medical_insurance", "tax_filing", "information"),
    ]
    return [*meanings, *reports, SpeechDone("好的。"), *map(HallChanged, halls)]


def holds_together(conversation: Conversation) -> bool:
    """What must be true whatever has happened."""
    session = conversation._session
    asking = conversation.state in ("clarifying", "confirming")
    walking = conversation.state in ON_THE_WAY
    return (
        conversation.state in STATES
        and (session.question is not None) == asking
        and (session.interrupted is None or asking)
        and (session.target is not None if walking or session.interrupted else True)
        and (conversation.in_conversation or (session.target is None and session.last is None and session.pace == 1.0))
    )


def test_every_road_leads_to_its_state():
    assert set(ROADS) == set(STATES)


def test_every_event_in_every_state_leaves_a_whole_conversation(desk, small):
    for event in events(small):
        acts = desk.take(event)
        assert holds_together(desk.conversation), event
        assert all(isinstance(act, get_args(Act)) for act in acts)
        assert all(act.text and "{" not in act.text for act in acts if isinstance(act, Say))


@pytest.mark.parametrize("number", range(len(WORDS) + len(get_args(Report)) + 5))
def test_each_single_event_in_each_state_leaves_no_dead_end(desk, small, number):
    """From wherever an event leads, a person can be had, and time alone ends the conversation politely."""
    desk.take(events(small)[number])
    desk.hall = desk.conversation._session.hall
    before = len(desk.said)
    desk.take("转人工")
    called = [act for act in desk.said if isinstance(act, CallStaff)]
    assert called
    assert desk.conversation.state in ("with_person", "emergency")
    assert any(isinstance(act, Say) for act in desk.said[before:])


def test_stop_stops_in_every_state(desk):
    before = desk.conversation.state
    acts = desk.take("停")
    assert any(isinstance(act, (StopLeading, PauseLeading)) for act in acts) or before == "idle"
    assert desk.conversation.state not in ("guiding", "waiting")


@pytest.mark.parametrize("road", [ROADS["guiding"], ROADS["waiting"], ROADS["paused"], INTERRUPTED])
def test_a_stop_on_the_way_holds_the_walk_and_does_not_end_it(small, road):
    desk = Desk(small, road)
    target = desk.conversation.target
    assert PauseLeading() in desk.take("停")
    assert desk.conversation.state == "paused"
    assert ResumeLeading() in desk.take("继续")
    assert (desk.conversation.state, desk.conversation.target) == ("guiding", target)


@pytest.mark.parametrize("word", ["stop", "停下", "멈춰요"])
def test_stop_is_understood_in_every_language_whatever_is_spoken(small, word):
    desk = Desk(small, ["我想办营业执照"])
    assert PauseLeading() in desk.take(word)


def test_cancel_ends_the_walk_and_every_question(desk):
    walking = desk.conversation._session.on_the_way
    acts = desk.take("取消")
    assert (StopLeading() in acts) == walking
    assert desk.conversation.state in ("idle", "attending")
    assert desk.conversation.target is None


def test_an_emergency_calls_staff_with_calm_words_in_every_state(desk):
    acts = desk.take("有人晕倒了")
    assert [act for act in acts if not isinstance(act, Say)] == [StopLeading(), CallStaff("emergency")]
    assert [act.line for act in acts if isinstance(act, Say)] == ["emergency"]
    assert acts[-1].interrupt
    assert desk.conversation.state == "emergency"


def test_a_person_can_be_had_in_every_state(desk):
    desk.take("我要找工作人员")
    assert any(isinstance(act, CallStaff) for act in desk.said)
    assert desk.conversation.state in ("with_person", "emergency")


def test_goodbye_ends_it_in_every_state(desk):
    acts = desk.take("再见")
    assert any(isinstance(act, Say) for act in acts)
    assert desk.conversation.state == "idle"


def test_a_service_can_be_asked_for_in_every_state(desk):
    acts = desk.take("带我去接水")
    assert any(isinstance(act, Lead) and act.target.id == "water" for act in acts)
    assert desk.conversation.state == "guiding"


@pytest.mark.parametrize("action", get_args(Action))
def test_every_command_is_obeyed_in_every_state(desk, action):
    acts = desk.take(Meaning("…", "zh", "control", 0.95, action=action))
    assert holds_together(desk.conversation)
    assert acts or desk.conversation.state == "idle"


def test_time_alone_speaks_and_ends_every_conversation_but_a_sudden_silence_does_not(desk):
    conversation = desk.conversation
    if not conversation.in_conversation:
        assert conversation.tick(desk.now + 1e6) == ()
        return
    assert conversation.tick(desk.now + 1.0) == ()
    spoken, now = [], desk.now
    for _ in range(12):
        now += 1.5 * max(conversation.config.time_out(conversation.state), 1.0)
        acts = conversation.tick(now)
        spoken += acts
        assert any(isinstance(act, Say) for act in acts)
        if not conversation.in_conversation:
            break
    assert conversation.state == "idle"
    assert isinstance(spoken[-1], GoHome)


def test_a_clock_that_stands_still_is_no_trouble(desk, small):
    for event in events(small):
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


def test_the_same_events_give_the_same_acts(small):
    first, second = (Desk(small, []) for _ in range(2))
    for event in events(small):
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


def test_nothing_of_a_visitor_outlives_the_conversation(small):
    desk = Desk(small, ["长者模式", "where is the toilet", "大声一点", "bye bye"])
    assert desk.conversation.state == "idle"
    assert desk.conversation.language == "zh"
    greeting = desk.take("你好")[0]
    assert (greeting.style, greeting.loudness, greeting.rate) == ("normal", 1.0, 1.0)
    assert [act.line for act in desk.take("再说一遍")] == ["greet"]
    assert [act.line for act in desk.take("那材料呢")] == ["about_what"]


def test_what_the_last_visitor_was_not_understood_in_does_not_count_against_the_next(small):
    desk = Desk(small, ["请问阿巴阿巴", "再见", "请问阿巴阿巴"])
    assert not any(isinstance(act, CallStaff) for act in desk.said)
    assert desk.conversation.state == "confirming"


def test_loudness_and_rate_hold_for_all_that_is_said_from_then_on(small):
    desk = Desk(small, ["大声一点", "慢一点"])
    said = desk.take("厕所在哪里")[0]
    assert said.loudness > 1.0
    assert said.rate < 1.0


def test_every_fact_that_is_told_names_its_row(small):
    rows = {row.id for row in (*small.services, *small.windows, *small.places)} | {"hours"}
    desk = Desk(small, [])
    told = [act for text in WORDS for act in desk.take(text) if isinstance(act, Say)]
    assert all(set(act.facts) <= rows for act in told)
    for act in told:
        if act.line in ("lead_service", "documents", "fee", "duration", "online_yes", "hours", "arrived_window"):
            assert act.facts, act
