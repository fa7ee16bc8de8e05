"""Robots that meet where there is room for one: swaps, and whole fleets on a larger floor.

`swaps`: two robots of a bare floor (`shells.bare_floor`) change places in narrow corridors, another floor a seed.
`driven`: the same with all of the robot's software and the simulator's lasers and wheels, sent by the staff's orders.
`many`: twenty robots on a bare floor of 29 m x 16 m, each with two goals one after the other.

For planning for all at once on grids see `benchmarks.joint_plans`.

Usage: python -m benchmarks.fleet_traffic swaps|driven|many [COUNT [FIRST SEED]]
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

import numpy as np
from benchmarks.made_floors import corridors, hall, hall_of, lattice_of, places

from hall_sim import Scenario
from robot_guide.fleet.right_of_way.course import Rank
from robot_guide.fleet.right_of_way.giving_way import Giving, RightOfWay, Situation
from robot_guide.shells.bare_floor import BareFloor
from robot_guide.shells.listening import recognise
from robot_guide.shells.lockstep import Lockstep
from robot_guide.shells.lockstep_robot import RobotConfig

LIMIT = 240.0  # s, after which a swap has failed
MANY, MANY_LIMIT = 20, 600.0
ROBOTS = ("xiao_hui", "xiao_pu")
TOUCH = 0.56  # m between the middles of two


class Timed:
    """A robot's decisions, and the processor time that each takes."""

    def __init__(self, right: RightOfWay):
        self._right, self.spent = right, []

    def __getattr__(self, name: str):
        return getattr(self._right, name)

    def decide(self, seen: Situation, now: float) -> Giving | None:
        began, before = time.thread_time(), self._right.course
        giving = self._right.decide(seen, now)
        if self._right.course is not before:
            self.spent.append(1e3 * (time.thread_time() - began))
        return giving


def swap(seed: int) -> BareFloor:
    """Two robots of random ranks in random corridors change places."""
    rng = np.random.default_rng(seed)
    closed, cell = corridors(rng)
    a, b = places(closed, cell, 2, rng)
    floor = time_decisions(BareFloor(lattice_of(closed, cell), dict(zip(ROBOTS, (a, b), strict=True))))
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
    floor = time_decisions(BareFloor(lattice_of(closed, cell), dict(zip(names, spots[:MANY], strict=True))))
    goals = {name: [spots[MANY + i], spots[2 * MANY + i]] for i, name in enumerate(names)}
    ranks = {name: Rank(int(rng.integers(1, 4))) for name in names}
    while floor.t < MANY_LIMIT and not (all(map(floor.is_done, names)) and not any(goals.values())):
        for name in names:
            if floor.is_done(name) and goals[name]:
                floor.send(name, goals[name].pop(0), ranks[name])
        floor.step()
    return floor


def time_decisions(floor: BareFloor) -> BareFloor:
    for mover in floor.movers.values():
        mover.right = Timed(mover.right)
    return floor


def tell_floors(kind: str, play: Callable[[int], BareFloor], count: int, first: int) -> None:
    seconds, waits, gaps, decisions, failed, began = [], [], [], [], [], time.process_time()
    for seed in range(first, first + count):
        floor = play(seed)
        gaps.append(floor.least_gap)
        decisions += [each for mover in floor.movers.values() for each in mover.right.spent]
        if all(map(floor.is_done, floor.movers)):
            seconds.append(floor.t)
            waits.append(max(mover.longest for mover in floor.movers.values()))
        else:
            failed.append(seed)
            print(f"{kind}: seed {seed} has not ended", flush=True)
    spent = time.process_time() - began
    print(json.dumps({"kind": kind, "first": first, "count": count, "failed": failed, "gap_m": round(min(gaps), 3),
                      "touched": int(sum(gap < TOUCH for gap in gaps)), "seconds": spread(seconds),
                      "waited_s": spread(waits), "decision_ms": spread(decisions),
                      "processor_s": round(spent, 1)}), flush=True)  # fmt: skip


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


def main(kind: str, count: int = 100, first: int = 0) -> None:
    if kind == "driven":
        tell_driven(count, first)
    else:
        tell_floors(kind, {"swaps": swap, "many": many}[kind], count, first)


if __name__ == "__main__":
    main(*sys.argv[1:2], *map(int, sys.argv[2:4]))
