"""Every test: first those without ROS 2 nodes, side by side; then those with nodes, one after the other, in any case.

The two do not run beside each other: with other work on both processors a graph of a dozen nodes falls behind its own
clock, and a visitor who speaks or walks in real time is lost.

Usage: python scripts/run_tests.py [ARGUMENTS OF PYTEST]
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PURE = ("-m", "not ros", "-n", "3", "--dist", "loadfile", "--no-loadscope-reorder")
WITH_NODES = ("-m", "ros", "-n", "0")
NO_TESTS = 5  # what pytest says when it was left with none


def main(arguments: Sequence[str]) -> int:
    statuses = [
        subprocess.run([sys.executable, "-m", "pytest", *selection, *arguments], cwd=ROOT, check=False).returncode
        for selection in (PURE, WITH_NODES)
    ]
    return verdict(*statuses)


def verdict(*statuses: int) -> int:
    """0 where all have passed and at least one of the two had tests."""
    failed = [status for status in statuses if status not in (0, NO_TESTS)]
    return failed[0] if failed else 0 if 0 in statuses else NO_TESTS


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
