"""Many runs of one scenario, on several cores; the same summaries in the same order as on one."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import cv2

from hall_sim import Scenario
from robot_guide.shells.lockstep import run
from robot_guide.shells.lockstep_robot import RobotConfig


def run_many(
    scenario: Scenario, seeds: Iterable[int], jobs: int = 1, *, config: RobotConfig | None = None
) -> Iterator[Mapping[str, object]]:
    """The summary of each seed's run, in the order of the seeds, as soon as it is there.

    Processes are spawned, not forked: nothing of the caller's threads, sockets or ROS context gets into them.
    Raises ValueError: `jobs` is less than 1.
    """
    if jobs < 1:
        raise ValueError(f"jobs must be >= 1, got {jobs}")
    one = partial(summary_of, scenario, config)
    if jobs == 1:
        yield from map(one, seeds)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=prepare) as pool:
        try:
            yield from pool.map(one, seeds)
        except (KeyboardInterrupt, GeneratorExit):
            for worker in multiprocessing.active_children():  # else the pool waits for runs that nobody wants any more
                worker.terminate()
            raise


def prepare() -> None:
    """Runs first in each worker: one thread is enough, and a Ctrl-C at the terminal is for whoever started it."""
    cv2.setNumThreads(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def summary_of(scenario: Scenario, config: RobotConfig | None, seed: int) -> Mapping[str, object]:
    return run(scenario, seed, config=config).summary
