"""A robot's words on their way to its voice, which serves the action `say`."""

from __future__ import annotations

from collections.abc import Callable

from rclpy.action.client import ClientGoalHandle
from rclpy.node import Node
from rclpy.task import Future
from robot_guide_interfaces.action import Say as SayAction

from dialogue.acts import Say
from robot_guide_ros import topics


class Speeches:
    """spoken: called with a text when it has been said, was cut off, or was refused."""

    def __init__(self, node: Node, spoken: Callable[[str], None]):
        self.client, self.spoken = topics.SAY.client(node), spoken
        self.handles: list[ClientGoalHandle] = []  # what the voice says or is about to
        self.serial, self.waiting = 0, {}  # texts the end of which is not known, by number
        self.mute = False

    @property
    def ready(self) -> bool:
        return self.client.server_is_ready()

    def say(self, act: Say) -> None:
        if self.mute:
            self.spoken(act.text)
            return
        goal = SayAction.Goal(
            text=act.text, language=act.language, style=act.style, interrupt=act.interrupt,
            loudness=float(act.loudness), rate=float(act.rate),
        )  # fmt: skip
        self.serial += 1
        number = self.serial
        self.waiting[number] = act.text
        self.client.send_goal_async(goal).add_done_callback(lambda answer: self.wait(number, answer))

    def wait(self, number: int, answer: Future) -> None:
        def done(_: Future | None) -> None:
            if handle in self.handles:
                self.handles.remove(handle)
            self.end(number)

        handle = answer.result()
        if handle.accepted:
            self.handles.append(handle)
            handle.get_result_async().add_done_callback(done)
        else:
            done(None)

    def hush(self) -> None:
        """Say no more of what the voice has taken on."""
        for handle in self.handles:
            handle.cancel_goal_async()

    def end(self, number: int) -> None:
        text = self.waiting.pop(number, None)
        if text is not None:
            self.spoken(text)

    def lose(self) -> None:
        """The voice is gone: nothing of what it was to say will be heard, nor will anything until `regain`."""
        self.mute, self.handles = True, []
        for number in list(self.waiting):
            self.end(number)

    def regain(self) -> None:
        self.mute = False
