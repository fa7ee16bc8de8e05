"""How fast the simulator is: world with sensing and people, without the robots' software.

Run: python -m benchmarks simulation

The setting is the one in which peers were measured: a hall of 50 m x 30 m, headless; two robots that drive, with lidars
of 360 beams and 25 m at 10 Hz. `world steps` are of the scenarios' own 0.05 s; `world steps of 0.1 s` have a turn of
all lidars in every step, as the peers' had. `of processor time`: what it would be on a machine with nothing else to do.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from hall_map import Dock, Pose2D
from hall_sim import Command, Scenario, World
from hall_sim.floor import Floor
from hall_sim.lidar import scan

ROOT = Path(__file__).resolve().parents[1]

SCENARIO = ROOT / "sim" / "scenarios" / "crowd.yaml"
WARM_UP, SECONDS, ROUND = 200, 3.0, 200


def main() -> None:
    started = time.perf_counter()
    scenario = replace(Scenario.load(SCENARIO), duration=86400.0)
    World(scenario, 0).step({})
    show("first step after start", time.perf_counter() - started, "s")
    for people in (0, 20, 100, 200):
        show(f"world steps, {people} people", rate(replace(scenario, people=people)), "steps/s")
    coarse = replace(scenario, people=20, dt=0.1)
    per_second = rate(coarse)
    show("world steps of 0.1 s, 20 people", per_second, "steps/s")
    for name, each in {"20 people": coarse, "200 people": replace(coarse, people=200),
                       "20 people, 10 robots": with_robots(coarse, 10)}.items():  # fmt: skip
        show(f"world steps of 0.1 s, {name}, of processor time", rate(each, time.process_time), "steps/s")
    show("times real time, 20 people", per_second * coarse.dt, "x")
    show("one scan of 360 beams", scan_seconds(scenario) * 1e6, "us")
    show("floor of a hall", floor_seconds(scenario) * 1e3, "ms")
    show("way to a goal", way_seconds(scenario) * 1e3, "ms")


def rate(scenario: Scenario, clock: Callable[[], float] = time.perf_counter) -> float:
    """World steps a second, the best of a few rounds, while all robots drive about."""
    world = World(scenario, 1)
    commands = weaving(scenario)
    for _ in range(WARM_UP):
        world.step(next(commands))
    best, end = 0.0, clock() + SECONDS
    while clock() < end:
        began = clock()
        for _ in range(ROUND):
            world.step(next(commands))
        best = max(best, ROUND / (clock() - began))
    return best


def with_robots(scenario: Scenario, count: int) -> Scenario:
    """The scenario with as many robots, whose docks stand where there is room for them."""
    floor, docks = Floor(scenario.hall), list(scenario.hall.docks)
    while len(docks) < count:
        x, y = floor.open_point((12.0 + 3.0 * len(docks), 12.0))
        docks.append(Dock(f"dock_{len(docks)}", f"robot_{len(docks)}", Pose2D(x, y)))
    return replace(scenario, hall=replace(scenario.hall, docks=tuple(docks)), robots=tuple(d.robot for d in docks))


def weaving(scenario: Scenario) -> Iterator[dict[str, Command]]:
    """Commands that send the robots round in circles of all sizes."""
    step = 0
    while True:
        step += 1
        yield {name: Command(0.4, 0.8 * math.sin(0.01 * step + n)) for n, name in enumerate(scenario.robots)}


def scan_seconds(scenario: Scenario) -> float:
    floor, discs = Floor(scenario.hall), np.zeros((0, 3))
    points = [(22.0 + 0.01 * k, 10.0 + 0.005 * k) for k in range(500)]
    began = time.perf_counter()
    for x, y in points:
        scan(floor.room, *floor.frame, x, y, 0.3, 360, 25.0, discs, -1)
    return (time.perf_counter() - began) / len(points)


def floor_seconds(scenario: Scenario) -> float:
    began = time.perf_counter()
    for _ in range(5):
        Floor(scenario.hall)
    return (time.perf_counter() - began) / 5


def way_seconds(scenario: Scenario) -> float:
    floor = Floor(scenario.hall)
    began = time.perf_counter()
    for window in scenario.hall.windows:
        floor.flow_to(window.stop.xy)
    return (time.perf_counter() - began) / len(scenario.hall.windows)


def show(measure: str, value: float, unit: str) -> None:
    print(json.dumps({"measure": measure, "value": round(value, 3), "unit": unit}), flush=True)


if __name__ == "__main__":
    main()
