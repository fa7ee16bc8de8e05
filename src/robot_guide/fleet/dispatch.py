"""One robot's part in serving requests. All robots reckon alike, so nobody has to tell them who goes.

Each robot tells what it offers: how many seconds until it could be at each request. From all offers that it has heard
each robot works out the same assignment and promises what falls to itself, as in consensus-based auctions (Choi,
Brunet and How 2009, "Consensus-based decentralized auctions for robust task allocation"). Where robots that could not
hear each other promised the same, the later or nearer promise stands as soon as they meet, and the other robot yields.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from dialogue.acts import Handover
from hall_map.geometry import Pose2D
from robot_guide.event import Event
from robot_guide.fleet.assignment import assign
from robot_guide.fleet.dispatch_config import DispatchConfig
from robot_guide.fleet.offers import Metres, Situation, offer
from robot_guide.fleet.replica import Gossip, Replica, Report
from robot_guide.fleet.requests import Entry, Request


@dataclass(frozen=True)
class Go:
    """Drive to a window or place."""

    place: str


@dataclass(frozen=True)
class Fetch:
    """Go to a visitor whom another robot has left, and on with them."""

    visitor: Handover


@dataclass(frozen=True)
class Home:
    """Back to the dock."""


Command = Go | Fetch | Home


@dataclass(frozen=True)
class DispatchOutput:
    commands: tuple[Command, ...] = ()
    gossip: Gossip | None = None  # for all others
    events: tuple[Event, ...] = ()  # for the story


class Stop(Protocol):
    """A window or place, as `hall_map.hall` has it."""

    @property
    def stop(self) -> Pose2D: ...


class Stops(Protocol):
    """What dispatching reads of a hall."""

    @property
    def window_by_id(self) -> Mapping[str, Stop]: ...
    @property
    def place_by_id(self) -> Mapping[str, Stop]: ...


@dataclass
class Trip:
    """A request to which this robot is on its way."""

    request: Request
    since: float  # s
    goal: Pose2D
    seen: bool = False  # it has been seen to drive there


class Dispatcher:
    """One robot's. Pure but for what it remembers."""

    def __init__(
        self, hall: Stops, robot: str, config: DispatchConfig, metres: Metres, *, start: str = "", maker: str = ""
    ):
        """`start` tells this start of the robot's software from the ones before; `metres` the length of a way."""
        self.hall, self.robot, self.config, self.metres = hall, robot, config, metres
        self.start = start
        self.replica = Replica(robot, maker or f"{robot}{start}", config)
        self._trip: Trip | None = None
        self._state: tuple[object, ...] = ()  # of the robot, and s since when it is so
        self._since = -math.inf
        self._idle: float | None = None  # s, since when it has nothing to do
        self._began: float | None = None  # s, when it began to listen
        self._failed: dict[str, tuple[float, int]] = {}  # by request: s, until when it is not tried; how often it was
        self._beat, self._offers, self._offered = 0, {}, (-math.inf, ())
        self._solved: tuple[object, ...] = ()
        self._events: list[Event] = []

    @property
    def going(self) -> Request | None:
        """To what it is on its way."""
        return None if self._trip is None else self._trip.request

    def take(self, gossip: Gossip, now: float) -> None:
        self.replica.take(gossip, now)

    def refused(self) -> None:
        """The robot cannot do now what it was told: that is tried again."""
        self._trip = None

    def update(self, situation: Situation, now: float) -> DispatchOutput:
        """Look at what the robot does, promise, keep promises; ten times a second or less."""
        self._events = []
        self._began = now if self._began is None else self._began
        self._notice(situation, now)
        self.replica.forget_old(now)
        if self._trip is not None:
            self._follow_trip(self._trip, situation, now)
        self._offer(situation, now)
        self._share_out(now)
        commands = self._keep_promise(situation, now)
        due = self.replica.due(now)
        return DispatchOutput(commands, self._gossip(now) if due else None, tuple(self._events))

    def _notice(self, situation: Situation, now: float) -> None:
        state = situation.phase, situation.in_conversation, round(situation.remaining)
        if state != self._state:
            self._state, self._since = state, now
        idle = situation.free and situation.phase == "idle" and not situation.at_dock
        self._idle = (now if self._idle is None else self._idle) if idle else None

    def _goal(self, request: Request) -> Pose2D | None:
        if request.visitor is not None:
            return None if request.visitor.at is None else Pose2D(*request.visitor.at)
        thing = self.hall.window_by_id.get(request.place) or self.hall.place_by_id.get(request.place)
        return None if thing is None else thing.stop

    # what it offers

    def _offer(self, situation: Situation, now: float) -> None:
        """What it could do, once a second and when something else has become of it or of the requests."""
        open_ = tuple(entry.request for entry in self.replica.board.open)
        going = self._trip.request.id if self._trip else ""
        basis = open_, self._state[:2], situation.held, situation.fit, going
        if now - self._offered[0] < self.config.period - 1e-9 and self._offered[1] == basis:
            return
        self._offered = now, basis
        self._beat += 1
        self._offers = {request.id: self._seconds_to(request, situation, now) for request in open_}
        self.replica.hear(self._report(), now)

    def _seconds_to(self, request: Request, situation: Situation, now: float) -> float:
        goal = self._goal(request)
        if goal is None or now < self._failed.get(request.id, (-math.inf, 0))[0]:
            return math.inf
        return offer(
            goal, request.visitor.language if request.visitor else request.language, situation,
            going=self._trip is not None, unchanged=now - self._since, metres=self.metres, config=self.config,
        )  # fmt: skip

    def _report(self) -> Report:
        going = self._trip.request.id if self._trip else ""
        return Report(self.robot, self.start, self._beat, dict(self._offers), going)

    def _gossip(self, now: float) -> Gossip:
        return self.replica.gossip(now, self._report())

    # what it promises

    def _share_out(self, now: float) -> None:
        """Promise what falls to this robot, and give back what does not any more."""
        if not self.replica.board.open or now - self._began < self.config.listening:
            return
        offers = self.replica.offers(now)
        open_ = self.replica.ripe(now)
        basis = tuple(sorted(offers)), len(open_)
        if (self.replica.version, basis) == self._solved:
            return
        shares = assign(open_, offers, loyalty=self.config.loyalty)
        mine = next((id for id, robot in shares.items() if robot == self.robot), None)
        board = self.replica.board
        for entry in open_:
            id, is_mine = entry.request.id, entry.claim.robot == self.robot
            if id == mine and not is_mine:
                board = board.claim(id, self.robot, self._offers[id])
                self._tell(now, "promises", entry.request, seconds=self._offers[id])
            elif id != mine and is_mine and (mine is not None or id not in shares):
                board = board.claim(id, "")
        self.replica.put(board, now)
        self._solved = self.replica.version, basis

    # what it does about it

    def _follow_trip(self, trip: Trip, situation: Situation, now: float) -> None:
        """Whether it is there, has been kept from it, or is not wanted there any more."""
        fetches = trip.request.visitor is not None
        driving = situation.phase == ("meeting" if fetches else "errand")
        trip.seen = trip.seen or driving
        near = situation.pose.distance_to(trip.goal.xy) <= (self.config.meet if fetches else self.config.near)
        if near and not driving and (trip.seen or not fetches or now - trip.since > self.config.grace):
            self._arrive(trip.request, now)
        elif situation.in_conversation and not (fetches and (driving or not trip.seen)):
            self._trip = None  # somebody has spoken to it on its way: they come first
        elif situation.free and (trip.seen or now - trip.since > self.config.grace):
            self._fail(trip.request, now)

    def _arrive(self, request: Request, now: float) -> None:
        """It is there: that is what all have waited for who asked for a robot at this place."""
        self._trip = None
        for entry in self.replica.board.open:
            same = entry.request.visitor is None and entry.request.place == request.place
            if entry.request.id == request.id or (request.visitor is None and same):
                self.replica.end(entry.request.id, "served", self.robot, now)
                self._tell(now, "serves", entry.request)

    def _fail(self, request: Request, now: float) -> None:
        """No way leads there at present: others may try."""
        self._trip = None
        times = self._failed.get(request.id, (0.0, 0))[1]
        self._failed[request.id] = now + self.config.again * 2.0**times, times + 1
        self._offered = -math.inf, ()

    def _keep_promise(self, situation: Situation, now: float) -> tuple[Command, ...]:
        mine = [entry for entry in self.replica.board.open if entry.claim.robot == self.robot]
        wanted = mine[0].request if mine else None
        if self._trip is not None and (wanted is None or wanted.id != self._trip.request.id):
            return self._leave(self._trip, wanted, situation, now)
        stays = self._idle is not None and now - self._idle < self.config.stay
        if wanted is not None and self._trip is None and situation.free and not stays:
            return self._set_out(wanted, now)
        if self._idle is not None and wanted is None and now - self._idle >= self.config.linger:
            self._idle = now
            return (Home(),)
        return ()

    def _set_out(self, request: Request, now: float) -> tuple[Command, ...]:
        goal = self._goal(request)
        if goal is None or not math.isfinite(self._offers.get(request.id, math.inf)):
            return ()
        self._trip = Trip(request, now, goal)
        return (Fetch(request.visitor) if request.visitor is not None else Go(request.place),)

    def _leave(self, trip: Trip, wanted: Request | None, situation: Situation, now: float) -> tuple[Command, ...]:
        """Another robot has it, or nobody wants it any more."""
        self._trip = None
        entry: Entry | None = self.replica.board.entries.get(trip.request.id)
        over = entry is None or self.replica.board.is_over(trip.request)
        if not over and entry.claim.robot not in ("", self.robot):
            self._tell(now, "yields", trip.request, to=entry.claim.robot)
        if situation.in_conversation:
            return ()
        return self._set_out(wanted, now) if wanted is not None else (Home(),)

    def _tell(self, now: float, event: str, request: Request, **more: object) -> None:
        data = {"request": request.id, "place": request.place, **more}
        self._events.append(Event(now, self.robot, event, data))
