"""The sound card through PortAudio (`sounddevice`), where that is installed."""

from __future__ import annotations

import threading
import time
from types import ModuleType
from typing import Any

import numpy as np

from robot_guide.hearing.wav import Audio

BLOCK = 0.02  # s of sound handed over at once: what still sounds after a stop
PATIENCE = 3.0  # s that a card may take longer than the sound


def sounddevice() -> ModuleType | None:
    """The module; None: it is not installed, or there is no PortAudio on this machine."""
    try:
        import sounddevice
    except (ImportError, OSError):
        return None
    return sounddevice


class CardSink:
    """Plays in blocks; PortAudio's own thread fetches them."""

    def __init__(self, module: ModuleType | Any, patience: float = PATIENCE):
        self._module, self._patience = module, patience

    def play(self, audio: Audio, stop: threading.Event) -> bool:
        """Raises: OSError: there is no card, it has gone, or takes `patience` s longer than the sound."""
        playing = Playing(audio.samples, stop, self._module.CallbackStop)
        try:
            with self._module.OutputStream(
                samplerate=audio.rate, channels=1, dtype="int16", blocksize=round(BLOCK * audio.rate), latency="low",
                callback=playing.fill, finished_callback=playing.done.set,
            ) as stream:  # fmt: skip
                self._wait(playing, stream, time.monotonic() + audio.seconds + self._patience)
        except self._module.PortAudioError as error:
            raise OSError(f"the sound card fails: {error}") from error
        if not playing.complete and not stop.is_set():
            raise OSError("the sound card has gone")
        return playing.complete

    def _wait(self, playing: Playing, stream: Any, deadline: float) -> None:
        while not playing.done.wait(BLOCK):
            if playing.stop.is_set():
                stream.abort()  # what is in the card's buffers is dropped
                return
            if not stream.active:
                return
            if time.monotonic() > deadline:
                stream.abort()
                raise OSError("the sound card does not come to an end; is it stuck?")


class Playing:
    """One sound on its way to the card."""

    def __init__(self, samples: np.ndarray, stop: threading.Event, end: type[Exception]):
        """`end`: what the callback raises when nothing more comes."""
        self._samples, self._at = samples, 0
        self.stop, self._end = stop, end
        self.done = threading.Event()

    @property
    def complete(self) -> bool:
        return self._at >= len(self._samples) and not self.stop.is_set()

    def fill(self, out: np.ndarray, frames: int, time: Any, status: Any) -> None:
        """PortAudio's callback: the next block, (frames, 1) int16; silence once it is to stop."""
        block = self._samples[self._at : self._at + frames] if not self.stop.is_set() else self._samples[:0]
        out[: len(block), 0] = block
        out[len(block) :, 0] = 0
        self._at += len(block)
        if len(block) < frames:
            raise self._end
