"""Where a voice's sound goes."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import Protocol

from robot_guide.hearing.wav import Audio, write_wav

PLAYERS = (("pw-play",), ("paplay",), ("aplay", "-q"))
SOUND_CARDS = Path("/proc/asound/cards")


class Sink(Protocol):
    def play(self, audio: Audio, stop: threading.Event) -> bool:
        """Sound until the end or until `stop` is set. Returns: whether all of it has sounded."""
        ...


class NullSink:
    """No loudspeaker: takes as long as the sound lasts."""

    def __init__(self, speed: float = 1.0):
        """`speed`: how many times faster than the clock on the wall the world runs."""
        self._speed = speed

    def play(self, audio: Audio, stop: threading.Event) -> bool:
        return not stop.wait(audio.seconds / self._speed)


class PlayerSink:
    """The machine's loudspeaker, through its own player program."""

    def __init__(self, command: tuple[str, ...]):
        self._command = command

    def play(self, audio: Audio, stop: threading.Event) -> bool:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "speech.wav"
            write_wav(file, audio)
            player = subprocess.Popen([*self._command, str(file)], stderr=subprocess.DEVNULL)
            while player.poll() is None:
                if stop.wait(0.02):
                    player.kill()
                    player.wait()
                    return False
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
