"""Speech in the hall: how long it takes, how loud it arrives, and who hears it."""

from __future__ import annotations

import math
import wave
from dataclasses import dataclass
from pathlib import Path

from hall_map import Point
from hall_sim.observation import Sound, Speech

EARSHOT = 8.0  # m
LEVEL_AT_ONE_METRE = 60.0  # dB SPL of a raised conversational voice
NEAREST = 0.1  # m; a microphone is never nearer to a mouth
BREATH = 0.3  # s before the first syllable
RATE = {"zh": 4.5, "en": 14.0, "ko": 6.0}  # characters a second


def speech_seconds(text: str, language: str) -> float:
    """How long a person takes to say something."""
    return BREATH + len(text.strip()) / RATE.get(language, RATE["en"])


def level_db(distance: float) -> float:
    """Sound pressure level of a speaker `distance` m away, dB SPL: 6 dB less for each doubling (free field)."""
    return LEVEL_AT_ONE_METRE - 20.0 * math.log10(max(distance, NEAREST))


def recording_seconds(path: Path) -> float:
    """How long a WAV file plays. Raises ValueError: it cannot be read or is no WAV file."""
    try:
        with wave.open(str(path), "rb") as recording:
            return recording.getnframes() / recording.getframerate()
    except (OSError, EOFError, wave.Error, ZeroDivisionError) as error:
        raise ValueError(f"{path} is no recording that can be played: {error}") from error


@dataclass(frozen=True)
class Utterance:
    """What a visitor says."""

    speaker: str
    text: str
    language: str
    start: float  # s
    end: float  # s
    wav: Path | None = None

    def at(self, distance: float) -> Sound:
        """How it arrives `distance` m away."""
        return Sound(self.text, self.language, self.start, self.end, level_db(distance), self.wav)


@dataclass(frozen=True)
class HeardSpeech:
    """Words of a robot that reach a visitor."""

    robot: str
    text: str
    start: float  # s
    end: float  # s


class Voices:
    """Who is speaking."""

    def __init__(self) -> None:
        self._utterances: list[Utterance] = []
        self.speeches: tuple[HeardSpeech, ...] = ()  # that robots begin now

    def say(self, utterance: Utterance) -> None:
        self._utterances.append(utterance)

    def forget(self, speaker: str) -> None:
        """Somebody is gone in the middle of a sentence."""
        self._utterances = [utterance for utterance in self._utterances if utterance.speaker != speaker]

    def hear_robots(self, t: float, spoken: dict[str, tuple[Speech, ...]]) -> None:
        """Robots begin to speak at `t` s; several speeches of one robot sound one after another."""
        speeches = []
        for robot, several in spoken.items():
            start = t
            for speech in several:
                speeches.append(HeardSpeech(robot, speech.text, start, start + speech.seconds))
                start += speech.seconds
        self.speeches = tuple(speeches)

    def within_earshot(self, at: Point, robots: dict[str, Point]) -> tuple[HeardSpeech, ...]:
        """What somebody standing `at` a point hears of the robots."""
        return tuple(s for s in self.speeches if math.dist(at, robots[s.robot]) <= EARSHOT)

    def arrive(self, t: float, speakers: dict[str, Point], robots: dict[str, Point]) -> dict[str, tuple[Sound, ...]]:
        """What has been said to its end by `t` s, at each robot within earshot of the speaker; each once."""
        done = [utterance for utterance in self._utterances if utterance.end <= t]
        if not done:
            return {}
        self._utterances = [utterance for utterance in self._utterances if utterance.end > t]
        heard = {}
        for name, point in robots.items():
            distances = [math.dist(speakers[utterance.speaker], point) for utterance in done]
            near = zip(done, distances, strict=True)
            heard[name] = tuple(utterance.at(d) for utterance, d in near if d <= EARSHOT)
        return heard
