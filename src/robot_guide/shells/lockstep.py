"""The lockstep shell: world and robots step by step in one process, under simulated time.

The same scenario and seed give the same run, bit for bit; only `real_time_factor` tells how fast this machine is.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

import hall_map
from dialogue.acts import HandOver
from dialogue.queues import WindowQueue
from hall_sim import Claim, Observation, Scenario, Trace, World, evaluate
from robot_guide.event import Event
from robot_guide.fleet import Bid
from robot_guide.shells.listening import Ears, Listener, recognise
from robot_guide.shells.lockstep_dispatch import Requests
from robot_guide.shells.lockstep_robot import LockstepRobot, RobotConfig

RESOLUTION = 0.05  # m
EXPECTED = ("outside", "approaching", "asking", "listening")  # phases of visitors whose case has not been taken up
ENDS = ("arrived", "cancelled", "no_route", "stuck", "visitor_lost", "hands_over")  # of a robot's walk
OnStep = Callable[["Lockstep", Observation, tuple[Event, ...]], None]
QUIET = 2.0  # s, that the robots must have been at rest before a run is over


@dataclass(frozen=True)
class Run:
    """What came of a scenario."""

    events: tuple[Event, ...]  # the last one is the summary
    summary: Mapping[str, object]
    trace: Trace  # where everybody was, step by step


def run(
    scenario: Scenario, seed: int, *, on_event: Callable[[Event], None] | None = None, until: float | None = None,
    config: RobotConfig | None = None, ears: Ears = recognise, on_step: OnStep | None = None,
) -> Run:  # fmt: skip
    """Run a scenario until every visitor's case is over and the robots are home, or its time is.

    Args:
        on_event: is told each event in the moment it happens, the summary last.
        until: s, end no later than this.
        ears: what makes words of recordings.
        on_step: is shown each step, before the world goes on.
    """
    began = time.perf_counter()
    stage = Lockstep(scenario, seed, config or RobotConfig(), ears)
    events: list[Event] = []
    for seen, told in stage.steps(scenario.duration if until is None else min(until, scenario.duration)):
        events += told
        for event in told if on_event is not None else ():
            on_event(event)
        if on_step is not None:
            on_step(stage, seen, told)
    factor = stage.world.t / max(time.perf_counter() - began, 1e-9)
    summary = {"scenario": scenario.name, "seed": seed, **stage.figures(events), "real_time_factor": round(factor, 1)}
    events.append(Event(stage.world.t, str(summary.get("robot") or ""), "summary", summary))
    if on_event is not None:
        on_event(events[-1])
    return Run(tuple(events), summary, stage.trace)


@dataclass
class Fleet:
    """What the robots tell each other: it reaches the others in the next step."""

    bids: list[Bid] = field(default_factory=list)
    handovers: list[HandOver] = field(default_factory=list)

    def take(self) -> tuple[list[Bid], list[HandOver]]:
        told = self.bids, self.handovers
        self.bids, self.handovers = [], []
        return told


class Lockstep:
    """A world, its robots, and the staff who change the hall."""

    def __init__(self, scenario: Scenario, seed: int, config: RobotConfig, ears: Ears):
        self.scenario = scenario
        self.published, self.in_force = scenario.hall, hall_map.InForce(scenario.hall)
        self.hall = self.in_force.at(scenario.clock)
        self.grid = hall_map.rasterise(self.hall, RESOLUTION)
        self.world = World(replace(scenario, hall=self.hall), seed)
        self.trace = Trace(self.world.truth)
        self.fleet = Fleet()
        self.edits = sorted(scenario.edits, key=lambda edit: edit.at)
        listener = Listener(ears)
        names = scenario.robots
        self.requests = Requests(scenario, self.hall, self.grid, config.dispatch)
        self.robots = {
            name: LockstepRobot(
                self.hall, self.grid, name, tuple(peer for peer in names if peer != name),
                seed=seed * len(names) + i, config=config, listener=listener, metres=self.requests.metres,
            )
            for i, name in enumerate(names)
        }  # fmt: skip
        self._engaged: str | None = None  # who serves the first visitor
        self._at_rest_since: float | None = None
        self._timed: hall_map.Hall | None = None  # the hall of which the robots know the opening times

    def play(self, until: float) -> Iterator[Event]:
        """Step until it is over, telling each event."""
        for _, events in self.steps(until):
            yield from events

    def steps(self, until: float) -> Iterator[tuple[Observation, tuple[Event, ...]]]:
        """Step until it is over: what was sensed, and what came of it; the world goes on when more is asked for."""
        observation = self.world.reset()
        told = [Event(observation.t, "", "ready")]
        while not (observation.done or observation.t >= until - 1e-9 or self.is_over(observation.t)):
            self.edit_hall(observation.t)
            self.take_queues(queues_of(observation), observation.t)
            commands = {}
            for name, command, events in self.robots_step(observation):
                commands[name] = command
                told += events
            yield observation, tuple(told)
            told = []
            observation = self.world.step(commands)
            self.trace.record(self.world.truth)
        if told:
            yield observation, tuple(told)

    def robots_step(self, observation: Observation) -> Iterator[tuple[str, object, tuple[Event, ...]]]:
        """Each robot's command and news; what they know of each other is from the step before."""
        self.tell_time(observation.t)
        bids, handovers = self.fleet.take()
        known = [robot.as_colleague for robot in self.robots.values()]
        served = self.requests.step(self.robots, observation.t)
        for name, robot in self.robots.items():
            hears = partial(self.scenario.hear_each_other, name, t=observation.t)
            colleagues = tuple(each for each in known if each.robot != name and hears(each.robot))
            theirs = [bid for bid in bids if bid.robot != name and hears(bid.robot)]
            mine = [act for act in handovers if act.robot == name]
            turn = robot.step(observation.robots[name], observation.t, colleagues, theirs, mine)
            self.fleet.bids += turn.bids
            self.fleet.handovers += turn.handovers
            yield name, turn.command, (*served.get(name, ()), *turn.events)

    def tell_time(self, now: float) -> None:
        """Every robot knows what time it is, and from when on what is shut now is open."""
        if self._timed is not self.hall:
            self._timed = self.hall
            for robot in self.robots.values():
                robot.tell_time(self.scenario.moment(now), now)

    def edit_hall(self, now: float) -> None:
        """What the staff change, or have planned, is known to world and robots at once."""
        while self.edits and self.edits[0].at <= now:
            self.published = hall_map.edit(self.published, self.edits.pop(0).changes)
            self.in_force.take(self.published)
        self.take_hall(self.in_force.at(self.scenario.moment(now)), now)

    def take_queues(self, queues: tuple[WindowQueue, ...], now: float) -> None:
        """Every robot knows how many wait where."""
        if queues:
            for robot in self.robots.values():
                robot.take_queues(queues, now)

    def take_hall(self, hall: hall_map.Hall, now: float) -> None:
        """The hall that holds from now on, which may be the one that does already."""
        if hall is self.hall:
            return
        self.hall = hall
        grid = hall_map.rasterise(hall, RESOLUTION)
        changed = not np.array_equal(grid.data, self.grid.data)
        self.requests.change_hall(hall, grid)
        self.grid = grid
        self.world.change_hall(hall)
        for robot in self.robots.values():
            robot.change_hall(hall, grid if changed else None, now)

    def is_over(self, now: float) -> bool:
        """Whether nobody is left to serve, and every robot has come to rest."""
        visitors = self.world.visitors
        self._engaged = self._engaged or (visitors[0].engaged if visitors else None)
        waiting = any(visitor.phase in EXPECTED for visitor in visitors) or not self.requests.at_rest
        if waiting or not all(robot.at_rest for robot in self.robots.values()):
            self._at_rest_since = None
        elif self._at_rest_since is None:
            self._at_rest_since = now
        return self._at_rest_since is not None and now - self._at_rest_since >= QUIET

    def figures(self, events: Sequence[Event]) -> Mapping[str, object]:
        """The figures of the first visitor's walk."""
        mine = list(serving(events, self._engaged))
        lost = any(event.event == "visitor_lost" for event in mine)
        claims = tuple(claims_of(mine))
        return evaluate(
            self.trace, self.scenario, claims=claims, visitor_lost=lost, hall=self.hall,
            contacts=self.world.contact_log, more=self.requests.figures,
        )  # fmt: skip


def queues_of(observation: Observation) -> tuple[WindowQueue, ...]:
    """What the simulated ticket system has just told."""
    return tuple(
        WindowQueue(queue.window, observation.t, queue.waiting, queue.wait_minutes, queue.called)
        for queue in observation.queues
    )


def serving(events: Iterable[Event], robot: str | None) -> Iterator[Event]:
    """Of the events those of the robot that serves a visitor: from a hand-over on those of the other one."""
    for event in events:
        if event.robot == robot:
            yield event
            if event.event == "hands_over":
                robot = str(event.data["to"])


def claims_of(events: Sequence[Event]) -> Iterator[Claim]:
    """Each arrival of a robot with its visitor, since when the two had been on the way, other destinations included."""
    began: float | None = None
    for event in events:
        if event.event == "leads" and began is None:
            began = event.t
        elif event.event in ENDS:
            if event.event == "arrived":
                target = event.data["target"]
                yield Claim(event.t, event.robot, str(event.data["window"] or target["id"]), began or 0.0)
            began = None
