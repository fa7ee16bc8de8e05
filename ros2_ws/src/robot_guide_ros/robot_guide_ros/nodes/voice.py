"""Speaks for one robot: says one thing after the other, and which word is sounding."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from rclpy.action import ActionServer, CancelResponse, GoalResponse
from rclpy.action.server import ServerGoalHandle
from rclpy.node import Node
from rclpy.task import Future
from robot_guide_interfaces.action import Say
from robot_guide_interfaces.msg import Caption

from robot_guide.speaking import Utterance, plan_utterance
from robot_guide_ros import convert, topics
from robot_guide_ros.parameters import declare_config
from robot_guide_ros.reporting import OK, Condition, Diagnostics, now
from robot_guide_ros.running import run

PERIOD = 0.05  # s


@dataclass(frozen=True)
class RobotConfig:
    robot: str = "xiao_pu"


class Turn:
    """Something to be said, from being asked for until it has been said."""

    def __init__(self, handle: ServerGoalHandle):
        self.handle = handle
        self.request: Say.Goal = handle.request
        self.ended = Future()
        self.began: float | None = None  # s
        self.utterance: Utterance | None = None
        self.words_told = 0

    async def result(self, handle: ServerGoalHandle) -> Say.Result:
        return await self.ended

    def end(self, outcome: int, error: str = "") -> None:
        if outcome == Say.Result.DONE:
            self.handle.succeed()
        elif self.handle.is_cancel_requested:
            self.handle.canceled()
        else:
            self.handle.abort()
        self.ended.set_result(Say.Result(outcome=outcome, error=error))


class VoiceNode(Node):
    def __init__(self) -> None:
        super().__init__("voice")
        self.robot = declare_config(self, RobotConfig).robot
        self.turns: deque[Turn] = deque()  # the first one is being said
        self.captions = topics.CAPTIONS.publisher(self)
        self.diagnostics = Diagnostics(self, self.condition)
        self.timer = self.create_timer(PERIOD, self.go_on)
        self.server = ActionServer(
            self, topics.SAY.type, topics.SAY.name, self.unused, goal_callback=self.judge,
            handle_accepted_callback=self.accept, cancel_callback=self.take_back,
        )  # fmt: skip

    async def unused(self, handle: ServerGoalHandle) -> Say.Result:
        raise AssertionError("each turn awaits its own end")

    def judge(self, request: Say.Goal) -> GoalResponse:
        return GoalResponse.ACCEPT if request.text.strip() else GoalResponse.REJECT

    def accept(self, handle: ServerGoalHandle) -> None:
        if handle.request.interrupt:
            for turn in list(self.turns):
                self.cut(turn)
        turn = Turn(handle)
        self.turns.append(turn)
        handle.execute(turn.result)
        self.go_on()

    def take_back(self, handle: ServerGoalHandle) -> CancelResponse:
        turn = next((turn for turn in self.turns if turn.handle.goal_id == handle.goal_id), None)
        if turn is None:
            return CancelResponse.REJECT
        # The handle learns of the cancelling only after this callback.
        self.executor.create_task(self.cut, turn)
        return CancelResponse.ACCEPT

    def cut(self, turn: Turn) -> None:
        """End a turn before its time."""
        if turn in self.turns:
            self.turns.remove(turn)
            turn.end(Say.Result.CANCELLED)
            if turn.began is not None:
                self.caption(turn, Caption.CANCELLED)

    def go_on(self) -> None:
        """Begin the next turn, tell the words that have begun since the last time, end what has been said."""
        if not self.turns:
            return
        turn, t = self.turns[0], now(self)
        if turn.began is None:
            turn.utterance = plan_utterance(turn.request.text, turn.request.language, turn.request.style)
            turn.began = t
            self.caption(turn, Caption.STARTED)
        for word in turn.utterance.words[turn.words_told :]:
            if word.start <= t - turn.began:
                turn.words_told += 1
                turn.handle.publish_feedback(Say.Feedback(word=word.text, position=word.position))
        if t - turn.began >= turn.utterance.seconds:
            self.turns.popleft()
            turn.end(Say.Result.DONE)
            self.caption(turn, Caption.FINISHED)

    def caption(self, turn: Turn, phase: int) -> None:
        self.captions.publish(
            Caption(
                header=convert.header(now(self)), robot=self.robot, text=turn.request.text,
                language=turn.request.language, phase=phase, seconds=float(turn.utterance.seconds),
            )
        )  # fmt: skip

    def condition(self) -> Condition:
        speaking = bool(self.turns) and self.turns[0].began is not None
        return OK, "speaking" if speaking else "silent", {"waiting": max(0, len(self.turns) - speaking)}


def main() -> int:
    return run(VoiceNode)
