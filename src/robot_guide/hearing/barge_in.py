"""Who spoke while the robot was speaking: the robot itself, a listener who agrees, or somebody who wants it to stop.

Pure. The ears are told what is being said and when; words that sound like it are the robot's own, come back from the
loudspeaker. A short word such as 停 counts as its own only where the robot says it at that very moment: better to hear
itself once than to miss a stop.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from functools import cache

from dialogue.letters import is_hangul
from dialogue.sounds import syllables
from robot_guide.config import Checked, quantity
from robot_guide.heard import Heard
from robot_guide.hearing.whisper_readings import letters
from robot_guide.hearing.word_lists import word_list

QUESTION = ("?", "？", "吗", "呢", "까요", "나요")


class Verdict(str, Enum):
    """What to do with words."""

    WORDS = "words"  # a visitor's: the robot falls silent and answers
    STOP = "stop"  # the same, and it stands still
    OWN = "own"  # its own voice
    BACKCHANNEL = "backchannel"  # somebody listens; go on
    GATED = "gated"  # not listened to while the robot speaks


@dataclass(frozen=True)
class BargeInConfig(Checked):
    """What counts as interrupting."""

    half_duplex: bool = False  # hear nothing but a stop while speaking, where the echo is too strong
    own: float = quantity(0.6, "", above=0.0, most=1.0)  # share of the sounds that are the robot's words
    short: int = quantity(3, "", least=0)  # syllables; so few count as its own only at their moment
    blur: float = quantity(0.8, "s", least=0.0)  # how exactly moments are known
    echo: float = quantity(0.7, "s", least=0.0)  # the room and the recogniser go on so long after it
    louder: float = quantity(6.0, "dB", above=0.0)  # than the own voice at the microphone: somebody else
    interrupting: int = quantity(2, "", least=1)  # syllables of somebody's, for which the robot falls silent
    tail: float = quantity(1.2, "s", least=0.0)  # before the end of a question, from where 好 is an answer


@dataclass(frozen=True)
class OwnSpeech:
    """Something that the robot says."""

    text: str
    start: float  # s
    seconds: float

    @property
    def end(self) -> float:
        return self.start + self.seconds

    def sounding(self, begin: float, end: float) -> str:
        """About what sounds between two moments, letters spread evenly over the time."""
        a, b = ((moment - self.start) / max(self.seconds, 1e-6) * len(self.text) for moment in (begin, end))
        return self.text[max(int(a), 0) : max(int(b) + 1, 0)]

    @property
    def asks(self) -> bool:
        return self.text.rstrip().endswith(QUESTION)


@dataclass
class BargeIn:
    """Judges words against what the robot has said of late."""

    config: BargeInConfig = field(default_factory=BargeInConfig)
    own_level: float = float("nan")  # dB SPL of the own voice at the microphone; NaN: unknown; -inf: it is not heard
    _said: tuple[OwnSpeech, ...] = ()

    def speaks(self, text: str, start: float, seconds: float) -> None:
        """The robot begins to say something that takes `seconds`."""
        recent = tuple(speech for speech in self._said if speech.end > start - 30.0)
        self._said = (*recent, OwnSpeech(text, start, seconds))

    def falls_silent(self, now: float) -> None:
        """What sounds is cut off, or has ended."""
        self._said = tuple(
            OwnSpeech(each.text, each.start, max(now - each.start, 0.0)) if each.end > now else each
            for each in self._said
        )

    def judge(self, heard: Heard, is_stop: Callable[[str, str], bool]) -> Verdict:
        """Whose words these are. `is_stop`: whether words in a language are a stop."""
        during = [each for each in self._said if self._overlaps(each, heard)]
        if not during:
            return Verdict.WORDS
        if any(self._is_own(each, heard) for each in during):
            return Verdict.OWN
        if is_stop(heard.text, heard.language):
            return Verdict.STOP
        if self.config.half_duplex:
            return Verdict.GATED
        if is_backchannel(heard.text, heard.language) and any(self._leaves(each, heard) for each in during):
            return Verdict.BACKCHANNEL
        return Verdict.WORDS

    def interrupts(self, heard: Heard, now: float) -> bool:
        """Whether who says this talks against the robot, that it should fall silent for them.

        Only for words that `judge` takes for a visitor's. A single syllable may be a cough, and the beginning of a
        word that shows that somebody listens is not one that interrupts yet.
        """
        if not any(each.start <= heard.end and now < each.end for each in self._said):
            return False
        said = letters(heard.text)
        listening = backchannels().get(heard.language, frozenset())
        if not heard.final and any(word.startswith(said) for word in listening):
            return False
        return len(syllables(said)) >= self.config.interrupting

    def _overlaps(self, speech: OwnSpeech, heard: Heard) -> bool:
        return heard.start < speech.end + self.config.echo and heard.end > speech.start

    def _leaves(self, speech: OwnSpeech, heard: Heard) -> bool:
        """Whether the robot has still so much to say that nobody can be answering."""
        return heard.start < speech.end - (self.config.tail if speech.asks else 0.0)

    def _is_own(self, speech: OwnSpeech, heard: Heard) -> bool:
        if self.own_level == -math.inf or heard.level_db > self.own_level + self.config.louder:
            return False
        said = sounds(heard.text)
        if len(syllables(letters(heard.text))) <= self.config.short:
            blur = self.config.blur
            moment = speech.sounding(heard.start - blur, heard.end + blur)
            return bool(said) and share_within(said, sounds(moment)) == 1.0
        stem = sounds(without_ending(heard.text, heard.language)) or said
        return min(share_within(each, sounds(speech.text)) for each in (said, stem)) >= self.config.own


def sounds(text: str) -> tuple[str, ...]:
    """What is compared: Chinese by syllables, Korean by the letters in a syllable, what else there is by letters."""
    return tuple(
        part
        for sound in syllables(letters(text))
        for part in (unicodedata.normalize("NFD", sound) if is_hangul(sound[0]) else (sound,))
    )


def without_ending(text: str, language: str) -> str:
    """The letters of words without the ending of a polite sentence."""
    said = letters(text)
    endings = word_list("endings").get(language, ())
    ending = max((each for each in endings if said.endswith(each)), key=len, default="")
    return said.removesuffix(ending)


def share_within(part: tuple[str, ...], whole: tuple[str, ...]) -> float:
    """How much of `part` is found in some stretch of `whole`, 0 to 1: one less the edits a syllable of the best one.

    Approximate matching with a free beginning and end (Sellers 1980).
    """
    if not part:
        return 0.0
    row = [0] * (len(whole) + 1)
    for i, sound in enumerate(part, 1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(whole, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (sound != other))
    return 1.0 - min(row) / len(part)


@cache
def backchannels() -> dict[str, frozenset[str]]:
    document = word_list("backchannels")
    return {language: frozenset(map(letters, words)) for language, words in document.items()}


def is_backchannel(text: str, language: str) -> bool:
    """Whether words only show that somebody listens."""
    return letters(text) in backchannels().get(language, frozenset())
