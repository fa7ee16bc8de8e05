"""How well visitors are led through a crowd: seeded runs of mixed scenarios, each with 30 people, against the targets.

Every run is the whole software of both robots in lockstep. Shares come with their Wilson interval of 95 % (Wilson 1927,
"Probable inference, the law of succession, and statistical inference"). What is measured of a walk begins when the
robot says that it sets out and ends when it says that they are there; free walking time is that of the visitor alone,
at their own pace over the shortest way. A stop of the visitor begins when they stand (below 0.2 m/s), and the robot
stands below 0.05 m/s. In light traffic there are 8 people. A walk that one robot hands
over to the other counts by where the other ends it; how many of them there are is told.

Usage: python -m benchmarks.driving [RUNS [FIRST_SEED]]: so many runs in the crowd, a third as many in light traffic.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from benchmarks.simulation import show

from hall_sim import Scenario
from hall_sim.floor import floor_of
from hall_sim.many_runs import wilson
from hall_sim.metrics import follow_gaps, led_by, stop_of, way_of
from hall_sim.social_metrics import intruded
from robot_guide.shells.lockstep import Lockstep, Run, claims_of, run

SCENARIOS = Path(__file__).resolve().parents[1] / "sim" / "scenarios"
MIXED = (
    "welcome", "elder", "crowd", "two_visitors", "phone_call", "families", "toilet", "crossing_robots", "queues",
    "brisk_visitor", "blocked_aisle", "phones_everywhere", "english", "child_runs_in_front", "one_corridor", "korean",
    "wet_floor", "opening_rush", "clarify", "drifting_wheels",
)  # fmt: skip
LIGHT = ("empty_hall", "toilet", "crossing_robots", "english", "korean")
CROWD, FEW = 30, 8  # people
PERSONAL, STANDS, VISITOR_STANDS = 0.45, 0.05, 0.2  # m, m/s, m/s
PAUSE = 1.5  # s that a visitor stands so that it counts as a stop, and walks so that it counts as going on
SMOOTH = 2  # steps before and after, over which speeds are measured


def main(runs: int, first: int) -> None:
    crowd = [figures_of(scenario, seed) for scenario, seed in batch(MIXED, CROWD, runs, first)]
    tell("crowd", crowd)
    light = [figures_of(scenario, seed) for scenario, seed in batch(LIGHT, FEW, max(runs // 3, 1), first)]
    tell("light", light)


def batch(names: Sequence[str], people: int, runs: int, first: int) -> Iterable[tuple[Scenario, int]]:
    """Scenarios by turns, each with so many people and a seed of its own."""
    for k in range(runs):
        scenario = Scenario.load(SCENARIOS / f"{names[k % len(names)]}.yaml")
        yield replace(scenario, people=people, duration=max(scenario.duration, 360.0)), first + k


def figures_of(scenario: Scenario, seed: int) -> Mapping[str, object]:
    """Figures of one run, which is also printed as a line of its own."""
    told: list[tuple[str, float, float]] = []
    done = run(scenario, seed, on_step=lambda stage, seen, _: told.extend(arrivals(stage, seen.t)))
    summary, events = done.summary, done.events
    figures = {
        "scenario": scenario.name, "seed": seed, "success": summary["success"], "spl": summary["spl"],
        "handed_over": any(event.event == "hands_over" for event in events),
        "lost": any(event.event == "visitor_lost" for event in events),
        "staff": any(event.event == "calls_staff" for event in events),
        "collisions": summary["collisions"], "bumps": summary["bumps"], "factor": summary["real_time_factor"],
        **walk_of(scenario, done, str(summary["robot"]), told),
    }  # fmt: skip
    print(json.dumps(figures), flush=True)
    return figures


def arrivals(stage: Lockstep, now: float) -> Iterable[tuple[str, float, float]]:
    """Of each robot that leads somebody: its name, s now, and s at which it believes to arrive."""
    for name, robot in stage.robots.items():
        if robot.escort.phase == "leading" and robot.drive is not None:
            yield name, now, now + robot.escort.seconds_left(robot.drive.remaining)


def walk_of(
    scenario: Scenario, done: Run, robot: str, told: Sequence[tuple[str, float, float]]
) -> Mapping[str, object]:  # fmt: skip
    """What the trace tells of the first visitor's walk; nothing where they were led nowhere."""
    trace, first = done.trace, scenario.visitors[0]
    mine = [event for event in done.events if event.robot == robot]
    claims = [claim for claim in claims_of(mine) if led_by(trace, claim) == first.name]
    if not claims or (stop := stop_of(scenario.hall, claims[-1].place)) is None:
        return {}
    claim = claims[-1]
    told = [each[1:] for each in told if each[0] == robot]
    during = (trace.times >= claim.began) & (trace.times <= claim.t)
    times, at, visitor = trace.times[during], trace.poses(robot)[during, :2], trace.poses(first.name)[during, :2]
    driven, walked = speeds(times, at), speeds(times, visitor)
    way, drives = way_of(trace, robot, first.name, claim.began, claim.t), driven > STANDS
    near = way.gaps.min(axis=1, initial=np.inf) < PERSONAL
    stops, resumes = reactions(times, driven, walked)
    length = floor_of(scenario.hall).path_length(tuple(visitor[0].tolist()), stop)
    pause = first.lag.pause if first.lag else 0.0
    return {
        "walk_s": round(claim.t - claim.began, 2), "free_s": round(length / first.pace + pause, 2),
        "near_s": round(float(np.sum(near & drives) * scenario.dt), 2),
        "came_near_s": round(float(np.sum(intruded(way, PERSONAL).any(axis=1) & drives) * scenario.dt), 2),
        "gaps": [round(float(q), 2) for q in np.percentile(
            follow_gaps(trace, robot, first.name, claim.began, claim.t), (50, 95))],
        "stops": stops, "resumes": resumes, "eta_error": eta_error(told, claim.began, claim.t),
        "jerky": round(float(np.sqrt(np.mean(np.diff(driven, 1) ** 2)) / scenario.dt), 3),
    }  # fmt: skip


def speeds(times: np.ndarray, at: np.ndarray) -> np.ndarray:
    """(T,) m/s over a fifth of a second; (T, 2) m."""
    last = np.minimum(np.arange(len(times)) + SMOOTH, len(times) - 1)
    first = np.maximum(np.arange(len(times)) - SMOOTH, 0)
    return np.hypot(*(at[last] - at[first]).T) / np.maximum(times[last] - times[first], 1e-9)


def reactions(times: np.ndarray, driven: np.ndarray, walked: np.ndarray) -> tuple[list[float], list[float]]:
    """How long after each stop of the visitor's own the robot stood, and after they went on it drove, s.

    A visitor who stops because the robot has is none who stops; nor has one who goes on after the robot gone on first.
    """
    stands = walked < VISITOR_STANDS
    edges = np.flatnonzero(np.diff(stands.astype(int))) + 1
    stops, resumes = [], []
    for k, until in zip(edges, [*edges[1:], len(times)], strict=False):
        if times[until - 1] - times[k] < PAUSE:
            continue
        drives = driven[k:until] > STANDS
        if stands[k] and drives[0] and driven[k] > VISITOR_STANDS and driven[max(k - 20, 0) : k].min() > VISITOR_STANDS:
            stops.append(round(float(times[k + np.argmin(drives)] - times[k]) if not drives.all() else math.inf, 2))
        elif not stands[k] and not drives[0]:
            resumes.append(round(float(times[k + np.argmax(drives)] - times[k]) if drives.any() else math.inf, 2))
    return stops, resumes


def eta_error(told: Sequence[tuple[float, float]], began: float, ended: float) -> float | None:
    """By which share of the walk's time the arrival reckoned at half way was wrong; told: s, and s of the arrival."""
    half = 0.5 * (began + ended)
    told = [each for each in told if began <= each[0] <= ended]
    if not told:
        return None
    _, arrival = min(told, key=lambda each: abs(each[0] - half))
    return round(abs(arrival - ended) / (ended - began), 3)


def tell(name: str, runs: Sequence[Mapping[str, object]]) -> None:
    """One line a measure."""
    n, walks = len(runs), [each for each in runs if "walk_s" in each]
    shares = {
        "success": sum(bool(each["success"]) for each in runs),
        "success after a hand-over": sum(bool(each["success"] and each["handed_over"]) for each in runs),
        "visitor lost": sum(bool(each["lost"]) for each in runs),
        "ended without success nor staff": sum(not (each["success"] or each["staff"]) for each in runs),
        "with a collision by a robot": sum(each["collisions"] > 0 for each in runs),
    }
    for measure, hits in shares.items():
        low, high = wilson(hits, n)
        show(f"{name}: {measure}, of {n} runs", 100.0 * hits / n, f"% ({100 * low:.2f} to {100 * high:.2f})")
    show(f"{name}: SPL", np.mean([each["spl"] for each in runs]), "")
    show(f"{name}: times real time, median", np.median([each["factor"] for each in runs]), "x")
    if not walks:
        return
    near, came, walk = (sum(each[key] for each in walks) for key in ("near_s", "came_near_s", "walk_s"))
    show(f"{name}: personal space intruded while the robot drives, of the time of the walk", 100.0 * near / walk, "%")
    show(f"{name}: the same where the robot had come to the person, not they to it", 100.0 * came / walk, "%")
    show(f"{name}: visitor's time by free walking time, median", np.median(ratios(walks)), "")
    show(f"{name}: visitor's time by free walking time, p95", np.percentile(ratios(walks), 95), "")
    show(f"{name}: follow gap p95, median of walks", np.median([each["gaps"][1] for each in walks]), "m")
    show(f"{name}: walks with a follow gap p95 over 3 m", sum(each["gaps"][1] > 3.0 for each in walks), "")
    for key, what in (("stops", "stands after the visitor's stop"), ("resumes", "goes on after the visitor")):
        times = [t for each in walks for t in each[key]]
        for q in (50, 95) if times else ():
            show(f"{name}: {what}, p{q} of {len(times)}", np.percentile(times, q), "s")
    if errors := [each["eta_error"] for each in walks if each["eta_error"] is not None]:
        show(f"{name}: error of the arrival reckoned at half way, of the walk", 100.0 * np.median(errors), "%")
        show(f"{name}: walks in which that is at most 10 %", 100.0 * np.mean(np.array(errors) <= 0.1), "%")


def ratios(walks: Sequence[Mapping[str, object]]) -> list[float]:
    return [each["walk_s"] / each["free_s"] for each in walks]


if __name__ == "__main__":
    main(*(int(each) for each in [*sys.argv[1:], *("60", "1")[len(sys.argv) - 1 :]]))
