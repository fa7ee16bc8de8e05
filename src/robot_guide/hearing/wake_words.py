"""Whether somebody calls a robot awake, and whether that is needed at all.

Chinese is compared by sound, over the recogniser's readings: 小铺小铺 and 晓璞晓普 are the robot's name twice. The name
alone is no call: people talk about the robots, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from dialogue.letters import is_han
from dialogue.sounds import alike, syllables
from robot_guide.config import Checked, quantity
from robot_guide.heard import Heard
from robot_guide.hearing.word_lists import word_list

MARKS = ",.!?;:，。！？；：、…\"'"


@dataclass(frozen=True)
class WakeConfig(Checked):
    """How surely the words must be a call."""

    sure: float = quantity(0.15, "", least=0.0, most=1.0)  # readings below are not believed
    share: float = quantity(0.4, "", least=0.0, most=1.0)  # nor those so far behind the best


@dataclass(frozen=True)
class WakeWords:
    """What one robot is called awake by."""

    name: tuple[str, ...]  # its syllables
    greetings: tuple[tuple[str, ...], ...]  # by syllables
    misheard: dict[str, frozenset[str]]  # syllable → what is heard for it
    not_before: frozenset[str]
    spelt: tuple[str, ...]  # the name in other scripts
    spelt_greetings: tuple[str, ...]


@cache
def wake_words(robot: str) -> WakeWords:
    """A robot that the file does not know is called by its id."""
    document = word_list("wake_words")
    greetings = document["greetings"]
    names = document["names"].get(robot, {"zh": "", "en": [robot.replace("_", " ")], "ko": []})
    return WakeWords(
        sounds_of(names["zh"]), tuple(map(sounds_of, greetings["zh"])),
        {alike(said): frozenset(map(alike, heard)) for said, heard in document["misheard"].items()},
        frozenset(map(alike, document["not_before"].get(robot, ()))),
        (*names["en"], *names["ko"]), (*greetings["en"], *greetings["ko"]),
    )  # fmt: skip


def sounds_of(pinyin: str) -> tuple[str, ...]:
    return tuple(map(alike, pinyin.split()))


def is_called(heard: Heard, robot: str, config: WakeConfig | None = None) -> bool:
    """Whether one of the likelier readings calls the robot awake."""
    config = config or WakeConfig()
    best = max((each.confidence for each in heard.nbest), default=1.0)
    least = max(config.sure, config.share * best)
    readings = [each.text for each in heard.nbest if each.confidence >= least] or [heard.text]
    return any(calls(text, robot) for text in readings)


def is_addressed(
    heard: Heard, robot: str, *, in_session: bool, in_front: bool, config: WakeConfig | None = None
) -> bool:
    """Whether words are for the robot: within a session, from who stands in front facing it, or after a call."""
    return in_session or in_front or is_called(heard, robot, config)


def calls(text: str, robot: str) -> bool:
    """Whether words begin with a call: 小普小普, 你好小普, 小普你好, hello Xiao Pu, 안녕하세요 샤오푸."""
    words = wake_words(robot)
    if not any(map(is_han, text)):
        return calls_by_letters(text, words)
    return calls_by_sound(syllables("".join(filter(is_han, text))), words)


def calls_by_sound(said: tuple[str, ...], words: WakeWords) -> bool:
    """By syllables, of which one may be misheard: in the doubled name any that begins or ends alike."""
    name, size = words.name, len(words.name)
    if not name:
        return False
    doubled = name + name
    if len(said) >= len(doubled) and nearly(said[: len(doubled)], doubled) and not continues(said, len(doubled), words):
        return True
    for greeting in words.greetings:
        for call in (greeting + name, name + greeting):
            begun = said[: len(call)]
            if greets(begun, call, words) and (call[-size:] != name or not continues(said, len(call), words)):
                return True
    return False


def nearly(said: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Alike but for one syllable at most, which shares its beginning or its end."""
    wrong = [(a, b) for a, b in zip(said, wanted, strict=True) if a != b]
    return not wrong or (len(wrong) == 1 and (wrong[0][0][0] == wrong[0][1][0] or wrong[0][0][-1] == wrong[0][1][-1]))


def greets(said: tuple[str, ...], wanted: tuple[str, ...], words: WakeWords) -> bool:
    """Alike but for one syllable at most that is known to be misheard so."""
    if len(said) != len(wanted):
        return False
    wrong = [(heard, meant) for heard, meant in zip(said, wanted, strict=True) if heard != meant]
    return not wrong or (len(wrong) == 1 and wrong[0][0] in words.misheard.get(wrong[0][1], ()))


def continues(said: tuple[str, ...], at: int, words: WakeWords) -> bool:
    """Whether the name is only the beginning of another word."""
    return at < len(said) and said[at] in words.not_before


def calls_by_letters(text: str, words: WakeWords) -> bool:
    said = " ".join("".join(" " if letter in MARKS else letter for letter in text.lower()).split())
    for name in words.spelt:
        calls_made = [f"{name} {name}", *(f"{greeting} {name}" for greeting in words.spelt_greetings),
                      *(f"{name} {greeting}" for greeting in words.spelt_greetings)]  # fmt: skip
        if any(said == call or said.startswith(call + " ") for call in calls_made):
            return True
    return False
