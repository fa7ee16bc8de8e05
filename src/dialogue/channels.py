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
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from dialogue.normalise import compact, normalise

SINGLE = 0.5  # weight of a single unit beside that of a pair
SHARP = 3.0  # how much a unit counts that comes oftener in a candidate's phrases than in all
PRECISION, COVER = 0.16, 0.12  # shares of the score; the rest is recall's
COMMON = frozenset(
    re.findall(r"\w+", "a an the to for of in and my me i is it do on at with how can want need get please your you")
)
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
        cut_up = [(entity, grams(units)) for entity, text in phrases if (units := cut(text))]
        self.entities = np.array([entity for entity, _ in cut_up], dtype=np.intp)
        holders: dict[Gram, set[int]] = {}
        postings: dict[Gram, list[int]] = {}
        for i, (entity, held) in enumerate(cut_up):
            for gram in held:
                holders.setdefault(gram, set()).add(entity)
                postings.setdefault(gram, []).append(i)
        count = 1 + len(set(self.entities.tolist()))
        self.weight = {
            gram: (math.log(count / len(held)) + 0.1) * (SINGLE if len(gram) == 1 else 1.0)
            for gram, held in holders.items()
        }
        self._phrases_with = {gram: np.array(rows, dtype=np.intp) for gram, rows in postings.items()}
        self._entities_with = {gram: np.array(sorted(rows), dtype=np.intp) for gram, rows in holders.items()}
        self._whole = np.array([sum(self.weight[gram] for gram in held) for _, held in cut_up])
        self._lengths: np.ndarray | None = None  # of each candidate's vector of all its weights
        self._odds = self.odds_of_units()

    def scores(self, units: Sequence[str], candidates: int) -> np.ndarray:
        """The score of each candidate, shape (candidates,), 0 where it shares nothing with the words."""
        return self.likeness(units, candidates)[0]

    def odds_of_units(self) -> dict[Gram, tuple[np.ndarray, np.ndarray]]:
        """For each unit the candidates in whose phrases it stands, and how much it speaks for each of them."""
        phrases = np.bincount(self.entities, minlength=1)
        found = {}
        for gram, rows in self._phrases_with.items():
            if len(gram) == 1:
                held, times = np.unique(self.entities[rows], return_counts=True)
                share, everywhere = times / (phrases[held] + 1), len(rows) / len(self.entities)
                found[gram] = held, np.log1p(SHARP * share / everywhere)
        return found

    def likeness(self, units: Sequence[str], candidates: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Score, cosine of the words with all phrases of a candidate together, both 0 to 1, and the odds that units
        give it, 0 and above; (candidates,) each."""
        said = [gram for gram in grams(units) if gram in self.weight]
        best, cosine, odds = np.zeros(candidates), np.zeros(candidates), np.zeros(candidates)
        if not said:
            return best, cosine, odds
        weights = np.array([self.weight[gram] for gram in said])
        shared = total([self._phrases_with[gram] for gram in said], weights, len(self.entities))
        holders = [self._entities_with[gram] for gram in said]
        cover = total(holders, weights, candidates) / weights.sum()
        recall, precision = shared / self._whole, shared / weights.sum()
        each = (1 - PRECISION - COVER) * recall + PRECISION * precision + COVER * cover[self.entities]
        np.maximum.at(best, self.entities, np.where(shared > 0, each, 0.0))
        cosine = total(holders, weights**2, candidates) / (np.linalg.norm(weights) * self.lengths(candidates))
        telling = [self._odds[gram] for gram in said if len(gram) == 1]
        for held, each in telling:
            odds[held] += each
        return best, cosine, odds / math.sqrt(len(telling) or 1)

    def lengths(self, candidates: int) -> np.ndarray:
        """The length of each candidate's vector of weights, shape (candidates,); 1 where it has no phrase."""
        if self._lengths is None:
            squares = np.zeros(candidates)
            for gram, rows in self._entities_with.items():
                squares[rows] += self.weight[gram] ** 2
            self._lengths = np.sqrt(np.where(squares > 0, squares, 1.0))
        return self._lengths


def total(rows: list[np.ndarray], weights: np.ndarray, size: int) -> np.ndarray:
    """For each index, the sum of the weights of the lists that it stands in."""
    repeated = np.repeat(weights, [len(each) for each in rows])
    return np.bincount(np.concatenate(rows), weights=repeated, minlength=size)
