"""The sound card's microphone through PortAudio (`sounddevice`, extra `[microphone]`)."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np

from robot_guide.hearing.frames import Frames, Piece
from robot_guide.hearing.wav import RATE

BLOCK = 0.02  # s handed over at once: a stop must not wait
PATIENCE = 2.0  # s without any sound, after which the microphone has gone


class NoMicrophone(OSError):  # noqa: N818 - it says what is the case
    """There is nothing to record with; the message says what is missing, and the remedy."""


def sounddevice() -> ModuleType:
    """Raises NoMicrophone: the package, or PortAudio itself, is missing."""
    try:
        import sounddevice as module
    except ImportError as error:
        raise NoMicrophone("sounddevice is not installed. Run: .venv/bin/pip install -e '.[microphone]'") from error
    except OSError as error:
        raise NoMicrophone("PortAudio is not installed. Run: apt-get install -y libportaudio2") from error
    return module


class Microphone:
    """A source of sound: iterate over it."""

    def __init__(self, device: str | int | None = None, module: ModuleType | Any | None = None):
        """`device`: a name or number of PortAudio's; None: the system's own. Raises NoMicrophone."""
        self._module = module or sounddevice()
        try:
            found = self._module.query_devices(device, "input")
        except (ValueError, self._module.PortAudioError) as error:
            named = "no microphone" if device is None else f"no microphone {device!r}"
            raise NoMicrophone(f"{named} was found ({error}). Plug one in, or name one of those that `python -m "
                               f"sounddevice` lists") from error  # fmt: skip
        self._device, self.rate = device, int(found["default_samplerate"])

    def pieces(self, start: float) -> Iterator[Piece]:
        """16 kHz mono from now on, for ever; the first sample is at `start` s. Raises NoMicrophone: it has gone."""
        blocks: queue.Queue[bytes] = queue.Queue()
        frames = Frames(self.rate)
        try:
            with self._module.RawInputStream(
                samplerate=self.rate, channels=1, dtype="int16", device=self._device,
                blocksize=round(BLOCK * self.rate), callback=lambda data, *_: blocks.put(bytes(data)),
            ):  # fmt: skip
                while True:
                    piece = frames.feed_bytes(blocks.get(timeout=PATIENCE), start)
                    if piece is not None:
                        yield piece
        except queue.Empty as error:
            raise NoMicrophone(f"the microphone has sent nothing for {PATIENCE:g} s. Is it unplugged?") from error
        except self._module.PortAudioError as error:
            raise NoMicrophone(f"the microphone fails: {error}") from error


def pieces_of(samples: np.ndarray, rate: int = RATE, seconds: float = BLOCK) -> Iterator[Piece]:
    """A recording, (N,) int16 at `rate`, as a microphone would have given it."""
    frames, size = Frames(rate), max(round(seconds * rate), 1)
    for at in range(0, len(samples), size):
        if piece := frames.feed(samples[at : at + size], at / rate):
            yield piece
    if rest := frames.finish():
        yield rest
