"""Which service or place do words mean? Overlap of n-grams, in characters, in sounds, in words of Latin script.

The weight of an n-gram is its inverse document frequency over services and places (Spärck Jones 1972). A phrase fits as
far as the words hold what makes it particular; what else is said counts little, since people say much around it.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from dialogue.hall import Hall, text_in
from dialogue.language import LANGUAGES
from dialogue.meaning import Target
from dialogue.normalise import compact, normalise
from dialogue.sounds import syllables

SOUND_DISCOUNT = 0.93  # a match by sound alone
PRECISION_SHARE = 0.12  # of the score, for how much of the words the phrase explains
COMMON = frozenset(
    re.findall(r"\w+", "a an the to for of in and my me i is it do on at with how can want need get please your")
)


@dataclass(frozen=True)
class Candidate:
    """A service or place, and how well the words fit it, 0 to 1."""

    kind: Literal["service", "place"]
    id: str
    score: float
    exact: bool = False  # one of its phrases stands word for word in what was said


def grams(units: Sequence[str]) -> Counter:
    """Single units and pairs of neighbours."""
    return Counter([(unit,) for unit in units] + list(itertools.pairwise(units)))


def stem(word: str) -> str:
    """An English word without its commonest endings."""
    for ending in ("ation", "ing", "ies", "es", "ed", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def latin_words(text: str) -> list[str]:
    return [stem(word) for word in re.findall(r"[a-z0-9]+", normalise(text)) if word not in COMMON]


@dataclass(frozen=True)
class Phrase:
    entity: int
    text: str  # compact
    units: Counter


class Channel:
    """One way to cut words into units, with all phrases cut that way."""

    def __init__(self, cut, phrases: Iterable[tuple[int, str]]):
        self.cut = cut
        self.phrases = [Phrase(entity, text, grams(units)) for entity, text in phrases if (units := cut(text))]
        holders: dict[tuple, set[int]] = {}
        for phrase in self.phrases:
            for gram in phrase.units:
                holders.setdefault(gram, set()).add(phrase.entity)
        count = 1 + len({phrase.entity for phrase in self.phrases})
        self.weight = {gram: math.log(count / len(held)) + 0.1 for gram, held in holders.items()}
        self.by_gram: dict[tuple, set[int]] = {}
        for i, phrase in enumerate(self.phrases):
            for gram in phrase.units:
                self.by_gram.setdefault(gram, set()).add(i)
        self.unknown = math.log(count) + 0.1

    def weigh(self, units: Counter) -> float:
        return sum(self.weight.get(gram, self.unknown) for gram in units)

    def scores(self, units: Sequence[str]) -> dict[int, float]:
        """The best score of each entity that shares anything with the words."""
        said = grams(units)
        of_said = self.weigh(said) or 1.0
        touched = set().union(*(self.by_gram.get(gram, ()) for gram in said)) if said else set()
        best: dict[int, float] = {}
        for i in touched:
            phrase = self.phrases[i]
            shared = sum(self.weight[gram] for gram in phrase.units if gram in said)
            recall, precision = shared / self.weigh(phrase.units), shared / of_said
            score = (1.0 - PRECISION_SHARE) * recall + PRECISION_SHARE * precision
            best[phrase.entity] = max(best.get(phrase.entity, 0.0), score)
        return best


class Index:
    """All services and places of a hall, made ready for looking up."""

    def __init__(self, hall: Hall):
        self._entities = [("service", row) for row in hall.services] + [("place", row) for row in hall.places]
        phrases = {language: list(self._phrases(language)) for language in LANGUAGES}
        self._texts = [(entity, compact(text)) for all_ in phrases.values() for entity, text in all_ if compact(text)]
        chinese = [(entity, compact(text)) for entity, text in phrases["zh"]]
        self._characters = Channel(list, chinese + [(entity, compact(text)) for entity, text in phrases["ko"]])
        self._sounds = Channel(syllables, chinese)
        self._words = Channel(latin_words, phrases["en"])
        units = {gram for phrase in self._words.phrases for gram in phrase.units}
        self._vocabulary = sorted(gram[0] for gram in units if len(gram) == 1)

    def _phrases(self, language: str) -> Iterable[tuple[int, str]]:
        for i, (_, row) in enumerate(self._entities):
            name = row.names.get(language)
            for text in ((name,) if name else ()) + tuple(row.aliases.get(language, ())):
                yield i, text

    def look_up(self, text: str, language: str) -> tuple[Candidate, ...]:
        """Services and places that the words may mean, best first."""
        best: dict[int, float] = {}
        for scores in self._all_scores(text, language):
            for entity, score in scores.items():
                best[entity] = max(best.get(entity, 0.0), score)
        exact = self._exact(text, language)
        for entity, share in exact.items():
            best[entity] = max(best.get(entity, 0.0), 0.9 + 0.1 * share)
        ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))[:8]
        return tuple(
            Candidate(self._entities[entity][0], self._entities[entity][1].id, min(score, 1.0), entity in exact)
            for entity, score in ranked
        )

    def _all_scores(self, text: str, language: str) -> Iterable[dict[int, float]]:
        said = compact(text)
        if language != "en":
            yield self._characters.scores(list(said))
        if language == "zh":
            by_sound = self._sounds.scores(syllables(said))
            yield {entity: score * SOUND_DISCOUNT for entity, score in by_sound.items()}
        if words := latin_words(text):
            yield self._words.scores([self._known(word) for word in words])

    def _known(self, word: str) -> str:
        """The word of the catalogue that a misspelt one stands for; else the word itself."""
        if len(word) < 4 or word in self._vocabulary:
            return word
        found = process.extractOne(word, self._vocabulary, scorer=fuzz.ratio, score_cutoff=84)
        return found[0] if found else word

    def _exact(self, text: str, language: str) -> dict[int, float]:
        """Entities with a phrase that stands whole in the words, and the largest share of the words that one covers.

        A phrase that is part of a longer one found as well does not count: 卫生间 in 无障碍卫生间.
        """
        said = compact(text)
        spaced = f" {normalise(text)} "
        found = []
        for entity, phrase in self._texts:
            if len(phrase) < 2 or phrase not in said:
                continue
            if phrase.isascii() and f" {phrase} " not in spaced and f" {phrase}s " not in spaced:
                continue
            found.append((entity, phrase))
        kept = [(e, p) for e, p in found if not any(p != longer and p in longer for _, longer in found)]
        shares: dict[int, float] = {}
        for entity, phrase in kept:
            shares[entity] = max(shares.get(entity, 0.0), len(phrase) / max(len(said), 1))
        return shares

    def target(self, candidate: Candidate, language: str) -> Target:
        """A candidate as the visitor would call it."""
        row = next(row for kind, row in self._entities if kind == candidate.kind and row.id == candidate.id)
        return Target(candidate.kind, candidate.id, text_in(row.names, language))
