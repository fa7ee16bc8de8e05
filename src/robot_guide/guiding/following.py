"""How the guide keeps to its visitor's feet: as fast as they walk, standing when they stand."""

from __future__ import annotations

import math
from dataclasses import replace

from robot_guide.guiding.config import GuideConfig
from robot_guide.guiding.events import LimitSpeed, Look
from robot_guide.guiding.state import GuideState, Phase, Step

SPEED_STEP = 0.05  # m/s: finer changes of the limit are not worth a command
MOVING = 0.3  # m/s; slower the robot may be about to stand
LATELY = 0.4  # s
HABITUAL = 2.0  # s
HABIT = 0.92  # share of the usual gap; who stops nearer than that has caught up


def leading_speed(state: GuideState, config: GuideConfig) -> float:
    return config.speed * state.pace


def near(look: Look, config: GuideConfig) -> bool:
    return look.visitor.seen and look.visitor.believed and look.visitor.gap <= config.near


def stands(look: Look, config: GuideConfig) -> bool:
    return look.visitor.seen and look.visitor.pace < config.standing


def watch_wheels(state: GuideState, look: Look, now: float) -> GuideState:
    """Note how fast the robot has driven lately, and for how long the two have been on their way."""
    pose, dt = look.drive.pose, now - state.looked
    if state.at is None or not 0.0 < dt < 1.0:
        return replace(state, at=pose, looked=now, seen=now, driven=0.0)
    share = 1.0 - math.exp(-dt / LATELY)
    driven = state.driven + share * (state.at.distance_to(pose.xy) / dt - state.driven)
    led = state.led + (dt if state.phase is Phase.LEADING and state.stood is None else 0.0)
    return replace(state, at=pose, looked=now, seen=state.looked, driven=driven, led=led)


def watch_feet(state: GuideState, look: Look, now: float, config: GuideConfig) -> GuideState:
    """Note since when the visitor has stood although the robot went on.

    Who stands behind a robot that stands, for whatever reason, or has caught up with it, may be waiting for it: they
    are led on until they are left behind; a little longer, if the visitor may be somebody else. Who has walked since
    and stops has a reason of their own.
    """
    if not look.visitor.seen:
        return state
    if not stands(look, config):
        return replace(state, stood=None, insisting=False, habit=habit_of(state, look, now))
    if state.stood is None and state.driven < MOVING:
        state = replace(state, insisting=True)
    led_on = config.near + (config.doubtful if look.visitor.rival else 0.0)
    if look.visitor.gap <= (led_on if state.insisting else max(config.beside, HABIT * state.habit)):
        return replace(state, stood=None)
    return state if state.stood is not None else replace(state, stood=now)


def habit_of(state: GuideState, look: Look, now: float) -> float:
    """The gap, m, at which the visitor follows while both walk."""
    if min(look.visitor.pace, state.driven) < MOVING:
        return state.habit
    share = 1.0 - math.exp(-max(now - state.seen, 0.0) / HABITUAL)
    return state.habit + share * (look.visitor.gap - state.habit)


def left_behind(state: GuideState, look: Look, now: float, config: GuideConfig) -> bool:
    """Whether the visitor is too far behind, stands there for too long, or has been out of sight for too long."""
    visitor = look.visitor
    if visitor.seen and visitor.believed:
        stood = state.stood is not None and now - state.stood > config.stood_for * state.patience
        return stood or visitor.gap > config.stop_gap
    return min(visitor.unseen, now - state.since) > config.out_of_sight


def keep_pace(state: GuideState, look: Look, config: GuideConfig) -> Step:
    """As fast as the visitor walks: slower the farther behind they are, faster while they are on its heels.

    Not at all while they stand. Who follows walks up to a robot that is too near only as fast as it drives itself, so
    that the two would take long to find their pace if it just matched theirs.
    """
    top, visitor = leading_speed(state, config), look.visitor
    limit = top
    if state.stood is not None:
        limit = 0.0
    elif visitor.believed:
        spare = config.comfort - visitor.gap
        wanted = max(visitor.pace, config.ease) + (config.keenness if spare > 0.0 else config.eagerness) * spare
        limit = min(max(wanted, config.creep), top)
    limit = round(limit / SPEED_STEP) * SPEED_STEP if limit < top else top
    if abs(limit - state.limit) < SPEED_STEP / 2:
        return state, ()
    return replace(state, limit=limit), (LimitSpeed(limit),)
