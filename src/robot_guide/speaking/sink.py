"""Where a voice's sound goes."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from robot_guide.hearing.wav import Audio, write_wav
from robot_guide.speaking.card_sink import CardSink, sounddevice

PLAYERS = (("pw-play",), ("paplay",), ("aplay", "-q"))
SOUND_CARDS = Path("/proc/asound/cards")
PATIENCE = 3.0  # s that a player may take longer than the sound: to open the device, and to empty its buffers
PERIOD = 0.02  # s between two looks at a player: a stop is heard at most so much later


class Sink(Protocol):
    def play(self, audio: Audio, stop: threading.Event) -> bool:
        """Sound until the end or until `stop` is set. Returns: whether all of it has sounded. Raises OSError."""
        ...


class NullSink:
    """No loudspeaker: takes as long as the sound lasts."""

    def __init__(self, speed: float = 1.0):
        """`speed`: how many times faster than the clock on the wall the world runs."""
        self._speed = speed

    def play(self, audio: Audio, stop: threading.Event) -> bool:
        return not stop.wait(audio.seconds / self._speed)


class PlayerSink:
    """The machine's loudspeaker, through its own player program: a command that takes the name of a wav file."""

    def __init__(self, command: tuple[str, ...], patience: float = PATIENCE):
        self._command, self._patience = command, patience

    def play(self, audio: Audio, stop: threading.Event) -> bool:
        """Raises: OSError: the program is missing, fails, or takes `patience` s longer than the sound."""
        with tempfile.TemporaryDirectory(prefix="speech-") as folder:
            file = Path(folder) / "speech.wav"
            write_wav(file, audio)
            player = subprocess.Popen([*self._command, str(file)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                      stderr=subprocess.DEVNULL)  # fmt: skip
            try:
                return self._wait(player, time.monotonic() + audio.seconds + self._patience, stop)
            finally:
                player.kill()
                player.wait()

    def _wait(self, player: subprocess.Popen, deadline: float, stop: threading.Event) -> bool:
        while player.poll() is None:
            if stop.wait(PERIOD):
                return False
            if time.monotonic() > deadline:
                raise OSError(f"{self._command[0]} does not come to an end; is the sound device stuck?")
        if player.returncode:
            raise OSError(f"{self._command[0]} failed with status {player.returncode}; is the sound device free?")
        return True


class WavSink:
    """Writes what would sound into numbered wav files of a folder: for listening to a run afterwards."""

    def __init__(self, folder: str | Path, then: Sink | None = None):
        """`then`: what plays it afterwards; nothing by default, and the next sound follows at once."""
        self._folder, self._then = Path(folder), then

    def play(self, audio: Audio, stop: threading.Event) -> bool:
        """Raises OSError: the file cannot be written."""
        if stop.is_set():
            return False
        self._folder.mkdir(parents=True, exist_ok=True)
        write_wav(next(file for file in self._numbered() if not file.exists()), audio)
        return self._then.play(audio, stop) if self._then else True

    def _numbered(self) -> Iterator[Path]:
        return (self._folder / f"{number:03d}.wav" for number in itertools.count(1))


def has_sound_card() -> bool:
    """Whether the kernel knows a sound card."""
    return SOUND_CARDS.exists() and "no soundcards" not in SOUND_CARDS.read_text()


def card_sink() -> Sink | None:
    """The sound card by PortAudio, or by a program that plays files; None: there is none, or neither of the two."""
    if not has_sound_card():
        return None
    if module := sounddevice():
        return CardSink(module)
    command = next((command for command in PLAYERS if shutil.which(command[0])), None)
    return PlayerSink(command) if command else None


def sink_named(name: str, speed: float = 1.0) -> Sink:
    """`auto`: the loudspeaker, else silence of the right length; `none`: silence; `wav:FOLDER`: files, and silence.

    Raises: ValueError: no such name.
    """
    if name.startswith("wav:") and (folder := name.removeprefix("wav:")):
        return WavSink(folder, NullSink(speed))
    if name not in ("auto", "none"):
        raise ValueError(f"sink must be auto, none or wav:FOLDER, got {name!r}")
    return best_sink(speed) if name == "auto" else NullSink(speed)


def best_sink(speed: float = 1.0) -> Sink:
    """The loudspeaker where there is one and a way to play on it; else silence of the right length."""
    return card_sink() or NullSink(speed)
