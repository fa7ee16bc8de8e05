"""How sure a target is: the probability that the best candidate is the one meant, given that one is asked for.

A logistic function, fitted on the tuning sentences, of its chance among all and of how like it is to the words;
`benchmarks/understanding.py` tells how well it is calibrated.
"""

from __future__ import annotations

import math

import numpy as np

from dialogue.phrases import read
from dialogue.retrieval import Found

LITTLE, DOUBTFUL = 0.5, 0.65  # by words alone, what is less alike than the one is at most as certain as the other
TERMS = ("bias", "chance", "words", "share of exact", "meaning")


def certainty(found: Found) -> float:
    """0 to 0.99, of the best of one or more candidates."""
    rows = read("fusion.yaml")["certainty with meaning" if found.meaning else "certainty without meaning"]
    logit = sum(rows.get(name, 0.0) * value for name, value in zip(TERMS, terms(found), strict=True))
    return min(1.0 / (1.0 + math.exp(-logit)), 0.99 if found.meaning or found.words >= LITTLE else DOUBTFUL)


def terms(found: Found) -> np.ndarray:
    """What certainty is worked out from, shape (len(TERMS),)."""
    chance = min(max(found.candidates[0].chance, 1e-2), 1 - 1e-2)
    return np.array([1.0, math.log(chance / (1 - chance)) / 3, found.words, found.share, found.meaning / 5])
