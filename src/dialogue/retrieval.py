"""Which service or place do words mean? Overlap of n-grams: in characters, in sounds, in Latin words.

The weight of an n-gram is its inverse document frequency over services and places (Spärck Jones 1972). A candidate
is as good as its best phrase: how much of the phrase was said (recall), how much of what the catalogue knows of the
words the phrase explains (precision), and how much of that all phrases of the candidate explain together (cover).
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from rapidfuzz import fuzz, process

from dialogue.hall import Hall, PlaceRow, ServiceRow, text_in
from dialogue.language import LANGUAGES
from dialogue.letters import is_han
from dialogue.meaning import Target
from dialogue.normalise import compact, normalise
from dialogue.phrases import Phrases, Words, intents, read
from dialogue.sounds import syllables

SINGLE = 0.5  # weight of a single unit beside that of a pair
PRECISION, COVER = 0.16, 0.12  # shares of the score; the rest is recall's
SOUND_DISCOUNT = 0.93  # of a match by sound alone
EXACT = 0.75  # score of a phrase said word for word, before its share of all that is said
SYNONYM_DISCOUNT = 0.95
SPELT_ALIKE = 84  # rapidfuzz's ratio, of 100, from which on a word is a misspelt other
MOST = 8  # candidates
COMMON = frozenset(
    re.findall(r"\w+", "a an the to for of in and my me i is it do on at with how can want need get please your you")
)
# 开个店, 开一家店: said around a thing, whichever it is.
MEASURE = re.compile(r"(?<=[开办刻领册补换装取要])一?[个家间份张些]")

Gram = tuple[str, ...]


@dataclass(frozen=True)
class Candidate:
    """A service or place, and how well the words fit it, 0 to 1."""

    kind: Literal["service", "place"]
    id: str
    score: float
    exact: bool = False  # one of its phrases stands word for word in what was said


def grams(units: Sequence[str]) -> list[Gram]:
    """Single units and pairs of neighbours, each once."""
    return list(dict.fromkeys([(unit,) for unit in units] + list(itertools.pairwise(units))))


def stem(word: str) -> str:
    """An English word without its commonest endings."""
    for ending in ("ation", "ing", "ies", "es", "ed", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=1)
def synonyms() -> tuple[tuple[str, Phrases], ...]:
    """What may be put for which words."""
    return tuple((word, Phrases(map(str, others))) for word, others in read("synonyms.yaml").items())


def with_synonyms(words: Words) -> Words | None:
    """The words with the catalogue's own way of putting it; None: there is nothing to put."""
    text = words.spaced
    for word, others in synonyms():
        text = others.latin.sub(f" {word} ", text)
        text = others.other.sub(f" {word} ", f" {compact(text)} ") if others.other.search(compact(text)) else text
    return Words(text) if text != words.spaced else None


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

    def scores(self, units: Sequence[str], candidates: int) -> np.ndarray:
        """The score of each candidate, shape (candidates,), 0 where it shares nothing with the words."""
        said = [gram for gram in grams(units) if gram in self.weight]
        best = np.zeros(candidates)
        if not said:
            return best
        weights = np.array([self.weight[gram] for gram in said])
        shared = total([self._phrases_with[gram] for gram in said], weights, len(self.entities))
        cover = total([self._entities_with[gram] for gram in said], weights, candidates) / weights.sum()
        recall, precision = shared / self._whole, shared / weights.sum()
        each = (1 - PRECISION - COVER) * recall + PRECISION * precision + COVER * cover[self.entities]
        np.maximum.at(best, self.entities, np.where(shared > 0, each, 0.0))
        return best


def with_sounds(score: np.ndarray, by_sound: np.ndarray) -> np.ndarray:
    """Scores by characters, raised by those by sound as far as the sound fits as a whole.

    A recogniser writes another character of the same sound; a few sounds in common mean nothing.
    """
    return score + by_sound * np.maximum(SOUND_DISCOUNT * by_sound - score, 0.0)


def total(rows: list[np.ndarray], weights: np.ndarray, size: int) -> np.ndarray:
    """For each index, the sum of the weights of the lists that it stands in."""
    repeated = np.repeat(weights, [len(each) for each in rows])
    return np.bincount(np.concatenate(rows), weights=repeated, minlength=size)


def entities_of(hall: Hall) -> list[tuple[Literal["service", "place"], ServiceRow | PlaceRow]]:
    return [("service", row) for row in hall.services] + [("place", row) for row in hall.places]


class Index:
    """All services and places of a hall, made ready for looking up."""

    def __init__(self, hall: Hall):
        self._entities = entities_of(hall)
        phrases = {language: list(self._phrases(language)) for language in LANGUAGES}
        whole = ((entity, compact(text)) for all_ in phrases.values() for entity, text in all_)
        self._texts = [(entity, text) for entity, text in dict.fromkeys(whole) if len(text) >= 2]
        together = sorted(phrases["zh"] + phrases["ko"], key=lambda row: row[0])
        self._characters = Channel(lambda text: list(tight(text)), together)
        self._sounds = Channel(lambda text: syllables(tight(text)), phrases["zh"])
        self._words = Channel(latin_words, phrases["en"])
        self._vocabulary = sorted(gram[0] for gram in self._words.weight if len(gram) == 1)

    def _phrases(self, language: str) -> Iterable[tuple[int, str]]:
        for i, (_, row) in enumerate(self._entities):
            name = row.names.get(language)
            for text in ((name,) if name else ()) + tuple(row.aliases.get(language, ())):
                yield i, text

    def fits(self, hall: Hall) -> bool:
        """Whether it would be the same for another hall: other windows or hours make no difference."""
        mine, theirs = (
            [(kind, row.id, row.names, row.aliases) for kind, row in rows]
            for rows in (self._entities, entities_of(hall))
        )
        return mine == theirs

    def look_up(self, words: Words) -> tuple[Candidate, ...]:
        """Services and places that the words may mean, best first, at most MOST."""
        core = words.without(intents().around)
        core = core if core else words
        score = self._fuzzy(core)
        if (other := with_synonyms(core)) is not None:
            score = np.maximum(score, SYNONYM_DISCOUNT * self._fuzzy(other))
        exact = self._exact(words, core.size)
        for entity, share in exact.items():
            score[entity] = max(score[entity], EXACT + (1.0 - EXACT) * share)
        order = np.lexsort((np.arange(len(score)), -score))[:MOST]
        return tuple(self._candidate(int(i), float(score[i]), int(i) in exact) for i in order if score[i] > 0)

    def _candidate(self, entity: int, score: float, exact: bool) -> Candidate:
        kind, row = self._entities[entity]
        return Candidate(kind, row.id, min(score, 1.0), exact)

    def _fuzzy(self, words: Words) -> np.ndarray:
        size = len(self._entities)
        score = np.zeros(size)
        said = tight(words.compact)
        if not said.isascii():
            score = np.maximum(score, self._characters.scores(list(said), size))
        if any(map(is_han, said)):
            score = with_sounds(score, self._sounds.scores(syllables(said), size))
        if latin := latin_words(said):
            score = np.maximum(score, self._words.scores([self._known(word) for word in latin], size))
        return score

    def general(self, words: Words) -> tuple[Candidate, ...]:
        """Candidates with a phrase that holds all that is said, for words too general to be one of them: 税务."""
        core = words.without(intents().around, intents().fillers).compact
        if len(core) < (4 if core.isascii() else 2):
            return ()
        held = dict.fromkeys(entity for entity, text in self._texts if core in text)
        score = self._fuzzy(Words(core))
        ranked = sorted(held, key=lambda entity: (-score[entity], entity))[:MOST]
        return tuple(self._candidate(entity, float(score[entity]), False) for entity in ranked)

    def _known(self, word: str) -> str:
        """The word of the catalogue that a misspelt one stands for; else the word itself."""
        if len(word) < 4 or (word,) in self._words.weight:
            return word
        found = process.extractOne(word, self._vocabulary, scorer=fuzz.ratio, score_cutoff=SPELT_ALIKE)
        return found[0] if found else word

    def _exact(self, words: Words, size: int) -> dict[int, float]:
        """Candidates with a phrase that stands whole in the words, and the largest share of the words that one covers.

        A phrase that is part of a longer one found as well does not count: 卫生间 in 无障碍卫生间.
        """
        said, spaced = words.compact, words.spaced
        found = [(entity, text) for entity, text in self._texts if text in said and stands_alone(text, spaced)]
        texts = {text for _, text in found}
        longest = {text for text in texts if not any(text != longer and text in longer for longer in texts)}
        shares: dict[int, float] = {}
        for entity, text in found:
            if text in longest:
                share = min(Words(text).size / max(size, 1), 1.0)
                shares[entity] = max(shares.get(entity, 0.0), share)
        return shares

    def target(self, candidate: Candidate, language: str) -> Target:
        """A candidate as the visitor would call it."""
        row = next(row for kind, row in self._entities if kind == candidate.kind and row.id == candidate.id)
        return Target(candidate.kind, candidate.id, text_in(row.names, language))


def stands_alone(text: str, spaced: str) -> bool:
    """Whether a phrase in Latin script stands as whole words, in the plural perhaps; others always do."""
    return not text.isascii() or f" {text} " in spaced or f" {text}s " in spaced
