"""The voice: words in, sound and captions out."""

from robot_guide.speaking.duration import duration_of
from robot_guide.speaking.say_to_file import Spoken, say_to_file
from robot_guide.speaking.sink import NullSink, PlayerSink, Sink, WavSink, best_sink, has_sound_card
from robot_guide.speaking.sound import SpokenAudio, SpokenWord
from robot_guide.speaking.speech_clock import Cancelled, Finished, SpeechClock, Started
from robot_guide.speaking.synthesiser import Pyttsx3Synthesiser, SpeechError, SynthesisConfig, Synthesiser
from robot_guide.speaking.voice import Failed, Voice

__all__ = [
    "Voice", "Started", "Finished", "Cancelled", "Failed", "SpeechClock", "duration_of",
    "Synthesiser", "Pyttsx3Synthesiser", "SynthesisConfig", "SpeechError", "SpokenAudio", "SpokenWord",
    "say_to_file", "Spoken", "Sink", "NullSink", "PlayerSink", "WavSink", "best_sink", "has_sound_card",
]  # fmt: skip
