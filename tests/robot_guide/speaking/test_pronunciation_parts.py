"""Texts in several languages: which voice reads what, and where its letters come from."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from robot_guide.speaking.pronunciation import pronounce

TEXTS = st.text("您好，请到银行A12窗口。 window's 9:00 안녕하세요 창구 ()「」12345", max_size=40)


def parts(text, language):
    return [(part.voice, " ".join(part.text.split())) for part in pronounce(text, language)]


def test_mandarin_is_fed_as_pinyin_with_its_words_together():
    assert parts("请到银行重新登记。", "zh") == [("cmn-latn-pinyin", "qing3 dao4 yin2hang2 chong2xin1 deng1 ji4 。")]


def test_a_window_is_said_by_its_letter_and_its_number():
    assert parts("请到A12窗口", "zh") == [("cmn-latn-pinyin", "qing3 dao4 eigh shi2 er4 hao4 chuang1 kou3")]
    assert parts("window A12", "en") == [("en-us", "window eigh 12")]


def test_each_language_within_a_sentence_has_its_own_voice():
    assert parts("Where is the 咨询台, please?", "en") == [
        ("en-us", "Where is the"), ("cmn-latn-pinyin", "zi1 xun2 tai2 ，"), ("en-us", "please?"),
    ]  # fmt: skip
    assert parts("「一网通办」 화장실", "ko") == [("cmn-latn-pinyin", "yi4wang3tong1ban4"), ("ko", "화장실")]
    assert parts("我要去화장실", "zh") == [("cmn-latn-pinyin", "wo3 yao4 qu4"), ("ko", "화장실")]


def test_latin_words_stay_with_the_voice_of_the_sentence():
    assert parts("我的AED在Wi-Fi旁边", "zh") == [("cmn-latn-pinyin", "wo3 de5 AED zai4 Wi-Fi pang2bian1")]
    assert parts("PC 창구", "ko") == [("ko", "PC 창구")]


def test_brackets_are_a_pause_and_quotes_are_none():
    assert parts("「身份证（原件）」", "zh") == [("cmn-latn-pinyin", "shen1fen4 zheng4 ， yuan2 jian4 ，")]


@pytest.mark.parametrize("text", ["", "……", "，。！", " ", "😀"])
def test_where_there_is_nothing_to_say_there_is_no_part(text):
    assert pronounce(text, "zh") == ()


@settings(deadline=None)
@given(TEXTS, st.sampled_from(("zh", "en", "ko")))
def test_letters_come_from_the_text_in_order_and_no_word_is_lost(text, language):
    letters = [letter for part in pronounce(text, language) for letter in part.letters]
    positions = [letter.position for letter in letters]
    assert positions == sorted(positions)
    covered = {at for letter in letters for at in range(letter.position, letter.position + letter.length)}
    assert {at for at, letter in enumerate(text) if letter.isalnum()} <= covered
    assert all(at < len(text) for at in covered)
