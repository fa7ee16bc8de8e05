"""Mandarin as it is spoken, against words written down by hand, and against espeak-ng's own phonemes."""

import ctypes
import re
from functools import cache
from pathlib import Path

import espeakng_loader
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from hall_map import load
from robot_guide.speaking.fixed_phrases import fixed_phrases
from robot_guide.speaking.mandarin import SECTIONS, ReadingsError, readings, syllables_of
from robot_guide.speaking.pronunciation import pronounce
from robot_guide.speaking.sandhi import Word, spoken

HALL = Path(__file__).parents[3] / "maps/putuo"
SECTIONS_BY_HAND = yaml.safe_load((Path(__file__).parent / "mandarin_words.yaml").read_text("utf-8"))
BY_HAND = {word: said for section in SECTIONS_BY_HAND.values() for word, said in section.items()}

# espeak-ng's mnemonics for what a syllable begins with, what follows, and its tone, which stands before a last nasal.
INITIALS = {
    "b": "p", "p": "ph", "m": "m", "f": "f", "d": "t", "t": "th", "n": "n", "l": "l", "g": "k", "k": "kh", "h": "X",
    "j": "tS;", "q": "tS;h", "x": "S;", "zh": "ts.", "ch": "ts.h", "sh": "s.", "r": "z.", "z": "ts", "c": "tsh",
    "s": "s",
}  # fmt: skip
FINALS = {
    "a": "A", "ai": "ai", "an": "an", "ang": "AN", "ao": "Au", "e": "@ o-", "ei": "ei", "en": "@n", "eng": "@N",
    "er": "@r", "i": "i i[ i.", "ia": "iA", "ian": "iEn", "iang": "iAN", "iao": "jAu", "ie": "iE", "in": "in",
    "ing": "iN", "iong": "ong", "iu": "iou", "o": "o", "ong": "ong", "ou": "ou", "u": "u y", "ua": "wA",
    "uai": "uai", "uan": "uan wan y&n", "uang": "wAN", "ue": "yE", "ui": "uei wei", "un": "u@n wu@n y@n",
    "uo": "uo", "v": "y", "wai": "wai", "wan": "wAn", "wang": "wAN", "wei": "wei", "wen": "wu@n", "wo": "wo",
    "wu": "wu", "yan": "jiEn", "yang": "jiAN", "yao": "jAu", "ye": "jiE", "yi": "ji", "yin": "jin",
    "ying": "jiN", "yong": "jong", "you": "jiou", "yu": "jy", "yuan": "jy&n", "yue": "jyE", "yun": "jy@n",
}  # fmt: skip
TONES = {"1": "55", "2": "35", "3": "214", "4": "51", "5": "11"}
# Sounds, tone, and a nasal that ends the syllable: one before a vowel begins the next.
SYLLABLE = re.compile(r"([^\d| ]+?)(55|35|214|51|11)([nN](?![aA@eEiIouy&]))?")


@cache
def espeak():
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    library.espeak_Initialize(2, 0, espeakng_loader.get_data_path().encode(), 0)
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    return library


def phonemes(text, voice):
    """espeak-ng's mnemonics for a text, without marks of stress and of words."""
    assert espeak().espeak_SetVoiceByName(voice.encode()) == 0
    rest, said = ctypes.pointer(ctypes.c_char_p(text.encode())), []
    while rest.contents.value:
        said.append(espeak().espeak_TextToPhonemes(ctypes.cast(rest, ctypes.POINTER(ctypes.c_void_p)), 1, 0).decode())
    return re.sub(r"[',_]", "", " ".join(said))


def flat(characters):
    return [syllable for word in syllables_of(characters) for syllable in word]


def initial_of(syllable):
    return next((syllable[:length] for length in (2, 1) if syllable[:length] in INITIALS), "")


def test_there_are_words_enough_to_tell():
    assert len(BY_HAND) >= 250
    assert len(BY_HAND.keys() - readings().words.keys()) >= 200, "most of them stand in no list of ours"
    assert all(len(word) == len(said.split()) for word, said in BY_HAND.items())


@pytest.mark.parametrize("word", BY_HAND)
def test_a_word_of_the_hall_is_read_as_people_read_it(word):
    assert " ".join(flat(word)) == BY_HAND[word]


@pytest.mark.parametrize("word", BY_HAND)
def test_espeak_says_each_syllable_with_its_initial_its_final_and_its_tone(word):
    """What is fed is what is said: no syllable is spelled out in English, dropped, or given another tone."""
    (part,) = pronounce(word, "zh")
    said = phonemes(part.text, part.voice)
    assert "(en)" not in said
    syllables = SYLLABLE.findall(said)
    wanted = BY_HAND[word].split()
    assert [tone for _, tone, _ in syllables] == [TONES[syllable[-1]] for syllable in wanted]
    for syllable, (sounds, _, nasal) in zip(wanted, syllables, strict=True):
        initial = initial_of(syllable)
        finals = FINALS[syllable[len(initial) : -1]].split()
        assert sounds + nasal in {INITIALS.get(initial, "") + final for final in finals}, syllable


def test_every_syllable_of_mandarin_is_known_to_espeak():
    """All that pypinyin can answer for the 20,000 characters of the basic block."""
    characters = "".join(map(chr, range(0x4E00, 0x9FA6)))
    strange = {}
    for begin in range(0, len(characters), 200):
        row = characters[begin : begin + 200]
        (part,) = pronounce("，".join(row), "zh")
        if "(en)" in phonemes(part.text, part.voice):
            strange |= {c: p.text for c in row for p in pronounce(c, "zh") if "(en)" in phonemes(p.text, p.voice)}
    assert strange == {}


def test_no_name_and_no_line_of_the_hall_is_left_unread():
    hall = load(HALL)
    names = [each.names["zh"] for each in (*hall.services, *hall.places, *hall.windows, *hall.departments)]
    lines = [phrase.text for phrase in fixed_phrases() if phrase.language == "zh"]
    for text in (*names, *lines):
        for character in filter(lambda letter: "㐀" <= letter <= "鿿", text):
            assert flat(character)[0], character
        assert all(syllable[-1] in "12345" for part in pronounce(text, "zh")
                   for syllable in re.findall(r"[a-zü]+\d", part.text))  # fmt: skip


def test_third_tones_change_before_each_other_within_and_between_words():
    words = (Word("小普", ("xiao3", "pu3")), Word("很", ("hen3",)), Word("好", ("hao3",)))
    assert spoken(words) == (("xiao2", "pu2"), ("hen2",), ("hao3",))
    assert spoken((Word("好", ("hao3",)), Word("天", ("tian1",)))) == (("hao3",), ("tian1",))


def test_a_pause_ends_the_sandhi():
    assert [syllable for part in pronounce("您好，请", "zh") for syllable in re.findall(r"[a-z]+\d", part.text)] == [
        "nin2", "hao3", "qing3",
    ]  # fmt: skip


def test_settled_words_keep_their_own_yi_and_bu():
    act = Word("办", ("ban4",))
    assert spoken((Word("统一", ("tong3", "yi1"), settled=True), act)) == (("tong3", "yi1"), ("ban4",))
    assert spoken((Word("一", ("yi1",)), act)) == (("yi2",), ("ban4",))


def test_a_list_with_a_syllable_missing_is_an_error_that_names_the_word(monkeypatch):
    rows = {section: {} for section in SECTIONS} | {"names": {"长风": "chang2"}, "spellings": {}}
    monkeypatch.setattr("robot_guide.speaking.mandarin.yaml.safe_load", lambda text: rows)
    with pytest.raises(ReadingsError, match="长风 needs a syllable"):
        readings.__wrapped__()


@settings(deadline=None)
@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=12))
def test_any_row_of_characters_has_a_syllable_for_each(characters):
    said = flat(characters)
    assert len(said) == len(characters)
    assert all(syllable[-1:] in "12345" for syllable in said)
