"""Listens for one robot: sound in, words out."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace

import numpy as np
from rclpy.clock import Clock, ClockType
from rclpy.lifecycle import LifecycleNode
from robot_guide_interfaces.msg import Audio

from robot_guide.heard import Heard
from robot_guide.hearing import NoModel, VoskEars, installed
from robot_guide.hearing.loudness import FULL_SCALE, level_of
from robot_guide.hearing.models import VARIABLE
from robot_guide.hearing.polyglot import Polyglot
from robot_guide.hearing.wav import RATE
from robot_guide_ros import convert, topics
from robot_guide_ros.parameters import declare_config
from robot_guide_ros.reporting import OK, WARN, Condition, Diagnostics
from robot_guide_ros.running import StartError, run, transition

GAP = 0.5  # s without any sound, after which the stream has ended
PERIOD = 0.1  # s


@dataclass(frozen=True)
class EarsConfig:
    robot: str = "xiao_pu"
    languages: tuple[str, ...] = ()  # to listen for; empty: those whose models are installed
    models: str = ""  # folder; empty: the usual one
    full_scale: float = FULL_SCALE  # dB SPL of the microphone's full scale


class EarsNode(LifecycleNode):
    def __init__(self) -> None:
        super().__init__("ears")
        self.config = declare_config(self, EarsConfig)
        self.ears: Polyglot | None = None
        self.heard = topics.HEARD.publisher(self)
        self.stretches: list[np.ndarray] = []  # the sound since the last words
        self.until = 0.0  # s, end of the sound so far
        self.silent = 0.0  # s since the last of it came
        self.diagnostics = Diagnostics(self, self.condition)

    @transition
    def on_configure(self) -> None:
        """Load the models: this takes a while."""
        if self.config.models:
            os.environ[VARIABLE] = self.config.models
        languages = self.config.languages or installed()
        try:
            self.ears = Polyglot({language: VoskEars(language) for language in languages})
        except NoModel as error:
            raise StartError(str(error)) from error
        if not languages:
            raise StartError(f"no vosk model is installed; run `make models`, or set {VARIABLE}")

    @transition
    def on_activate(self) -> None:
        topics.AUDIO.subscription(self, self.take_audio)

        self.timer = self.create_timer(PERIOD, self.wait, clock=Clock(clock_type=ClockType.STEADY_TIME))

    def wait(self) -> None:
        """A stream that has stopped has ended: a recording, or a microphone that was switched off."""
        self.silent += PERIOD
        if self.silent >= GAP and self.stretches:
            self.tell(self.ears.finish())
            self.stretches.clear()

    def take_audio(self, msg: Audio) -> None:
        samples, start = convert.audio_from_msg(msg)
        self.silent = 0.0
        self.stretches.append(samples)
        self.until = start + len(samples) / RATE
        self.tell(self.ears.listen(samples, start))

    def tell(self, results: tuple[Heard, ...]) -> None:
        for heard in results:
            level = level_of(np.concatenate(self.stretches), self.config.full_scale)
            if heard.final:
                self.stretches.clear()
            told = replace(heard.redacted, level_db=level)
            self.heard.publish(convert.heard_to_msg(told, self.until))

    def condition(self) -> Condition:
        if self.ears is None:
            return WARN, getattr(self, "fault", "") or "no model is loaded", {}
        return OK, "listening", {"languages": " ".join(self.ears.ears)}


def main() -> int:
    return run(EarsNode)
