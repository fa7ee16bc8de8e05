"""How loud a sound is at the microphone."""

from __future__ import annotations

import numpy as np

FULL_SCALE = 94.0  # dB SPL of a sound whose root mean square fills 16 bits; a microphone's own, to be calibrated
LIMIT = 32767.0


def level_of(samples: np.ndarray, full_scale: float = FULL_SCALE) -> float:
    """Loudness of the loud half of a sound, dB SPL: pauses between words do not count. NaN: silence.

    samples: (N,) int16.
    """
    power = np.square(samples.astype(np.float64))
    loud = power[power >= np.median(power)] if len(power) else power
    mean = float(loud.mean()) if len(loud) else 0.0
    return full_scale + 10.0 * np.log10(mean / LIMIT**2) if mean > 0.0 else float("nan")


def at_level(samples: np.ndarray, level: float, full_scale: float = FULL_SCALE) -> np.ndarray:
    """The same sound at another loudness, (N,) int16; what would not fit into 16 bits is cut off. Silence stays."""
    now = level_of(samples, full_scale)
    if not np.isfinite(now):
        return samples
    louder = samples * 10.0 ** ((level - now) / 20.0)
    return np.clip(np.rint(louder), -LIMIT - 1, LIMIT).astype(np.int16)
