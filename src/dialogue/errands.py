"""Several errands in one breath: 「先办执照再办税」, first the licence, then taxes."""

from __future__ import annotations

import re

from dialogue.phrases import Phrases, Words, intents

CLAUSE = re.compile(r"[，,、。.！!？?；;]+")
MOST = 4  # errands


def parts(words: Words) -> tuple[Words, ...]:
    """The pieces between words of order and commas, in the order in which they are to be done; one piece: no order.

    「办税之前先办执照」 has the licence first.
    """
    known = intents()
    if (turned := split_at(words, known.before)) and len(turned) == 2:
        return turned[::-1]
    pieces = [piece for clause in CLAUSE.split(words.text) for piece in split_at(Words(clause), known.sequence)]
    return tuple(pieces[:MOST])


def in_order(words: Words) -> bool:
    """Whether a word of order stands among them."""
    known = intents()
    return any(words.longest(phrases) is not None for phrases in (known.before, known.sequence))


def split_at(words: Words, phrases: Phrases) -> tuple[Words, ...]:
    """What stands between phrases; empty pieces are left out."""
    by_latin = phrases.words.split(words.spaced)
    pieces = [piece for each in by_latin for piece in phrases.other.split(each.strip())]
    return tuple(found for piece in pieces if (found := Words(piece)) and found.without(intents().fillers))
