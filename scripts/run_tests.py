"""Every test: those that start ROS 2 nodes one after the other, and all others beside them, in two processes more.

A graph of nodes mostly waits for its simulated clock; what it leaves of the processors, the others take, which give
way to it. Their output is kept, and shown when the nodes are through.

Usage: python scripts/run_tests.py [ARGUMENTS OF PYTEST]
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PURE = ("-m", "not ros", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
WITH_NODES = ("-m", "ros", "-n", "0")
GIVES_WAY = 10  # nice value
NO_TESTS = 5  # what pytest says when it was left with none


def main(arguments: Sequence[str]) -> int:
    began = time.monotonic()
    with tempfile.TemporaryFile() as kept:
        pure = start(PURE, arguments, stdout=kept, stderr=subprocess.STDOUT, preexec_fn=lambda: os.nice(GIVES_WAY))
        try:
            print("tests with ROS 2 nodes; the others run beside them, and are shown afterwards", flush=True)
            nodes = start(WITH_NODES, arguments).wait()
            print(f"tests without, {time.monotonic() - began:.0f} s after both began", flush=True)
            follow(kept, pure)
        finally:
            pure.terminate()
    return verdict(nodes, pure.wait())


def start(selection: Sequence[str], arguments: Sequence[str], **how: object) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-m", "pytest", *selection, *arguments], cwd=ROOT, **how)


def follow(kept: object, process: subprocess.Popen) -> None:
    """Show what has been kept so far, and what comes until the process has ended."""
    at, ended = 0, False
    while True:
        more = os.pread(kept.fileno(), 65536, at)
        if not more and ended:
            return
        if not more:
            ended = process.poll() is not None
            time.sleep(0.0 if ended else 1.0)
        at += len(more)
        sys.stdout.buffer.write(more)
        sys.stdout.flush()


def verdict(*statuses: int) -> int:
    """0 where all have passed and at least one of the two had tests."""
    failed = [status for status in statuses if status not in (0, NO_TESTS)]
    return failed[0] if failed else 0 if 0 in statuses else NO_TESTS


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
