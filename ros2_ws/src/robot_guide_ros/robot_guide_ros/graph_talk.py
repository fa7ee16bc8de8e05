"""The robots of the graph, as their screens need them: what they hear, say and do, and words for them."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from rclpy.node import Node
from robot_guide_interfaces.msg import Caption, Event, Heard, RobotState

from dialogue.acts import Say
from robot_guide.fleet.bidding import level_at
from robot_guide.fleet.config import FleetConfig
from robot_guide.heard import Heard as Words
from robot_guide.speaking.speech_clock import Cancelled, Finished, Started
from robot_guide.web.screen_talk import News, Tell
from robot_guide_ros import convert, topics

ARM = 0.5  # m: at a screen one speaks from so near
AHEAD = 1.0  # s that the robots' clock is taken to go on after what was last heard of it


@dataclass
class Known:
    """What was last heard of a robot's talk."""

    in_conversation: bool = False
    style: str = "normal"  # in which it speaks
    saying: Say | None = None


class GraphTalk:
    """A `web.screen_talk.Talk`: `t`, `hear` and `in_conversation` may be called from any thread."""

    def __init__(self, node: Node, robots: tuple[str, ...]):
        self.known = {robot: Known() for robot in robots}
        self.heard = {robot: topics.HEARD.publisher(node, robot) for robot in robots}
        self.level = level_at(ARM, FleetConfig())
        self.stamp, self.arrived = 0.0, time.monotonic()
        self.tellers: list[Tell] = []
        topics.STATES.subscription(node, self.take_state)
        topics.EVENTS.subscription(node, self.take_event)
        for robot in robots:
            topics.CAPTIONS.subscription(node, lambda msg, robot=robot: self.take_caption(robot, msg), robot)

    @property
    def t(self) -> float:
        """Seconds on the robots' clock, which in a simulation is not the machine's."""
        return self.stamp + min(time.monotonic() - self.arrived, AHEAD)

    def in_conversation(self, robot: str) -> bool:
        return robot in self.known and self.known[robot].in_conversation

    def follow(self, tell: Tell) -> None:
        self.tellers.append(tell)

    def hear(self, robot: str, heard: Words) -> str:
        """Returns: nothing, or why not: unknown_robot, no_talk."""
        if robot not in self.heard:
            return "unknown_robot"
        publisher = self.heard[robot]
        if publisher.get_subscription_count() == 0:
            return "no_talk"
        publisher.publish(self.message(heard))
        return ""

    def message(self, heard: Words) -> Heard:
        """As loud as somebody is who uses a screen."""
        return convert.heard_to_msg(replace(heard, level_db=self.level), self.t)

    def take_state(self, msg: RobotState) -> None:
        if msg.robot in self.known:
            self.known[msg.robot].in_conversation = msg.in_conversation
            self.stamp, self.arrived = convert.time_from_msg(msg.header.stamp), time.monotonic()

    def take_event(self, msg: Event) -> None:
        if msg.robot not in self.known:
            return
        event = convert.event_from_msg(msg)
        if event.event == "says":
            self.known[msg.robot].style = str(event.data.get("style", "normal"))
        self.tell(msg.robot, event)

    def take_caption(self, robot: str, msg: Caption) -> None:
        known = self.known[robot]
        if msg.phase == Caption.STARTED:
            known.saying = Say("", msg.text, msg.language, known.style)
            self.tell(robot, Started(known.saying, msg.seconds))
        elif known.saying is not None:
            say, known.saying = known.saying, None
            self.tell(robot, Finished(say) if msg.phase == Caption.FINISHED else Cancelled(say))

    def tell(self, robot: str, news: News) -> None:
        for tell in self.tellers:
            tell(robot, news)
