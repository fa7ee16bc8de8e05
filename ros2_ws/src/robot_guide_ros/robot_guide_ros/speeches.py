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

    @property
    def ready(self) -> bool:
        return self.client.server_is_ready()

    def say(self, act: Say) -> None:
        goal = SayAction.Goal(
            text=act.text, language=act.language, style=act.style, interrupt=act.interrupt,
            loudness=float(act.loudness), rate=float(act.rate),
        )  # fmt: skip
        self.client.send_goal_async(goal).add_done_callback(lambda answer: self.wait(act.text, answer))

    def wait(self, text: str, answer: Future) -> None:
        def done(_: Future | None) -> None:
            if handle in self.handles:
                self.handles.remove(handle)
            self.spoken(text)

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
