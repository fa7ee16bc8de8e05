import pytest

from robot_guide.speaking import EngineChain


@pytest.fixture(scope="module")
def synthesiser():
    """The real one: pyttsx3 in its process."""
    synthesiser = EngineChain()
    yield synthesiser
    synthesiser.close()
