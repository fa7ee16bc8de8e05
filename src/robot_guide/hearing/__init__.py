"""The ears: sound in, words out."""

from robot_guide.hearing.ears import Ears, ScriptedEars
from robot_guide.hearing.hear_file import HeardFile, hear_file, listen_to
from robot_guide.hearing.models import NoModel, find, installed
from robot_guide.hearing.vosk_ears import VoskEars
from robot_guide.hearing.wav import RATE, Audio, AudioError, read_wav, write_wav

__all__ = [
    "Ears", "VoskEars", "ScriptedEars", "hear_file", "HeardFile", "listen_to",
    "NoModel", "find", "installed", "Audio", "AudioError", "read_wav", "write_wav", "RATE",
]  # fmt: skip
