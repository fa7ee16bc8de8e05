"""Whether the two get on at all: people in the way are asked, gone around and waited for, but not for ever."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Literal

from robot_guide.guiding.config import GuideConfig
from robot_guide.guiding.events import Look, Tell
from robot_guide.guiding.state import GuideState, Step
from robot_guide.navigation.drive import DriveState

FAR = 1.0  # m; who has moved less has got nowhere
BACK = 0.08  # m; who has moved back so far is backing out
AT_A_LOOK = 0.02  # m; more than that between two looks is a better estimate of the pose, not a movement
KEPT = 0.95  # share of it that counts at the next look
LONGER = 1.5  # m; a way that is all at once so much longer is another one


def watch_way(state: GuideState, look: Look, now: float) -> GuideState:
    """Note where the robot last got on, or had reason to stand for its visitor, and when."""
    near = state.stuck_at is not None and state.stuck_at.distance_to(look.drive.pose.xy) < FAR
    if near and state.stood is None:
        return state
    return replace(state, stuck_at=look.drive.pose, stuck=now)


def is_stuck(state: GuideState, now: float, config: GuideConfig) -> bool:
    """Whether waiting, asking, other ways and backing out have helped nothing."""
    return state.stuck_at is not None and now - state.stuck > config.stuck


def tell_obstruction(state: GuideState, look: Look, now: float, config: GuideConfig) -> Step:
    """Ask whoever is in the way to let the robot pass, after a while; and say what it does about it next.

    Where it lets another robot go first, nobody is asked, and the visitor is told why it stands.
    """
    state, manoeuvre = watch_manoeuvres(state, look)
    if look.drive.state is not DriveState.WAITING:
        state = replace(state, blocked=None)
    elif state.blocked is None:
        state = replace(state, blocked=now)
    if manoeuvre and now - state.manoeuvre_told >= config.blocked_again:
        return replace(state, manoeuvre_told=now), (Tell(manoeuvre, state.destination, look.drive.remaining),)
    waits = state.blocked is not None and now - state.blocked > config.blocked_after
    if not waits or now - state.blocked_told < config.blocked_again:
        return state, ()
    news = "makes_way" if look.drive.makes_way else "blocked"
    return replace(state, blocked_told=now), (Tell(news, state.destination, look.drive.remaining),)


def watch_manoeuvres(state: GuideState, look: Look) -> tuple[GuideState, Literal["", "another_way", "backs_out"]]:
    """What the robot does about what stands in its way, from how it drives: nobody has to tell."""
    drive = look.drive
    dx, dy = (0.0, 0.0) if state.was is None else (drive.pose.x - state.was.x, drive.pose.y - state.was.y)
    back = -(dx * math.cos(drive.pose.yaw) + dy * math.sin(drive.pose.yaw))
    before, after = state.back, max(KEPT * state.back + min(max(back, -AT_A_LOOK), AT_A_LOOK), 0.0)
    longer = state.blocked is not None and drive.remaining > state.remaining + LONGER
    state = replace(state, was=drive.pose, back=after, remaining=drive.remaining)
    return state, "another_way" if longer else "backs_out" if before < BACK <= after else ""
