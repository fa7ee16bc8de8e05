"""One walk with one fault, watched from outside."""

from __future__ import annotations

import math
import os
import random
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

import rclpy
from benchmarks.chaos.faults import Fault
from benchmarks.chaos.injecting import Injector, Relay, Remapped, hears, late, topics_of
from benchmarks.chaos.measuring import ENDS, Row, Seen, row_of
from rclpy.executors import SingleThreadedExecutor

from hall_sim.metrics import ARRIVAL_RADIUS, stop_of
from robot_guide import graph
from robot_guide.shells.processes import ROOT, Supervisor, own_domain, ros_environment
from robot_guide_ros import convert, topics

ROBOT = "xiao_pu"
DRIVES = 0.3  # m/s; a fault happens to a robot that is under way
START = 90.0  # s of the machine's clock for a graph to come up and a walk to begin
END = 100.0  # s of the machine's clock from a fault to the end of the walk
AFTERWARDS = 2.0  # s of the machine's clock, for what follows the end
WATCHDOG = 0.1  # s, after which a base that hears nothing brakes; with 5 m/s² that takes it 0.2 s from 1 m/s
LATER = 30.0  # s, for a node that is not back by then
WELL = b"\x00"
SCENARIO = """
about: One visitor, one robot, an empty hall.
hall: {hall}
people: 0
duration: 600
visitors:
  - ask: 请问洗手间在哪里？带我去吧
"""


class WalkError(Exception):
    """A walk that has not come as far as its fault."""


@dataclass
class Watch:
    """What is heard on the graph."""

    track: list = field(default_factory=list)
    events: list = field(default_factory=list)
    well: dict = field(default_factory=dict)  # by node: when it said last that all is well (s), and its CPU time (s)
    truth: object = None
    hall: object = None

    def listen(self, node) -> None:
        topics.TRUTH.subscription(node, self.take_truth)
        topics.EVENTS.subscription(node, lambda msg: self.events.append(convert.event_from_msg(msg)))
        topics.DIAGNOSTICS.subscription(node, self.take_conditions)
        topics.HALL.subscription(node, lambda msg: setattr(self, "hall", convert.hall_from_msg(msg)))

    def take_truth(self, msg) -> None:
        self.truth = convert.truth_from_msg(msg)
        robot = self.agent(ROBOT)
        self.track.append((self.truth.t, robot.x, robot.y))

    def take_conditions(self, msg) -> None:
        for status in msg.status:
            if status.level == WELL:
                used = next((float(pair.value) for pair in status.values if pair.key == "cpu_s"), math.nan)
                self.well[status.name.split("/")[-1]] = time.monotonic(), used

    def agent(self, name: str):
        return next(agent for agent in self.truth.agents if agent.name == name)

    def speed(self) -> float:
        """m/s, over the last two moments."""
        if len(self.track) < 2:
            return 0.0
        (t0, x0, y0), (t1, x1, y1) = self.track[-2:]
        return math.hypot(x1 - x0, y1 - y0) / (t1 - t0) if t1 > t0 else 0.0

    def told(self, *names: str) -> list:
        return [event for event in self.events if event.event in names]

    def said(self) -> list:
        return [(event.t, event.data["line"], event.data["text"]) for event in self.told("says")]

    def at_window(self) -> bool:
        arrived = self.told("arrived")
        if not arrived:
            return False
        x, y = stop_of(self.hall, arrived[-1].data["window"] or arrived[-1].data["target"]["id"])
        visitor = self.agent("visitor")
        return math.hypot(visitor.x - x, visitor.y - y) <= ARRIVAL_RADIUS


class Walk:
    """A graph with a visitor on it."""

    def __init__(self, fault: Fault, folder: Path, stack: ExitStack):
        self.fault, self.watch, self.deaths = fault, Watch(), []
        domain = stack.enter_context(own_domain())
        environment = ros_environment(folder, domain)
        os.environ.update(environment)
        context = rclpy.Context()
        rclpy.init(context=context, domain_id=domain)
        stack.callback(context.try_shutdown)
        self.node = rclpy.create_node("chaos", context=context)
        self.executor = SingleThreadedExecutor(context=context)
        self.executor.add_node(self.node)
        stack.callback(self.executor.shutdown)
        self.watch.listen(self.node)
        relayed = topics_of(fault)
        self.relay = Relay(self.node, ROBOT, relayed) if relayed else None
        specs = specs_of(folder, relayed, waits=not fault.is_brief)
        if fault.kind == "slow_start":
            environment = late(fault, next(s for s in specs if s.name == fault.target), folder, environment)
        self.graph = stack.enter_context(Supervisor(specs, folder, environment))
        self.injector = Injector(fault, self.graph, self.relay, self.node, ROBOT)

    def until(self, condition: Callable[[], object], seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not condition() and time.monotonic() < deadline:
            self.executor.spin_once(timeout_sec=0.02)
            self.deaths += [str(death) for death in self.graph.poll()]
        return bool(condition())

    def t(self) -> float:
        return self.watch.truth.t if self.watch.truth else 0.0

    def play(self, after: float) -> Seen:
        """Raises WalkError: the walk did not begin."""
        watch = self.watch
        if not self.until(lambda: watch.told("leads"), START):
            raise WalkError(f"no walk has begun within {START:.0f} s: {self.deaths}")
        begun = self.t()
        self.until(lambda: self.t() >= begun + after and watch.speed() > DRIVES, START)
        earlier, fault_at, at = len(self.deaths), self.t(), time.monotonic()
        self.injector.inject()
        back, used, over = math.nan, math.nan, False

        def ended() -> bool:
            nonlocal back, used, over
            last, cpu = watch.well.get(self.fault.target, (0.0, 0.0))
            if math.isnan(back) and last > at + 0.2 and len(self.deaths) > earlier:
                back, used = last - at, cpu
            if not over and self.fault.seconds and self.t() > fault_at + self.fault.seconds:
                over = True
                self.injector.undo()
            return any(event.t > fault_at for event in watch.told(*ENDS))

        self.until(ended, END)
        end = time.monotonic()
        away = self.fault.is_away
        self.until(lambda: ended() and time.monotonic() > end + AFTERWARDS and not (away and math.isnan(back)), LATER)
        return Seen(
            fault_at, watch.track, watch.said(), [(event.t, event.event) for event in watch.events], back, used,
            watch.truth.collisions, watch.at_window(), self.deaths[earlier:],
        )  # fmt: skip


def specs_of(folder: Path, relayed: tuple[str, ...], *, waits: bool) -> list[graph.ProcessSpec]:
    """waits: whether the simulator does, for a robot that is slow; a real base waits for nobody."""
    scenario = folder / "walk.yaml"
    scenario.write_text(SCENARIO.format(hall=ROOT / "maps" / "putuo"))
    chosen = {"scenario": str(scenario), "robots": [ROBOT], "real_time_factor": 1.0}
    chosen["store"] = str(folder / "hall.db")
    specs = graph.expand(graph.load(ROOT / "launch" / "graph.yaml"), chosen)
    base = {"watchdog": WATCHDOG, **({} if waits else {"patience": 0.0})}
    specs = [replace(s, parameters={**s.parameters, **base}) if s.name == "hall_sim" else s for s in specs]
    return [remapped(spec, tuple(topic for topic in relayed if hears(spec.name, topic))) for spec in specs]


def remapped(spec: graph.ProcessSpec, relayed: tuple[str, ...]) -> graph.ProcessSpec:
    known = {each.name: getattr(spec, each.name) for each in fields(graph.ProcessSpec)}
    return Remapped(**known, topics=relayed) if relayed else spec


def play(fault: Fault, folder: Path, seed: int = 1) -> Row:
    """Raises WalkError: the walk did not come as far as its fault."""
    after = random.Random(f"{seed} {fault.name}").uniform(2.0, 6.0)
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        return row_of(fault, Walk(fault, folder, stack).play(after))
