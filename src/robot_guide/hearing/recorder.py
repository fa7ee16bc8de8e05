"""What visitors say, written down only where somebody has switched it on."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from robot_guide.heard import Heard
from robot_guide.hearing.wav import Audio, write_wav


class Recorder:
    """Keeps the sound of each utterance as a wav file."""

    def __init__(self, folder: Path | None):
        """`folder`: where to; None: nothing is ever written. Raises OSError."""
        self._folder = folder
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)

    def keep(self, heard: Heard, samples: np.ndarray) -> Path | None:
        """Write an utterance's sound, (N,) int16 at 16 kHz. Returns: the file. Raises OSError."""
        if self._folder is None or not heard.final:
            return None
        place = self._folder / f"{heard.start:012.3f}_{heard.language}.wav"
        write_wav(place, Audio(samples))
        return place
