"""How long it takes until the visitor is there, from how they have got on so far."""

from __future__ import annotations

from robot_guide.guiding.config import GuideConfig
from robot_guide.guiding.state import GuideState


def seconds_left(state: GuideState, remaining: float, config: GuideConfig) -> float:
    """Seconds that the rest of the way takes, `remaining` m, if the visitor does not stop.

    As fast as so far, which at the beginning is a guess: the usual speed counts for `trust` seconds.
    """
    done = max(state.way - remaining, 0.0)
    usual = config.usual * min(state.pace, 1.0)
    speed = (done + usual * config.trust) / (max(state.led - config.turning, 0.0) + config.trust)
    return remaining / max(speed, config.creep) + config.turning
