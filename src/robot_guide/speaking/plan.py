"""What is asked of an engine: which words in which voices, how fast, how loud, with which pauses."""

from __future__ import annotations

from dataclasses import dataclass

from robot_guide.config import Checked, quantity
from robot_guide.speaking.pronunciation import Part, pronounce

PACE = {"zh": 1.2, "en": 1.0, "ko": 1.0}  # of the rate: at the same one, espeak-ng's Mandarin is slow
STYLES = ("normal", "elder")
LOUDEST = 2.0  # of espeak-ng's own volume; it can no more
SLOWEST, FASTEST = 80, 300  # words/min; below, espeak-ng does not go, beyond, people cannot follow


class SpeechError(RuntimeError):
    """Words that could not be spoken, and why. Asking the same engine again would not help."""


class Unspeakable(SpeechError):  # noqa: N818 - it says what is the case
    """Words that no engine can speak."""


@dataclass(frozen=True)
class SynthesisConfig(Checked):
    """How the voice sounds, and how long its processes may take."""

    rate: int = quantity(165, "words/min", least=SLOWEST, most=FASTEST)  # as espeak-ng counts in English
    elder_rate: int = quantity(125, "words/min", least=SLOWEST, most=FASTEST)
    volume: float = quantity(1.0, "", least=0.0, most=LOUDEST)  # above 1, espeak-ng evens out loud and soft
    elder_volume: float = quantity(1.5, "", least=0.0, most=LOUDEST)
    pause: float = quantity(0.0, "s", least=0.0, most=2.0)  # between clauses, besides the voice's own
    elder_pause: float = quantity(0.25, "s", least=0.0, most=2.0)
    start_deadline: float = quantity(20.0, "s", above=0.0)
    deadline: float = quantity(2.0, "s", above=0.0)  # for one utterance, besides what long ones add
    deadline_per_character: float = quantity(0.02, "s", least=0.0)
    rest: float = quantity(60.0, "s", least=0.0)  # how long an engine that has failed is left alone
    longest: int = quantity(5000, "characters", least=1)


@dataclass(frozen=True)
class SpeechPlan:
    text: str
    parts: tuple[Part, ...]
    rates: tuple[int, ...]  # words/min, of each part
    volume: float  # of espeak-ng's own
    pause: float  # s between clauses


def plan_of(
    text: str, language: str, style: str, config: SynthesisConfig, *, loudness: float = 1.0, rate: float = 1.0
) -> SpeechPlan:
    """`loudness`, `rate`: of the normal; beyond what the voice can, it is as loud, as slow or as fast as it can.

    Raises: Unspeakable: nothing to say, or too much of it; ValueError: no such language or style.
    """
    if language not in PACE:
        raise ValueError(f"language must be one of {', '.join(PACE)}, got {language!r}")
    if style not in STYLES:
        raise ValueError(f"style must be one of {', '.join(STYLES)}, got {style!r}")
    if len(text) > config.longest:
        raise Unspeakable(f"{len(text)} characters are too many to say; at most {config.longest}")
    parts = pronounce(speakable(text), language)
    if not parts:
        raise Unspeakable("there is nothing to say")
    elder = style == "elder"
    pace = (config.elder_rate if elder else config.rate) * rate
    return SpeechPlan(
        text, parts, tuple(round(between(SLOWEST, pace, FASTEST) * PACE[part.language]) for part in parts),
        between(0.0, (config.elder_volume if elder else config.volume) * loudness, LOUDEST),
        config.elder_pause if elder else config.pause,
    )  # fmt: skip


def between(least: float, value: float, most: float) -> float:
    return min(max(value, least), most)


def speakable(text: str) -> str:
    """The same words at the same positions, without what would end a line or a C string."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
