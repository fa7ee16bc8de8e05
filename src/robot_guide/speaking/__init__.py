"""The voice: words in, sound and captions out."""

from robot_guide.speaking.duration import duration_of
from robot_guide.speaking.speech_clock import Cancelled, Finished, SpeechClock, Started

__all__ = ["Cancelled", "Finished", "SpeechClock", "Started", "duration_of"]
