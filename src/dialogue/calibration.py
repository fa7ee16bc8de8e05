"""How sure a score is: the probability that the best candidate is the one meant.

A logistic function of score, of whether a phrase was said word for word, and of the lead over the second; see
`benchmarks/understanding.py` for how well it is calibrated.
"""

from __future__ import annotations

import math

from dialogue.retrieval import Candidate

AT = 0.56  # score at which it is even odds
STEEPNESS = 11.0
EXACT = 1.5  # logits for a phrase said word for word
LEAD = 4.0  # logits for a lead over the second of 1
ROOM = 0.15  # a lead that counts fully


def certainty(candidates: tuple[Candidate, ...]) -> float:
    """0 to 0.99, of the best of one or more candidates."""
    best = candidates[0]
    second = candidates[1].score if len(candidates) > 1 else 0.0
    lead = min(best.score - second, ROOM) - ROOM / 2
    logit = STEEPNESS * (best.score - AT) + (EXACT if best.exact else 0.0) + LEAD * lead
    return min(1.0 / (1.0 + math.exp(-logit)), 0.99)
