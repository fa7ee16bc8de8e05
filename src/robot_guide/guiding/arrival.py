"""When the visitor is there: how long it takes, from how they have got on so far, and when it is so."""

from __future__ import annotations

from robot_guide.guiding.config import GuideConfig
from robot_guide.guiding.events import Look
from robot_guide.guiding.following import MOVING, near, stands
from robot_guide.guiding.state import GuideState


def seconds_left(state: GuideState, remaining: float, config: GuideConfig) -> float:
    """Seconds that the rest of the way takes, `remaining` m, if the visitor does not stop.

    As fast as so far, which at the beginning is a guess: the usual speed counts for `trust` seconds.
    """
    done = max(state.way - remaining, 0.0)
    usual = config.usual * min(state.pace, 1.0)
    speed = (done + usual * config.trust) / (max(state.led - config.setting_off, 0.0) + config.trust)
    return remaining / max(speed, config.creep) + config.turning


def is_there(state: GuideState, look: Look, config: GuideConfig) -> bool:
    """Whether nothing is left to be done at the goal but to turn, with the visitor there: then it turns to them."""
    off = look.drive.pose.distance_to(state.destination.pose.xy)
    return off <= config.there and state.driven < MOVING and is_at_hand(state, look, config)


def is_hemmed_in(state: GuideState, look: Look, now: float, config: GuideConfig) -> bool:
    """Whether people stand so that it gets no nearer, and the two are before the goal: asked in vain, nobody moves.

    One that shuffles to and fro before them is not blocked all the time, and asks a second time first.
    """
    goal = state.destination.pose
    asked = state.blocked is not None and now - state.blocked > config.blocked_after + config.blocked_again
    waits = asked or (state.stuck_at is not None and now - state.stuck > 2.0 * config.blocked_again)
    both = near(look, config) and goal.distance_to(look.visitor.position) <= config.out_of_reach
    return waits and both and look.drive.pose.distance_to(goal.xy) <= config.before_it


def together(state: GuideState, look: Look, now: float, config: GuideConfig) -> bool:
    """Whether the visitor has come to the goal where the robot stands: who still walks up to it is let come.

    Who stands out of reach of it may have somebody before them who will move on, and has twice the time.
    """
    beyond = near(look, config) and state.destination.pose.distance_to(look.visitor.position) > config.out_of_reach
    comes_no_nearer = stands(look, config) and now - state.since > (2.0 if beyond else 1.0) * config.come_up
    return is_at_hand(state, look, config) or (near(look, config) and comes_no_nearer)


def is_at_hand(state: GuideState, look: Look, config: GuideConfig) -> bool:
    goal = state.destination.pose
    return near(look, config) and goal.distance_to(look.visitor.position) <= config.at_hand
