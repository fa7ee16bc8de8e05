from .ears import Ears, ScriptedEars
from .hear_file import HeardFile, hear_file, listen_to
from .models import NoModel, find, installed
from .vosk_ears import VoskEars
from .wav import RATE, Audio, AudioError, read_wav, write_wav

__all__ = [
    "Ears", "VoskEars", "ScriptedEars", "hear_file", "HeardFile", "listen_to",
    "NoModel", "find", "installed", "Audio", "AudioError", "read_wav", "write_wav", "RATE",
]  # fmt: skip
