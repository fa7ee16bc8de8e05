"""A visitor: walks up to a robot, says what they came for, listens, follows, lags, arrives, thanks, or walks off.

A small state machine over what the visitor sees and hears. It understands no more of the robot's words than a hurried
person does: whether it was a question, and whether the robot says that they are there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from hall_map import Point
from hall_sim.trail import Trail
from hall_sim.visitor_config import VisitorConfig
from hall_sim.visitor_words import announces_arrival, answer_to, greets, hands_over, is_on_the_way, is_question, thanks
from hall_sim.voices import HeardSpeech, speech_seconds

ADDRESS = 1.2  # m from the robot at which one speaks to it
CLOSE = 2.0  # m: near enough to be spoken to as one who has arrived
GONE = 0.4  # m that a robot drives until one sees that it leads the way
STILL = 0.05  # m/s
AT_STOP = 1.0  # m: the robot stands where robots stop for a window or place
BREATH, REPLY = 0.6, 0.6  # s until one begins to speak
WONDERS = 15.0  # s after an answer, that nothing comes of, until one thanks and goes
ANOTHER = 60.0  # s that one waits for the other robot that was announced
GIVES_UP = 60.0  # s behind a robot that neither moves nor speaks
WAITS = 3.0  # s that a robot stands at a window's sign until its words must mean: here
LINGERS, STAYS = 1.5, 20.0  # s after the last word until one turns to the window, and until one leaves
HURRY = 1.25  # times the pace, to catch up
MORE_ANSWERS = 3  # questions that are answered with yes, after the scripted answers


@dataclass(frozen=True)
class Sight:
    """Where a robot is, which way it looks, and how fast it drives."""

    x: float  # m
    y: float
    speed: float  # m/s
    near: bool = True  # one can walk straight up to it

    @property
    def xy(self) -> Point:
        return self.x, self.y


@dataclass(frozen=True)
class Sign:
    """A window or place, as its sign shows it."""

    stop: Point  # m, where robots stop for it
    counter: Point  # m, where one is served


@dataclass(frozen=True)
class Intention:
    """What the visitor does next: walk towards a point (or stand, and look at one), and say something."""

    towards: Point | None = None
    speed: float = 0.0  # m/s
    facing: Point | None = None
    say: str | None = None
    asks: bool = False  # what is said is the question, of which there may be a recording


@dataclass
class Visitor:
    """The state of one visitor. `step` decides; the world moves the body and carries the words."""

    config: VisitorConfig
    door: Point  # m, where they come in
    exit: Point  # m, where they leave
    signs: tuple[Sign, ...] = ()
    phase: str = "outside"
    engaged: str | None = None  # the robot that answered
    walked: float = 0.0  # m behind the robot
    _since: float = 0.0
    _last: Point = (0.0, 0.0)
    _target: str = ""
    _asked: int = 0
    _answered: int = 0
    _remarked: int = 0
    _lagged: bool = False
    _quiet: float = 0.0  # s, since when nobody has said anything
    _greeted: bool = False  # although they have asked already, and not been heard, it seems
    _expects: bool = False  # another robot, whose first words are for them
    _farewell: bool = False
    _pending: tuple[float, str] | None = None
    _anchor: Point | None = None
    _moved: float = 0.0  # s, when the robot last drove
    _counter: Sign | None = None  # where they have been led
    _trail: Trail = field(default_factory=Trail)

    @property
    def present(self) -> bool:
        """Whether the visitor is in the hall."""
        return self.phase not in ("outside", "left")

    def step(
        self, t: float, at: Point, robots: Mapping[str, Sight], heard: tuple[HeardSpeech, ...] = ()
    ) -> Intention:
        """Decide for the next moment, at `t` s standing `at`."""
        if self.phase in ("following", "lagging"):
            self.walked += math.dist(self._last, at)
        self._last = at
        if self.engaged is not None and robots[self.engaged].speed > STILL:
            self._moved = t
        self._listen(t, robots, heard)
        if said := self._due(t):
            return self._say(t, said)
        return getattr(self, "_" + self.phase)(t, at, robots)

    def carried(self, at: Point) -> None:
        """Be put down elsewhere, which does not count as walked."""
        self._last = at

    def flee(self, t: float) -> None:
        """There is an alarm: leave, or do not come at all."""
        self._enter("leaving" if self.present else "left", t)

    def _enter(self, phase: str, t: float) -> None:
        self.phase, self._since = phase, t

    # Coming in and asking

    def _outside(self, t: float, at: Point, robots: Mapping[str, Sight]) -> Intention:
        if t >= self.config.arrives:
            nearest = min(robots, key=lambda name: math.dist(at, robots[name].xy))
            self._target = self.config.robot or nearest
            self._enter("approaching", t)
        return Intention()

    def _approaching(self, t: float, at: Point, robots: Mapping[str, Sight]) -> Intention:
        robot = robots[self._target]
        distance = math.dist(at, robot.xy)
        if distance < ADDRESS + 0.15 or (distance < CLOSE and t - self._since > 30.0):
            self._enter("asking", t)
            return Intention(facing=robot.xy)
        speed = min(self.config.pace, max(distance - ADDRESS, 0.0) + 0.2)
        return Intention(robot.xy, speed=speed)

    def _asking(self, t: float, at: Point, robots: Mapping[str, Sight]) -> Intention:
        facing = robots[self._target].xy
        if t - self._since < BREATH:
            return Intention(facing=facing)
        self._asked += 1
        self._enter("listening", t)
        return self._say(t, self.config.ask, asks=True, facing=facing)

    def _say(self, t: float, text: str, *, asks: bool = False, facing: Point | None = None) -> Intention:
        self._quiet = t + self.seconds(text, asks=asks)
        return Intention(say=text, asks=asks, facing=facing)

    def seconds(self, text: str, *, asks: bool = False) -> float:
        """How long the visitor takes to say something."""
        if asks and self.config.wav_seconds is not None:
            return self.config.wav_seconds
        return speech_seconds(text, self.config.language)

    # Listening

    def _listen(self, t: float, robots: Mapping[str, Sight], heard: tuple[HeardSpeech, ...]) -> None:
        for speech in heard:
            if self.engaged is None and self.phase == "listening":
                if greets(speech.text) and not self._expects:
                    self._greeted = self._greeted or speech.start >= self._quiet
                    self._quiet = max(self._quiet, speech.end)
                    continue
                self.engaged, self._expects = speech.robot, False
            if speech.robot == self.engaged and self.phase in ("listening", "following", "lagging", "arrived"):
                self._quiet = max(self._quiet, speech.end)
                self._take(t, speech, robots[speech.robot])

    def _take(self, t: float, speech: HeardSpeech, robot: Sight) -> None:
        """What the visitor makes of the robot's words."""
        if self.phase == "listening":
            self._anchor = robot.xy
        if hands_over(speech.text):
            self._await_another(t, speech)
        elif self._is_there(speech, robot):
            self._pending = (speech.end + REPLY, thanks(self.config.language))
            self._counter = self._sign_at(robot)
            self._enter("arrived", t)
        elif self._farewell:
            self._pending = None
        elif is_question(speech.text) and self._answered < len(self.config.answers) + MORE_ANSWERS:
            scripted = self._answered < len(self.config.answers)
            answer = self.config.answers[self._answered] if scripted else answer_to(speech.text, self.config.language)
            self._answered += 1
            self._pending = (speech.end + REPLY, answer)

    def _await_another(self, t: float, speech: HeardSpeech) -> None:
        """The robot has said that another one comes: wait here for whoever speaks next."""
        self.engaged, self._pending, self._anchor, self._expects = None, None, None, True
        self._quiet = speech.end + ANOTHER
        self._enter("listening", t)

    def _is_there(self, speech: HeardSpeech, robot: Sight) -> bool:
        """Whether the words mean: this is where you wanted to go. The sign above the window tells it as well."""
        if self.phase not in ("following", "lagging") or self.walked < 1.0 or robot.speed > STILL:
            return False
        if math.dist(self._last, robot.xy) > CLOSE + AT_STOP:
            return False
        waits = speech.start - self._moved > WAITS
        near = math.dist(self._last, robot.xy) < CLOSE
        at_sign = near and waits and self._sign_at(robot) is not None
        return announces_arrival(speech.text) or (at_sign and not is_on_the_way(speech.text))

    def _sign_at(self, robot: Sight) -> Sign | None:
        """The window or place that the robot stands at."""
        near = [sign for sign in self.signs if math.dist(sign.stop, robot.xy) < AT_STOP]
        return min(near, key=lambda sign: math.dist(sign.stop, robot.xy), default=None)

    def _due(self, t: float) -> str | None:
        """What the visitor has been waiting to say, once the robot has finished."""
        if self._pending is None or t < self._pending[0]:
            return None
        said, self._pending = self._pending[1], None
        return said

    def _listening(self, t: float, at: Point, robots: Mapping[str, Sight]) -> Intention:
        if self.engaged is None:
            if t > self._quiet + (REPLY if self._greeted else self.config.patience):
                self._greeted = False
                self._enter("asking" if self._asked < self.config.asks else "leaving", t)
            return Intention(facing=robots[self._target].xy)
        robot = robots[self.engaged]
        if self._anchor is not None and math.dist(self._anchor, robot.xy) > GONE and self._pending is None:
            self._trail.begin(self._anchor)
            self._moved = t
            self._enter("following", t)
        elif t > self._quiet + WONDERS and self._pending is None:
            self._enter("leaving", t)
            return self._say(t, thanks(self.config.language))
        return Intention(facing=robot.xy)

    # On the way

    def _following(self, t: float, at: Point, robots: Mapping[str, Sight]) -> Intention:
        config, robot = self.config, robots[self.engaged]
        self._trail.extend(robot.xy)
        if self._has_enough(t):
            self._enter("leaving", t)
        elif self._remarked < len(config.says_on_way) and self.walked >= config.says_on_way[self._remarked].after:
            remark = config.says_on_way[self._remarked]
            self._remarked += 1
            self._farewell = remark.leaves
            return self._say(t, remark.text)
        elif config.lag and not self._lagged and self.walked >= config.lag.after:
            self._lagged = True
            self._enter("lagging", t)
        return self._keep_up(at, robot)

    def _has_enough(self, t: float) -> bool:
        """Whether the visitor goes away: has said so, just does, or has stood behind a robot that does nothing."""
        said = self._farewell and t > self._quiet + 2.0
        return said or self.walked >= self.config.leaves_after or t - max(self._moved, self._quiet) > GIVES_UP

    def _keep_up(self, at: Point, robot: Sight) -> Intention:
        """Walk in the robot's steps, `follow_gap` behind it."""
        gap = math.dist(at, robot.xy)
        lack = gap - self.config.follow_gap
        if lack <= 0.0 or self.phase != "following":
            return Intention(facing=robot.xy)
        speed = self.config.pace * min(1.0, 0.25 + lack) * (HURRY if gap > 2.5 * self.config.follow_gap else 1.0)
        if robot.near and gap < 2.5:
            self._trail.shorten(robot.xy)
            return Intention(robot.xy, speed=speed)
        return Intention(self._trail.next_after(at), speed=speed)

    def _lagging(self, t: float, at: Point, robots: Mapping[str, Sight]) -> Intention:
        self._trail.extend(robots[self.engaged].xy)
        if t - self._since >= self.config.lag.pause:
            self._enter("following", t)
        return Intention()

    # There, and away

    def _arrived(self, t: float, at: Point, robots: Mapping[str, Sight]) -> Intention:
        if self._pending is not None or t < self._quiet + LINGERS:
            return Intention(facing=robots[self.engaged].xy)
        if t > self._quiet + STAYS:
            self._enter("leaving", t)
        if self._counter is None or math.dist(at, self._counter.counter) < 0.3:
            return Intention()
        return Intention(self._counter.counter, speed=self.config.pace)

    def _leaving(self, t: float, at: Point, robots: Mapping[str, Sight]) -> Intention:
        if math.dist(at, self.exit) < 0.8:
            self._enter("left", t)
        return Intention(self.exit, speed=self.config.pace)

    def _left(self, t: float, at: Point, robots: Mapping[str, Sight]) -> Intention:
        return Intention()
