"""Overlap of n-grams between words and phrases: in characters, in sounds, in Latin words.

The weight of an n-gram is its inverse document frequency over services and places (Spärck Jones 1972). A candidate
is as good as its best phrase: how much of the phrase was said (recall), how much of what the catalogue knows of the
words the phrase explains (precision), and how much of that all phrases of the candidate explain together (cover).
Beside that stands what single units tell by how often they come, naive Bayes (Maron 1961): it needs no two neighbours
heard right.
"""

from __future__ import annotations

import itertools
import math
import re
from array import array
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from dialogue.normalise import compact, normalise

SINGLE = 0.5  # weight of a single unit beside that of a pair
SHARP = 3.0  # how much a unit counts that comes oftener in a candidate's phrases than in all
PRECISION, COVER = 0.16, 0.12  # shares of the score; the rest is recall's
AROUND = "a an the to for of in and my me i is it do on at with how can want need get apply please your you"
COMMON = frozenset(re.findall(r"\w+", AROUND))
# 开个店, 开一家店: said around a thing, whichever it is.
MEASURE = re.compile(r"(?<=[开办刻领册补换装取要])一?[个家间份张些]")

Gram = tuple[str, ...]


def grams(units: Sequence[str]) -> list[Gram]:
    """Single units and pairs of neighbours, each once."""
    return list(dict.fromkeys([(unit,) for unit in units] + list(itertools.pairwise(units))))


def stem(word: str) -> str:
    """An English word without its commonest endings."""
    for ending in ("ation", "ing", "ies", "es", "ed", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def tight(text: str) -> str:
    """Compact words without the measure word after a verb: 开个饭店 → 开饭店."""
    return MEASURE.sub("", compact(text))


def latin_words(text: str) -> list[str]:
    return [stem(word) for word in re.findall(r"[a-z0-9]+", normalise(text)) if word not in COMMON]


class Channel:
    """One way to cut words into units, with all phrases cut that way."""

    def __init__(self, cut: Callable[[str], Sequence[str]], phrases: Iterable[tuple[int, str]]):
        """`phrases`: (candidate, text), those of one candidate next to one another."""
        self.ids: dict[Gram, int] = {}  # of every n-gram
        owners: list[int] = []
        grams_of, phrase_of = array("i"), array("i")
        for entity, text in phrases:
            if units := cut(text):
                found = [self.ids.setdefault(gram, len(self.ids)) for gram in grams(units)]
                grams_of.extend(found)
                phrase_of.extend([len(owners)] * len(found))
                owners.append(entity)
        self.entities = np.array(owners, dtype=np.intp)
        gram, phrase = np.array(grams_of, dtype=np.intp), np.array(phrase_of, dtype=np.intp)
        singles = np.array([len(each) == 1 for each in self.ids], dtype=bool)
        self._phrases = Lists(gram, phrase, len(self.ids))
        size = int(self.entities.max(initial=-1)) + 1
        pairs, times = np.unique(gram * size + self.entities[phrase], return_counts=True)
        holder, entity = pairs // max(size, 1), pairs % max(size, 1)
        self._holders = Lists(holder, entity, len(self.ids))
        count = 1 + len(np.unique(self.entities))
        self.weights = (np.log(count / self._holders.sizes) + 0.1) * np.where(singles, SINGLE, 1.0)
        self._whole = np.bincount(phrase, self.weights[gram], minlength=len(owners))
        self._squares = np.bincount(entity, self.weights[holder] ** 2, minlength=size)
        share = times / (np.bincount(self.entities, minlength=size)[entity] + 1)
        everywhere = self._phrases.sizes[holder] / max(len(owners), 1)
        self._odds = np.where(singles[holder], np.log1p(SHARP * share / everywhere), 0.0)

    def scores(self, units: Sequence[str], candidates: int) -> np.ndarray:
        """The score of each candidate, shape (candidates,), 0 where it shares nothing with the words."""
        return self.likeness(units, candidates)[0]

    def likeness(self, units: Sequence[str], candidates: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Score, cosine of the words with all phrases of a candidate together, both 0 to 1, and the odds that units
        give it, 0 and above; (candidates,) each."""
        each = grams(units)
        said = np.array([id_ for gram in each if (id_ := self.ids.get(gram)) is not None], dtype=np.intp)
        if not len(said):
            return np.zeros(candidates), np.zeros(candidates), np.zeros(candidates)
        known_units = sum(len(gram) == 1 and gram in self.ids for gram in each)
        weights = self.weights[said]
        rows, of = self._phrases.of(said)
        shared = np.bincount(self._phrases.values[rows], weights[of], minlength=len(self.entities))
        rows, of = self._holders.of(said)
        held = self._holders.values[rows]
        cover = np.bincount(held, weights[of], minlength=candidates) / weights.sum()
        recall, precision = shared / self._whole, shared / weights.sum()
        fit = (1 - PRECISION - COVER) * recall + PRECISION * precision + COVER * cover[self.entities]
        best = np.zeros(candidates)
        np.maximum.at(best, self.entities, np.where(shared > 0, fit, 0.0))
        cosine = np.bincount(held, weights[of] ** 2, minlength=candidates)
        cosine /= np.linalg.norm(weights) * self._lengths(candidates)
        odds = np.bincount(held, self._odds[rows], minlength=candidates) / math.sqrt(known_units or 1)
        return best, cosine, odds

    def _lengths(self, candidates: int) -> np.ndarray:
        """The length of each candidate's vector of weights, shape (candidates,); 1 where it has no phrase."""
        squares = np.zeros(candidates)
        squares[: len(self._squares)] = self._squares
        return np.sqrt(np.where(squares > 0, squares, 1.0))


class Lists:
    """A list of values for each of many keys, all in one array."""

    def __init__(self, keys: np.ndarray, values: np.ndarray, count: int):
        """`keys`: of each value, 0 to count - 1."""
        order = np.argsort(keys, kind="stable")
        self.values = values[order].astype(np.int32)
        self.sizes = np.bincount(keys, minlength=count)
        self._starts = np.cumsum(self.sizes) - self.sizes

    def of(self, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where in `values` the lists of some keys stand, and for each value which of the keys it is of."""
        sizes = self.sizes[keys]
        of = np.repeat(np.arange(len(keys)), sizes)
        rows = np.arange(len(of)) + np.repeat(self._starts[keys] - (np.cumsum(sizes) - sizes), sizes)
        return rows, of
