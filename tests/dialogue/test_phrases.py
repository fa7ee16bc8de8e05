"""Phrases stand in what is said as whole words, or as part of them."""

from dialogue.phrases import Phrases, Words


def test_a_korean_phrase_that_begins_with_a_space_stands_as_a_word_of_its_own():
    fillers = Phrases([" 음", "아니요"])
    assert Words("음 화장실").without(fillers).compact == "화장실"
    assert Words("음수대").without(fillers).compact == "음수대"


def test_words_of_their_own_are_found_though_another_set_is_taken_away_first():
    assert Words("저는 음 화장실").without(Phrases(["저는"]), Phrases([" 음"])).compact == "화장실"


def test_a_latin_phrase_may_have_korean_letters_beside_it_but_no_latin_ones():
    phrases = Phrases(["atm"])
    assert Words("ATM에 데려다 주세요").longest(phrases) == "atm"
    assert Words("atms").longest(phrases) is None
