"""Whether the two get on at all: people in the way are waited for, but not for ever."""

from __future__ import annotations

from dataclasses import replace

from robot_guide.guiding.config import GuideConfig
from robot_guide.guiding.events import Look
from robot_guide.guiding.state import GuideState

FAR = 1.0  # m; who has moved less has got nowhere


def watch_way(state: GuideState, look: Look, now: float) -> GuideState:
    """Note where the robot last got on, or had reason to stand for its visitor, and when."""
    near = state.stuck_at is not None and state.stuck_at.distance_to(look.drive.pose.xy) < FAR
    if near and state.stood is None:
        return state
    return replace(state, stuck_at=look.drive.pose, stuck=now)


def is_stuck(state: GuideState, now: float, config: GuideConfig) -> bool:
    """Whether waiting, asking, other ways and backing out have helped nothing."""
    return state.stuck_at is not None and now - state.stuck > config.stuck
