"""Robots that meet where there is room for one: swaps, whole fleets on a larger floor, and joint plans on grids.

`swaps`: two robots of a bare floor (`shells.bare_floor`) change places in narrow corridors, another floor a seed.
`driven`: the same with all of the robot's software and the simulator's lasers and wheels, sent by the staff's orders.
`many`: twenty robots on a bare floor, each with two goals one after the other.
`grids`: planning for all at once, against hierarchical cooperative A* of w9-pathfinding, where a Python has that.

Usage: python -m benchmarks.fleet_traffic swaps|driven|many|grids [COUNT [FIRST SEED [PYTHON]]]
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from benchmarks.made_floors import corridors, hall, hall_of, lattice_of, places

from hall_sim import Scenario
from robot_guide.fleet.right_of_way.course import Rank
from robot_guide.fleet.right_of_way.prioritised import plan_together
from robot_guide.shells.bare_floor import BareFloor
from robot_guide.shells.listening import recognise
from robot_guide.shells.lockstep import Lockstep
from robot_guide.shells.lockstep_robot import RobotConfig

LIMIT = 240.0  # s, after which a swap has failed
MANY, MANY_LIMIT = 20, 600.0
ROBOTS = ("xiao_hui", "xiao_pu")
TOUCH = 0.56  # m between the middles of two
W9 = Path(__file__).parent / "peer_worlds" / "agents_in_w9_pathfinding.py"


def swap(seed: int) -> BareFloor:
    """Two robots of random ranks in random corridors change places."""
    rng = np.random.default_rng(seed)
    closed, cell = corridors(rng)
    a, b = places(closed, cell, 2, rng)
    floor = BareFloor(lattice_of(closed, cell), dict(zip(ROBOTS, (a, b), strict=True)))
    for name, goal in zip(ROBOTS, (b, a), strict=True):
        floor.send(name, goal, Rank(int(rng.integers(1, 4))))
    while floor.t < LIMIT and not all(map(floor.is_done, ROBOTS)):
        floor.step()
    return floor


def many(seed: int) -> BareFloor:
    """Twenty robots of random ranks, each to a first and then to a second goal."""
    rng = np.random.default_rng(seed)
    closed, cell = hall(rng)
    spots = places(closed, cell, 3 * MANY, rng)
    names = tuple(f"robot_{i:02d}" for i in range(MANY))
    floor = BareFloor(lattice_of(closed, cell), dict(zip(names, spots[:MANY], strict=True)))
    goals = {name: [spots[MANY + i], spots[2 * MANY + i]] for i, name in enumerate(names)}
    ranks = {name: Rank(int(rng.integers(1, 4))) for name in names}
    while floor.t < MANY_LIMIT and not (all(map(floor.is_done, names)) and not any(goals.values())):
        for name in names:
            if floor.is_done(name) and goals[name]:
                floor.send(name, goals[name].pop(0), ranks[name])
        floor.step()
    return floor


def tell_floors(kind: str, play: Callable[[int], BareFloor], count: int, first: int) -> None:
    seconds, waits, gaps, failed, began = [], [], [], [], time.process_time()
    for seed in range(first, first + count):
        floor = play(seed)
        gaps.append(floor.least_gap)
        if all(map(floor.is_done, floor.movers)):
            seconds.append(floor.t)
            waits.append(max(mover.longest for mover in floor.movers.values()))
        else:
            failed.append(seed)
            print(f"{kind}: seed {seed} has not ended", flush=True)
    spent = time.process_time() - began
    print(json.dumps({"kind": kind, "first": first, "count": count, "failed": failed, "gap_m": round(min(gaps), 3),
                      "touched": int(sum(gap < TOUCH for gap in gaps)), "seconds": spread(seconds),
                      "waited_s": spread(waits), "processor_s": round(spent, 1)}), flush=True)  # fmt: skip


def spread(values: list[float]) -> list[float]:
    """Median, 95 %, 99 % and the most."""
    return [round(float(value), 1) for value in np.percentile(values, [50, 95, 99, 100])] if values else []


def driven(seed: int) -> dict[str, object]:
    """A swap by the robots' own software: each is called to where the other stands."""
    rng = np.random.default_rng(seed)
    closed, cell = corridors(rng, side=7)
    spots = places(closed, cell, 2, rng)
    scenario = Scenario(f"swap_{seed}", hall_of(closed, cell, dict(zip(ROBOTS, spots, strict=True))), people=0,
                        visitors=(), robots=ROBOTS, duration=LIMIT)  # fmt: skip
    stage = Lockstep(scenario, seed, RobotConfig(), recognise)
    arrived, gap, ends = set(), np.inf, LIMIT
    for seen, events in stage.steps(LIMIT):
        if seen.t < 0.01:
            for name, other in zip(ROBOTS, reversed(ROBOTS), strict=True):
                stage.robots[name].order("call", f"at_{other}", seen.t)
        arrived |= {event.robot for event in events if event.event == "errand_arrived"}
        one, other = (agent for agent in stage.world.truth.agents if agent.kind == "robot")
        gap = min(gap, float(np.hypot(one.x - other.x, one.y - other.y)))
        if len(arrived) == len(ROBOTS):
            ends = seen.t
            break
    return {"seed": seed, "done": len(arrived) == 2, "seconds": round(ends, 1), "gap_m": round(gap, 3),
            "collisions": stage.world.truth.collisions}  # fmt: skip


def tell_driven(count: int, first: int) -> None:
    began = time.process_time()
    told = []
    for seed in range(first, first + count):
        told.append(driven(seed))
        if not told[-1]["done"] or told[-1]["collisions"]:
            print(json.dumps(told[-1]), flush=True)
    done = [each for each in told if each["done"]]
    print(json.dumps({"kind": "driven", "first": first, "count": count, "done": len(done),
                      "collisions": sum(int(each["collisions"]) for each in told),
                      "gap_m": min(each["gap_m"] for each in told), "seconds": spread([e["seconds"] for e in done]),
                      "processor_s": round(time.process_time() - began, 1)}), flush=True)  # fmt: skip


def grids(rng: np.random.Generator, side: int = 32) -> dict[str, np.ndarray]:
    """Open cells of grids like those of the MovingAI multi-agent benchmarks."""
    rooms = np.ones((side, side), bool)
    rooms[::8], rooms[:, ::8] = False, False
    for r in range(0, side, 8):
        for c in range(0, side, 8):
            rooms[r, c + 1 + rng.integers(7)] = rooms[r + 1 + rng.integers(7), c] = True
    stores = np.ones((side, side), bool)
    for r in range(2, side - 2, 3):
        for c in range(3, side - 8, 7):
            stores[r : r + 2, c : c + 6] = False
    walls, _ = corridors(rng, side=side - 1)
    return {"empty": np.ones((side, side), bool), "random 20 %": rng.random((side, side)) > 0.2, "rooms": rooms,
            "warehouse": stores, "corridors": ~walls}  # fmt: skip


def tell_grids(count: int, first: int, python: str | None) -> None:
    for agents in (10, 20, 40, 80):
        for name in ("empty", "random 20 %", "rooms", "warehouse"):
            asked = [instance(name, agents, seed) for seed in range(first, first + count)]
            ours, spent = [], []
            for free, starts, goals in asked:
                began = time.thread_time()
                plan = plan_together(free, starts, goals)
                spent.append(time.thread_time() - began)
                ours.append(None if plan is None else plan.sum_of_costs)
            line = {"grid": name, "robots": agents, "ours_solved": sum(c is not None for c in ours) / count,
                    "ours_ms": round(1e3 * float(np.median(spent)), 1)}  # fmt: skip
            if python is not None:
                theirs = by_w9(asked, python)
                both = [(a, b) for a, b in zip(ours, theirs["costs"], strict=True) if a is not None and b is not None]
                costs = [sum(each) for each in zip(*both, strict=True)] or [0, 1]
                line |= {"w9_solved": sum(c is not None for c in theirs["costs"]) / count,
                         "w9_ms": round(1e3 * float(np.median(theirs["seconds"])), 1),
                         "ours_by_w9_costs": round(costs[0] / max(costs[1], 1), 3)}  # fmt: skip
            print(json.dumps(line), flush=True)


def instance(name: str, agents: int, seed: int) -> tuple[np.ndarray, list, list]:
    """A grid, starts and goals that all lie in its largest part."""
    import cv2

    rng = np.random.default_rng(seed)
    free = grids(rng)[name]
    _, labels = cv2.connectedComponents(free.astype(np.uint8), connectivity=4)
    free &= labels == 1 + int(np.argmax(np.bincount(labels[labels > 0])[1:]))
    cells = np.argwhere(free)
    starts, goals = (cells[rng.permutation(len(cells))[:agents]] for _ in range(2))
    return free, [tuple(map(int, cell)) for cell in starts], [tuple(map(int, cell)) for cell in goals]


def by_w9(asked: list, python: str) -> dict[str, list]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.json")
        path.write_text(json.dumps([[free.astype(int).tolist(), starts, goals] for free, starts, goals in asked]))
        done = subprocess.run([python, str(W9), str(path)], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def main(kind: str, count: int = 100, first: int = 0, python: str | None = None) -> None:
    if kind == "grids":
        plan_together(np.ones((2, 2), bool), [(0, 0)], [(1, 1)])
        tell_grids(count, first, python)
    elif kind == "driven":
        tell_driven(count, first)
    else:
        tell_floors(kind, {"swaps": swap, "many": many}[kind], count, first)


if __name__ == "__main__":
    words = sys.argv[1:]
    main(*words[:1], *map(int, words[1:3]), *words[3:4])
