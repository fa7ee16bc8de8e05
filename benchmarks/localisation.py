"""How well the robots know where they are, among 30 people in the hall, on their way from stop to stop.

How far off they are; whether what they say of it themselves is so (the normalised estimation error squared, NEES, whose
mean is 3 for x, y and yaw if the covariance tells the truth; Bar-Shalom, Li, Kirubarajan (2001), section 5.4); how
often they find themselves after they were carried off, or made to forget their pose; and how long all that takes.

Usage: python -m benchmarks.localisation [KIDNAPPINGS [SECONDS]]
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from benchmarks.navigation import CROWD, messages
from benchmarks.simulation import show

import hall_map
from hall_map import Pose2D
from hall_sim import Command, Scenario, World
from robot_guide.navigation import Drive, DriveState, Localiser, NavigationConfig, Navigator
from robot_guide.navigation.likelihood_field import BeamTable, LikelihoodField, levels_of
from robot_guide.sensing import LaserScan, Odometry

PEOPLE = 30
SEEDS = 6  # runs of two robots
SETTLED = 5.0  # s after the start; before, the uncertainty is that of the start
LONG = 120.0  # s; a way that takes longer is given up
BETWEEN, IN_TIME = 15.0, 10.0  # s from one kidnapping to the next, and within which a robot has to find itself
RIGHT, RIGHT_YAW = 0.3, math.radians(6.0)  # m and rad: nearer to the truth, it has


@dataclass
class Moment:
    """What a robot believed, and what was so."""

    t: float  # s
    drive: Drive
    truth: Pose2D

    @property
    def error(self) -> np.ndarray:
        """(3,): m, m, rad."""
        pose, truth = self.drive.pose, self.truth
        return np.array([pose.x - truth.x, pose.y - truth.y, math.remainder(pose.yaw - truth.yaw, 2.0 * math.pi)])

    @property
    def nees(self) -> float:
        return float(self.error @ np.linalg.solve(self.drive.covariance, self.error))

    @property
    def right(self) -> bool:
        x, y, yaw = self.error
        return self.drive.localised and math.hypot(x, y) < RIGHT and abs(yaw) < RIGHT_YAW


@dataclass
class Roamer:
    """A robot that goes from stop to stop with nothing but its navigator."""

    navigator: Navigator
    stops: list[Pose2D]
    rng: np.random.Generator
    state: DriveState = DriveState.ARRIVED
    set_out: float = 0.0  # s
    moments: list[Moment] = field(default_factory=list)
    sensed: list[tuple[Odometry, LaserScan | None]] = field(default_factory=list)

    def step(self, seen, truth: Pose2D, now: float) -> Command:
        if self.state in (DriveState.ARRIVED, DriveState.FAILED) or now - self.set_out > LONG:
            self.navigator.drive_to(self.stops[self.rng.integers(len(self.stops))])
            self.set_out = now
        self.sensed.append(messages(seen))
        drive = self.navigator.update(*self.sensed[-1])
        self.state = drive.state
        self.moments.append(Moment(now, drive, truth))
        return Command(drive.velocity.linear, drive.velocity.angular)


def roam(world: World, seed: int) -> Iterator[dict[str, Roamer]]:
    """The robots of a world, before each of its steps."""
    hall, seen = world.scenario.hall, world.reset(seed)
    grid, stops = hall_map.rasterise(hall), [each.stop for each in (*hall.windows, *hall.places)]
    roamers = {
        name: Roamer(Navigator(NavigationConfig(), grid, hall.dock_of[name].pose, seed + i), stops,
                     np.random.default_rng(seed + i))
        for i, name in enumerate(seen.robots)
    }  # fmt: skip
    while not seen.done:
        yield roamers
        truth = {agent.name: Pose2D(agent.x, agent.y, agent.yaw) for agent in world.truth.agents}
        seen = world.step({name: each.step(seen.robots[name], truth[name], seen.t) for name, each in roamers.items()})


def crowded(seconds: float) -> Scenario:
    return replace(Scenario.load(CROWD), people=PEOPLE, duration=seconds)


def with_glass(scenario: Scenario) -> Scenario:
    """A sheet of glass that is on no map, and one beam in ten without a measurement."""
    panes = Scenario.load(CROWD.parent / "glass_wall.yaml").panes
    return replace(scenario, panes=panes, lidar=replace(scenario.lidar, dropout=0.1))


def tell_accuracy(scenario: Scenario, where: str) -> None:
    moments, runs = [], []
    for seed in range(SEEDS):
        *_, roamers = roam(World(scenario, seed), seed)
        runs += [[m for m in each.moments if m.t > SETTLED] for each in roamers.values()]
    moments = [m for run in runs for m in run]
    errors = np.array([m.error for m in moments])
    off, turned = np.hypot(errors[:, 0], errors[:, 1]), np.degrees(np.abs(errors[:, 2]))
    show(f"off, rms, {where}", 1e3 * math.sqrt(np.mean(off**2)), "mm")
    show(f"off, at most, {where}", 1e3 * off.max(), "mm")
    show(f"turned, rms, {where}", math.sqrt(np.mean(turned**2)), "degrees")
    show(f"turned, at most, {where}", turned.max(), "degrees")
    show(f"NEES of x, y and yaw, {where}", np.mean([m.nees for m in moments]), "(3 is honest)")
    by_time = np.mean([[m.nees for m in run] for run in runs], axis=0)
    low, high = chi_square_bounds(len(runs))
    show(f"moments at which the runs' mean NEES is within 95 % bounds, {where}",
         100.0 * np.mean((by_time > low) & (by_time < high)), "%")  # fmt: skip
    show(f"moments at which it is above them, {where}", 100.0 * np.mean(by_time >= high), "%")
    show(f"time localised, {where}", 100.0 * np.mean([m.drive.localised for m in moments]), "%")


def chi_square_bounds(runs: int) -> tuple[float, float]:
    """95 % of the means of `runs` chi-square variables with 3 degrees of freedom lie between; Wilson and Hilferty."""
    n = 3.0 * runs
    return tuple(n * (1.0 - 2.0 / (9.0 * n) + z * math.sqrt(2.0 / (9.0 * n))) ** 3 / runs for z in (-1.96, 1.96))


def tell_recovery(kidnappings: int, *, carried: bool) -> None:
    """Carry the robots off, or make them forget where they are, one after the other."""
    world = World(crowded(SETTLED + BETWEEN * (kidnappings // 2 + 1)), 100)
    rng, cases, due = np.random.default_rng(7), [], SETTLED
    for roamers in roam(world, 100):
        if world.t >= due and len(cases) < kidnappings:
            for name in roamers:
                if carried:
                    world.fleet.carry(name, somewhere(world, rng))
                else:
                    roamers[name].navigator.relocate(None)
                cases.append((name, world.t))
            due += BETWEEN
    seconds, wrong = [], 0
    for name, at in cases[:kidnappings]:
        after = [m for m in roamers[name].moments if at <= m.t < at + BETWEEN - 0.5]
        lost = [m.t for m in after if not m.right]
        seconds.append(lost[-1] - at if lost else 0.0)
        wrong += sum(m.drive.localised and not m.right for m in after if m.t > at + 2.0) * world.scenario.dt
    what = "carried off" if carried else "without a pose"
    in_time = np.mean(np.array(seconds) <= IN_TIME)
    show(f"found themselves for good within {IN_TIME:.0f} s, {what}", 100.0 * in_time, "%")
    for percent in (50, 95, 100):
        show(f"time to that, {percent} %, {what}", np.percentile(seconds, percent), "s")
    show(f"time wrongly sure, 2 s and more after it, a robot, {what}", wrong / len(seconds), "s")
    show(f"robots, {what}", len(seconds), "")


def somewhere(world: World, rng: np.random.Generator) -> Pose2D:
    """A place where there is room for a robot, from where ways lead."""
    floor, dock = world.floor, world.scenario.hall.docks[0].pose.xy
    rows, columns = floor.occupied.shape
    while True:
        x, y = rng.random(2) * np.array([columns, rows]) * floor.resolution + np.array(floor.origin)
        if floor.fits(x, y, 0.35) and not world.crowd.crowded((x, y), 0.8) and floor.leads((x, y), dock):
            return Pose2D(float(x), float(y), float(rng.uniform(-math.pi, math.pi)))


def tell_times() -> None:
    hall = hall_map.load(CROWD.parents[2] / "maps" / "putuo")
    grid, config = hall_map.rasterise(hall), NavigationConfig().localisation
    table = BeamTable.of(LikelihoodField.from_grid(grid), config.sigma_hit, config.z_rand)
    rng, sums = np.random.default_rng(0), np.empty(2000, np.int32)
    angles = np.linspace(0.0, 2.0 * math.pi, 60, endpoint=False)
    beams = (rng.uniform(1.0, 15.0, 60) * np.stack((np.cos(angles), np.sin(angles)))).astype(np.float32)
    middle = np.array([20.0, 12.0, 0.5])
    for spread, where in ((0.05, "in one place"), (3.0, "over 10 m")):
        poses = middle + rng.standard_normal((2000, 3)) * spread
        show(f"weighing 2,000 particles with 60 beams, {where}",
             1e3 * least(lambda poses=poses: levels_of(poses, beams, *table.arrays, sums)), "ms")  # fmt: skip
    *_, roamers = roam(World(crowded(60.0), 1), 1)
    name, roamer = next(iter(roamers.items()))
    inputs = roamer.sensed
    localiser = Localiser(config, grid, hall.dock_of[name].pose, 1)
    localiser.update(*inputs[0])
    localiser.reset(hall.dock_of[name].pose)
    began = time.process_time()
    for each in inputs:
        localiser.update(*each)
    show("one step of 50 ms, a mean on the way", 1e6 * (time.process_time() - began) / len(inputs), "µs")
    localiser.reset(None)
    steps = []
    for each in inputs[:100]:
        began = time.process_time()
        localiser.update(*each)
        steps.append(time.process_time() - began)
    show("one step while the map is searched, median", 1e3 * float(np.median([s for s in steps if s > 3e-4])), "ms")
    show("one step while the map is searched, at most", 1e3 * max(steps), "ms")


def least(work, times: int = 200) -> float:
    """s of processor time, the least of some."""
    spent = []
    for _ in range(times):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return min(spent)


def main() -> None:
    kidnappings, seconds = (int(each) for each in (sys.argv[1:] + ["120", "90"][len(sys.argv) - 1 :]))
    tell_times()
    tell_accuracy(crowded(float(seconds)), "30 people")
    tell_accuracy(with_glass(crowded(float(seconds))), "glass and drop-outs besides")
    tell_recovery(kidnappings, carried=True)
    tell_recovery(kidnappings // 2, carried=False)


if __name__ == "__main__":
    main()
