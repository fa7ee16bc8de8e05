from .duration import duration_of
from .fixed_phrases import Phrase, Rehearsal, fixed_phrases, is_fixed
from .plan import SpeechError, SynthesisConfig, Unspeakable
from .pronunciation import pronounce
from .say_to_file import Spoken, say_to_file
from .sentences import first_and_rest
from .sink import NullSink, PlayerSink, Sink, WavSink, best_sink, has_sound_card, sink_named
from .sound import SpokenAudio, SpokenWord
from .sound_cache import SoundCache
from .speech_clock import Cancelled, Finished, SpeechClock, Started
from .synthesiser import EngineChain, Synthesiser
from .voice import Failed, Unheard, Voice

__all__ = [
    "Voice", "Started", "Finished", "Cancelled", "Failed", "Unheard", "SpeechClock", "duration_of", "pronounce",
    "Synthesiser", "EngineChain", "SynthesisConfig", "SpeechError", "Unspeakable", "SpokenAudio", "SpokenWord",
    "SoundCache", "Phrase", "Rehearsal", "fixed_phrases", "is_fixed", "first_and_rest",
    "say_to_file", "Spoken", "Sink", "NullSink", "PlayerSink", "WavSink", "best_sink", "sink_named", "has_sound_card",
]  # fmt: skip
