"""What kind of utterance it is, weighed from all that tells: learned kinds, phrases, likeness to the catalogue.

A softmax over a few groups; its weights were fitted on the tuning sentences (`data/fusion.yaml` names the command).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from dialogue.intent import is_foreign, is_private, is_question_only, named, topic_of
from dialogue.learned import ACTIONS, COURTESIES, TOPICS, softmax
from dialogue.phrases import Words, intents, read
from dialogue.retrieval import Candidate, Found

GROUPS = ("request", "control", "social", "human_help", "emergency", "out_of_scope")
MEMBERS = {
    "request": ("guide", "facility", *TOPICS), "control": ACTIONS, "social": COURTESIES, "human_help": ("human_help",),
    "emergency": ("emergency",), "out_of_scope": ("out_of_scope",),
}  # fmt: skip
SIGNS = (
    *(f"learned {group}" for group in GROUPS), "learned topic", "best score", "best chance", "exact", "share of exact",
    "words", "meaning", "foreign", "private", "command", "courtesy", "person", "topic", "topic alone", "errand", "lead",
    "addressed", "length", "one",
)  # fmt: skip
QUESTION_SIGNS = ("asked", "learned guide", "topic", "topic alone", "lead", "errand", "exact", "length", "one")
LEAST = 1e-3  # chance below which one is as good as none


@dataclass(frozen=True)
class Evidence:
    """What is known about an utterance before it is decided what it is."""

    words: Words
    learned: Mapping[str, float]  # chance of each kind
    found: Found

    @property
    def by_meaning(self) -> bool:
        return self.found.meaning != 0.0


def grouped(learned: Mapping[str, float]) -> dict[str, float]:
    return {group: sum(learned[kind] for kind in kinds) for group, kinds in MEMBERS.items()}


def signs(seen: Evidence) -> np.ndarray:
    """The evidence as numbers of about one, shape (len(SIGNS),)."""
    words, known = seen.words, intents()
    best = seen.found.candidates[0] if seen.found.candidates else Candidate("service", "", 0.0)
    topic = topic_of(words)
    control = named(known.control, words, whole=False)
    social = named(known.social, words, whole=False)
    person = named(known.human_help, words, whole=False)
    learned = [math.log(chance + LEAST) / 3 for chance in grouped(seen.learned).values()]
    values = (
        *learned, math.log(sum(seen.learned[kind] for kind in TOPICS) + LEAST) / 3, max(best.score, 0.0) / 10,
        best.chance, best.exact, seen.found.share, seen.found.words, seen.found.meaning / 5, is_foreign(words),
        is_private(words), nearness(control), nearness(social), nearness(person), topic is not None,
        topic is not None and is_question_only(words, topic),
        words.longest(known.errand) is not None, words.longest(known.lead) is not None,
        words.longest(known.addressed) is not None, math.log1p(words.size) / 3, 1.0,
    )  # fmt: skip
    return np.array(values, dtype=float)


def nearness(found) -> float:
    """1 where nothing else is said beside a phrase, less the more there is."""
    return 0.0 if found is None else 1.0 / (1.0 + 0.3 * found.rest)


@lru_cache(maxsize=2)
def weights(by_meaning: bool) -> np.ndarray:
    """The weight of each sign for each group, (len(SIGNS), len(GROUPS))."""
    rows = read("fusion.yaml")["groups with meaning" if by_meaning else "groups without meaning"]
    return np.array([[float(rows[group].get(sign, 0.0)) for group in GROUPS] for sign in SIGNS])


def chances(seen: Evidence) -> dict[str, float]:
    """How likely each of GROUPS is; they add up to 1."""
    found = softmax(signs(seen) @ weights(seen.by_meaning))
    return dict(zip(GROUPS, found.tolist(), strict=True))


def question_signs(seen: Evidence) -> np.ndarray:
    """What tells a question about something from a wish for it, shape (len(QUESTION_SIGNS),)."""
    words, known = seen.words, intents()
    topic = topic_of(words)
    asked = sum(seen.learned[kind] for kind in TOPICS)
    led = seen.learned["guide"] + seen.learned["facility"]
    values = (
        math.log(asked + LEAST) / 3, math.log(led + LEAST) / 3, topic is not None,
        topic is not None and is_question_only(words, topic), words.longest(known.lead) is not None,
        words.longest(known.errand) is not None, seen.found.share > 0, math.log1p(words.size) / 3, 1.0,
    )  # fmt: skip
    return np.array(values, dtype=float)


def question(seen: Evidence) -> float:
    """The chance that a request is a question about a service or the hall, not a wish to have something done."""
    rows = read("fusion.yaml")["question with meaning" if seen.by_meaning else "question without meaning"]
    logit = question_signs(seen) @ np.array([float(rows.get(sign, 0.0)) for sign in QUESTION_SIGNS])
    return float(1.0 / (1.0 + np.exp(-logit)))
