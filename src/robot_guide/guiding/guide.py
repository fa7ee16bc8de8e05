"""The guide: leads a visitor at their pace, waits, goes back for them, hands over, goes home.

A pure state machine: `step(state, event, now, config)` gives the next state and commands. Phases:

    IDLE ──SetOut──► LEADING ◄──visitor near── WAITING ──20 s──► SEARCHING ──nobody──► IDLE (visitor_lost)
                        │ ───visitor far───────►  ▲ └──near, at the goal──► ARRIVED
                        └──at the goal──► AT_GOAL ┴───near──► ARRIVED ──SetOut(dock)──► HOMEWARD ──► IDLE (home)

Stop and another SetOut are heeded in every phase, Pause and Resume wherever the robot is on its way. An errand of the
staff (ERRAND) ends in IDLE where it was sent, and so does a way to another robot's visitor (MEETING). Hold, of the
staff too, is heeded in every phase: until Release the robot stands, and a SetOut waits in PAUSED.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from hall_map.geometry import Pose2D, wrap_angle
from robot_guide.guiding.arrival import is_hemmed_in, is_there, seconds_left, together
from robot_guide.guiding.config import GuideConfig
from robot_guide.guiding.events import (
    Destination,
    DriveTo,
    GuideEvent,
    Halt,
    Hold,
    LimitSpeed,
    Look,
    Pace,
    Pause,
    Release,
    Resume,
    SetOut,
    Stop,
    Tell,
)
from robot_guide.guiding.following import (
    keep_pace,
    leading_speed,
    left_behind,
    near,
    stands,
    watch_feet,
    watch_wheels,
)
from robot_guide.guiding.getting_on import is_stuck, tell_obstruction, watch_way
from robot_guide.guiding.prompts import Prompts, prompt
from robot_guide.guiding.state import ON_THE_WAY, GuideState, Phase, Step, enter
from robot_guide.navigation.drive import DriveState

TRAIL_STEP = 0.5  # m
ROUND = 2.0  # times as far as the crow flies may the way around people be to somebody who is near
KNOWN = 0.5  # s after setting out, the navigator has told how long the way is


def step(state: GuideState, event: GuideEvent, now: float, config: GuideConfig) -> Step:
    """The guide's next state, and what to do. An event that means nothing in a phase changes nothing."""
    match event:
        case SetOut(destination):
            fresh = replace(state, started=False, searched=False, insisting=True, trail=(), prompts=Prompts())
            if state.held:
                return replace(enter(fresh, Phase.PAUSED, now), destination=destination), (Halt(), Tell("held"))
            return set_out(fresh, destination, now, config)
        case Hold():
            return hold(state, now)
        case Release() if state.held:
            return release(replace(state, held=False), now, config)
        case Stop():
            return stop(state, now)
        case Pause() if state.phase in ON_THE_WAY:
            return enter(state, Phase.PAUSED, now), (Halt(),)
        case Resume() if state.phase in (Phase.PAUSED, Phase.WAITING) and not state.held:
            return set_out(state, state.destination, now, config)
        case Pace(factor, patience):
            return set_pace(replace(state, patience=patience), factor, config)
        case Look() if state.phase in LOOKS:
            return LOOKS[state.phase](walked(watch_wheels(state, event, now), event), event, now, config)
    return state, ()


def set_out(state: GuideState, destination: Destination, now: float, config: GuideConfig) -> Step:
    """On the way to a destination, at first or again."""
    phase = phase_towards(destination)
    state = replace(state, stuck_at=None)
    speed = leading_speed(state, config) if phase is Phase.LEADING else config.home_speed
    state = replace(enter(state, phase, now), destination=destination, limit=speed, away=None, blocked=None)
    return replace(state, called=False, stood=None, remaining=math.inf), (DriveTo(destination.pose, speed),)


def phase_towards(destination: Destination) -> Phase:
    if destination.meeting:
        return Phase.MEETING
    return Phase.HOMEWARD if destination.home else Phase.ERRAND if destination.alone else Phase.LEADING


def stop(state: GuideState, now: float) -> Step:
    """Stand still at once, in every phase; tell so if somebody was being led."""
    ended = stopped(state, now)
    led = state.destination is not None and not state.destination.home and state.phase is not Phase.ARRIVED
    return ended, ((Halt(), Tell("cancelled", state.destination)) if led else (Halt(),))


def stopped(state: GuideState, now: float) -> GuideState:
    """At rest, with what outlives a walk."""
    return GuideState(Phase.IDLE, since=now, pace=state.pace, patience=state.patience, held=state.held)


def hold(state: GuideState, now: float) -> Step:
    """Stand, until the staff release it."""
    phase = Phase.PAUSED if state.phase in ON_THE_WAY else state.phase
    news = () if state.held else (Tell("held"),)
    return replace(enter(state, phase, now), held=True), (Halt(), *news)


def release(state: GuideState, now: float, config: GuideConfig) -> Step:
    if state.phase is not Phase.PAUSED:
        return state, (Tell("released"),)
    state, commands = set_out(state, state.destination, now, config)
    return state, (*commands, Tell("released"))


def set_pace(state: GuideState, factor: float, config: GuideConfig) -> Step:
    """Another pace from now on. Raises ValueError: it, or the patience, is no number > 0."""
    for name, value in (("pace", factor), ("patience", state.patience)):
        if not (math.isfinite(value) and value > 0.0):
            raise ValueError(f"{name} must be > 0, got {value}")
    state = replace(state, pace=min(max(factor, config.least_pace), config.most_pace))
    if state.phase is not Phase.LEADING:
        return state, ()
    limit = leading_speed(state, config)
    return replace(state, limit=limit), (LimitSpeed(limit),)


def walked(state: GuideState, look: Look) -> GuideState:
    """The state with the trail that leads back, where the visitor may be looked for."""
    if state.phase is not Phase.LEADING:
        return state
    if state.trail and state.trail[-1].distance_to(look.drive.pose) < TRAIL_STEP:
        return state
    return replace(state, trail=(*state.trail, look.drive.pose))


# what a look means in each phase


def look_leading(state: GuideState, look: Look, now: float, config: GuideConfig) -> Step:
    if look.drive.state is DriveState.FAILED:
        return give_up(state, now, Tell("no_route", state.destination, reason=look.drive.failure))
    state, told = tell_start(state, look, config)
    if look.drive.state is DriveState.ARRIVED:
        state, commands = look_at_goal(enter(state, Phase.AT_GOAL, now), look, now, config)
        return state, told + commands
    if is_there(state, look, config):
        state, commands = arrive(state, look, now, config)
        return state, told + commands
    state = watch_feet(state, look, now, config)
    if left_behind(state, look, now, config):
        waiting = replace(enter(state, Phase.WAITING, now), away=now, blocked=None)
        return waiting, (*told, Halt(gently=True), Tell("visitor_behind", state.destination, look.drive.remaining))
    state = watch_way(state, look, now)
    if is_stuck(state, now, config):
        return give_up(state, now, Tell("stuck", state.destination))
    if is_hemmed_in(state, look, now, config):
        state, commands = arrive(state, look, now, config)
        return state, (*told, Halt(gently=True), *commands)
    state, blocked = tell_obstruction(state, look, now, config)
    state, limited = keep_pace(state, look, config)
    state, said = tell_way(state, look, now, config)
    return state, told + blocked + limited + said


def look_waiting(state: GuideState, look: Look, now: float, config: GuideConfig) -> Step:
    """Somebody who comes is led on; somebody who stands near for a while may be waiting for the robot to begin."""
    close = near(look, config)
    if close and not stands(look, config):
        return go_on(state, look, now, config)
    waiting = look.visitor.seen and (close or (look.visitor.rival and look.visitor.gap <= config.stop_gap))
    if waiting and now - state.since > config.insist_after * state.patience:
        return go_on(replace(state, insisting=True), look, now, config)
    return wait_on(state, look, now, config)


def look_at_goal(state: GuideState, look: Look, now: float, config: GuideConfig) -> Step:
    """At the window the visitor is waited for: it is no arrival without them."""
    if together(state, look, now, config):
        return arrive(state, look, now, config, config.facing)
    if state.away is None:
        state = replace(state, away=now)
    if not state.called and now - state.away > config.out_of_sight:
        return replace(state, called=True), (Tell("visitor_behind", state.destination),)
    return wait_on(state, look, now, config)


def look_searching(state: GuideState, look: Look, now: float, config: GuideConfig) -> Step:
    if near(look, config):
        return go_on(state, look, now, config)
    ended = look.drive.state in (DriveState.ARRIVED, DriveState.FAILED) or now - state.since > config.search
    if ended:
        return replace(enter(state, Phase.WAITING, now), away=now - 0.5 * config.patience), (Halt(gently=True),)
    state, blocked = tell_obstruction(state, look, now, config)
    return state, blocked


def look_homeward(state: GuideState, look: Look, now: float, config: GuideConfig) -> Step:
    """Nobody waits for an answer here, so a way that is barred is tried again and again."""
    if look.drive.state is DriveState.FAILED and now - state.since >= config.home_again:
        return set_out(state, state.destination, now, config)
    if look.drive.state is DriveState.ARRIVED:
        return GuideState(Phase.IDLE, since=now), (Tell("home", state.destination),)
    return tell_obstruction(state, look, now, config)


def look_errand(state: GuideState, look: Look, now: float, config: GuideConfig) -> Step:
    """Nobody follows; where the way ends, the robot waits for what comes."""
    if look.drive.state is DriveState.FAILED:
        return give_up(state, now, Tell("no_route", state.destination, reason=look.drive.failure))
    if look.drive.state is DriveState.ARRIVED:
        return GuideState(Phase.IDLE, since=now), (Tell("arrived", state.destination),)
    return tell_obstruction(state, look, now, config)


def look_meeting(state: GuideState, look: Look, now: float, config: GuideConfig) -> Step:
    """The visitor stands where the other robot left them: near them is near enough, and nearer than people or that
    robot let one come is never reached. Who is behind a wall is as far as the way around it.
    """
    if look.drive.state is DriveState.FAILED:
        return give_up(state, now, Tell("no_route", state.destination, reason=look.drive.failure))
    reach = config.near if look.drive.state is DriveState.WAITING else config.meet
    left = max(look.drive.pose.distance_to(state.destination.pose.xy), look.drive.remaining / ROUND)
    if (left <= reach and now - state.since >= KNOWN) or look.drive.state is DriveState.ARRIVED:
        return stopped(state, now), (Halt(gently=True), Tell("met", state.destination))
    return tell_obstruction(state, look, now, config)


def look_paused(state: GuideState, look: Look, now: float, config: GuideConfig) -> Step:
    """A visitor who never says "go on" has left."""
    if state.held or now - state.since < config.longest_pause:
        return state, ()
    if state.destination.home or state.destination.alone:
        return set_out(state, state.destination, now, config)
    return give_up(state, now, Tell("visitor_lost", state.destination))


LOOKS: dict[Phase, Callable[[GuideState, Look, float, GuideConfig], Step]] = {
    Phase.LEADING: look_leading,
    Phase.WAITING: look_waiting,
    Phase.AT_GOAL: look_at_goal,
    Phase.SEARCHING: look_searching,
    Phase.PAUSED: look_paused,
    Phase.HOMEWARD: look_homeward,
    Phase.ERRAND: look_errand,
    Phase.MEETING: look_meeting,
}


# the pieces that they are made of


def go_on(state: GuideState, look: Look, now: float, config: GuideConfig) -> Step:
    """The visitor is back, and is told so, before anything else about the way."""
    state = replace(state, prompts=replace(state.prompts, at=now))
    state, commands = set_out(state, state.destination, now, config)
    return state, (Tell("visitor_back", state.destination, look.drive.remaining), *commands)


def wait_on(state: GuideState, look: Look, now: float, config: GuideConfig) -> Step:
    """Go back once for who stays out of sight, or has stood for as long as patience lasts; then give up."""
    lost = not (state.searched or look.visitor.seen) and state.trail
    least = config.search_after if lost else config.patience
    if now - state.away < least * state.patience:
        return state, ()
    if state.searched or look.visitor.position is None or not state.trail:
        return give_up(state, now, Tell("visitor_lost", state.destination))
    back = min(state.trail, key=lambda pose: pose.distance_to(look.visitor.position))
    speed = leading_speed(state, config)
    state = replace(enter(state, Phase.SEARCHING, now), searched=True, limit=speed, blocked=None)
    return state, (DriveTo(Pose2D(*back.xy, back.bearing_to(look.visitor.position)), speed),)


def give_up(state: GuideState, now: float, news: Tell) -> Step:
    return stopped(state, now), (Halt(gently=True), news)


def tell_start(state: GuideState, look: Look, config: GuideConfig) -> Step:
    """Once, when the way is known."""
    if state.started:
        return state, ()
    remaining = look.drive.remaining
    state = replace(state, started=True, led=0.0, way=remaining)
    return state, (Tell("started", state.destination, remaining, seconds=seconds_left(state, remaining, config)),)


def tell_way(state: GuideState, look: Look, now: float, config: GuideConfig) -> Step:
    """How far it still is, and where it turns, while the two get on."""
    if look.drive.state is DriveState.WAITING or state.stood is not None:
        return state, ()
    drive = look.drive
    prompts, said = prompt(state.prompts, drive.route, drive.pose, drive.remaining, now, config.prompts)
    left = seconds_left(state, drive.remaining, config)
    told = () if said is None else (Tell(said, state.destination, drive.remaining, seconds=left),)
    return replace(state, prompts=prompts), told


def arrive(state: GuideState, look: Look, now: float, config: GuideConfig, facing: float = 0.0) -> Step:
    """The two are there: say so, and turn to the visitor if they stand farther aside than `facing`, rad."""
    arrived = replace(enter(state, Phase.ARRIVED, now), trail=(), away=None)
    drives_on = look.drive.state is not DriveState.ARRIVED and is_there(state, look, config)
    goal = state.destination.pose if drives_on else look.drive.pose
    bearing = goal.bearing_to(look.visitor.position)
    aside = abs(wrap_angle(bearing - look.drive.pose.yaw)) > facing
    turn = (DriveTo(Pose2D(*goal.xy, bearing), config.home_speed),) if aside else ()
    return arrived, (Tell("arrived", state.destination), *turn)
