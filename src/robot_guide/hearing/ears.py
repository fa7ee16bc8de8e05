"""Ears: sound in, words out, while the sound goes on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import numpy as np

from robot_guide.heard import Heard


class Ears(Protocol):
    """A recogniser that listens to a stream."""

    def listen(self, samples: np.ndarray, start: float) -> tuple[Heard, ...]:
        """Take in the next stretch of sound, (N,) int16 at 16 kHz, that began at `start` s.

        Returns: what has been understood with it; final results when somebody has finished, partial ones in between.
        """
        ...

    def finish(self) -> tuple[Heard, ...]:
        """Nothing more comes: the rest, final. The ears are ready for another stream afterwards."""
        ...


class ScriptedEars:
    """Ears that understand what they are told to, each time that so much sound has come: for tests of what follows."""

    def __init__(self, script: Iterable[tuple[float, Heard]]):
        """`script`: after how many seconds of sound each result comes."""
        self._script, self._heard = sorted(script, key=lambda row: row[0]), 0.0

    def listen(self, samples: np.ndarray, start: float) -> tuple[Heard, ...]:
        self._heard += len(samples) / 16000.0
        due = tuple(heard for after, heard in self._script if after <= self._heard)
        self._script = self._script[len(due) :]
        return due

    def finish(self) -> tuple[Heard, ...]:
        rest = tuple(heard for _, heard in self._script)
        self._script, self._heard = [], 0.0
        return rest
