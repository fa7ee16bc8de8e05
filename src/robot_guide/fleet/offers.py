"""How soon a robot could be where it is wanted: what it has begun, then the way, then its battery and its languages."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from hall_map.geometry import Pose2D
from robot_guide.fleet.colleague import FREE
from robot_guide.fleet.dispatch_config import DispatchConfig

Metres = Callable[[Pose2D, Pose2D], float]  # of the way from one pose to another; inf: there is none
WALKING = ("leading", "waiting", "searching", "errand", "meeting")  # phases of guiding that end where they lead


@dataclass(frozen=True)
class Situation:
    """What a robot is doing."""

    pose: Pose2D
    dock: Pose2D
    phase: str = "idle"  # of its guiding
    remaining: float = 0.0  # m of the walk
    destination: Pose2D | None = None  # of the walk
    target: str = ""  # id of the window or place that it goes to
    in_conversation: bool = False
    held: bool = False  # by the staff
    fit: bool = True  # its battery is not low, and it knows where it is
    reach: float = math.inf  # m that its battery lasts
    languages: tuple[str, ...] = ("zh", "en", "ko")  # that it understands

    @property
    def at_dock(self) -> bool:
        return self.pose.distance_to(self.dock.xy) <= 0.5

    @property
    def free(self) -> bool:
        return self.phase in FREE and not (self.in_conversation or self.held)


def until_free(situation: Situation, unchanged: float, config: DispatchConfig) -> tuple[float, Pose2D, float]:
    """Seconds until it has done what it has begun, where that will be, and metres until then.

    unchanged: s for which nothing has changed about it. Who has talked for long may talk for long still.
    """
    if situation.free:
        away = situation.phase == "idle" and not situation.at_dock
        return max(config.stay - unchanged, 0.0) if away else 0.0, situation.pose, 0.0
    drags = config.drag * unchanged
    if situation.phase in WALKING and situation.destination is not None:
        alone = situation.phase in ("errand", "meeting")
        seconds = situation.remaining / (config.speed if alone else config.leading)
        after = config.stay if situation.phase == "errand" else config.parting
        return max(seconds, drags) + after, situation.destination, situation.remaining
    return max(config.parting if situation.phase == "arrived" else config.talk, drags), situation.pose, 0.0


def offer(
    goal: Pose2D, language: str, situation: Situation, *, going: bool, unchanged: float, metres: Metres,
    config: DispatchConfig,
) -> float:  # fmt: skip
    """Seconds until it is at `goal`, in whole ones; inf: it cannot.

    going: it is on its way to a request, which it could leave for another one at once.
    """
    if situation.held or not situation.fit:
        return math.inf
    wait, start, before = (0.0, situation.pose, 0.0) if going else until_free(situation, unchanged, config)
    way = metres(start, goal)
    if not math.isfinite(way) or before + way + metres(goal, situation.dock) > situation.reach:
        return math.inf
    lacks = bool(language) and language not in situation.languages
    return float(round(wait + way / config.speed + (config.foreign if lacks else 0.0)))
