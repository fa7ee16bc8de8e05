"""The words in the data files are whole: every line in every language, nothing asked for that is not known."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import dialogue
from dialogue.replies import Line, Replies, RepliesError, check, declared, lines, placeholders
from dialogue.speaker import Speaker

LANGUAGES = ("zh", "en", "ko")
SCRIPT = {"zh": re.compile(r"[一-鿿]"), "en": re.compile(r"[A-Za-z]"), "ko": re.compile(r"[가-힣]")}
SOURCES = Path(dialogue.__file__).parent


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_stands_in_every_language_in_its_own_script(language):
    assert set(lines()[language]) == set(declared())
    for key, line in lines()[language].items():
        for text in line.say + line.elder:
            if key not in ("lists", "where_zone"):
                assert SCRIPT[language].search(text), (key, text)
    if language != "zh":
        assert not any(SCRIPT["zh"].search(text) for line in lines()[language].values() for text in line.say)


WORDS = ("lists", "where_zone", "day_", "robot_", "programme_")  # pieces of lines, always the same
FREQUENT = (
    "greet", "lead_service", "lead_service_no_documents", "lead_place", "arrived_window", "arrived_place",
    "anything_else", "visitor_behind", "visitor_back", "progress", "welcome", "welcome_short", "goodbye", "blocked",
)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_is_always_said_in_the_same_words(language):
    for key, line in lines()[language].items():
        if not key.startswith(WORDS):
            assert len(set(line.say)) >= (3 if key in FREQUENT else 2), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_variants_of_a_line_tell_the_same_facts(language):
    for key, line in lines()[language].items():
        for text in line.say:
            assert placeholders(text) == placeholders(line.say[0]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_elder_mode_is_never_longer(language):
    for key, line in lines()[language].items():
        if line.elder:
            assert max(map(len, line.elder)) <= max(map(len, line.say)) + 4, key


def test_every_line_that_is_said_in_code_is_declared_and_the_other_way_round():
    code = "\n".join(path.read_text("utf-8") for path in SOURCES.glob("*.py"))
    words = set(re.findall(r'"([a-z_]+)"', code))
    generated = {key for key in declared() if key.startswith(("day_", "robot_", "programme_"))}
    unused = set(declared()) - words - generated
    assert not unused


def test_no_words_for_people_stand_in_code():
    for path in SOURCES.glob("*.py"):
        for number, text in enumerate(path.read_text("utf-8").splitlines(), 1):
            if not text.lstrip().startswith("#"):
                assert not re.search(r'line\(\s*"[^"]*[一-鿿가-힣 ]', text), f"{path.name}:{number}"


def whole():
    return {language: {"greet": Line(("Hello, {robot}",))} for language in LANGUAGES}


def test_a_whole_set_of_lines_is_accepted():
    check(whole(), {"greet": frozenset({"robot"})})


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda found: found["ko"].clear(), r"replies\.ko\.yaml: greet must stand in every language; add it"),
        (
            lambda found: found["en"].update(bye=Line(("Bye",))),
            r"replies\.en\.yaml: bye is not declared; add it to lines",
        ),
        (
            lambda found: found["en"].update(greet=Line(("Hello {name}",))),
            r"greet asks for \{name\}; lines\.yaml declares robot",
        ),
        (lambda found: found["en"].update(greet=Line(("Hi {robot}",), ("{x}",))), r"greet asks for \{x\}"),
        (lambda found: found["zh"].update(greet=Line(())), r"greet needs at least one variant"),
        (lambda found: found["zh"].update(greet=Line(("",))), r"greet needs at least one variant"),
    ],
)
def test_a_fault_in_the_files_is_named_with_file_line_and_remedy(spoil, message):
    found = whole()
    spoil(found)
    with pytest.raises(RepliesError, match=message):
        check(found, {"greet": frozenset({"robot"})})


def test_placeholders_are_found():
    assert placeholders("{service} at {where}, {service}") == {"service", "where"}
    assert placeholders("nothing") == frozenset()


def test_variants_take_turns_and_two_robots_do_not_share_them():
    first, second = Replies(), Replies()
    variants = lines()["zh"]["visitor_behind"].say
    assert [first.text("visitor_behind", "zh") for _ in range(len(variants) + 1)] == [*variants, variants[0]]
    assert second.text("visitor_behind", "zh") == variants[0]


def test_a_value_that_is_missing_or_too_many_is_refused():
    with pytest.raises(KeyError, match="greet takes"):
        Replies().text("greet", "zh")
    with pytest.raises(KeyError, match="goodbye takes"):
        Replies().text("goodbye", "zh", robot="小普")


@pytest.mark.parametrize(("robot", "name"), [("xiao_pu", "小普"), ("xiao_hui", "小惠"), ("r2", "r2")])
def test_robots_have_names(small, robot, name):
    assert Speaker(small, robot).name.text == name


def test_a_name_that_a_language_lacks_is_said_in_chinese(small):
    speaker = Speaker(small, "xiao_pu", language="ko")
    assert speaker.answer("fee", dialogue.Target("service", "residence_permit", "x")).text.endswith("20元.")


def test_what_the_catalogue_does_not_say_is_not_made_up(small):
    speaker = Speaker(small, "xiao_pu")
    target = dialogue.Target("service", "tax_filing", "纳税申报")
    for topic in ("documents", "fee", "duration", "queue"):
        said = speaker.answer(topic, target)
        assert (said.line, said.facts) == ("unknown", ())
    assert speaker.answer("fee", dialogue.Target("place", "toilet", "卫生间")).line == "unknown"


@pytest.mark.parametrize(
    ("id", "line"),
    [("social_security", "online_self_service"), ("residence_permit", "online_yes"), ("tax_filing", "online_no")],
)
def test_whether_it_can_be_done_online_is_told_from_its_row(small, id, line):
    assert Speaker(small, "xiao_pu").answer("online", dialogue.Target("service", id, id)).line == line
