"""Whether a sound can be speech: people get louder and softer with every syllable, fans and rain do not.

A recogniser that knows nothing but words hears some in noise as well.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from robot_guide.hearing.wav import RATE

FRAME = 480  # samples, 30 ms: shorter than a syllable, longer than the period of a voice
FLOOR = 1.0  # of 16 bits; softer is silence


def modulation(samples: np.ndarray) -> float:
    """How far a sound swings between loud and soft, in dB: from the 10th to the 95th percentile of its 30 ms frames.

    White noise: below 2; speech in quiet: above 20; speech as loud as steady noise: about 5. Less than two frames: 0.

    samples: (N,) int16 at 16 kHz.
    """
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME).astype(np.float64)
    if len(frames) < 2:
        return 0.0
    level = 20.0 * np.log10(np.maximum(np.sqrt(np.mean(np.square(frames), axis=1)), FLOOR))
    soft, loud = np.percentile(level, (10.0, 95.0))
    return float(loud - soft)


class Recent:
    """The last so many seconds of a stream, found again by the count of samples since its beginning."""

    def __init__(self, seconds: float):
        self._most = int(seconds * RATE)
        self._stretches: deque[np.ndarray] = deque()
        self._held = 0  # samples
        self._end = 0  # samples since the beginning

    def add(self, stretch: np.ndarray) -> None:
        self._stretches.append(stretch)
        self._held += len(stretch)
        self._end += len(stretch)
        while self._held - len(self._stretches[0]) >= self._most:
            self._held -= len(self._stretches.popleft())

    def between(self, start: float, end: float) -> np.ndarray:
        """What is still there of the sound from `start` to `end`, in s since the beginning, (N,) int16."""
        sound = np.concatenate(self._stretches) if self._stretches else np.zeros(0, np.int16)
        begin = self._end - self._held
        return sound[max(int(start * RATE) - begin, 0) : max(int(end * RATE) - begin, 0)]
