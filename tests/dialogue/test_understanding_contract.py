"""Whatever is said, the meaning keeps the contract: never an error, never a closed window, the same again."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogue import Answer, Conversation, Dialogue, Lead, Meaning, ask, prepare, understand
from dialogue.meaning import Action, Intent, Needs, Topic
from dialogue.understanding import index_of

PIECES = (
    "我想",
    "办",
    "营业执照",
    "社保",
    "着火",
    "停",
    "三号",
    "窗口",
    "A",
    "十二",
    "厕所",
    "在哪",
    "不是",
    "，",
    "。",
    "?",
    "the",
    "taxes",
    "window",
    "where",
    " ",
    "화장실",
    "거주증",
    "取消",
    "谢谢",
    "\n",
    "\u200b",
    "…",
    "^",
    "(",
    "[",
    "\\",
    "{robot}",
    "ﾊﾝ",
    "😀",
    "\x00",
    "0",
    "９９",
)
ANYTHING = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
SLOW = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def keeps_the_contract(meaning: Meaning, text: str, hall) -> None:
    assert meaning.text == text
    assert meaning.language in ("zh", "en", "ko")
    assert meaning.intent in get_args(Intent)
    assert 0.0 <= meaning.confidence <= 1.0
    assert meaning.needs in get_args(Needs)
    assert (meaning.topic is not None) == (meaning.intent == "ask_info")
    assert (meaning.action is not None) == (meaning.intent == "control")
    assert (meaning.social is not None) == (meaning.intent == "social")
    assert meaning.topic in (None, *get_args(Topic))
    assert meaning.action in (None, *get_args(Action))
    targets = [meaning.target, *meaning.alternatives] if meaning.target else list(meaning.alternatives)
    assert len(targets) == len({(target.kind, target.id) for target in targets})
    rows = {"service": hall.services, "window": hall.windows, "place": hall.places}
    assert all(target.id in {row.id for row in rows[target.kind]} and target.name for target in targets)
    assert meaning.needs != "clarify" or (meaning.target and meaning.alternatives)
    assert meaning.intent not in ("emergency", "out_of_scope", "human_help") or meaning.needs == "human"
    if meaning.intent == "facility":
        assert meaning.target.kind == "place"
    if meaning.window:
        assert any(row.id == meaning.window and row.open for row in hall.windows)


@SLOW
@given(text=ANYTHING)
def test_any_text_whatsoever_has_a_meaning_within_the_contract(small, text):
    keeps_the_contract(understand(text, small), text, small)


@SLOW
@given(text=ANYTHING, language=st.sampled_from(("zh", "en", "ko")))
def test_a_language_that_is_given_is_kept(small, text, language):
    meaning = understand(text, small, language)
    keeps_the_contract(meaning, text, small)
    assert meaning.language == language


@SLOW
@given(texts=st.lists(ANYTHING, max_size=6))
def test_any_talk_whatsoever_is_answered_without_an_error(small, texts):
    dialogue = Dialogue(small)
    for text in texts:
        answer = dialogue.ask(text)
        assert isinstance(answer.reply, str)
        for act in answer.acts:
            if isinstance(act, Lead) and act.target.kind != "place":
                assert any(row.id == act.window and row.open for row in small.windows)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n",
        "。。。",
        "？！",
        "\x00\x01\x02",
        "\u202e\u200b",
        "😀😀😀",
        "🇨🇳",
        "a" * 10_000,
        "办" * 10_000,
        "营业执照" * 2_500,
        "\ud800",
        "١٢٣",
        "ａｂｃ",
        "<script>",
        "'; drop table services; --",
        "%s %d {0} {robot}",
        "(((((",
        "[[[",
        "\\d+",
        "NULL",
        "零〇十百千万",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_odd_texts_have_a_meaning(small, text):
    keeps_the_contract(understand(text, small), text, small)


def test_nothing_said_means_nothing(small):
    assert understand("", small) == Meaning("", "zh", "out_of_scope", 0.0, needs="human")


def test_a_language_that_there_is_not_is_the_callers_mistake(small):
    with pytest.raises(ValueError, match="language must be auto, zh, en, ko, got 'fr'"):
        understand("bonjour", small, "fr")


def test_the_same_words_in_the_same_hall_mean_the_same(small):
    for text in ("医保报销", "三号窗口", "where is the toilet"):
        assert understand(text, small) == understand(text, small) == understand(text, replace(small))


def test_the_index_of_a_hall_is_built_once_and_goes_with_the_hall(small):
    hall = replace(small)
    index = index_of(hall)
    assert index_of(hall) is index
    other = hall.without("toilet")
    assert index_of(other) is not index
    assert understand("厕所在哪里", other).intent == "out_of_scope"
    assert understand("厕所在哪里", hall).intent == "facility"


def test_whoever_prepares_a_hall_has_its_index_before_the_first_sentence(small, monkeypatch):
    hall = replace(small, places=small.places[:2])
    prepare(hall)
    monkeypatch.setattr("dialogue.understanding.Index", lambda hall: pytest.fail("an index was built for a visitor"))
    assert understand("厕所在哪里", hall).intent == "facility"


def test_the_index_of_a_hall_that_is_gone_is_let_go(small):
    import gc
    import weakref

    hall = replace(small, services=small.services[:1])
    held = weakref.ref(index_of(hall))
    del hall
    gc.collect()
    understand("你好，带我去厕所", replace(small, places=small.places[:1]))
    assert held() is None


def test_a_hall_with_nothing_in_it_understands_and_says_so(small):
    @dataclass(frozen=True)
    class Nothing:
        names: dict
        hours: tuple = ()
        services: tuple = ()
        windows: tuple = ()
        places: tuple = ()
        zones: tuple = ()

    hall = Nothing({"zh": "空厅"})
    assert understand("我想办营业执照", hall).intent == "out_of_scope"
    assert understand("厕所在哪里", hall).target is None
    assert understand("A01窗口", hall).unknown_window == "A01"
    assert understand("着火了", hall).intent == "emergency"
    assert ask("几点下班", hall).acts[0].line in ("unknown", "hours")


def test_the_window_is_the_first_open_one_of_the_service(small):
    assert understand("营业执照", small).window == "A02"
    assert understand("营业执照", small.closing("A02")).window == "A03"
    assert understand("营业执照", small.closing("A02", "A03")).window is None


def test_two_that_fit_about_equally_are_asked_about(small):
    meaning = understand("医保报销", small)
    assert meaning.needs == "clarify"
    assert {meaning.target.id, meaning.alternatives[0].id} == {"medical_insurance", "medical_reimbursement"}


def test_a_little_likeness_is_asked_about_before_it_is_acted_upon(small):
    assert understand("我想办个养狗证", small).needs in ("confirm", "clarify")
    assert understand("我想办个养狗证", small.without("comprehensive")).needs in ("confirm", "clarify", "human")


def test_a_closed_window_that_is_named_is_a_target_without_a_window(small):
    meaning = understand("带我去C01窗口", small)
    assert (meaning.target.id, meaning.window) == ("C01", None)


def test_names_are_in_the_language_of_the_words(small):
    assert understand("我想办营业执照", small).target.name == "营业执照办理"
    assert understand("business licence", small).target.name == "Business licence"
    assert understand("영업허가증", small).target.name == "영업허가증"


KEYS = ["text", "language", "intent", "target", "window", "confidence", "needs", "alternatives", "reply", "facts"]


@pytest.mark.parametrize(
    ("text", "extra"),
    [("我想办营业执照", []), ("居住证要带什么", ["topic"]), ("停", ["action"]), ("", []), ("医保报销", [])],
)
def test_an_answer_has_the_contracts_keys(small, text, extra):
    answer = ask(text, small)
    found = json.loads(json.dumps(answer.as_json(), ensure_ascii=False))
    assert sorted(found) == sorted(KEYS + extra)
    assert found["text"] == text
    for target in [found["target"], *found["alternatives"]]:
        assert target is None or list(target) == ["kind", "id", "name"]


def test_ask_answers_in_a_fresh_conversation_or_in_the_one_handed_in(small):
    assert "营业执照" in ask("我想办营业执照", small).reply
    conversation = Conversation(small)
    first = ask("居住证要带什么", small, conversation=conversation)
    second = ask("好的", small, conversation=conversation)
    assert isinstance(first, Answer)
    assert any(isinstance(act, Lead) for act in second.acts)
    assert ask("好的", small).acts != second.acts


def test_ask_always_has_an_answer_to_words(small):
    for text in ("阿巴阿巴", "明天下午三点开会", "blah blah", "天气", "嗯", "不", "好的"):
        assert ask(text, small).reply, text


def test_turns_of_one_dialogue_get_later_and_later(small):
    dialogue = Dialogue(small)
    dialogue.ask("医保报销")
    assert dialogue.ask("第二个").acts[-1].target.id in ("medical_insurance", "medical_reimbursement")
