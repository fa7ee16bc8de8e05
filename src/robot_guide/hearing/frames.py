"""Sound from anywhere as the ears want it: 16 kHz, mono, 16 bit, whatever pieces it comes in.

A microphone, a recording, a topic and a browser all go through `Frames`, and so give the same samples.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd

import numpy as np

from robot_guide.hearing.wav import RATE, RATES, TAPS, filter_taps, to_int16

FULL = 32768.0


@dataclass(frozen=True)
class Piece:
    """A stretch of a stream."""

    samples: np.ndarray  # (N,) int16 at 16 kHz
    start: float  # s


class Frames:
    """One stream of sound at some rate, made into pieces at 16 kHz.

    Its clock is the count of samples since the first piece: jitter in when pieces come does not move the words.
    """

    def __init__(self, rate: int = RATE, channels: int = 1):
        """Raises ValueError: no rate or number of channels that sound has."""
        if not RATES[0] <= rate <= RATES[1]:
            raise ValueError(f"rate must be {RATES[0]} to {RATES[1]} Hz, got {rate}")
        if channels < 1:
            raise ValueError(f"channels must be >= 1, got {channels}")
        self.rate, self._channels = rate, channels
        self._resampler = Resampler(rate) if rate != RATE else None
        self._rest = b""  # bytes that make no whole sample yet
        self._start: float | None = None
        self._given = 0  # samples at 16 kHz

    def feed_bytes(self, data: bytes, start: float) -> Piece | None:
        """Little-endian 16-bit PCM, channels interleaved, cut anywhere. See `feed`."""
        data = self._rest + data
        whole = len(data) // (2 * self._channels) * 2 * self._channels
        self._rest = data[whole:]
        return self.feed(np.frombuffer(data[:whole], "<i2").reshape(-1, self._channels), start)

    def feed(self, samples: np.ndarray, start: float) -> Piece | None:
        """The next samples, (N,) or (N, channels) int16; `start` counts for the first piece only.

        Returns: what can be given on at 16 kHz; None: nothing yet. Raises ValueError: of another type or shape.
        """
        if samples.dtype != np.int16 or samples.ndim > 2 or (samples.ndim == 2 and samples.shape[1] != self._channels):
            raise ValueError(f"samples must be (N, {self._channels}) int16, got {samples.dtype} {samples.shape}")
        self._start = start if self._start is None else self._start
        mono = samples if samples.ndim == 1 else to_int16(samples.mean(axis=1) / FULL)
        return self._piece(to_int16(self._resampler.feed(mono / FULL)) if self._resampler else mono.astype(np.int16))

    def finish(self) -> Piece | None:
        """Nothing more comes. Returns: what was held back for the resampling."""
        rest = self._piece(to_int16(self._resampler.finish())) if self._resampler else None
        self._start, self._given, self._rest = None, 0, b""
        return rest

    def _piece(self, samples: np.ndarray) -> Piece | None:
        if not len(samples):
            return None
        start = (self._start or 0.0) + self._given / RATE
        self._given += len(samples)
        return Piece(samples, start)


class Resampler:
    """`wav.resample` to 16 kHz for a sound that is still coming: the same samples, however it is cut.

    Output rows of `phases` samples each need a window of input; a row is computed when its window is complete.
    """

    def __init__(self, rate: int):
        self._phases, self._step = RATE // gcd(rate, RATE), rate // gcd(rate, RATE)
        self._reach = int(np.ceil(TAPS * max(1.0, rate / RATE)))
        times = np.arange(self._phases) * self._step / self._phases
        self._taps = filter_taps(times, rate, RATE, self._reach)
        self._restart()

    def _restart(self) -> None:
        self._held = np.zeros(self._reach - 1)  # what rows still to come look back on
        self._taken = self._given = 0

    def feed(self, sound: np.ndarray) -> np.ndarray:
        """(N,) float64 in, the outputs that are complete with it out."""
        self._taken += len(sound)
        self._held = np.concatenate((self._held, sound))
        return self._rows()

    def finish(self) -> np.ndarray:
        """The outputs that look beyond the end, where there is silence; ready for another stream."""
        lacking = -(-self._taken * self._phases // self._step) - self._given
        self._held = np.concatenate((self._held, np.zeros(2 * self._step + 2 * self._reach)))
        rest = self._rows()[: max(lacking, 0)]
        self._restart()
        return rest

    def _rows(self) -> np.ndarray:
        width = len(self._taps)
        count = max((len(self._held) - width) // self._step + 1, 0)
        if not count:
            return np.zeros(0)
        windows = np.lib.stride_tricks.sliding_window_view(self._held, width)[:: self._step][:count]
        rows = (windows.copy() @ self._taps).reshape(-1)
        self._held = self._held[count * self._step :]
        self._given += len(rows)
        return rows
