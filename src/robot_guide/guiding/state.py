"""What the guide knows of a walk: its phase, and what it has noticed."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from enum import Enum

from hall_map.geometry import Pose2D
from robot_guide.guiding.events import Destination, GuideCommand
from robot_guide.guiding.prompts import Prompts


class Phase(str, Enum):
    IDLE = "idle"
    LEADING = "leading"
    WAITING = "waiting"  # for the visitor, on the way
    AT_GOAL = "at_goal"  # for the visitor, at the goal
    SEARCHING = "searching"  # going back to where the visitor was last seen
    PAUSED = "paused"
    ARRIVED = "arrived"  # with the visitor
    HOMEWARD = "homeward"
    ERRAND = "errand"  # to where the staff called it
    MEETING = "meeting"  # to another robot's visitor


WITH_VISITOR = (Phase.LEADING, Phase.WAITING, Phase.AT_GOAL, Phase.SEARCHING)
ON_THE_WAY = (*WITH_VISITOR, Phase.HOMEWARD, Phase.ERRAND, Phase.MEETING)


@dataclass(frozen=True)
class GuideState:
    phase: Phase = Phase.IDLE
    destination: Destination | None = None
    since: float = 0.0  # s, in this phase
    pace: float = 1.0  # share of the normal speed that the visitor asked for
    patience: float = 1.0  # with the visitor, of the normal
    limit: float = 0.0  # m/s, as last commanded
    started: bool = False  # the visitor has been told that the walk begins
    away: float | None = None  # s, since when the visitor has not been near
    insisting: bool = True  # goes ahead although the visitor stands, who may be waiting for the robot
    stood: float | None = None  # s, since when the visitor has stood away from the robot
    at: Pose2D | None = None  # where the robot was at the last look,
    looked: float = 0.0  # s, and when,
    seen: float = 0.0  # s, of the look before that
    stuck_at: Pose2D | None = None  # where it last got on,
    stuck: float = 0.0  # s, and when
    driven: float = 0.0  # m/s, and how fast it has driven lately
    led: float = 0.0  # s of the walk so far, without the visitor's stops
    way: float = 0.0  # m that it was at its start
    habit: float = 1.5  # m, the gap at which the visitor follows
    called: bool = False  # the visitor has been called to the goal
    searched: bool = False  # has gone back once
    blocked: float | None = None  # s, since when something is in the way
    blocked_told: float = -math.inf  # s
    manoeuvre_told: float = -math.inf  # s
    was: Pose2D | None = None  # where it was when the way was last looked at,
    remaining: float = math.inf  # m, how long that was then,
    back: float = 0.0  # m that it has moved back of late
    trail: tuple[Pose2D, ...] = ()  # where the robot has come along
    held: bool = False  # by the staff
    prompts: Prompts = field(default_factory=Prompts)


Step = tuple[GuideState, tuple[GuideCommand, ...]]


def enter(state: GuideState, phase: Phase, now: float) -> GuideState:
    return replace(state, phase=phase, since=now)
