"""The sentences that understanding is measured by stand apart from everything that it was made from."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import pytest
import yaml

import hall_map
from dialogue.phrases import DATA

FOLDER = Path(__file__).parent
PUTUO = FOLDER.parents[1] / "maps" / "putuo"
ALIKE = 0.8  # Jaccard index of character pairs from which on two sentences are near-copies
SHORT, SHORT_LATIN = 8, 20  # letters and digits; what is shorter is said by everybody in the same words
LANGUAGES = {"zh", "en", "ko", "mixed"}


def rows_of(path: Path) -> list[dict[str, str]]:
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


TEST = rows_of(FOLDER / "sentences" / "test.tsv")


def bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).lower())


def is_short(text: str) -> bool:
    return len(text) <= (SHORT_LATIN if text.isascii() else SHORT)


def pairs_of(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def tuned_on() -> dict[str, set[str]]:
    """Everything that understanding was made from, by where it stands."""
    hall = hall_map.load(PUTUO)
    texts = {
        "maps/putuo": {
            text for row in (*hall.services, *hall.places) for all_ in row.aliases.values() for text in all_
        },
        "tuning.tsv": {row["text"] for row in rows_of(FOLDER / "sentences" / "tuning.tsv")},
        "sentences.tsv": {row["text"] for row in rows_of(FOLDER / "sentences.tsv")},
    }
    for file in sorted(DATA.glob("*.yaml")):
        if file.name.startswith(("intents", "exemplars", "synonyms")):
            texts[file.name] = set(leaves(yaml.safe_load(file.read_text("utf-8"))))
    return texts


def leaves(value: object) -> list[str]:
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in leaves(item)]
    return [leaf for item in value for leaf in leaves(item)] if isinstance(value, list) else [str(value)]


class Originals:
    """Sentences, found by their character pairs."""

    def __init__(self, texts):
        self.each = [pairs_of(text) for text in map(bare, texts) if not is_short(text)]
        self.holders = defaultdict(list)
        for i, pairs in enumerate(self.each):
            for pair in pairs:
                self.holders[pair].append(i)

    def have_a_copy_in(self, text: str) -> bool:
        if is_short(bare(text)):
            return False
        own = pairs_of(bare(text))
        shared = Counter(i for pair in own for i in self.holders.get(pair, ()))
        return any(n >= ALIKE * (len(own) + len(self.each[i]) - n) for i, n in shared.items())


def test_the_test_set_is_large_and_of_every_language_and_intent():
    assert len(TEST) >= 600
    assert {row["language"] for row in TEST} == LANGUAGES
    assert {row["intent"] for row in TEST} == {
        "guide", "ask_info", "facility", "control", "social", "human_help", "emergency", "out_of_scope",
    }  # fmt: skip


def test_no_test_sentence_or_near_copy_is_in_what_understanding_was_made_from():
    """Counts and places only: whoever works on the understanding reads no test sentence here."""
    originals = Originals(row["text"] for row in TEST)
    where = {name: sum(map(originals.have_a_copy_in, texts)) for name, texts in tuned_on().items()}
    assert not any(where.values()), f"near-copies of test sentences: {where}"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("我想办营业执照要什么材料", "我想办营业执照，要什么材料？", True),
        ("我想办营业执照要什么材料", "我想办居住证要什么材料呀", False),
    ],
)
def test_near_copies_are_known_by_their_character_pairs(one, other, alike):
    assert Originals(["旁边的一句话是另外一回事", one]).have_a_copy_in(other) is alike
