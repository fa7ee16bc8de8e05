"""Sounds to words, where no microphone is: a recording goes through the real ears, a visitor's line through as text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dialogue.privacy import redact
from hall_sim import Sound
from robot_guide.event import Event
from robot_guide.heard import Heard, Hypothesis

Ears = Callable[[Path, str], Heard | str]  # a recording and its language → words, or why there are none


def recognise(recording: Path, language: str) -> Heard | str:
    """The words of a recording, in whichever language fits best, from the recogniser; or why there are none."""
    from robot_guide.hearing import AudioError, NoModel, hear_file  # heavy, and only recordings need it

    try:
        found = hear_file(recording)
    except (NoModel, AudioError) as error:
        return str(error)
    nbest = (Hypothesis(found.text, found.confidence),)
    return Heard(found.text, found.language, 0.0, found.seconds, nbest=nbest)


class Listener:
    """Gives the robots of one run their words. What was understood of a recording is the same for all who hear it."""

    def __init__(self, ears: Ears = recognise):
        self._ears = ears
        self._known: dict[tuple[Path, str], Heard | str] = {}

    def hear(self, sound: Sound, robot: str, now: float) -> tuple[Heard | None, tuple[Event, ...]]:
        """The words of a sound, at the sound's own times and loudness; and what is to be told about it."""
        if sound.wav is None:
            return spoken(sound, sound.text, sound.language), ()
        recording = Path(sound.wav)
        key = (recording, sound.language)
        if key not in self._known:
            self._known[key] = self._ears(*key)
        understood = self._known[key]
        if isinstance(understood, Heard):
            heard = spoken(sound, understood.text, understood.language, understood.nbest)
            return (heard if heard.text.strip() else None), ()
        told = Event(now, robot, "no_ears", {"wav": recording.name, "reason": understood, "text": redact(sound.text)})
        return (spoken(sound, sound.text, sound.language) if sound.text.strip() else None), (told,)


def spoken(sound: Sound, text: str, language: str, nbest: tuple = ()) -> Heard:
    return Heard(text, language, sound.start, sound.end, nbest=nbest, level_db=sound.level_db)
