"""Whether somebody has finished: how long a pause must be depends on who speaks, and on what has been said so far."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from functools import cache

from robot_guide.config import Checked, quantity
from robot_guide.hearing.word_lists import word_list

AHEAD = 0.15  # s before a pause could be long enough, what it ends is read and understood: that takes a while
PUNCTUATION = " ,.!?;:，。！？；：、…"


class Completeness(str, Enum):
    """Whether what has been said so far could be all."""

    UNKNOWN = "unknown"
    OPEN = "open"  # something is bound to follow
    COMPLETE = "complete"


@dataclass(frozen=True)
class EndpointConfig(Checked):
    """How long a pause ends an utterance."""

    complete: float = quantity(0.36, "s", above=0.0)  # after a request that is understood and lacks nothing
    normal: float = quantity(0.66, "s", above=0.0)
    hesitant: float = quantity(1.4, "s", above=0.0)  # after um, or words that ask for more
    elder: float = quantity(1.6, "", least=1.0)  # times as long for elders
    longest: float = quantity(20.0, "s", above=0.0)  # an utterance is cut off there
    shortest: float = quantity(0.09, "s", least=0.0)  # of speech; less is a click
    likely: float = quantity(0.5, "", above=0.0, most=1.0)  # speech from this probability on

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.complete <= self.normal <= self.hesitant:
            raise ValueError(
                f"pauses must grow from complete to hesitant, got {self.complete}, {self.normal}, {self.hesitant} s"
            )


@dataclass(frozen=True)
class Endpointer:
    """One utterance as far as it has come. Each `step` gives the next one."""

    config: EndpointConfig = EndpointConfig()
    speech: float = 0.0  # s of speech so far
    pause: float = 0.0  # s since the last of it
    length: float = 0.0  # s since the first of it

    @property
    def begun(self) -> bool:
        """Whether somebody is speaking, rather than something has clicked."""
        return self.speech > self.config.shortest

    def step(self, probability: float, seconds: float) -> Endpointer:
        """After a frame of `seconds` that is speech with `probability`. A click is forgotten after a normal pause."""
        spoken = probability >= self.config.likely
        if not spoken and self.speech == 0.0:
            return self
        after = replace(
            self, speech=self.speech + (seconds if spoken else 0.0),
            pause=0.0 if spoken else self.pause + seconds, length=self.length + seconds,
        )  # fmt: skip
        return Endpointer(self.config) if not after.begun and after.pause >= self.config.normal else after

    def ended(self, text: str = "", language: str = "zh", completeness: Completeness = Completeness.UNKNOWN,
              elder: bool = False) -> bool:  # fmt: skip
        """Whether the utterance is over. `text`: the words so far, as far as they are known."""
        if not self.begun:
            return False
        needed = self.patience(text, language, completeness, elder)
        return self.pause >= needed - 1e-9 or self.length >= self.config.longest

    def patience(self, text: str, language: str, completeness: Completeness, elder: bool) -> float:
        """s of pause that end the utterance."""
        config = self.config
        if hesitates(text, language) or completeness is Completeness.OPEN:
            pause = config.hesitant
        elif completeness is Completeness.COMPLETE:
            pause = config.complete
        else:
            pause = config.normal
        return pause * (config.elder if elder else 1.0)


@cache
def hesitations() -> dict[str, tuple[str, ...]]:
    """language → the ends of words that are looking for more, longest first."""
    document = word_list("hesitations")
    return {language: tuple(sorted(words, key=len, reverse=True)) for language, words in document.items()}


def concludes(text: str, language: str) -> bool:
    """Whether a sentence ends there: Korean's last word is its verb, with an ending of its own, …어디에요, …주세요."""
    said = "".join(text.split()).strip(PUNCTUATION)
    return said.endswith(tuple(word_list("endings").get(language, ())))


def hesitates(text: str, language: str) -> bool:
    """Whether words break off in the search for the next ones: 我想办那个, I want to, 음."""
    said = text.lower().strip(PUNCTUATION)
    for end in hesitations().get(language, ()):
        if language == "zh" or not end.isascii():
            if said.endswith(end) and (language == "zh" or said == end or said[: -len(end)].endswith(" ")):
                return True
        elif f" {said}".endswith(f" {end}"):
            return True
    return False
