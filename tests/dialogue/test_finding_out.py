"""At most two questions, the ones that split best, then three choices, then a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogue import CallStaff, Conversation, Lead, Meaning, Say, Target
from dialogue.finding import best_split, entropy, worth_asking


def service(small, number, **more):
    like = next(row for row in small.services if row.id == "tax_filing")
    names = {"zh": f"业务{number}号", "en": f"Errand {number}", "ko": f"업무 {number}"}
    return replace(like, id=f"s{number}", names=names, aliases={"zh": (), "en": (), "ko": ()}, **more)


@pytest.fixture
def hall(small):
    """Four services: two for persons, two for companies; three in one zone, one in another."""
    rows = (
        service(small, 1, audience="person", windows=("B01",)),
        service(small, 2, audience="person", windows=("B02",)),
        service(small, 3, audience="company", windows=("B03",)),
        service(small, 4, audience="company", windows=("A01",)),
    )
    return replace(small, services=(*small.services, *rows))


FOUR = tuple(Target("service", f"s{number}", f"业务{number}号") for number in (1, 2, 3, 4))


def unclear(targets=FOUR, topic=None):
    return Meaning("那个业务", "zh", "guide", 0.5, targets[0], topic=topic, needs="clarify", alternatives=targets[1:])


def said(acts):
    return [act.line for act in acts if isinstance(act, Say)]


def say(text, **more):
    return Meaning(text, "zh", more.pop("intent", "out_of_scope"), more.pop("confidence", 0.0), needs="human", **more)


def test_what_splits_evenly_is_asked_for(hall):
    kind, groups = best_split(FOUR, hall)
    assert kind == "audience"
    assert [[target.id for target in targets] for _, targets in groups] == [["s1", "s2"], ["s3", "s4"]]
    assert entropy(groups) == pytest.approx(1.0)


def test_the_zone_is_asked_for_where_nothing_else_tells(hall):
    rows = tuple(replace(row, audience="both") for row in hall.services)
    rows = tuple(replace(row, windows=("A01",)) if row.id in ("s3", "s4") else row for row in rows)
    kind, groups = best_split(FOUR, replace(hall, services=rows))
    assert kind == "zone"
    assert [value for value, _ in groups] == ["tax", "comprehensive"]


def test_what_tells_little_is_not_asked_for(hall):
    rows = tuple(replace(row, audience="both", windows=("A01",)) for row in hall.services)
    assert best_split(FOUR, replace(hall, services=rows)) == ("", ())
    assert best_split(FOUR[:2], hall) == ("", ())


def test_two_questions_find_the_one_of_four(hall):
    talk = Conversation(hall)
    assert said(talk.handle(unclear(), 1.0)) == ["split_audience"]
    assert said(talk.handle(say("给公司办"), 2.0)) == ["clarify_two"]
    acts = talk.handle(say("第二个"), 3.0)
    assert [act.target.id for act in acts if isinstance(act, Lead)] == ["s4"]


def test_the_answer_may_name_the_service_at_once(hall):
    talk = Conversation(hall)
    talk.handle(unclear(), 1.0)
    answer = Meaning("业务3号", "zh", "guide", 0.95, target=FOUR[2])
    assert [act.target.id for act in talk.handle(answer, 2.0) if isinstance(act, Lead)] == ["s3"]


def test_who_cannot_tell_is_asked_by_name_and_then_given_three_to_choose_from(hall):
    talk = Conversation(hall)
    assert said(talk.handle(unclear(), 1.0)) == ["split_audience"]
    dunno = say("不知道", intent="social", social="no", confidence=0.97)
    assert said(talk.handle(dunno, 2.0)) == ["clarify_three"]
    assert said(talk.handle(unclear(), 3.0)) == ["choose"]
    assert [act.target.id for act in talk.handle(say("第一个"), 4.0) if isinstance(act, Lead)] == ["s1"]


def test_after_the_three_choices_comes_a_person(hall):
    talk = Conversation(hall)
    lines = [said(talk.handle(unclear(), float(now))) for now in range(1, 4)]
    assert lines == [["split_audience"], ["split_audience"], ["choose"]]
    acts = talk.handle(unclear(), 5.0)
    assert any(isinstance(act, CallStaff) for act in acts)
    assert talk.state == "with_person"


def test_a_wish_that_was_found_makes_the_next_one_begin_anew(hall):
    talk = Conversation(hall)
    for now in range(1, 3):
        talk.handle(unclear(), float(now))
    talk.handle(Meaning("业务3号", "zh", "guide", 0.95, target=FOUR[2]), 3.0)
    assert said(talk.handle(unclear(), 9.0)) == ["split_audience"]


def test_what_was_refused_is_not_proposed_again(hall):
    talk = Conversation(hall)
    assert said(talk.handle(unclear(FOUR[:2]), 1.0)) == ["clarify_two"]
    talk.handle(say("都不是", intent="social", social="no", confidence=0.97), 2.0)
    acts = talk.handle(unclear(FOUR[:3]), 3.0)
    assert said(acts) == ["guess"]
    assert "业务3号" in acts[-1].text


def test_a_question_that_was_asked_about_several_is_answered_about_the_one(hall):
    talk = Conversation(hall)
    assert said(talk.handle(unclear(FOUR[2:], topic="online"), 1.0)) == ["clarify_two"]
    assert said(talk.handle(say("第一个"), 2.0)) == ["online_no"]


@pytest.mark.parametrize(
    ("needs", "confidence", "metres", "asked"),
    [
        ("confirm", 0.6, 8.0, False),
        ("confirm", 0.6, 30.0, True),
        ("confirm", 0.45, 8.0, True),
        ("none", 0.75, 60.0, True),
        ("none", 0.75, 30.0, False),
        ("none", 0.95, 90.0, False),
        ("confirm", 0.6, float("nan"), True),
        ("none", 0.72, float("nan"), False),
    ],
)
def test_it_is_confirmed_only_where_the_walk_is_long_or_the_guess_weak(hall, needs, confidence, metres, asked):
    talk = Conversation(hall, way=lambda stop: metres)
    meaning = Meaning("…", "zh", "guide", confidence, target=FOUR[0], needs=needs)
    assert worth_asking(talk._session, meaning) == asked
    assert any(isinstance(act, Lead) for act in talk.handle(meaning, 1.0)) == (not asked)
