"""Many runs of one scenario, on several cores; the same summaries in the same order as on one."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

import cv2

from hall_sim import Scenario
from robot_guide.shells.keepsakes import Keepsakes, run_and_keep
from robot_guide.shells.lockstep import run
from robot_guide.shells.lockstep_robot import RobotConfig


def run_many(
    scenario: Scenario, seeds: Iterable[int], jobs: int = 1, *, config: RobotConfig | None = None,
    keepsakes: Keepsakes | None = None,
) -> Iterator[Mapping[str, object]]:  # fmt: skip
    """The summary of each seed's run, in the order of the seeds, as soon as it is there.

    `keepsakes`: what each run leaves; of several, each puts its seed into the files' names.

    Processes are spawned, not forked: nothing of the caller's threads, sockets or ROS context gets into them.
    Raises ValueError: `jobs` is less than 1.
    """
    if jobs < 1:
        raise ValueError(f"jobs must be >= 1, got {jobs}")
    seeds = tuple(seeds)
    one = partial(summary_of, scenario, config)
    if keepsakes is not None:
        one = partial(summary_and_files_of, scenario, config, keepsakes, len(seeds) > 1)
    if jobs == 1:
        yield from map(one, seeds)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=prepare, initargs=(one,)) as pool:
        try:
            yield from pool.map(summary_in_worker, seeds)
        except (KeyboardInterrupt, GeneratorExit):
            pool.shutdown(wait=False, cancel_futures=True)
            for process in multiprocessing.active_children():
                os.kill(process.pid, signal.SIGINT)
            raise


@dataclass
class Worker:
    """What a worker process knows."""

    one: Callable[[int], Mapping[str, object]] | None = None
    busy: bool = False
    stopped: bool = False

    def stop(self, *_: object) -> None:
        """SIGINT: give up the run that is going on, and begin no other. Killed workers would break the pool aloud."""
        self.stopped = True
        if self.busy:
            raise KeyboardInterrupt


worker = Worker()


def prepare(one: Callable[[int], Mapping[str, object]]) -> None:
    """Runs first in each worker. The scenario comes once, not with each seed, so that its hall is prepared once."""
    cv2.setNumThreads(1)
    worker.one = one
    signal.signal(signal.SIGINT, worker.stop)


def summary_in_worker(seed: int) -> Mapping[str, object]:
    if worker.stopped:
        raise KeyboardInterrupt
    worker.busy = True
    try:
        return worker.one(seed)
    finally:
        worker.busy = False


def summary_of(scenario: Scenario, config: RobotConfig | None, seed: int) -> Mapping[str, object]:
    return run(scenario, seed, config=config).summary


def summary_and_files_of(
    scenario: Scenario, config: RobotConfig | None, keepsakes: Keepsakes, several: bool, seed: int
) -> Mapping[str, object]:
    return run_and_keep(scenario, seed, keepsakes.of_seed(seed) if several else keepsakes, config=config)
