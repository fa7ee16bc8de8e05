"""People who talk to the robots of a live world at their screens: words in, news out, and a body for who is talking."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

from hall_map.geometry import Point, Pose2D
from hall_sim import World
from robot_guide.event import Event
from robot_guide.fleet import FleetConfig
from robot_guide.fleet.bidding import level_at
from robot_guide.heard import Heard
from robot_guide.shells.lockstep_robot import LockstepRobot
from robot_guide.speaking import SpeechClock
from robot_guide.speaking.speech_clock import Voiced

ARM = 0.5  # m: at a screen one speaks from so near
BEFORE = 0.95  # m before the middle of a robot stands who uses its screen
STAYS = 5.0  # s without a conversation until they go

Tell = Callable[[str, Voiced | Event], None]  # robot, what has happened


class ToldSpeechClock:
    """A voice's timing that tells what it times."""

    def __init__(self, clock: SpeechClock, tell: Callable[[Voiced], None]):
        self._clock, self._tell = clock, tell

    @property
    def speaking(self) -> bool:
        return self._clock.speaking

    def say(self, *arguments: object) -> tuple[Voiced, ...]:
        return self._told(self._clock.say(*arguments))

    def hush(self) -> tuple[Voiced, ...]:
        return self._told(self._clock.hush())

    def tick(self, now: float) -> tuple[Voiced, ...]:
        return self._told(self._clock.tick(now))

    def _told(self, voiced: tuple[Voiced, ...]) -> tuple[Voiced, ...]:
        for each in voiced:
            self._tell(each)
        return voiced


class ScreenTalk:
    """Not safe for threads by itself; `tell` must return at once."""

    def __init__(self, robots: Mapping[str, LockstepRobot], world: World, fleet: FleetConfig):
        self._robots, self._world, self._level = robots, world, level_at(ARM, fleet)
        self._came: dict[str, float] = {}  # s, when who is at the screen last spoke
        self._tellers: list[Tell] = []
        for name, robot in robots.items():
            robot.voice = ToldSpeechClock(robot.voice, lambda voiced, name=name: self.tell(name, voiced))

    def follow(self, tell: Tell) -> None:
        self._tellers.append(tell)

    def tell(self, robot: str, news: Voiced | Event) -> None:
        for tell in self._tellers:
            tell(robot, news)

    def hear(self, name: str, heard: Heard, now: float) -> str:
        """Words at a robot's screen. Returns: nothing, or why not: unknown_robot."""
        robot = self._robots.get(name)
        if robot is None:
            return "unknown_robot"
        if name in self._world.guests and not (robot.reception.in_conversation and name not in self._came):
            self._world.bring_guest(name, before(robot.pose))
            self._came[name] = now
        robot.hear_at_screen(replace(heard, level_db=self._level), now)
        return ""

    def tick(self, now: float) -> None:
        """Who has nothing more to talk about goes."""
        for name, spoke in list(self._came.items()):
            if not self._robots[name].reception.in_conversation and now - spoke > STAYS:
                del self._came[name]
                self._world.guests[name].leave()


def before(pose: Pose2D) -> Point:
    return pose.x + BEFORE * math.cos(pose.yaw), pose.y + BEFORE * math.sin(pose.yaw)
