"""What kind of thing is said, learned from exemplars: which intent, question, command or courtesy, or none of ours.

Two linear models, one over hashed n-grams of characters, sounds and Latin words (Weinberger et al. 2009), one over the
sentence embedding, each a softmax over the kinds; with both, their logits are added. `scripts/train_intents.py` makes
`data/intents.npz` from `data/exemplars.*.yaml`; `scripts/fit_fusion.py` makes `data/spoken.npz`, what sentences that
people say change of it.
"""

from __future__ import annotations

import itertools
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from dialogue.channels import stem
from dialogue.embedding import Embedder
from dialogue.letters import is_han
from dialogue.normalise import compact, normalise
from dialogue.phrases import DATA
from dialogue.sounds import syllables

BUCKETS = 8192
TOPICS = ("documents", "hours", "fee", "queue", "location", "online", "duration")
ACTIONS = (
    "stop",
    "cancel",
    "pause",
    "continue",
    "repeat",
    "slower",
    "faster",
    "louder",
    "quieter",
    "language",
    "elder_mode",
)
COURTESIES = ("greeting", "thanks", "goodbye", "yes", "no", "name", "help", "praise", "other", "pick")
WHOLE = ("guide", "facility", "human_help", "emergency", "out_of_scope")
KINDS = WHOLE + TOPICS + ACTIONS + COURTESIES


def units(text: str) -> Iterator[str]:
    """N-grams that tell of the kind: up to three characters, two sounds, two Latin words."""
    said = compact(text)
    letters = "".join(letter for letter in said if not letter.isascii())
    if letters:
        framed = f"^{letters}$"
        for n in (1, 2, 3):
            yield from ("c" + framed[i : i + n] for i in range(len(framed) - n + 1))
    if any(map(is_han, letters)):
        sounds = ("^", *syllables(letters), "$")
        yield from ("s" + sound for sound in sounds)
        yield from ("s" + " ".join(pair) for pair in itertools.pairwise(sounds))
    latin = ["^", *map(stem, re.findall(r"[a-z0-9]+", normalise(text))), "$"]
    if len(latin) > 2:
        yield from ("w" + word for word in latin)
        yield from ("w" + " ".join(pair) for pair in itertools.pairwise(latin))
        yield from ("w" + " ".join(three) for three in zip(latin, latin[1:], latin[2:], strict=False))


def hashed(text: str) -> tuple[np.ndarray, np.ndarray]:
    """The buckets of a text's units and what stands in each, a vector of length 1 but for its zeros."""
    counts: dict[int, float] = {}
    for unit in set(units(text)):
        bucket = zlib.crc32(unit.encode("utf-8", "replace")) % BUCKETS
        counts[bucket] = counts.get(bucket, 0.0) + 1.0
    buckets, values = np.fromiter(counts, dtype=np.intp), np.fromiter(counts.values(), dtype=np.float32)
    return buckets, values / np.sqrt((values**2).sum() or 1.0)


@dataclass(frozen=True)
class Head:
    """A linear model: logits = values @ weight + bias."""

    weight: np.ndarray  # (values, kinds)
    bias: np.ndarray  # (kinds,)


HEADS = ("ngrams", "meaning")
MADE_BY = {"intents.npz": "scripts/train_intents.py", "spoken.npz": "scripts/fit_fusion.py"}


@lru_cache(maxsize=1)
def heads() -> tuple[Head, Head]:
    """The model over n-grams and the one over the embedding."""
    pairs = zip(heads_in("intents.npz"), heads_in("spoken.npz"), strict=True)
    return tuple(Head(learned.weight + spoken.weight, learned.bias + spoken.bias) for learned, spoken in pairs)


def heads_in(name: str) -> tuple[Head, Head]:
    """The models of a data file. Raises: ValueError: it is of other kinds."""
    with np.load(DATA / name, allow_pickle=False) as kept:
        if tuple(kept["kinds"].tolist()) != KINDS:
            raise ValueError(f"data/{name} is of other kinds; remedy: python {MADE_BY[name]}")
        return tuple(
            Head(kept[f"{head}_weight"].astype(np.float32) * kept[f"{head}_scale"], kept[f"{head}_bias"])
            for head in HEADS
        )


def keep(name: str, each: Sequence[Head]) -> None:
    """Write models to a data file, in eight bits and what one of them is worth."""
    kept = {"kinds": np.array(KINDS)}
    for head, one in zip(HEADS, each, strict=True):
        scale = np.float32(np.abs(one.weight).max() / 127 or 1.0)
        kept[f"{head}_weight"], kept[f"{head}_scale"] = np.round(one.weight / scale).astype(np.int8), scale
        kept[f"{head}_bias"] = one.bias
    np.savez_compressed(DATA / name, **kept)


def chances(text: str, embedder: Embedder | None = None) -> Mapping[str, float]:
    """How likely each of KINDS is; they add up to 1."""
    ngrams, meaning = heads()
    buckets, values = hashed(text)
    logits = values @ ngrams.weight[buckets] + ngrams.bias
    if embedder is not None:
        logits = (logits + embedder.query(text.strip()[:200]) @ meaning.weight + meaning.bias) * BOTH
    return dict(zip(KINDS, softmax(logits).tolist(), strict=True))


BOTH = 0.7  # on the sum of both heads' logits, which are not independent


def softmax(logits: np.ndarray) -> np.ndarray:
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return raised / raised.sum(axis=-1, keepdims=True)


def kinds_of(rows: Sequence[tuple[str, str]]) -> np.ndarray:
    """The indices of the kinds of (kind, text) rows."""
    return np.array([KINDS.index(kind) for kind, _ in rows])
