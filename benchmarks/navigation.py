"""Both robots drive from stop to stop of the hall among people, in the simulator, with nothing but their navigators.

Usage: python benchmarks/navigation.py [PEOPLE [SECONDS [SEED]]]
"""

from __future__ import annotations

import json
import math
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

import hall_map
from hall_map import Pose2D
from hall_sim import Command, Scenario, World
from robot_guide.navigation import DriveState, NavigationConfig, Navigator
from robot_guide.sensing import LaserScan, Odometry

CROWD = Path(__file__).parents[1] / "sim" / "scenarios" / "crowd.yaml"
LONG = 120.0  # s; a way that takes longer is given up


class Tour:
    """One robot that goes to one stop after another."""

    def __init__(self, name: str, hall: hall_map.Hall, seed: int):
        self.pose = hall.dock_of[name].pose
        self.navigator = Navigator(NavigationConfig(), hall_map.rasterise(hall), self.pose, seed)
        self._stops = [each.stop for each in (*hall.windows, *hall.places)]
        self._rng, self._state, self._begun = np.random.default_rng(seed), DriveState.ARRIVED, 0.0
        self.counts = dict.fromkeys(("arrived", "failed", "given up"), 0)
        self.spent: list[float] = []  # s of processor time, each update

    def step(self, seen, peers: tuple[Pose2D, ...], now: float) -> Command:
        if self._state in (DriveState.ARRIVED, DriveState.FAILED) or now - self._begun > LONG:
            self.navigator.drive_to(self._stops[self._rng.integers(len(self._stops))])
            self._begun = now
        odometry, scan = messages(seen)
        self.navigator.set_peers(peers)
        begun = time.thread_time()
        drive = self.navigator.update(odometry, scan)
        self.spent.append(time.thread_time() - begun)
        self.pose, self._state = drive.pose, drive.state
        self.counts["arrived"] += drive.state is DriveState.ARRIVED
        self.counts["failed"] += drive.state is DriveState.FAILED
        self.counts["given up"] += now - self._begun > LONG
        return Command(drive.velocity.linear, drive.velocity.angular)


def messages(seen) -> tuple[Odometry, LaserScan | None]:
    o, s = seen.odometry, seen.scan
    scan = s and LaserScan(s.stamp, s.ranges, s.angle_min, s.angle_increment, s.range_max)
    return Odometry(o.stamp, Pose2D(o.x, o.y, o.yaw), o.linear, o.angular), scan


def main() -> None:
    people, seconds, seed = (int(each) for each in (sys.argv[1:] + ["20", "300", "1"][len(sys.argv) - 1 :]))
    scenario = replace(Scenario.load(CROWD), people=people, duration=float(seconds))
    world = World(scenario, seed)
    seen, off = world.reset(seed), []
    tours = {name: Tour(name, scenario.hall, seed + i) for i, name in enumerate(seen.robots)}
    begun = time.perf_counter()
    while not seen.done:
        commands = {}
        for name, tour in tours.items():
            others = tuple(other.pose for each, other in tours.items() if each != name)
            commands[name] = tour.step(seen.robots[name], others, seen.t)
        truth = {agent.name: agent for agent in world.truth.agents}
        off += [math.dist(tour.pose.xy, (truth[name].x, truth[name].y)) for name, tour in tours.items()]
        seen = world.step(commands)
    elapsed = time.perf_counter() - begun
    spent = 1e3 * np.array([each for tour in tours.values() for each in tour.spent[40:]])
    rows = {f"ways {what}": (sum(tour.counts[what] for tour in tours.values()), "") for what in tour.counts}
    rows |= {
        "collisions caused": (world.truth.collisions, ""), "bumped into": (world.truth.bumps, ""),
        "update, mean": (spent.mean(), "ms"), "update, p99": (np.percentile(spent, 99), "ms"),
        "pose error, rms": (1e3 * math.sqrt(np.mean(np.square(off))), "mm"), "pose error, max": (1e3 * max(off), "mm"),
        "faster than real time": (seconds / elapsed, "times"),
    }  # fmt: skip
    for measure, (value, unit) in rows.items():
        print(json.dumps({"measure": measure, "value": float(value), "unit": unit}))


if __name__ == "__main__":
    main()
