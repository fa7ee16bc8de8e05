"""Which stretches of a sound can be speech: those that stand out from what the hall sounds like otherwise.

The level of each frame in the band of voices is compared with a noise floor, the smallest level of the last seconds
(minimum statistics: Martin 2001, section III, without its smoothing). That needs no model and no training and takes
microseconds; what opens it wrongly (a door, a loudspeaker) is thrown out by the recogniser and by `liveliness`.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from robot_guide.config import Checked, quantity
from robot_guide.hearing.wav import RATE

FRAME = 480  # samples, 30 ms
FRAME_SECONDS = FRAME / RATE
BAND = (150.0, 4000.0)  # Hz: hum and hiss lie outside


@dataclass(frozen=True)
class ActivityConfig(Checked):
    """What counts as standing out."""

    margin: float = quantity(9.0, "dB", above=0.0)  # over the floor, where speech is as likely as not
    slope: float = quantity(2.0, "dB", above=0.0)  # over which the probability goes from 1/2 to 3/4
    memory: float = quantity(2.0, "s", above=0.0)  # how long back the floor looks: longer than a breath is held
    quiet: float = quantity(35.0, "dB", least=0.0)  # the floor before anything has been heard, of a 16-bit unit
    softest: float = quantity(20.0, "dB", least=0.0)  # the floor is never taken to be lower


class VoiceActivity:
    """The speech probability of each frame of a stream."""

    def __init__(self, config: ActivityConfig | None = None):
        self.config = config or ActivityConfig()
        self._levels: deque[float] = deque(maxlen=max(int(self.config.memory / FRAME_SECONDS), 1))
        bins = np.fft.rfftfreq(FRAME, 1.0 / RATE)
        self._band = (bins >= BAND[0]) & (bins <= BAND[1])

    def probability(self, frame: np.ndarray) -> float:
        """How likely the next frame, (480,) int16, is speech, 0 to 1."""
        level = self.level(frame)
        floor = self.floor
        self._levels.append(level)
        over = np.clip((level - floor - self.config.margin) / self.config.slope, -30.0, 30.0)
        return float(1.0 / (1.0 + np.exp(-over)))

    @property
    def floor(self) -> float:
        """Level of the hall without speech, dB. Until the memory is full, no higher than that of a quiet hall."""
        heard = min(self._levels, default=self.config.quiet)
        if len(self._levels) < self._levels.maxlen:
            heard = min(heard, self.config.quiet)
        return max(heard, self.config.softest)

    def level(self, frame: np.ndarray) -> float:
        """Level in the band of voices, dB of a 16-bit unit."""
        power = np.square(np.abs(np.fft.rfft(frame.astype(np.float64))))[self._band].sum() * 2.0 / FRAME**2
        return float(10.0 * np.log10(max(power, 1.0)))

    def reset(self) -> None:
        """Another stream begins."""
        self._levels.clear()
