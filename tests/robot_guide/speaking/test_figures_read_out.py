"""Windows, tickets, times, money and telephone numbers as people read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from robot_guide.speaking.figures import read_figures
from robot_guide.speaking.numerals import LARGEST, chinese, native_korean, one_by_one, sino_korean

CHINESE = {
    "请到A12窗口": "请到 eigh 十二号窗口",
    "B03号窗口": " B 三号窗口",
    "现在叫到A023号": "现在叫到 eigh 零二三号",
    "现在叫到B107号": "现在叫到 B 一零七号",
    "A4纸": " eigh 四纸",
    "A区": " eigh 区",
    "9:00–17:00": "九点到十七点",
    "9：05": "九点零五分",
    "13:30": "十三点半",
    "14:05": "十四点零五分",
    "2:00": "两点",
    "补领40元": "补领四十元",
    "¥12.5": "十二点五元",
    "1,200元": "一千二百元",
    "10000元": "一万元",
    "85%": "百分之八十五",
    "拨打12345": "拨打幺二三四五",
    "12315投诉": "幺二三幺五投诉",
    "拨打120": "拨打幺二零",
    "120元": "一百二十元",
    "等120分钟": "等一百二十分钟",
    "021-62345678": "零二幺六二三四五六七八",
    "13800001111": "幺三八零零零零幺幺幺幺",
    "2026年": "二零二六年",
    "2026-11-25": "二零二六年十一月二十五日",
    "3个工作日": "三个工作日",
    "2个": "两个",
    "2位": "两位",
    "第2个": "第二个",
    "2楼": "二楼",
    "15万": "十五万",
    "AED": "AED",
    "没有数字": "没有数字",
}
ENGLISH = {
    "window A12": "window eigh 12",
    "window C03 is": "window C 3 is",
    "Number A023 was called": "Number eigh 0 2 3 was called",
    "open 9:00–17:00": "open 9 eigh em to 5 pee em",
    "13:30": "1 30 pee em",
    "9:05": "9 oh 5 eigh em",
    "0:10": "12 10 eigh em",
    "12:00": "12 noon",
    "CNY 40": "40 yuan",
    "call 12345": "call 1 2 3 4 5",
    "call 120": "call 1 2 0",
    "120 people": "120 people",
    "in 2026": "in 20 26",
    "in 2005": "in 2005",
    "3 working days, the 1st": "3 working days, the 1st",
    "A colleague": "A colleague",
}
KOREAN = {
    "A05 창구": "에이 오번 창구",
    "지금 A023번까지": "지금 에이 공이삼번까지",
    "C12번": "씨 십이번",
    "9:00–17:00": "아홉 시에서 십칠 시",
    "13:30": "십삼 시 삼십 분",
    "3명이": "세 명이",
    "20개": "스무 개",
    "11시": "열한 시",
    "1시간": "한 시간",
    "40위안": "사십위안",
    "CNY 10": "십 위안",
    "약 15분": "약 십오분",
    "2026년": "이천이십육년",
    "12345": "일이삼사오",
    "85%": "팔십오 퍼센트",
}
CASES = [(text, language, said) for language, rows in (("zh", CHINESE), ("en", ENGLISH), ("ko", KOREAN))
         for text, said in rows.items()]  # fmt: skip
TEXTS = st.text("请到A12窗口，009.5:：-–%¥元年个楼号 창구명시 window", max_size=24)


@pytest.mark.parametrize(("text", "language", "said"), CASES)
def test_figures_are_read_as_people_read_them(text, language, said):
    assert "".join(letter.text for letter in read_figures(text, language)) == said


@given(TEXTS, st.sampled_from(("zh", "en", "ko")))
def test_every_letter_stands_for_a_stretch_of_the_text_in_order(text, language):
    letters = read_figures(text, language)
    places = [(letter.position, letter.position + letter.length) for letter in letters]
    assert places == sorted(places)
    assert {at for begin, end in places for at in range(begin, end)} == set(range(len(text)))


@given(TEXTS)
def test_no_figure_is_left_to_chance_in_chinese_and_in_korean(text):
    for language in ("zh", "ko"):
        assert not any(letter.text.isdecimal() for letter in read_figures(text, language))


@pytest.mark.parametrize(
    ("number", "in_chinese", "in_korean"),
    [
        (0, "零", "영"), (10, "十", "십"), (11, "十一", "십일"), (20, "二十", "이십"), (100, "一百", "백"),
        (105, "一百零五", "백오"), (110, "一百一十", "백십"), (111, "一百一十一", "백십일"), (1001, "一千零一", "천일"),
        (1010, "一千零一十", "천십"), (10_000, "一万", "만"), (10_500, "一万零五百", "만오백"),
        (12_345, "一万二千三百四十五", "만이천삼백사십오"), (20_000, "二万", "이만"), (100_005, "十万零五", "십만오"),
        (10_010_000, "一千零一万", "천일만"), (100_000_000, "一亿", "일억"), (100_000_001, "一亿零一", "일억일"),
    ],
)  # fmt: skip
def test_numbers_in_words(number, in_chinese, in_korean):
    assert (chinese(number), sino_korean(number)) == (in_chinese, in_korean)


def value_of(words, digits, places, myriads):
    """A reader of numerals of its own: sums of digit times place, groups of ten thousand."""
    total = group = digit = 0
    for character in words:
        if character in digits:
            digit = digits.index(character)
        elif character in places:
            group += (digit or 1) * 10 ** (places.index(character) + 1)
            digit = 0
        else:
            total += ((group + digit) or 1) * 10_000 ** (myriads.index(character) + 1)
            group = digit = 0
    return total + group + digit


@given(st.integers(0, 10**12 - 1))
def test_words_read_back_are_the_number(number):
    assert value_of(chinese(number), "零一二三四五六七八九", "十百千", "万亿") == number
    assert value_of(sino_korean(number), "영일이삼사오육칠팔구", "십백천", "만억") == number


@pytest.mark.parametrize("language_of", [chinese, sino_korean])
@pytest.mark.parametrize("number", [-1, LARGEST + 1])
def test_numbers_beyond_the_names_are_a_mistake_of_the_caller(language_of, number):
    with pytest.raises(ValueError, match="are read from 0 to"):
        language_of(number)


def test_native_korean_counts_to_99():
    assert [native_korean(number) for number in (1, 2, 10, 11, 20, 21, 99)] == [
        "한", "두", "열", "열한", "스무", "스물한", "아흔아홉",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="from 1 to 99, got 100"):
        native_korean(100)


def test_one_is_yao_on_the_telephone_only():
    assert one_by_one("110", "zh", telephone=True) == "幺幺零"
    assert one_by_one("110", "zh") == "一一零"
