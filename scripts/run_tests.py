"""Every test: those with ROS 2 nodes one after the other, and all others beside them, on what they leave over.

A graph of a dozen nodes that has to share the processors falls behind its own clock, and a visitor who speaks or walks
in real time is lost. So the rest runs when no node wants to (SCHED_IDLE, sched(7)); where that cannot be, before them.
So it does with IN_TURN=1, for machines with other work, which would leave it nothing.

Usage: python scripts/run_tests.py [ARGUMENTS OF PYTEST]
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

ROOT = Path(__file__).resolve().parents[1]
PURE = ("-m", "not ros", "-n", "3", "--dist", "loadfile", "--no-loadscope-reorder")
WITH_NODES = ("-m", "ros", "-n", "0")
NO_TESTS = 5  # what pytest says when it was left with none
QUOTAS = ("/sys/fs/cgroup/cpu.max", "/sys/fs/cgroup/cpu/cpu.cfs_quota_us")  # cgroups(7), version 2 and 1
LOOK = 1.0  # s, how often what a process has written is read


def main(arguments: Sequence[str]) -> int:
    return beside(arguments) if can_stand_back() else in_turn(arguments)


def in_turn(arguments: Sequence[str]) -> int:
    return verdict(*(run(pytest(selection, arguments)) for selection in (PURE, WITH_NODES)))


def beside(arguments: Sequence[str]) -> int:
    """What the rest says is shown as soon as the tests with nodes are done."""
    with tempfile.TemporaryFile() as told:
        command = pytest(PURE, arguments)
        with subprocess.Popen(command, cwd=ROOT, stdout=told, stderr=told, preexec_fn=stand_back) as rest:
            try:
                with_nodes = run(pytest(WITH_NODES, arguments))
                show(told, rest)
            except KeyboardInterrupt:  # it is not of the terminal's session
                os.killpg(rest.pid, signal.SIGINT)
                raise
    return verdict(with_nodes, rest.returncode)


def pytest(selection: Sequence[str], arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "pytest", *selection, *arguments]


def run(command: Sequence[str]) -> int:
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def show(told: BinaryIO, process: subprocess.Popen) -> None:
    """Print what a process has written to a file and still writes, until it has ended."""
    at, ended = 0, False
    while not ended:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(LOOK)
        ended = process.returncode is not None
        text = os.pread(told.fileno(), 1 << 30, at)
        at += len(text)
        sys.stdout.buffer.write(text)
        sys.stdout.buffer.flush()


def can_stand_back() -> bool:
    """Whether there is such a priority, and all processor time that it takes would otherwise be nobody's.

    A container may be given less time than it has processors: what stands back would use it up for all.
    """
    wanted = hasattr(os, "SCHED_IDLE") and not os.environ.get("IN_TURN")
    return wanted and not any(has_quota(Path(file)) for file in QUOTAS)


def has_quota(file: Path) -> bool:
    try:
        return file.read_text().split()[0] not in ("max", "-1")
    except OSError:
        return False


def stand_back() -> None:
    """For this process and its children. Where Linux shares the time among sessions, that counts only within one of
    them, and nodes have sessions of their own: so this one weighs as little as it can (sched(7), autogroups)."""
    os.setsid()
    with contextlib.suppress(OSError):
        Path("/proc/self/autogroup").write_text("19")
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def verdict(*statuses: int) -> int:
    """0 where all have passed and at least one of the two had tests."""
    failed = [status for status in statuses if status not in (0, NO_TESTS)]
    return failed[0] if failed else 0 if 0 in statuses else NO_TESTS


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
