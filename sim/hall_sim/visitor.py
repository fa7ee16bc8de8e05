"""A visitor: walks up to a robot, says what they came for, listens, follows, lags, arrives, thanks, or walks off.

A small state machine over what the visitor sees and hears. It understands no more of the robot's words than a
hurried person does: whether it was a question, and whether the robot says that they are there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from hall_map import Point

AGREE = {"zh": "对", "en": "yes", "ko": "네"}
NOTHING_ELSE = {"zh": "没有了，谢谢", "en": "no thanks", "ko": "아니요"}
ELSE_WORDS = ("别的", "anything else", "더 도와")
THANKS = {"zh": "谢谢", "en": "thank you", "ko": "감사합니다"}
ARRIVAL_WORDS = ("到了", "here we are", "we are here", "we have arrived", "도착")
EARSHOT = 8.0  # m
SPEECH_RATE = {"zh": 4.5, "en": 14.0, "ko": 6.0}  # characters a second


@dataclass(frozen=True)
class Lag:
    """The visitor stops on the way, as if to look at the phone."""

    after: float  # m followed
    pause: float  # s


@dataclass(frozen=True)
class Remark:
    """Words on the way."""

    after: float  # m followed
    text: str


@dataclass(frozen=True)
class VisitorConfig:
    name: str
    ask: str
    language: str = "zh"
    arrives: float = 1.0  # s, when the visitor comes in
    start: Point | None = None  # None: at the entrance
    robot: str | None = None  # None: the nearest
    pace: float = 1.0  # m/s
    follow_gap: float = 1.3  # m
    lag: Lag | None = None
    leaves_after: float = math.inf  # m followed
    says_on_way: tuple[Remark, ...] = ()
    answers: tuple[str, ...] = ()
    wav: object = None  # a Path: play this instead of `ask`
    patience: float = 9.0  # s without an answer


def speech_seconds(text: str, language: str) -> float:
    """How long a person takes to say something."""
    return 0.3 + len(text) / SPEECH_RATE.get(language, 6.0)


@dataclass(frozen=True)
class HeardSpeech:
    """Words of a robot that reach the visitor."""

    robot: str
    text: str
    start: float  # s
    end: float  # s


@dataclass(frozen=True)
class Sight:
    """Where a robot is, and how fast it drives."""

    x: float
    y: float
    speed: float


@dataclass(frozen=True)
class Intention:
    """What the visitor does next: walk towards a point (or stand), and say something."""

    towards: Point | None = None
    by_flow: bool = False  # along the hall's ways; else straight ahead
    speed: float = 0.0
    say: str | None = None
    wav: object = None


@dataclass
class Visitor:
    """The state of one visitor. `step` decides; the world moves the body and carries the words."""

    config: VisitorConfig
    exit: Point
    phase: str = "outside"
    engaged: str | None = None
    walked: float = 0.0
    _since: float = 0.0
    _asked: int = 0
    _quiet_until: float = 0.0
    _answers: int = 0
    _remarks: int = 0
    _lagged: bool = False
    _pending: tuple[float, str] | None = None
    _trail: list[Point] = field(default_factory=list)
    _anchor: Point | None = None
    _last: Point | None = None

    def step(
        self, t: float, at: Point, robots: Mapping[str, Sight], heard: tuple[HeardSpeech, ...]
    ) -> Intention:
        """Decide for the next moment, at `t` s standing `at`."""
        if self._last is not None and self.phase in ("following", "lagging"):
            self.walked += math.dist(self._last, at)
        self._last = at
        if self.phase in ("listening", "following", "lagging", "arrived"):
            self._listen(t, at, robots, heard)
        return getattr(self, "_" + self.phase)(t, at, robots)

    def _enter(self, phase: str, t: float) -> None:
        self.phase, self._since = phase, t

    def _outside(self, t, at, robots) -> Intention:
        if t >= self.config.arrives:
            self._enter("approaching", t)
        return Intention()

    def _approaching(self, t, at, robots) -> Intention:
        name = self.config.robot or min(robots, key=lambda r: math.dist(at, (robots[r].x, robots[r].y)))
        robot = robots[name]
        distance = math.dist(at, (robot.x, robot.y))
        if distance < 1.35 or (distance < 2.2 and t - self._since > 40.0):
            self.engaged = None
            self._enter("asking", t)
            return Intention()
        return Intention((robot.x, robot.y), by_flow=distance > 3.0, speed=self.config.pace)

    def _asking(self, t, at, robots) -> Intention:
        if t - self._since < 0.6:
            return Intention()
        self._asked += 1
        seconds = speech_seconds(self.config.ask, self.config.language)
        self._quiet_until = t + seconds
        self._enter("listening", t)
        return Intention(say=self.config.ask, wav=self.config.wav)

    def _listening(self, t, at, robots) -> Intention:
        if said := self._due(t):
            return Intention(say=said)
        if self.engaged is not None:
            robot = robots[self.engaged]
            self._anchor = self._anchor or (robot.x, robot.y)
            if math.dist(self._anchor, (robot.x, robot.y)) > 0.5:
                self._trail = [self._anchor]
                self._enter("following", t)
            elif t > self._quiet_until + 40.0:
                self._enter("leaving", t)
        elif t > self._quiet_until + self.config.patience:
            self._enter("asking" if self._asked < 3 else "leaving", t)
        return Intention()

    def _following(self, t, at, robots) -> Intention:
        config, robot = self.config, robots[self.engaged]
        if said := self._due(t):
            return Intention(say=said)
        if self._remarks < len(config.says_on_way) and self.walked >= config.says_on_way[self._remarks].after:
            self._remarks += 1
            return Intention(say=config.says_on_way[self._remarks - 1].text)
        if self.walked >= config.leaves_after:
            self._enter("leaving", t)
        elif config.lag and not self._lagged and self.walked >= config.lag.after:
            self._lagged = True
            self._enter("lagging", t)
            return Intention()
        if not self._trail or math.dist(self._trail[-1], (robot.x, robot.y)) > 0.3:
            self._trail.append((robot.x, robot.y))
        distance = math.dist(at, (robot.x, robot.y))
        while len(self._trail) > 1 and math.dist(at, self._trail[0]) < 0.8:
            self._trail.pop(0)
        if distance <= config.follow_gap:
            self._trail = self._trail[-1:]
            return Intention()
        if distance < 2.0:
            return Intention((robot.x, robot.y), speed=config.pace * min(1.0, 0.3 + distance - config.follow_gap))
        return Intention(self._trail[0], by_flow=math.dist(at, self._trail[0]) > 2.0, speed=config.pace)

    def _lagging(self, t, at, robots) -> Intention:
        if t - self._since >= self.config.lag.pause:
            self._enter("following", t)
        robot = robots[self.engaged]
        if not self._trail or math.dist(self._trail[-1], (robot.x, robot.y)) > 0.3:
            self._trail.append((robot.x, robot.y))
        return Intention()

    def _arrived(self, t, at, robots) -> Intention:
        if said := self._due(t):
            self._enter("served", t)
            return Intention(say=said)
        return Intention()

    def _served(self, t, at, robots) -> Intention:
        return Intention()

    def _leaving(self, t, at, robots) -> Intention:
        if math.dist(at, self.exit) < 0.8:
            self._enter("left", t)
        return Intention(self.exit, by_flow=True, speed=self.config.pace)

    def _left(self, t, at, robots) -> Intention:
        return Intention()

    def _due(self, t: float) -> str | None:
        """What the visitor has been waiting to say, once the robot has finished."""
        if self._pending is None or t < self._pending[0]:
            return None
        said = self._pending[1]
        self._pending = None
        self._quiet_until = t + speech_seconds(said, self.config.language)
        return said

    def _listen(self, t: float, at: Point, robots: Mapping[str, Sight], heard: tuple[HeardSpeech, ...]) -> None:
        config = self.config
        for speech in heard:
            if self.engaged is None:
                self.engaged = speech.robot
            if speech.robot != self.engaged:
                continue
            robot = robots[speech.robot]
            if self.phase == "listening":
                self._anchor = (robot.x, robot.y)
                self._quiet_until = max(self._quiet_until, speech.end)
            near = math.dist(at, (robot.x, robot.y)) < 3.0
            told = any(word in speech.text.lower() for word in ARRIVAL_WORDS)
            if told and near and self.phase in ("following", "lagging"):
                self._pending = (speech.end + 0.8, THANKS.get(config.language, THANKS["zh"]))
                self._enter("arrived", t)
            elif speech.text.rstrip().endswith(("?", "？")) and self.phase in ("listening", "following"):
                self._reply_to(speech)

    def _reply_to(self, speech: HeardSpeech) -> None:
        if self._answers >= len(self.config.answers) + 3:
            return
        scripted = self._answers < len(self.config.answers)
        usual = NOTHING_ELSE if any(word in speech.text.lower() for word in ELSE_WORDS) else AGREE
        answer = self.config.answers[self._answers] if scripted else usual.get(self.config.language, usual["zh"])
        self._answers += 1
        self._pending = (speech.end + 0.6, answer)
