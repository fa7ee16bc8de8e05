"""Words to sound: pyttsx3, else espeak-ng by itself, else its program; and what is said often, from the cache."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from typing import Protocol

from robot_guide.speaking.engines import ESPEAK, PYTTSX3, ChildEngine, Engine, ProgramEngine
from robot_guide.speaking.plan import SpeechError, SpeechPlan, SynthesisConfig, plan_of
from robot_guide.speaking.sound import SpokenAudio
from robot_guide.speaking.sound_cache import SoundCache

PROGRAM = "espeak-ng"


class Synthesiser(Protocol):
    def synthesise(
        self, text: str, language: str, style: str = "normal", *, loudness: float = 1.0, rate: float = 1.0
    ) -> SpokenAudio:
        """The sound of some words. Raises SpeechError."""
        ...

    def close(self) -> None: ...


def engines_at_hand(config: SynthesisConfig) -> tuple[Engine, ...]:
    """In the order in which they are asked."""
    program = shutil.which(PROGRAM)
    return (
        ChildEngine("pyttsx3", PYTTSX3, config), ChildEngine("espeak-ng", ESPEAK, config),
        *((ProgramEngine(program, config),) if program else ()),
    )  # fmt: skip


class EngineChain:
    """The real one: asks its engines in order until one speaks. Safe to use from several threads.

    An engine that has failed is left alone for `config.rest` s, so that not every sentence waits for it anew. The
    fixed phrases come from `cache`, where one is given, and go there.
    """

    def __init__(self, config: SynthesisConfig | None = None, engines: tuple[Engine, ...] | None = None, *,
                 cache: SoundCache | None = None, fixed: Callable[[str, str], bool] = lambda text, language: True,
                 clock: Callable[[], float] = time.monotonic):  # fmt: skip
        """`fixed`: whether a text in a language is worth keeping."""
        self.config = config or SynthesisConfig()
        self.engines = engines_at_hand(self.config) if engines is None else engines
        self.trouble = ""  # what the first engine last failed with; empty again once it speaks
        self._cache, self._fixed, self._clock = cache, fixed, clock
        self._resting: dict[str, float] = {}  # until when, by the engine's name

    def synthesise(
        self, text: str, language: str, style: str = "normal", *, loudness: float = 1.0, rate: float = 1.0
    ) -> SpokenAudio:
        """See `Synthesiser`; `loudness`, `rate`: of the normal.

        Raises: SpeechError: nothing to say, too much of it, or no engine speaks; ValueError: no such language or style.
        """
        plan = plan_of(text, language, style, self.config, loudness=loudness, rate=rate)
        cache = self._cache if self._fixed(text, language) else None
        if cache and (known := cache.get(plan)):
            return known
        audio = self._speak(plan)
        if cache:
            cache.put(plan, audio)
        return audio

    def close(self) -> None:
        """End the engines; words in their hands fail. No new words are spoken afterwards."""
        for engine in self.engines:
            engine.close()

    def _speak(self, plan: SpeechPlan) -> SpokenAudio:
        reasons = []
        for engine in self._in_order():
            try:
                audio = engine.speak(plan)
            except SpeechError as error:
                reasons.append(f"{engine.name}: {error}")
                self._resting[engine.name] = self._clock() + self.config.rest
                self.trouble = reasons[0]
                continue
            self._resting.pop(engine.name, None)
            if engine is self.engines[0]:
                self.trouble = ""
            return audio
        raise SpeechError("; ".join(reasons))

    def _in_order(self) -> list[Engine]:
        """Those that have failed lately come last."""
        now = self._clock()
        return sorted(self.engines, key=lambda engine: self._resting.get(engine.name, 0.0) > now)
