"""Sounds to words, where no microphone is: a recording goes through the real ears, a visitor's line through as text."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from dialogue.privacy import redact
from hall_sim import Scenario, Sound
from robot_guide.event import Event
from robot_guide.heard import Heard, Hypothesis

if TYPE_CHECKING:
    from robot_guide.hearing import NoModel

Ears = Callable[[Path, str], Heard | str]  # a recording and its language → words, or why there are none


def recognise(recording: Path, language: str) -> Heard | str:
    """The words of a recording, in whichever language fits best, from the recogniser; or why there are none.

    A process listens to a file once, however many runs play it.
    """
    from robot_guide.hearing import AudioError, NoModel  # heavy, and only recordings need it

    try:
        state = recording.stat()
        return recognised(recording, (state.st_mtime_ns, state.st_size))
    except (NoModel, AudioError, OSError) as error:
        return str(error)


@lru_cache(maxsize=64)
def recognised(recording: Path, state: tuple[int, int]) -> Heard:
    """`state` of the file: when it was changed, and its bytes. Raises: as `hear_file`."""
    from robot_guide.hearing import hear_file

    found = hear_file(recording)
    nbest = (Hypothesis(found.text, found.confidence),)
    return Heard(found.text, found.language, 0.0, found.seconds, nbest=nbest)


def missing_ears(scenario: Scenario) -> NoModel | None:
    """What is missing for the visitors of a scenario who speak as sound; None: nothing, or nobody does."""
    spoken = tuple(dict.fromkeys(visitor.language for visitor in scenario.visitors if visitor.wav is not None))
    if not spoken:
        return None
    from robot_guide.hearing import NoModel, find

    missing = tuple(language for language in spoken if find(language) is None)
    return NoModel(missing) if missing else None


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
