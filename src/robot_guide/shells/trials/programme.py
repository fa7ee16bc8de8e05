"""The whole programme of trials: every test with every setting, many times, on several cores; and what comes of it."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from typing import NamedTuple

from hall_sim.drive import DriveConfig
from hall_sim.lidar import LidarConfig
from robot_guide.navigation import NavigationConfig
from robot_guide.shells.sweep import prepare, summary_in_worker
from robot_guide.shells.trials import avoidance, detection, deviation, passage, pose

Outcome = Mapping[str, object]
PATH_SHARE = 3  # a path is driven a third as often: ISO 9283 asks for 10 of a path, and for 30 of a pose


@dataclass(frozen=True)
class Test:
    """One test of the report: its settings, what is done with each, and a row of figures for each."""

    name: str
    settings: Sequence[object]
    attempt: Callable[[object, int], Outcome]
    share: int = 1  # of how many of the repetitions it takes one

    def repetitions(self, runs: int) -> int:
        return max(runs // self.share, 1)


def attempt_poses(_: object, seed: int) -> Outcome:
    """A run of the pose test visits all of its poses."""
    return pose.attempt(seed)


TESTS = (
    Test("pose", ("round",), attempt_poses),
    Test("detection", detection.TRIALS, detection.attempt),
    Test("avoidance", avoidance.TRIALS, avoidance.attempt),
    Test("deviation", deviation.TRIALS, deviation.attempt, PATH_SHARE),
    Test("passage", passage.TRIALS, passage.attempt),
)
ROWS = {"detection": detection.row, "avoidance": avoidance.row, "deviation": deviation.row, "passage": passage.row}


class Task(NamedTuple):
    """One attempt: which test, which of its settings, which seed."""

    test: int
    setting: int
    seed: int


def tasks_of(runs: int, seed: int) -> tuple[Task, ...]:
    """All attempts, in the order of the report; the repetitions of a setting have the seeds from `seed` on."""
    return tuple(
        Task(i, k, seed + n)
        for i, test in enumerate(TESTS)
        for k in range(len(test.settings))
        for n in range(test.repetitions(runs))
    )


def outcome_of(tasks: Sequence[Task], number: int) -> Outcome:
    task = tasks[number]
    test = TESTS[task.test]
    return test.attempt(test.settings[task.setting], task.seed)


def carry_out(tasks: Sequence[Task], jobs: int = 1) -> Iterator[Outcome]:
    """The outcome of each task, in their order, as soon as it is there; the same on one core as on several.

    Raises ValueError: `jobs` is less than 1.
    """
    if jobs < 1:
        raise ValueError(f"jobs must be >= 1, got {jobs}")
    one = partial(outcome_of, tuple(tasks))
    if jobs == 1:
        yield from map(one, range(len(tasks)))
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=prepare, initargs=(one,)) as pool:
        try:
            yield from pool.map(summary_in_worker, range(len(tasks)))
        except (KeyboardInterrupt, GeneratorExit):
            pool.shutdown(wait=False, cancel_futures=True)
            for process in multiprocessing.active_children():
                os.kill(process.pid, signal.SIGINT)
            raise


def findings_of(tasks: Sequence[Task], outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    """The rows of figures of each test, by its name. The tasks are all of a programme."""
    grouped: dict[tuple[int, int], list[Outcome]] = {}
    for task, outcome in zip(tasks, outcomes, strict=True):
        grouped.setdefault((task.test, task.setting), []).append(outcome)
    rows = {
        test.name: [ROWS[test.name](setting, grouped[i, k]) for k, setting in enumerate(test.settings)]
        for i, test in enumerate(TESTS)
        if test.name in ROWS
    }
    return {"pose": [pose.row(trial, grouped[0, 0]) for trial in pose.TRIALS], **rows}


def report_of(findings: Mapping[str, list[Outcome]], runs: int, seed: int) -> dict[str, object]:
    """Everything that the report tells but when and with which software it was made."""
    return {
        "simulated": True, "runs": runs, "seeds": [seed, seed + runs - 1],
        "repetitions": {test.name: test.repetitions(runs) for test in TESTS},
        "robot": robot_of(), "floors": floors(), "passage_limit": passage.MOST,
        "tests": dict(findings),
    }  # fmt: skip


def robot_of() -> dict[str, object]:
    """What was tried: body, wheels, laser and settings of the navigator."""
    return {"drive": asdict(DriveConfig()), "lidar": asdict(LidarConfig()), "navigation": asdict(NavigationConfig())}


def floors() -> dict[str, object]:
    """The plans of the test floors, for the pictures: width and height, m, and what is solid, as polygons."""
    halls = {"pose": pose.HALL, "avoidance": avoidance.HALL}
    halls |= {name: course.hall for name, course in deviation.COURSES.items()}
    return {
        name: {
            "width": hall.width, "height": hall.height,
            "solids": [[list(point) for point in solid.polygon] for solid in hall.obstacles],
            "walls": [[list(point) for point in wall.points] for wall in hall.walls],
        }
        for name, hall in halls.items()
    }  # fmt: skip
