"""Many runs of one scenario on a Ray cluster; the same summaries in the same order as on one machine.

Ray is the extra `[ray]`; the machines of the cluster need this package, and the same versions of numpy and numba.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from hall_sim import Scenario
from robot_guide.shells.lockstep import run
from robot_guide.shells.lockstep_robot import RobotConfig

REMEDY = "Install it: pip install 'robot-guide[ray]'."
AHEAD = 4  # runs handed out for each processor of the cluster: none waits for work, and none is forgotten in a queue


class ClusterError(Exception):
    """There is no cluster to run on; the message says why, and `remedy` what helps."""

    def __init__(self, problem: str, remedy: str):
        super().__init__(problem)
        self.remedy = remedy


def run_many_on_cluster(
    scenario: Scenario, seeds: Iterable[int], address: str, *, config: RobotConfig | None = None
) -> Iterator[Mapping[str, object]]:
    """The summary of each seed's run, in the order of the seeds, as soon as it is there.

    address: of the cluster, `HOST:PORT`, `ray://HOST:PORT`, `auto` for the one that this machine is in, or `local` to
    start one here. The scenario is put into the cluster once. Raises ClusterError: Ray is not installed, or no cluster
    answers.
    """
    ray = connected(address)
    try:
        one = ray.remote(summary_of_run)
        given, settings = ray.put(scenario), ray.put(config)
        tasks = (one.remote(given, settings, seed) for seed in seeds)
        most = max(int(ray.cluster_resources().get("CPU", 1)), 1) * AHEAD
        waiting = deque(islice(tasks, most))
        while waiting:
            yield ray.get(waiting.popleft())
            waiting.extend(islice(tasks, 1))
    finally:
        ray.shutdown()


def summary_of_run(scenario: Scenario, config: RobotConfig | None, seed: int) -> Mapping[str, object]:
    return run(scenario, seed, config=config).summary


def connected(address: str):
    """The module `ray`, connected to a cluster. Raises ClusterError."""
    try:
        import ray
    except ImportError as error:
        raise ClusterError("Ray is not installed", REMEDY) from error
    try:
        ray.init(address=address, log_to_driver=False, logging_level="ERROR")
    except (ConnectionError, OSError, RuntimeError, ValueError) as error:
        raise ClusterError(f"no cluster at {address}: {error}", "Start one: ray start --head.") from error
    return ray
