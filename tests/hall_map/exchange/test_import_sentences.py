"""What an import tells the staff, in each of their languages."""

import re
import string
from pathlib import Path

import pytest

import hall_map.exchange
from hall_map.exchange.sentence import Sentence, told_in, words

FOLDER = Path(hall_map.exchange.__file__).parent
USED = re.findall(r'Sentence\(\s*(f?)"([\w{}]+)"', "".join(file.read_text("utf-8") for file in FOLDER.glob("*.py")))


def facts_of(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("key", words())
def test_each_sentence_tells_the_same_in_each_language(key):
    english, chinese = words()[key]["en"], words()[key]["zh"]
    assert facts_of(english) == facts_of(chinese)
    assert re.search("[\u4e00-\u9fff]", chinese)


def test_there_are_words_for_each_sentence_that_is_told_and_none_besides():
    plain = {key for made, key in USED if not made}
    stems = tuple(key.split("{")[0] for made, key in USED if made)
    assert plain <= set(words())
    chosen = {"known_like", "known_many"}
    assert {key for key in words() if not key.startswith(stems)} <= plain | chosen
    assert len(USED) > 25


def test_a_sentence_is_english_text_and_can_be_told_in_chinese():
    note = Sentence("lifts", count=2)
    assert note == "2 lifts are left out: a hall has one level."
    assert note.told("zh") == "略去 2 部电梯：一个大厅只有一层。"
    assert told_in("zh", "no sentence of ours") == "no sentence of ours"
    with pytest.raises(KeyError):
        Sentence("lifts")
