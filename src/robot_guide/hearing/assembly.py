"""A robot's ears, put together: an engine for each language, watches beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from robot_guide.config import Checked
from robot_guide.hearing.ears import Ears
from robot_guide.hearing.endpointing import EndpointConfig
from robot_guide.hearing.judgement import Judgement, Unprejudiced
from robot_guide.hearing.models import NAMES, BrokenModel, NoModel, find, find_whisper
from robot_guide.hearing.pacing import Paced
from robot_guide.hearing.polyglot import Polyglot
from robot_guide.hearing.vosk_ears import VoskEars
from robot_guide.hearing.watch_words import Watchful, watch_of
from robot_guide.hearing.whisper_decoder import WhisperDecoder
from robot_guide.hearing.whisper_ears import UtteranceConfig, WhisperEars

ENGINES = ("vosk", "whisper")


@dataclass(frozen=True)
class HearingConfig(Checked):
    """Which engine listens for which language, and how."""

    zh: str = "vosk"  # or whisper
    en: str = "vosk"
    ko: str = "vosk"
    watch: bool = True  # a small grammar beside the free recogniser, for stops
    endpoint: EndpointConfig = field(default_factory=EndpointConfig)

    def __post_init__(self) -> None:
        super().__post_init__()
        for language in NAMES:
            if self.engine(language) not in ENGINES:
                raise ValueError(f"{language} must be {' or '.join(ENGINES)}, got {self.engine(language)!r}")

    def engine(self, language: str) -> str:
        return getattr(self, language)


def audible(config: HearingConfig) -> tuple[str, ...]:
    """The languages for which there is what their engines need."""
    ready = {"vosk": find, "whisper": lambda _: find_whisper()}
    return tuple(language for language in NAMES if ready[config.engine(language)](language))


class Assembled(NamedTuple):
    ears: Watchful
    missing: tuple[str, ...]  # watch words that the lexicons lack
    broken: tuple[str, ...]  # what is wrong with models that are there and cannot be loaded


def assemble(
    config: HearingConfig, languages: Sequence[str] = (), judgement: Judgement | None = None
) -> Assembled:  # fmt: skip
    """Ears for some languages, or for all that are audible: then a broken model only takes its own language away.

    Raises: NoModel: a model, or an engine's package, is missing, or nothing is audible at all; BrokenModel: that of a
        language that was asked for, or all.
    """
    judgement = judgement or Unprejudiced()
    wanted = tuple(languages) or audible(config)
    if not wanted:
        raise NoModel(tuple(NAMES))
    by_whisper = tuple(language for language in wanted if config.engine(language) == "whisper")
    ears: dict[str, Ears] = {}
    broken: list[BrokenModel] = []
    for language in wanted:
        if language not in by_whisper:
            try:
                ears[language] = Paced(VoskEars(language), language, judgement, config.endpoint)
            except BrokenModel as error:
                broken.append(error)
    if broken and (languages or not (ears or by_whisper)):
        raise broken[0]
    heard = (*ears, *by_whisper)
    if by_whisper:
        utterance = UtteranceConfig(endpoint=config.endpoint)
        ears["+".join(by_whisper)] = WhisperEars(WhisperDecoder(), by_whisper, utterance, judgement)
    watches, missing = [], ()
    for language in heard if config.watch else ():
        if find(language):
            watch, lacking = watch_of(language)
            watches += [watch] if watch else []
            missing += lacking
    return Assembled(Watchful(Polyglot(ears, judgement=judgement), watches), tuple(missing), tuple(map(str, broken)))
