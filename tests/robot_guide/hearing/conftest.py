from pathlib import Path

import pytest

from robot_guide.hearing.models import find_whisper
from robot_guide.hearing.wav import RATE, at_rate
from robot_guide.hearing.whisper_decoder import WhisperDecoder
from robot_guide.speaking import EngineChain

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def spoken():
    """What espeak-ng makes of some Korean, (N,) int16 at 16 kHz."""
    synthesiser = EngineChain()
    yield lambda text: at_rate(synthesiser.synthesise(text, "ko"), RATE).samples
    synthesiser.close()


@pytest.fixture(scope="session")
def whisper(fetched):
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
