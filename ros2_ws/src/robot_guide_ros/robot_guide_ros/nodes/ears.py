"""Listens for one robot: sound in, words out."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from rclpy.clock import Clock, ClockType
from rclpy.lifecycle import LifecycleNode
from robot_guide_interfaces.msg import Audio, Caption, Event, Hall, RobotState

from robot_guide.heard import Heard
from robot_guide.hearing import NoModel
from robot_guide.hearing.assembly import HearingConfig, assemble
from robot_guide.hearing.attention import Attention, attention_of
from robot_guide.hearing.barge_in import BargeIn, BargeInConfig, Verdict
from robot_guide.hearing.hall_judgement import HallJudgement
from robot_guide.hearing.judgement import Listener
from robot_guide.hearing.loudness import FULL_SCALE, level_of
from robot_guide.hearing.models import VARIABLE
from robot_guide.hearing.recorder import Recorder
from robot_guide.hearing.watch_words import Watchful
from robot_guide.hearing.wav import RATE
from robot_guide_ros import convert, topics
from robot_guide_ros.parameters import declare_config
from robot_guide_ros.reporting import OK, WARN, Condition, Diagnostics
from robot_guide_ros.restarting import on_restart
from robot_guide_ros.running import StartError, run, transition

GAP = 0.5  # s without any sound, after which the stream has ended
PERIOD = 0.1  # s


@dataclass(frozen=True)
class EarsConfig:
    robot: str = "xiao_pu"
    languages: tuple[str, ...] = ()  # to listen for; empty: those whose models are installed
    models: str = ""  # folder; empty: the usual one
    full_scale: float = FULL_SCALE  # dB SPL of the microphone's full scale
    own_level: float = 0.0  # dB SPL of the robot's own voice there; 0: unknown
    record: str = ""  # folder for the sound of every utterance; empty: nothing is written down
    hearing: HearingConfig = field(default_factory=HearingConfig)
    barge_in: BargeInConfig = field(default_factory=BargeInConfig)


class EarsNode(LifecycleNode):
    def __init__(self) -> None:
        super().__init__("ears")
        self.config = declare_config(self, EarsConfig)
        self.ears: Watchful | None = None
        self.judgement = Listener()
        self.missing: tuple[str, ...] = ()  # watch words that the lexicons lack
        self.broken: tuple[str, ...] = ()  # models
        self.spoke = ("", "")  # the robot last: in which language and style
        self.attention = Attention()
        self.barge_in = BargeIn(self.config.barge_in, self.config.own_level or float("nan"))
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
        try:
            self.recorder = Recorder(Path(self.config.record) if self.config.record else None)
            found = assemble(self.config.hearing, self.config.languages, self.judgement)
        except (NoModel, OSError) as error:
            raise StartError(str(error)) from error
        self.ears, self.missing, self.broken = found
        for fault in self.broken:
            self.get_logger().error(fault)

    @transition
    def on_activate(self) -> None:
        topics.HALL.subscription(self, self.take_hall)
        topics.CAPTIONS.subscription(self, self.take_caption)
        topics.EVENTS.subscription(self, self.take_event)
        topics.STATES.subscription(self, self.take_state)
        topics.AUDIO.subscription(self, self.take_audio)
        self.restart = on_restart(self, self.begin_anew)
        self.timer = self.create_timer(PERIOD, self.wait, clock=Clock(clock_type=ClockType.STEADY_TIME))

    def take_hall(self, msg: Hall) -> None:
        self.judgement.known = HallJudgement(convert.hall_from_msg(msg))

    def take_caption(self, msg: Caption) -> None:
        stamp = convert.time_from_msg(msg.header.stamp)
        if msg.phase == Caption.STARTED:
            self.barge_in.speaks(msg.text, stamp, msg.seconds)
        else:
            self.barge_in.falls_silent(stamp)

    def take_event(self, msg: Event) -> None:
        if msg.robot == self.config.robot and msg.event == "says":
            said = convert.event_from_msg(msg).data
            self.spoke = str(said.get("language", "")), str(said.get("style", ""))

    def take_state(self, msg: RobotState) -> None:
        """A conversation keeps the language that it is held in, and elders have the time that they need."""
        if msg.robot == self.config.robot and self.ears is not None:
            self.attention = attention_of(*self.spoke, in_conversation=msg.in_conversation)
            self.ears.attend(self.attention)

    def begin_anew(self) -> None:
        """The simulation has begun again; what had been half said is not heard."""
        self.ears.finish()
        self.stretches.clear()

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
        self.tell(self.ears.heed(samples, start))  # a stop does not wait for the rest
        self.tell(self.ears.hear(samples, start))

    def tell(self, results: tuple[Heard, ...]) -> None:
        for heard in results:
            sound = np.concatenate(self.stretches)
            if heard.final:
                self.stretches.clear()
                self.recorder.keep(heard, sound)
            told = replace(heard.redacted, level_db=level_of(sound, self.config.full_scale))
            if self.barge_in.judge(told, self.judgement.is_stop) in (Verdict.OWN, Verdict.GATED):
                continue
            self.heard.publish(convert.heard_to_msg(told, self.until))

    def condition(self) -> Condition:
        if self.ears is None:
            return WARN, getattr(self, "fault", "") or "no model is loaded", {}
        attends = f"{self.attention.language or 'anybody'}{', elder' if self.attention.elder else ''}"
        values = {
            "languages": " ".join(self.ears.free.ears), "not in the lexicon": ", ".join(self.missing),
            "attends": attends,
        }  # fmt: skip
        return (WARN, "; ".join(self.broken), values) if self.broken else (OK, "listening", values)


def main() -> int:
    return run(EarsNode)
