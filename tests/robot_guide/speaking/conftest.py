import pytest

from robot_guide.speaking import Pyttsx3Synthesiser


@pytest.fixture(scope="module")
def synthesiser():
    """The real one, in its process."""
    synthesiser = Pyttsx3Synthesiser()
    yield synthesiser
    synthesiser.close()
