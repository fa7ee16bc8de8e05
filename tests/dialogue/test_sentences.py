"""What visitors say, walked through two halls: each sentence of the data file means what stands beside it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dialogue import Meaning, understand
from dialogue.intent import is_emergency
from dialogue.phrases import Words

FILE = Path(__file__).parent / "sentences.tsv"
INTENTS = {"guide", "ask_info", "facility", "control", "social", "human_help", "emergency", "out_of_scope"}


def read() -> list[dict[str, str]]:
    lines = [line for line in FILE.read_text("utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


SENTENCES = read()


def detail_of(meaning: Meaning) -> str:
    return meaning.topic or meaning.action or meaning.social or ""


def check(row: dict[str, str], hall) -> None:
    meaning = understand(row["text"], hall)
    assert (meaning.intent, detail_of(meaning)) == (row["intent"], row["detail"] or "")
    assert meaning.language == row["language"]
    target = row["target"]
    if target == "-":
        assert meaning.target is None
        assert meaning.window is None
    elif "+" in target:
        choices = {meaning.target.id, *(other.id for other in meaning.alternatives)}
        assert set(target.split("+")) <= choices
        assert meaning.needs == "clarify"
    else:
        assert meaning.target.id in target.split("|")


@pytest.mark.parametrize("row", [r for r in SENTENCES if r["hall"] == "small"], ids=lambda row: row["text"])
def test_in_a_small_hall(row, small):
    check(row, small)


@pytest.mark.parametrize("row", SENTENCES, ids=lambda row: row["text"])
def test_in_the_hall_of_putuo(row, putuo):
    check(row, putuo)


def test_the_file_covers_every_intent_in_every_language():
    assert len(SENTENCES) >= 150
    assert {row["intent"] for row in SENTENCES} == INTENTS
    for language in ("zh", "en", "ko"):
        assert {row["intent"] for row in SENTENCES if row["language"] == language} == INTENTS


def test_no_sentence_stands_twice():
    texts = [row["text"] for row in SENTENCES]
    assert len(texts) == len(set(texts))


def test_no_service_or_place_is_taken_for_an_emergency(putuo):
    rows = (*putuo.services, *putuo.places)
    names = {text for row in rows for text in row.names.values()}
    texts = names | {text for row in rows for aliases in row.aliases.values() for text in aliases}
    found = [text for text in texts if is_emergency(Words(text))]
    assert not [text for text in found if understand(text, putuo).intent == "emergency"]
    assert not [text for text in names if is_emergency(Words(text))]
