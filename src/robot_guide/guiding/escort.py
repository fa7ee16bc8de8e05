"""The escort: turns acts of the conversation into drives, and what is seen into reports."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from dialogue.acts import (
    GoHome,
    GuideReport,
    Lead,
    Meet,
    PauseLeading,
    Report,
    ResumeLeading,
    SetPace,
    StopLeading,
)
from dialogue.meaning import Target
from hall_map.geometry import Pose2D
from hall_map.hall import Hall
from robot_guide.event import Event
from robot_guide.guiding.arrival import seconds_left
from robot_guide.guiding.config import GuideConfig
from robot_guide.guiding.events import (
    Destination,
    DriveStatus,
    DriveTo,
    GuideCommand,
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
from robot_guide.guiding.guide import step
from robot_guide.guiding.state import WITH_VISITOR, GuideState, Phase
from robot_guide.guiding.visitor import VisitorLock
from robot_guide.sensing import PersonTrack

STORY: dict[Report, str] = {"started": "leads", "visitor_behind": "waits", "visitor_back": "goes_on"}
NOWHERE = Pose2D(math.nan, math.nan)
NO_DOCK = "the hall has no dock for this robot any more"
UNTOLD = ("progress", "turn_left", "turn_right", "held", "released")  # by the story: the robot's words tell of them
Order = Literal["call", "home", "stop", "continue", "hand_over"]  # what the staff may tell a robot
GuideAct = Lead | StopLeading | PauseLeading | ResumeLeading | SetPace | GoHome | Meet


@dataclass(frozen=True)
class EscortOutput:
    commands: tuple[DriveTo | Halt | LimitSpeed, ...] = ()  # for the navigator, in this order
    reports: tuple[GuideReport, ...] = ()  # for the conversation
    events: tuple[Event, ...] = ()  # for the story


class Escort:
    """One robot's guiding: the guide's state and the lock on its visitor, in one hall."""

    def __init__(self, hall: Hall, robot: str, config: GuideConfig):
        """Raises ValueError: the hall has no dock for this robot."""
        if robot not in hall.dock_of:
            raise ValueError(f"the hall has no dock for {robot!r}; there are docks for {', '.join(hall.dock_of)}")
        self.hall, self.robot, self.config = hall, robot, config
        self._state = GuideState()
        self._lock = VisitorLock()
        self._hall_is_new = False

    @property
    def phase(self) -> str:
        return self._state.phase.value

    @property
    def visitor(self) -> VisitorLock:
        """Who is believed to be the visitor."""
        return self._lock

    @property
    def metres_home(self) -> float:
        """From where it goes to its dock, as the crow flies; 0: it goes nowhere, or home."""
        going, dock = self._state.destination, self.hall.dock_of.get(self.robot)
        return 0.0 if going is None or going.home or dock is None else going.pose.distance_to(dock.pose)

    def seconds_left(self, remaining: float) -> float:
        """How long it takes until the visitor is there, s, with so many metres to go."""
        return seconds_left(self._state, remaining, self.config)

    def knows(self, kind: str, id: str) -> bool:
        """Whether the hall has such a place to be led to; of `home`, whether the robot has a dock."""
        if kind in ("home", "meet"):
            return self.robot in self.hall.dock_of
        return id in getattr(self.hall, f"{kind}_by_id", {})

    def handle(self, act: GuideAct, now: float) -> EscortOutput:
        """Do what the conversation has decided."""
        match act:
            case Lead(target, window):
                return self._lead(target, window, now)
            case GoHome():
                return self._go_home(now)
            case StopLeading():
                return self._step(Stop(), now)
            case PauseLeading():
                return self._step(Pause(), now)
            case ResumeLeading():
                return self._step(Resume(), now)
            case SetPace(factor, patience):
                return self._step(Pace(factor, patience), now)
            case Meet(at):
                return self._step(SetOut(Destination(Pose2D(*at), meeting=True)), now)
        raise ValueError(f"an escort cannot {act!r}")

    @property
    def held(self) -> bool:
        """Whether the staff have stopped the robot."""
        return self._state.held

    @property
    def destination(self) -> Destination | None:
        """Where it goes or stands, if it has been sent there."""
        return self._state.destination

    def order(self, kind: Order, place: str, now: float) -> EscortOutput | str:
        """Do what the staff order, or say why not: `busy` with a visitor, or `unknown_place`. Stop is always heeded.

        A robot that is to hand its visitor over asks its conversation how.
        """
        if kind in ("stop", "continue"):
            return self._step(Hold() if kind == "stop" else Release(), now)
        if kind == "hand_over":
            return self._output((Tell("called_away"),), now)
        going = self._state.destination
        if going is not None and not (going.home or going.alone) and self._state.phase is not Phase.IDLE:
            return "busy"
        if kind == "home":
            return self._go_home(now)
        named = {"window": self.hall.window_by_id, "place": self.hall.place_by_id}
        thing = next((which for which, things in named.items() if place in things), None)
        if thing is None:
            return "unknown_place"
        item = named[thing][place]
        target = Target(thing, place, item.names.get("zh", place))
        return self._step(SetOut(Destination(item.stop, target, place if thing == "window" else None, alone=True)), now)

    def update(self, drive: DriveStatus, people: Iterable[PersonTrack], now: float) -> EscortOutput:
        """Take in how the drive stands and who is around; ten times a second or more."""
        if self._hall_is_new:
            self._hall_is_new = False
            if (moved := self._follow_hall(now)) is not None:
                return moved
        if self._state.phase in WITH_VISITOR or self._state.phase is Phase.PAUSED:
            self._lock = self._lock.follow(people, drive.pose, now, self.config.visitor)
        return self._step(Look(drive, self._lock.sighting(drive.pose, now, self.config.visitor)), now)

    def change_hall(self, hall: Hall) -> None:
        """Another revision of the hall: from the next update on, what has moved is gone to where it is then."""
        self.hall, self._hall_is_new = hall, True

    def _follow_hall(self, now: float) -> EscortOutput | None:
        """What the new hall means for the walk; None: nothing."""
        old = self._state.destination
        if old is None or old.meeting or self._state.phase is Phase.ARRIVED:
            return None
        new = self._home() if old.home else destination_of(self.hall, old.target, old.window)
        if not isinstance(new, Destination):
            return self._tell_no_route(old, new or NO_DOCK, now)
        new = replace(new, alone=old.alone)
        return None if new == old else self._step(SetOut(new), now)

    def _home(self) -> Destination | None:
        dock = self.hall.dock_of.get(self.robot)
        return None if dock is None else Destination(dock.pose)

    def _lead(self, target: Target, window: str | None, now: float) -> EscortOutput:
        destination = destination_of(self.hall, target, window)
        if isinstance(destination, str):
            return self._tell_no_route(Destination(NOWHERE, target, window), destination, now)
        if self._state.phase not in WITH_VISITOR:
            self._lock = VisitorLock()
        return self._step(SetOut(destination), now)

    def _go_home(self, now: float) -> EscortOutput:
        home = self._home()
        if home is None:
            return self._tell_no_route(Destination(NOWHERE), NO_DOCK, now)
        return self._step(SetOut(home), now)

    def _tell_no_route(self, destination: Destination, reason: str, now: float) -> EscortOutput:
        """The way is off before it began."""
        self._state = GuideState(since=now, pace=self._state.pace, patience=self._state.patience)
        return self._output((Halt(gently=True), Tell("no_route", destination, reason=reason)), now)

    def _step(self, event: GuideEvent, now: float) -> EscortOutput:
        self._state, commands = step(self._state, event, now, self.config)
        return self._output(commands, now)

    def _output(self, commands: tuple[GuideCommand, ...], now: float) -> EscortOutput:
        news = [command for command in commands if isinstance(command, Tell)]
        return EscortOutput(
            tuple(command for command in commands if not isinstance(command, Tell)),
            tuple(GuideReport(tell.report, tell.remaining, tell.seconds) for tell in news if not is_errand(tell)),
            tuple(Event(now, self.robot, name_of(tell), facts_of(tell)) for tell in news if tell.report not in UNTOLD),
        )


def is_errand(tell: Tell) -> bool:
    """Whether the news is no concern of a conversation."""
    return tell.destination is not None and tell.destination.alone


def name_of(tell: Tell) -> str:
    """What the story calls a piece of news."""
    return f"errand_{tell.report}" if is_errand(tell) else STORY.get(tell.report, tell.report)


def destination_of(hall: Hall, target: Target, window: str | None) -> Destination | str:
    """Where to stop for a target, or why there is no such place."""
    match target.kind:
        case "service":
            if target.id not in hall.service_by_id:
                return f"the hall has no service {target.id!r}"
            if window is None:
                opened = hall.open_windows_of(target.id)
                window = opened[0].id if opened else None
            if window is None:
                return f"no window for {target.id!r} is open"
        case "window":
            window = target.id
        case "place":
            place = hall.place_by_id.get(target.id)
            return Destination(place.stop, target) if place else f"the hall has no place {target.id!r}"
    counter = hall.window_by_id.get(window)
    return Destination(counter.stop, target, counter.id) if counter else f"the hall has no window {window!r}"


def facts_of(tell: Tell) -> dict[str, object]:
    """What the story tells with a piece of news."""
    facts: dict[str, object] = {}
    if tell.destination is not None and tell.destination.target is not None:
        target = tell.destination.target
        named = {"kind": target.kind, "id": target.id, "name": target.name}
        facts = {"target": named, "window": tell.destination.window}
    if tell.report in ("started", "visitor_behind", "visitor_back", "blocked"):
        facts["remaining"] = round(tell.remaining, 2)
    if tell.seconds is not None:
        facts["seconds"] = round(tell.seconds, 1)
    if tell.reason:
        facts["reason"] = tell.reason
    return facts
