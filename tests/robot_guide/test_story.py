"""The story covers whatever can happen, in both languages."""

from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from robot_guide.story import EVENTS, Story, reading_of, sentences

TARGET = {"kind": "service", "id": "licence", "name": "营业执照"}


@dataclass
class Row:
    names: dict
    id: str = ""
    zone: str = ""


LICENCE = Row({"zh": "营业执照（设立）", "en": "Business licence (new)"})


@dataclass
class SmallHall:
    service_by_id: dict = field(default_factory=lambda: {"licence": LICENCE})
    window_by_id: dict = field(default_factory=lambda: {"B03": Row({"zh": "税务窗口B03"}, "B03", "tax")})
    zones: tuple = (Row({"zh": "税务区", "en": "Taxation"}, "tax"),)
    place_by_id: dict = field(default_factory=lambda: {"toilet": Row({"zh": "洗手间", "en": "Toilets"})})


def event(kind, robot="xiao_pu", t=1.0, **data):
    return {"t": t, "robot": robot, "event": kind, **data}


def understood(**data):
    full = {"intent": "guide", "target": TARGET, "window": "B03", "confidence": 0.964, "needs": "none"}
    return event("understood", **{**full, **data})


@pytest.mark.parametrize("kind", EVENTS)
def test_every_event_has_a_line_in_both_languages_whatever_its_data(kind):
    line = Story(SmallHall()).tell(event(kind))
    assert any("\u4e00" <= c <= "\u9fff" for c in line.zh)
    assert any(c.isascii() and c.isalpha() for c in line.en)
    assert "{" not in line.zh + line.en


def test_an_event_that_the_story_does_not_know_adds_nothing():
    assert Story().tell(event("wheel_turned")) is None


@pytest.mark.parametrize(("place", "zh", "en"), [
    ("B03", "小普答应去 B03 号窗口，约 12 秒后到。", "Xiao Pu promises to go to window B03, in about 12 seconds."),
    ("toilet", "小普答应去洗手间，约 12 秒后到。", "Xiao Pu promises to go to Toilets, in about 12 seconds."),
    ("", "小普答应去接一位来客，约 12 秒后到。", "Xiao Pu promises to fetch a visitor, in about 12 seconds."),
])  # fmt: skip
def test_a_promise_says_who_goes_where_and_when(place, zh, en):
    line = Story(SmallHall()).tell(event("promises", request="r1", place=place, seconds=12.2))
    assert (line.zh, line.en) == (zh, en)


def test_who_yields_says_to_whom():
    line = Story(SmallHall()).tell(event("yields", request="r1", place="B03", to="xiao_hui"))
    assert (line.zh, line.en) == ("小普不去 B03 号窗口了，由小惠去。", "Xiao Pu leaves window B03 to Xiao Hui.")


def test_a_target_is_named_in_the_language_of_the_sentence_from_the_hall():
    line = Story(SmallHall()).tell(understood())
    assert "B03 号窗口（营业执照）" in line.zh
    assert "window B03 (Business licence)" in line.en
    assert "96" in line.zh
    assert "96" in line.en


def test_without_a_hall_the_name_in_the_event_serves():
    assert "营业执照" in Story().tell(understood()).en


def test_later_events_remember_where_the_visitor_wants_to_go():
    story = Story(SmallHall())
    story.tell(understood())
    assert "Business licence" in story.tell(event("arrived")).en
    assert "Business licence" in story.tell(event("no_route")).en


def test_a_new_target_forgets_the_window_of_the_old_one():
    story = Story(SmallHall())
    story.tell(understood())
    line = story.tell(understood(target={"kind": "place", "id": "toilet", "name": "洗手间"}, window=None))
    assert "Toilets" in line.en
    assert "B03" not in line.en


def test_the_visitors_own_words_are_quoted_once_in_the_language_that_they_were_said_in():
    chinese = Story().tell(event("heard", text="你好", language="zh"))
    assert "你好" in chinese.zh
    assert "你好" not in chinese.en
    english = Story().tell(event("heard", text="Where is the toilet?", language="en"))
    assert "toilet" in english.en
    assert "toilet" not in english.zh


def test_what_a_robot_says_is_told_in_both_languages():
    story = Story(SmallHall())
    story.tell(understood())
    line = story.tell(event("says", text="请到B03窗口，请跟我来。", language="zh", line="lead_service_no_documents"))
    assert "「请到B03窗口，请跟我来。」" in line.zh
    assert "Business licence" in line.en
    assert "is handled at window B03 (Taxation)" in line.en
    english = story.tell(event("says", text="Here we are.", language="en", line="arrived_window_no_documents"))
    assert "“Here we are.”" in english.en
    assert "B03" in english.zh


@pytest.mark.parametrize("line", ["clarify_two", "no such line", None])
def test_where_no_translation_can_be_filled_in_the_words_stand_alone(line):
    told = Story().tell(event("says", text="您是要办「甲」，还是「乙」？", language="zh", line=line))
    assert "「您是要办『甲』，还是『乙』？」" in told.zh
    assert told.en == "Xiao Pu answers in Chinese."


def test_a_visitor_walks_up_only_once():
    story = Story()
    assert "walks up" in story.tell(event("heard", text="你好", language="zh")).en
    assert "walks up" not in story.tell(event("heard", text="谢谢", language="zh")).en


@pytest.mark.parametrize(
    ("data", "variant"),
    [
        ({"intent": "guide", "needs": "none"}, "guide"),
        ({"intent": "facility", "needs": "none"}, "guide"),
        ({"intent": "ask_info", "needs": "none"}, "question"),
        ({"intent": "guide", "needs": "clarify"}, "clarify"),
        ({"intent": "out_of_scope", "needs": "clarify"}, "unknown"),
        ({"intent": "guide", "needs": "confirm"}, "confirm"),
        ({"intent": "guide", "needs": "human", "target": None}, "nowhere"),
        ({"intent": "guide", "needs": "human", "target": TARGET}, "closed"),
        ({"intent": "human_help", "needs": "human"}, "human"),
        ({"intent": "control", "needs": "none"}, "control"),
        ({"intent": "emergency", "needs": "human"}, "emergency"),
    ],
)
def test_what_was_understood_decides_how_it_is_told(data, variant):
    assert reading_of(data) == variant
    assert variant in sentences().events["understood"]


def test_the_summary_does_not_call_a_failure_a_success():
    story = Story(SmallHall())
    story.tell(understood())
    good = story.tell(event("summary", success=True, collisions=np.int64(0), guided_m=24.2, seconds=63.4))
    bumped = story.tell(event("summary", success=True, collisions=2, guided_m=24.2, seconds=63.4))
    failed = story.tell(event("summary", success=False, collisions=0))
    assert good.tone == "good"
    assert "24 m" in good.en
    assert bumped.tone == failed.tone == "bad"
    assert "2 collision" in bumped.en
    assert "nobody was led" in failed.en


@pytest.mark.parametrize(
    ("setback", "words"),
    [
        (understood(intent="out_of_scope", target=None, needs="human"), "“我要买火车票” was not understood"),
        (understood(needs="clarify"), "asked back"),
        (understood(needs="confirm"), "asked back"),
        (understood(needs="human", target=None), "no such place"),
        (understood(needs="human"), "Business licence) is closed"),
        (event("no_route"), "no way leads there"),
        (event("visitor_lost"), "got lost"),
        (event("cancelled"), "called it off"),
    ],
)
def test_a_failure_says_why(setback, words):
    story = Story(SmallHall())
    for step in (event("heard", text="我要买火车票", language="zh"), setback):
        story.tell(step)
    line = story.tell(event("summary", success=False))
    assert words in line.en
    assert line.tone == "bad"


def test_thanks_do_not_make_good_what_was_not_understood():
    story = Story()
    for step in (understood(intent="out_of_scope", target=None), understood(intent="social", target=None)):
        story.tell(step)
    assert "not understood" in story.tell(event("summary", success=False)).en


def test_what_was_not_understood_at_first_and_then_was_is_no_setback():
    story = Story(SmallHall())
    for step in (understood(needs="clarify"), understood(), event("arrived")):
        story.tell(step)
    assert story.tell(event("summary", success=True, collisions=0)).tone == "good"
    assert "nobody was led" in story.tell(event("summary", success=False)).en


def test_braces_in_a_visitors_words_are_only_words():
    line = Story().tell(event("heard", text="{robot} {0} {", language="zh"))
    assert "{robot} {0} {" in line.zh


@given(st.sampled_from(EVENTS), st.dictionaries(st.sampled_from(["text", "target", "window", "language", "remaining",
       "confidence", "intent", "needs", "success", "collisions", "guided_m", "seconds"]),
       st.none() | st.booleans() | st.floats() | st.text() | st.just(TARGET)))  # fmt: skip
def test_no_data_can_break_the_story(kind, data):
    line = Story(SmallHall()).tell(event(kind, **data))
    assert line.zh
    assert line.en


def test_a_sentence_with_a_placeholder_that_nobody_fills_is_refused():
    broken = {**sentences().events, "home": {"any": {"zh": "回家", "en": "{robott} is home"}}}
    with pytest.raises(ValueError, match=r"events\.home\.any\.en has the unknown placeholder 'robott'"):
        replace(sentences(), events=broken)


def test_a_sentence_without_one_of_the_languages_is_refused():
    broken = {**sentences().events, "home": {"any": {"zh": "回家"}}}
    with pytest.raises(ValueError, match=r"events\.home\.any has no sentence in en"):
        replace(sentences(), events=broken)


def test_an_event_without_a_sentence_is_refused():
    broken = {key: value for key, value in sentences().events.items() if key != "waits"}
    with pytest.raises(ValueError, match="waits is missing"):
        replace(sentences(), events=broken)
