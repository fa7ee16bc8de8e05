"""Speaks for one robot: says one thing after the other, and tells which word is sounding."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from rclpy.action import CancelResponse, GoalResponse
from rclpy.action.server import ServerGoalHandle
from rclpy.clock import Clock, ClockType
from rclpy.node import Node
from robot_guide_interfaces.action import Say
from robot_guide_interfaces.msg import Caption

from dialogue.acts import Say as SayAct
from robot_guide.speaking import (
    Cancelled,
    EngineChain,
    Failed,
    Finished,
    Rehearsal,
    SoundCache,
    Started,
    SynthesisConfig,
    Unheard,
    Voice,
    fixed_phrases,
    is_fixed,
    sink_named,
)
from robot_guide_ros import convert, topics
from robot_guide_ros.open_goals import OpenGoals
from robot_guide_ros.parameters import declare_config
from robot_guide_ros.reporting import OK, WARN, Condition, Diagnostics, now
from robot_guide_ros.running import run
from robot_guide_ros.utterance import Utterance, estimated, utterance_begun

PERIOD = 0.05  # s


@dataclass(frozen=True)
class VoiceConfig:
    robot: str = "xiao_pu"
    real_time_factor: float = 1.0  # of the clock that the others follow; above 1 there is no sound, only its time
    sink: str = "auto"  # where the sound goes: see robot_guide.speaking.sink_named
    rehearse: bool = True  # have the fixed phrases spoken in the background, before they are needed
    synthesis: SynthesisConfig = field(default_factory=SynthesisConfig)


class Turn:
    """Something to be said, from being asked for until it has been said."""

    def __init__(self, handle: ServerGoalHandle):
        request = handle.request
        self.handle = handle
        self.say = SayAct(
            "", request.text, request.language, request.style or "normal", request.interrupt,
            loudness=request.loudness, rate=request.rate,
        )  # fmt: skip
        self.began: float | None = None  # s
        self.utterance: Utterance = estimated(request.text, request.language, self.say.style)
        self.words_told = 0

    def end(self, outcome: int) -> None:
        if outcome == Say.Result.DONE:
            self.handle.succeed()
        elif self.handle.is_cancel_requested:
            self.handle.canceled()
        else:
            self.handle.abort()


class VoiceNode(Node):
    def __init__(self) -> None:
        super().__init__("voice")
        self.config = declare_config(self, VoiceConfig)
        factor = self.config.real_time_factor
        self.engines = EngineChain(self.config.synthesis, cache=SoundCache(), fixed=is_fixed)
        self.voice = Voice(self.engines, sink_named(self.config.sink if factor == 1.0 else "none", factor))
        wanted = fixed_phrases() if self.config.rehearse and factor == 1.0 else ()
        self.rehearsal = Rehearsal(self.engines, wanted)
        self.turns: list[Turn] = []  # in the order in which they are said
        self.failure = ""
        self.captions = topics.CAPTIONS.publisher(self)
        self.diagnostics = Diagnostics(self, self.condition)
        # By the machine's clock, as the voice itself.
        self.timer = self.create_timer(PERIOD, self.go_on, clock=Clock(clock_type=ClockType.STEADY_TIME))
        self.server = OpenGoals(
            self, topics.SAY, goal_callback=self.judge, handle_accepted_callback=self.accept,
            cancel_callback=self.take_back,
        )  # fmt: skip

    def judge(self, request: Say.Goal) -> GoalResponse:
        sayable = request.text.strip() and 0.0 < request.rate < math.inf and 0.0 <= request.loudness < math.inf
        return GoalResponse.ACCEPT if sayable else GoalResponse.REJECT

    def accept(self, handle: ServerGoalHandle) -> None:
        turn = Turn(handle)
        self.turns.append(turn)
        self.server.open(handle)
        self.voice.say(turn.say)

    def take_back(self, handle: ServerGoalHandle) -> CancelResponse:
        turn = next((turn for turn in self.turns if turn.handle.goal_id == handle.goal_id), None)
        if turn is None:
            return CancelResponse.REJECT
        self.voice.cancel(turn.say)
        return CancelResponse.ACCEPT

    def go_on(self) -> None:
        for happened in self.voice.poll():
            turn = next(turn for turn in self.turns if turn.say is happened.say)
            match happened:
                case Started():
                    self.begin(turn, utterance_begun(happened))
                case Unheard(_, reason):
                    self.failure = reason
                case Finished():
                    self.end(turn, Say.Result.DONE)
                case Cancelled():
                    self.end(turn, Say.Result.CANCELLED)
                case Failed(_, reason):
                    self.failure = reason
                    self.begin(turn, turn.utterance)
                    self.end(turn, Say.Result.FAILED, reason)
        self.tell_words()

    def begin(self, turn: Turn, utterance: Utterance) -> None:
        turn.began, turn.utterance = now(self), utterance
        self.caption(turn, Caption.STARTED)

    def tell_words(self) -> None:
        """The words that have begun to sound since the last time."""
        turn = next((turn for turn in self.turns if turn.began is not None), None)
        if turn is None:
            return
        for word in turn.utterance.words_until(now(self) - turn.began)[turn.words_told :]:
            turn.words_told += 1
            turn.handle.publish_feedback(Say.Feedback(word=word.text, position=word.position))

    def end(self, turn: Turn, outcome: int, error: str = "") -> None:
        self.turns.remove(turn)
        if turn.began is not None:
            self.caption(turn, Caption.FINISHED if outcome == Say.Result.DONE else Caption.CANCELLED)
        turn.end(outcome)
        self.server.end(turn.handle, Say.Result(outcome=outcome, error=error))

    def caption(self, turn: Turn, phase: int) -> None:
        self.captions.publish(
            Caption(
                header=convert.header(now(self)), robot=self.config.robot, text=turn.say.text,
                language=turn.say.language, phase=phase, seconds=float(turn.utterance.seconds),
            )
        )  # fmt: skip

    def close(self) -> None:
        self.rehearsal.stop()
        self.voice.close()

    def condition(self) -> Condition:
        if self.failure:
            return WARN, f"the last words that could not be heard: {self.failure}", {"waiting": len(self.turns)}
        if self.engines.trouble:
            return WARN, f"speaks with a spare engine: {self.engines.trouble}", {"waiting": len(self.turns)}
        return OK, "speaking" if self.turns else "silent", {"waiting": len(self.turns)}


def main() -> int:
    return run(VoiceNode)
