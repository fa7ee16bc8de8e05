"""Which service or place do words mean? Likenesses by characters, sounds, Latin words and meaning, fused into one.

The fusion is a linear model over the likenesses, whose weights were learned (`data/fusion.yaml` names the command). Its
softmax over all candidates is the chance of each to be the one meant, given that one of them is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from rapidfuzz import fuzz, process

from dialogue.channels import Channel, grams, latin_words, tight
from dialogue.embedding import Embedder
from dialogue.hall import Hall, PlaceRow, ServiceRow, text_in
from dialogue.language import LANGUAGES
from dialogue.letters import is_han
from dialogue.meaning import Target
from dialogue.normalise import compact
from dialogue.phrases import Phrases, Words, intents, read
from dialogue.sounds import syllables

__all__ = ["Candidate", "Index", "grams", "latin_words"]

SOUND_DISCOUNT = 0.93  # of a match by sound alone
SYNONYM_DISCOUNT = 0.95
SPELT_ALIKE = 84  # rapidfuzz's ratio, of 100, from which on a word is a misspelt other
MOST = 8  # candidates
LIKENESSES = (
    "words", "words squared", "characters", "characters as a whole", "odds of characters", "sounds",
    "sounds as a whole", "odds of sounds", "latin", "latin as a whole", "odds of latin",
    "exact", "share of exact", "place", "meaning", "best meaning", "meaning as a whole",
)  # fmt: skip
BY_MEANING = 3  # the last of these need the embedding
BY_EMBEDDING = 2  # readings
ENOUGH = 0.8  # of the phrases must have vectors before meanings count
NEAREST = 3  # phrases of a candidate whose likenesses are averaged


@dataclass(frozen=True)
class Candidate:
    """A service or place, and how well the words fit it."""

    kind: Literal["service", "place"]
    id: str
    score: float  # logits: what the fusion makes of its likenesses
    chance: float = 0.0  # 0 to 1, that this one is meant, if any is
    exact: bool = False  # one of its phrases stands word for word in what was said


@dataclass(frozen=True)
class Found:
    """What a look-up found."""

    candidates: tuple[Candidate, ...] = ()  # best first
    words: float = 0.0  # likeness of the best by words, 0 to 1
    meaning: float = 0.0  # of the nearest phrase, standard deviations over the catalogue; 0: without the embedding
    share: float = 0.0  # of the words that the best's phrase covers, where it stands among them


@lru_cache(maxsize=1)
def synonyms() -> tuple[tuple[str, Phrases], ...]:
    """What may be put for which words."""
    return tuple((word, Phrases(map(str, others))) for word, others in read("synonyms.yaml").items())


@lru_cache(maxsize=2)
def weights(by_meaning: bool) -> np.ndarray:
    """The weight of each likeness, shape (len(LIKENESSES),), with the embedding or without."""
    rows = read("fusion.yaml")["with meaning" if by_meaning else "without meaning"]
    return np.array([float(rows.get(name, 0.0)) for name in LIKENESSES])


def with_synonyms(words: Words) -> Words | None:
    """The words with the catalogue's own way of putting it; None: there is nothing to put."""
    text = words.spaced
    for word, others in synonyms():
        text = others.words.sub(f" {word} ", text)
        text = others.other.sub(f" {word} ", f" {compact(text)} ") if others.other.search(compact(text)) else text
    return Words(text) if text != words.spaced else None


def with_sounds(score: np.ndarray, by_sound: np.ndarray) -> np.ndarray:
    """Scores by characters, raised by those by sound as far as the sound fits as a whole.

    A recogniser writes another character of the same sound; a few sounds in common mean nothing.
    """
    return score + by_sound * np.maximum(SOUND_DISCOUNT * by_sound - score, 0.0)


def entities_of(hall: Hall) -> list[tuple[Literal["service", "place"], ServiceRow | PlaceRow]]:
    return [("service", row) for row in hall.services] + [("place", row) for row in hall.places]


class Index:
    """All services and places of a hall, made ready for looking up."""

    def __init__(self, hall: Hall):
        self._entities = entities_of(hall)
        phrases = {language: list(self._phrases(language)) for language in LANGUAGES}
        whole = ((entity, compact(text)) for all_ in phrases.values() for entity, text in all_)
        self._holders: dict[str, list[int]] = {}  # of each phrase, compact
        for entity, text in dict.fromkeys(whole):
            if len(text) >= 2:
                self._holders.setdefault(text, []).append(entity)
        self._sounding = {syllables(tight(text)) for text in self._holders if all(map(is_han, text))}
        self._beginnings: dict[str, set[int]] = {}  # the lengths of the phrases that begin with two letters
        for text in self._holders:
            self._beginnings.setdefault(text[:2], set()).add(len(text))
        together = sorted(phrases["zh"] + phrases["ko"], key=lambda row: row[0])
        self._characters = Channel(lambda text: list(tight(text)), together)
        self._sounds = Channel(lambda text: syllables(tight(text)), phrases["zh"])
        self._words = Channel(latin_words, phrases["en"])
        self._vocabulary = sorted(gram[0] for gram in self._words.ids if len(gram) == 1)
        self._is_place = np.array([float(kind == "place") for kind, _ in self._entities])
        self._all = list(dict.fromkeys(row for all_ in phrases.values() for row in all_))
        self._owners = np.array([entity for entity, _ in self._all], dtype=np.intp)
        self._by_owner = np.argsort(self._owners, kind="stable")
        self._sorted_owners = self._owners[:0]  # of the phrases whose vectors are there
        self._vectors = np.zeros((0, 1), dtype=np.float32)
        self._asked = -1  # how many vectors the embedder had made then

    @property
    def phrases(self) -> list[str]:
        """All names and aliases, each once."""
        return list(dict.fromkeys(text for _, text in self._all))

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

    def look_up(self, words: Words, embedder: Embedder | None = None) -> Found:
        """What the words may mean, best first, at most MOST."""
        return self.look_up_all((words,), (1.0,), embedder)

    def look_up_all(self, each: Sequence[Words], shares: Sequence[float], embedder: Embedder | None) -> Found:
        """What several readings of the same words may mean, each with its share.

        The embedding sees the first BY_EMBEDDING of them.
        """
        if not self._entities:
            return Found()
        looked = [self.likenesses(words, embedder if i < BY_EMBEDDING else None) for i, words in enumerate(each)]
        by_meaning = embedder is not None and self._ready(embedder)
        seen = [rows @ weights(by_meaning and i < BY_EMBEDDING) for i, (rows, _) in enumerate(looked)]
        score = sum(share * one for share, one in zip(shares, seen, strict=True))
        likenesses = np.max([rows for rows, _ in looked], axis=0)
        exact = np.any([outright for _, outright in looked], axis=0)
        candidates = self.ranked(score, likenesses, exact)
        best = int(np.argmax(score))
        row = dict(zip(LIKENESSES, likenesses[best].tolist(), strict=True))
        nearest = float(likenesses[:, LIKENESSES.index("best meaning")].max()) if by_meaning else 0.0
        return Found(candidates, row["words"], nearest, row["share of exact"])

    def named_outright(self, words: Words) -> set[str]:
        """Ids of services and places of which a phrase stands whole in the words."""
        return {self._entities[i][1].id for i in np.flatnonzero(self._exact(words, words.size))}

    def is_name(self, words: Words) -> bool:
        """Whether the words are one of the phrases, and nothing else."""
        return words.compact in self._holders

    def sounds_like_name(self, words: Words) -> bool:
        """Whether the words sound as one of the Chinese phrases does: 抱税 for 报税."""
        said = tight(words.compact)
        return bool(said) and all(map(is_han, said)) and syllables(said) in self._sounding

    def ranked(self, score: np.ndarray, likenesses: np.ndarray, exact: np.ndarray) -> tuple[Candidate, ...]:
        chance = np.exp(score - score.max())
        chance /= chance.sum()
        order = np.lexsort((np.arange(len(score)), -score))[:MOST]
        fits = likenesses.any(axis=1)
        return tuple(
            Candidate(self._entities[i][0], self._entities[i][1].id, float(score[i]), float(chance[i]), bool(exact[i]))
            for i in order if fits[i]
        )  # fmt: skip

    def likenesses(self, words: Words, embedder: Embedder | None) -> tuple[np.ndarray, np.ndarray]:
        """How each candidate is like the words, (candidates, len(LIKENESSES)), and which are named outright."""
        core = words.without(intents().around)
        core = core if core else words
        columns = self._by_words(core)
        if (other := with_synonyms(core)) is not None:
            columns = np.maximum(columns, SYNONYM_DISCOUNT * self._by_words(other))
        share = self._exact(words, core.size)
        fused = with_sounds(columns[:, 0], columns[:, 3])
        best = np.maximum(fused, columns[:, 6])
        rows = np.column_stack(
            (best, best**2, columns, share > 0, share, self._is_place * (best > 0), self._by_meaning(words, embedder))
        )
        return rows, share > 0

    def _by_words(self, words: Words) -> np.ndarray:
        """Score, cosine and odds by characters, by sounds, by Latin words, (candidates, 9)."""
        size = len(self._entities)
        found = [np.zeros(size) for _ in range(9)]
        said = tight(words.compact)
        if not said.isascii():
            found[0:3] = self._characters.likeness(list(said), size)
        if any(map(is_han, said)):
            found[3:6] = self._sounds.likeness(syllables(said), size)
        if latin := latin_words(said):
            found[6:9] = self._words.likeness([self._known(word) for word in latin], size)
        return np.column_stack(found)

    def _by_meaning(self, words: Words, embedder: Embedder | None) -> np.ndarray:
        """Three likenesses by the embedding, (candidates, 3): of the NEAREST nearest phrases, of the nearest, of all.

        In standard deviations over the catalogue, since all cosines of the model lie close together.
        """
        size = len(self._entities)
        if embedder is None or not self._ready(embedder):
            return np.zeros((size, BY_MEANING))
        near = self._vectors @ embedder.query(words.text.strip()[:200])
        near = (near - near.mean()) / (near.std() + 1e-6)
        starts = np.flatnonzero(np.r_[True, self._sorted_owners[1:] != self._sorted_owners[:-1]])
        owners = self._sorted_owners[starts]
        counts = np.diff(np.r_[starts, len(near)])
        found = np.full((size, BY_MEANING), -1.0)
        found[owners, 2] = np.add.reduceat(near, starts) / counts
        nearest = largest(near, starts, counts, NEAREST)
        found[owners, 1] = nearest[0]
        found[owners, 0] = nearest.sum(axis=0) / np.minimum(counts, NEAREST)
        return found

    def _ready(self, embedder: Embedder) -> bool:
        """Whether the vectors of enough phrases are there; those of a new revision come in as they are made."""
        if len(self._sorted_owners) < len(self._all) and embedder.made != self._asked:
            self._asked = embedder.made
            self._vectors, ready = embedder.known([self._all[i][1] for i in self._by_owner])
            self._sorted_owners = self._owners[self._by_owner][ready]
        return len(self._sorted_owners) >= ENOUGH * len(self._all)

    def _known(self, word: str) -> str:
        """The word of the catalogue that a misspelt one stands for; else the word itself."""
        if len(word) < 4 or (word,) in self._words.ids:
            return word
        found = process.extractOne(word, self._vocabulary, scorer=fuzz.ratio, score_cutoff=SPELT_ALIKE)
        return found[0] if found else word

    def _exact(self, words: Words, size: int) -> np.ndarray:
        """The largest share of the words that a phrase of each candidate covers which stands whole in them.

        A phrase that is part of a longer one found as well does not count: 卫生间 in 无障碍卫生间.
        """
        said, spaced = f"{words.compact} {tight(words.compact)}", words.spaced
        pieces = (
            said[i : i + length] for i in range(len(said) - 1) for length in self._beginnings.get(said[i : i + 2], ())
        )
        texts = {text for text in pieces if text in self._holders and stands_alone(text, spaced)}
        longest = {text for text in texts if not any(text != longer and text in longer for longer in texts)}
        shares = np.zeros(len(self._entities))
        for text in longest:
            for entity in self._holders[text]:
                shares[entity] = max(shares[entity], min(Words(text).size / max(size, 1), 1.0))
        return shares

    def target(self, candidate: Candidate, language: str) -> Target:
        """A candidate as the visitor would call it."""
        row = next(row for kind, row in self._entities if kind == candidate.kind and row.id == candidate.id)
        return Target(candidate.kind, candidate.id, text_in(row.names, language))


def largest(values: np.ndarray, starts: np.ndarray, counts: np.ndarray, most: int) -> np.ndarray:
    """The largest values of each of many runs of an array, (most, runs), the first the largest; 0 where a run is short.

    `values` is spoiled. `starts`, `counts`: of the runs, which follow upon one another.
    """
    run = np.repeat(np.arange(len(starts)), counts)
    found = np.zeros((most, len(starts)))
    for i, row in enumerate(found):
        at_most = np.maximum.reduceat(values, starts)
        row[:] = np.where(counts > i, at_most, 0.0)
        where = np.flatnonzero(values == at_most[run])
        first = where[np.r_[True, run[where[1:]] != run[where[:-1]]]]
        values[first] = -np.inf
    return found


def stands_alone(text: str, spaced: str) -> bool:
    """Whether a phrase in Latin script stands as whole words, in the plural perhaps; others always do."""
    return not text.isascii() or f" {text} " in spaced or f" {text}s " in spaced
