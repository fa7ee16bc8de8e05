"""What comes of reading a hall that others made."""

from __future__ import annotations

from dataclasses import dataclass

from hall_map.exchange.sentence import Sentence
from hall_map.hall import Hall


@dataclass(frozen=True)
class Imported:
    """A hall, and what of its source it cannot hold."""

    hall: Hall
    notes: tuple[Sentence, ...] = ()
