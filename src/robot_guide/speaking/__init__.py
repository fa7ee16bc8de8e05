"""The voice: words in, sound and captions out."""

from robot_guide.speaking.duration import duration_of
from robot_guide.speaking.fixed_phrases import Phrase, Rehearsal, fixed_phrases, is_fixed
from robot_guide.speaking.plan import SpeechError, SynthesisConfig, Unspeakable
from robot_guide.speaking.pronunciation import pronounce
from robot_guide.speaking.say_to_file import Spoken, say_to_file
from robot_guide.speaking.sink import NullSink, PlayerSink, Sink, WavSink, best_sink, has_sound_card, sink_named
from robot_guide.speaking.sound import SpokenAudio, SpokenWord
from robot_guide.speaking.sound_cache import SoundCache
from robot_guide.speaking.speech_clock import Cancelled, Finished, SpeechClock, Started
from robot_guide.speaking.synthesiser import EngineChain, Synthesiser
from robot_guide.speaking.voice import Failed, Unheard, Voice

__all__ = [
    "Voice", "Started", "Finished", "Cancelled", "Failed", "Unheard", "SpeechClock", "duration_of", "pronounce",
    "Synthesiser", "EngineChain", "SynthesisConfig", "SpeechError", "Unspeakable", "SpokenAudio", "SpokenWord",
    "SoundCache", "Phrase", "Rehearsal", "fixed_phrases", "is_fixed",
    "say_to_file", "Spoken", "Sink", "NullSink", "PlayerSink", "WavSink", "best_sink", "sink_named", "has_sound_card",
]  # fmt: skip
