"""Where a voice's sound goes."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import Protocol

from robot_guide.hearing.wav import Audio, write_wav

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
    """Writes what would sound into numbered wav files of a folder, at once: for listening to a run afterwards."""

    def __init__(self, folder: str | Path):
        self._folder, self._count = Path(folder), 0

    def play(self, audio: Audio, stop: threading.Event) -> bool:
        if stop.is_set():
            return False
        self._folder.mkdir(parents=True, exist_ok=True)
        self._count += 1
        write_wav(self._folder / f"{self._count:03d}.wav", audio)
        return True


def has_sound_card() -> bool:
    """Whether the kernel knows a sound card."""
    return SOUND_CARDS.exists() and "no soundcards" not in SOUND_CARDS.read_text()


def best_sink(speed: float = 1.0) -> Sink:
    """The loudspeaker where there is one and a program to play on it; else silence of the right length."""
    if has_sound_card():
        for command in PLAYERS:
            if shutil.which(command[0]):
                return PlayerSink(command)
    return NullSink(speed)
