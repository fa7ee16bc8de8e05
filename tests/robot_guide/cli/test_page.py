"""How the story is set on a terminal."""

import re

from hypothesis import given
from hypothesis import strategies as st

from robot_guide.cli.page import GUTTER, NEVER_FIRST, Page, width_of, wrap
from robot_guide.story import Line

LINE = Line(65.4, "xiao_pu", "小普：「您好！办理营业执照请到 B03 号窗口。」", "Xiao Pu answers in Chinese.", "speech")
ESCAPE = re.compile(r"\x1b\[\d*m")


def test_chinese_stands_above_english_with_the_time_beside_it():
    first, second = Page(80).set(LINE).rstrip("\n").split("\n")
    assert first.startswith("  1:05 ")
    assert LINE.zh in first
    assert second == " " * GUTTER + LINE.en


def test_a_page_without_colour_has_no_escapes_and_one_with_colour_says_the_same():
    plain = Page(60).set(LINE, ("小普",))
    coloured = Page(60, coloured=True).set(LINE, ("小普",))
    assert "\x1b" not in plain
    assert "\x1b" in coloured
    assert ESCAPE.sub("", coloured) == plain


def test_no_line_is_wider_than_the_terminal():
    for columns in (40, 57, 80, 100):
        text = Page(columns).set(Line(0, "", LINE.zh * 5, LINE.en * 5))
        assert max(map(width_of, text.split("\n"))) <= columns


def test_words_of_a_visitor_cannot_steer_the_terminal():
    text = Page(80).set(Line(0, "", "来客：「\x1b[2J\x07\r删」", "\x1b]0;title\x07"))
    assert "\x1b" not in text
    assert "\x07" not in text


@given(st.text(alphabet="窗口营业执照，。」（ab cd12-", max_size=200), st.integers(4, 60))
def test_wrapping_loses_no_character_and_keeps_to_the_width(text, width):
    lines = wrap(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width_of(line) <= width for line in lines)


def test_chinese_punctuation_does_not_begin_a_line():
    for width in range(8, 40):
        lines = wrap("请带上身份证，经营场所证明，公司章程。我带您去，请跟我来。", width)
        assert not any(line[0] in NEVER_FIRST for line in lines)
    assert wrap("祝您办事顺利！」", 12) == ["祝您办事顺", "利！」"]


def test_english_words_stay_whole():
    words = "they walk to the window together and wait"
    assert " ".join(wrap(words, 12)) == words
