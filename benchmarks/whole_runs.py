"""How fast whole runs are: the world with the whole software of both robots, in lockstep.

`times real time` is of one process; `of processor time` what it would be with nothing else to do. `first step` counts
from the start of a new process, with compiled loops in their caches. A hundred runs are those of ten scenarios with
ten seeds each, two at a time; `runs unlike expected` counts what their scenarios do not expect.

Usage: python -m benchmarks.whole_runs [REPETITIONS]: of the hundred runs, to see whether they ever end otherwise.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.simulation import show

from hall_sim import Scenario
from robot_guide.shells.lockstep import run
from robot_guide.shells.sweep import run_many

SCENARIOS = Path(__file__).resolve().parents[1] / "sim" / "scenarios"
TIMED = ("welcome", "crowd", "two_visitors")
HUNDRED = (
    "welcome", "crowd", "two_visitors", "blocked_aisle", "elder", "english", "korean", "toilet", "families", "queues",
)  # fmt: skip
SEEDS, JOBS = 10, 2
FIRST_STEP = "from hall_sim import Scenario, World; import sys; World(Scenario.load(sys.argv[1]), 0).step({})"
FIRST_TURN = (
    "from hall_sim import Scenario; from robot_guide.shells.lockstep import run; import sys; "
    "run(Scenario.load(sys.argv[1]), 0, until=0.05)"
)


def main(repetitions: int) -> None:
    for name, code in (("first step of the world", FIRST_STEP), ("first step of the whole software", FIRST_TURN)):
        show(f"{name} after a start", min(seconds_of(code) for _ in range(3)), "s")
    for name in TIMED:
        real, processor = times_real_time(Scenario.load(SCENARIOS / f"{name}.yaml"))
        show(f"times real time, {name}", real, "x")
        show(f"times real time, {name}, of processor time", processor, "x")
    seen = {hundred() for _ in range(repetitions)}
    show(f"{repetitions} times a hundred runs, different outcomes", len(seen), "")


def seconds_of(code: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, str(SCENARIOS / "crowd.yaml")], check=True)
    return time.perf_counter() - began


def times_real_time(scenario: Scenario) -> tuple[float, float]:
    run(scenario, 0, until=5.0)
    real, processor = time.perf_counter(), time.process_time()
    simulated = run(scenario, 1).events[-1].t
    return simulated / (time.perf_counter() - real), simulated / (time.process_time() - processor)


def hundred() -> str:
    """A hundred runs. Returns: all that came of them, as text, but for how fast they were."""
    began, outcome, unlike = time.perf_counter(), [], 0
    for name in HUNDRED:
        for summary in run_many(Scenario.load(SCENARIOS / f"{name}.yaml"), range(1, SEEDS + 1), JOBS):
            unlike += not summary["as_expected"]
            outcome.append({key: value for key, value in summary.items() if key != "real_time_factor"})
    show(f"a hundred runs, {JOBS} at a time", time.perf_counter() - began, "s")
    show("runs unlike expected", unlike, "")
    return json.dumps(outcome, default=str)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
