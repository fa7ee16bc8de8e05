"""What to say on the way: how far it still is, now and then, and where the way turns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from hall_map.geometry import Point, Pose2D, wrap_angle
from robot_guide.config import Checked, quantity

STEP = 0.25  # m between the points that a route is looked at
BEHIND = 4  # of these points behind the robot are looked at, too


@dataclass(frozen=True)
class PromptConfig(Checked):
    """How often, and at which turns, a visitor is told of the way."""

    every: float = quantity(10.0, "m", least=8.0, most=12.0)  # of the way, or a little later where it talks
    apart: float = quantity(6.0, "s", above=0.0)  # never two prompts sooner than this
    last: float = quantity(6.0, "m", above=0.0)  # nearer to the goal nothing is said
    ahead: float = quantity(2.5, "m", above=0.0)  # a turn is told this early
    sharp: float = quantity(0.9, "rad", above=0.0, most=math.pi)  # what turns less is no turn
    arm: float = quantity(1.25, "m", above=0.0)  # before and behind a turn, over which its angle is measured
    other: float = quantity(3.0, "m", above=0.0)  # what turns nearer than this to the last one is the same turn


@dataclass(frozen=True)
class Prompts:
    """What has been said of the way so far."""

    at: float = -math.inf  # s, when last
    remaining: float = math.nan  # m, when last; NaN: nothing yet
    turn: Point | None = None  # m, map frame; the turn told last


@dataclass(frozen=True)
class Turn:
    at: Point  # m, map frame
    side: Literal["left", "right"]


def next_turn(route: np.ndarray, pose: Pose2D, config: PromptConfig) -> Turn | None:
    """The first sharp turn of a route (N, 2), m, within `ahead` of the pose; None: it goes on straight."""
    way = from_pose_on(resampled(route), pose)
    arm, reach = round(config.arm / STEP), round(config.ahead / STEP)
    best: tuple[float, int] | None = None
    for i in range(arm, min(len(way) - arm, BEHIND + reach + arm + 1)):
        into, out = way[i] - way[i - arm], way[i + arm] - way[i]
        angle = wrap_angle(math.atan2(out[1], out[0]) - math.atan2(into[1], into[0]))
        if abs(angle) >= config.sharp and (best is None or abs(angle) > abs(best[0])):
            best = (angle, i)
    if best is None or best[1] > BEHIND + reach:  # sharpest farther on: too early to speak of it
        return None
    return Turn((float(way[best[1]][0]), float(way[best[1]][1])), "left" if best[0] > 0.0 else "right")


def from_pose_on(way: np.ndarray, pose: Pose2D) -> np.ndarray:
    """The part of a resampled route that begins a little behind the pose."""
    if len(way) == 0:
        return way
    nearest = int(np.argmin(np.hypot(*(way - np.array(pose.xy)).T)))
    return way[max(nearest - BEHIND, 0) :]


def resampled(route: np.ndarray) -> np.ndarray:
    """Points of a polyline (N, 2), m, evenly `STEP` apart."""
    if len(route) < 2:
        return route
    lengths = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(route, axis=0).T))))
    along = np.arange(0.0, lengths[-1] + 1e-9, STEP)
    return np.column_stack((np.interp(along, lengths, route[:, 0]), np.interp(along, lengths, route[:, 1])))


def prompt(
    prompts: Prompts, route: np.ndarray, pose: Pose2D, remaining: float, now: float, config: PromptConfig
) -> tuple[Prompts, Literal["progress", "turn_left", "turn_right"] | None]:  # fmt: skip
    """What to say now, if anything."""
    if math.isnan(prompts.remaining):
        return Prompts(now, remaining), None
    if now - prompts.at < config.apart:
        return prompts, None
    turn = next_turn(route, pose, config)
    if turn is not None and (prompts.turn is None or math.dist(prompts.turn, turn.at) > config.other):
        return Prompts(now, remaining, turn.at), "turn_left" if turn.side == "left" else "turn_right"
    if prompts.remaining - remaining >= config.every and remaining > config.last:
        return Prompts(now, remaining, prompts.turn), "progress"
    return prompts, None
