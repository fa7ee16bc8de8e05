"""Requests in the lockstep shell: the staff's desk, a dispatcher for each robot, and the network between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dialogue.acts import HandOver
from hall_map import Hall, OccupancyGrid, Pose2D
from hall_sim import Scenario
from hall_sim.scenario import STAFF, StaffCall
from robot_guide.event import Event
from robot_guide.fleet.dispatch import Command, Dispatcher, Fetch, Go, Home
from robot_guide.fleet.dispatch_config import DispatchConfig
from robot_guide.fleet.offers import Situation
from robot_guide.fleet.replica import Gossip, Replica, RequestView
from robot_guide.fleet.requests import Rank, Request
from robot_guide.navigation.traffic import Traffic
from robot_guide.navigation.way_lengths import WayLengths
from robot_guide.shells.lockstep_robot import LockstepRobot

PERIOD = 0.1  # s between two looks, as in the node


class Requests:
    """Who asked for a robot, and who goes."""

    def __init__(self, scenario: Scenario, hall: Hall, grid: OccupancyGrid, config: DispatchConfig):
        self.scenario = scenario
        self.desk = Replica(STAFF, STAFF, config)
        self._hall, self._grid = hall, grid
        self._lengths: WayLengths | None = None
        self._robots = {name: Dispatcher(hall, name, config, self.metres) for name in scenario.robots}
        self._told: list[Gossip] = []
        self._calls = sorted(scenario.calls, key=lambda call: call.at)
        self._made: dict[str, tuple[StaffCall, float]] = {}  # the scenario's, by id, with when
        self._served: dict[str, float] = {}  # s, when
        self._looked = -PERIOD

    def metres(self, start: Pose2D, goal: Pose2D) -> float:
        if self._lengths is None:
            self._lengths = WayLengths(self._grid, Traffic.of(self._hall, self._grid.resolution))
        return self._lengths.metres(start, goal)

    def change_hall(self, hall: Hall, grid: OccupancyGrid) -> None:
        self._hall, self._grid, self._lengths = hall, grid, None
        for dispatcher in self._robots.values():
            dispatcher.hall = hall

    @property
    def at_rest(self) -> bool:
        """Whether nobody waits for a robot, or will in this scenario."""
        return not self._calls and not self.desk.board.open

    def ask(self, place: str, rank: Rank, language: str, now: float) -> Request | str:
        """The staff ask for a robot. Returns: the request, or why not: too_many, unknown_place."""
        if place not in self._hall.window_by_id and place not in self._hall.place_by_id:
            return "unknown_place"
        return self.desk.ask(now, place=place, rank=rank, language=language)

    def cancel(self, id: str, now: float) -> bool:
        return self.desk.cancel(id, now)

    def views(self, now: float) -> tuple[RequestView, ...]:
        return self.desk.views(now)

    def leave(self, act: HandOver, sender: str, now: float) -> None:
        """A robot leaves its visitor to whoever comes."""
        self._robots[sender].replica.ask(now, visitor=act.handover, sender=sender)

    def step(self, robots: Mapping[str, LockstepRobot], now: float) -> Mapping[str, Sequence[Event]]:
        """Let all look at what they have heard, ten times a second; what they tell is heard at the next look."""
        if now - self._looked < PERIOD - 1e-9:
            return {}
        self._looked = now
        self._call(now)
        heard, self._told = self._told, []
        for gossip in heard:
            if self.scenario.hear_each_other(STAFF, gossip.sender, now):
                self.desk.take(gossip, now)
        events = {name: self._serve(name, robot, heard, now) for name, robot in robots.items()}
        self.desk.forget_old(now)
        if self.desk.due(now):
            self._told.append(self.desk.gossip(now))
        return events

    def _serve(self, name: str, robot: LockstepRobot, heard: Sequence[Gossip], now: float) -> Sequence[Event]:
        dispatcher = self._robots[name]
        for gossip in heard:
            if self.scenario.hear_each_other(name, gossip.sender, now):
                dispatcher.take(gossip, now)
        output = dispatcher.update(situation_of(robot, self._hall), now)
        for command in output.commands:
            if obey(robot, command, now):
                dispatcher.refused()
        if output.gossip is not None:
            self._told.append(output.gossip)
        for event in output.events:
            if event.event == "serves":
                self._served.setdefault(str(event.data["request"]), now)
        return output.events

    def _call(self, now: float) -> None:
        """What the scenario's staff do."""
        while self._calls and self._calls[0].at <= now:
            call = self._calls.pop(0)
            request = self.desk.ask(now, place=call.place, rank=call.rank, language=call.language)
            if isinstance(request, Request):
                self._made.setdefault(request.id, (call, now))
        for id, (call, _) in self._made.items():
            if call.cancelled <= now:
                self.desk.cancel(id, now)

    @property
    def figures(self) -> Mapping[str, float]:
        """How many of the scenario's calls were served, and the longest wait; nothing where there were none."""
        if not self.scenario.calls:
            return {}
        waits = [self._served[id] - made for id, (_, made) in self._made.items() if id in self._served]
        return {"requests_served": len(waits), "longest_wait_s": round(max(waits), 2) if waits else 0.0}


def situation_of(robot: LockstepRobot, hall: Hall) -> Situation:
    drive, going, charge = robot.drive, robot.escort.destination, robot.charge
    dock = hall.dock_of.get(robot.name)
    moving = robot.escort.phase != "idle"
    return Situation(
        robot.pose, dock.pose if dock is not None else robot.pose, robot.escort.phase,
        remaining=float(drive.remaining) if drive is not None and moving else 0.0,
        destination=going.pose if going is not None and moving else None,
        target=(going.window or going.target.id) if going is not None and going.target is not None and moving else "",
        in_conversation=robot.reception.in_conversation, held=robot.escort.held,
        fit=not charge.low and (drive is None or drive.localised), reach=charge.reach,
    )  # fmt: skip


def obey(robot: LockstepRobot, command: Command, now: float) -> str:
    """Returns: nothing, or why it cannot."""
    match command:
        case Go(place):
            return robot.order("call", place, now)
        case Home():
            return robot.order("home", "", now)
        case Fetch(visitor):
            robot.take_over(HandOver(robot.name, visitor), now)
            return ""
