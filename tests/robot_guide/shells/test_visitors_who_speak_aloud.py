"""A visitor's voice as sound: through the real recogniser in one process, and what happens where there is none."""

import shutil
from pathlib import Path

import pytest

from hall_sim import Scenario, Sound
from robot_guide import hearing
from robot_guide.hearing import HeardFile, models
from robot_guide.shells.listening import Listener, missing_ears, recognise
from robot_guide.shells.lockstep import run

FILE = Path(__file__).parents[3] / "sim/scenarios/korean_aloud.yaml"


@pytest.fixture(scope="module")
def scenario():
    return Scenario.load(FILE)


@pytest.fixture
def recording(scenario, tmp_path):
    """One that nobody has listened to yet."""
    return Path(shutil.copy(scenario.visitors[0].wav, tmp_path / "new.wav"))


@pytest.fixture
def deaf(monkeypatch, tmp_path):
    """No model is there."""
    monkeypatch.setenv(models.VARIABLE, str(tmp_path))
    monkeypatch.setattr(models, "packaged_korean", lambda: None)


@pytest.mark.slow
def test_a_korean_visitor_is_heard_by_the_recogniser_led_and_hears_korean_and_so_again(scenario, korean):
    assert missing_ears(scenario) is None
    first, second = (run(scenario, 1) for _ in range(2))
    heard = next(event for event in first.events if event.event == "heard")
    assert heard.data["language"] == "ko"
    assert heard.data["text"] == recognise(scenario.visitors[0].wav, "ko").text
    assert heard.data["text"] != scenario.visitors[0].ask, "not the words of the scenario, but what was heard of them"
    assert first.summary["as_expected"], first.summary
    answers = [event for event in first.events if event.event == "says" and event.robot == heard.robot]
    assert answers[-1].data["language"] == "ko"
    assert "라운지" in " ".join(event.data["text"] for event in answers)
    steady = [[event for event in one.events if event.event != "summary"] for one in (first, second)]
    assert steady[0] == steady[1]


def test_a_file_is_listened_to_once_however_many_runs_play_it(monkeypatch, recording):
    listened = []
    told = HeardFile("화장실", "ko", 1.0, 2.0, 0.1, True)
    monkeypatch.setattr(hearing, "hear_file", lambda path: listened.append(path) or told)
    sound = Sound("", "ko", 1.0, 3.0, 60.0, recording)
    for _ in range(3):
        heard, _ = Listener().hear(sound, "xiao_pu", 3.0)
        assert (heard.text, heard.start, heard.end) == ("화장실", 1.0, 3.0)
    assert listened == [recording]
    recording.write_bytes(recording.read_bytes() + b"\0\0")
    Listener().hear(sound, "xiao_pu", 3.0)
    assert len(listened) == 2, "it is another recording now"


def test_what_cannot_be_heard_now_is_tried_again_later(deaf, monkeypatch, recording):
    assert "no vosk model" in recognise(recording, "ko")
    monkeypatch.setattr(hearing, "hear_file", lambda path: HeardFile("화장실", "ko", 1.0, 2.0, 0.1, True))
    assert recognise(recording, "ko").text == "화장실"


def test_a_scenario_with_sound_says_which_model_is_missing(deaf, scenario):
    missing = missing_ears(scenario)
    assert missing.languages == ("ko",)
    assert missing.remedy == "Run: make models"


def test_a_scenario_without_sound_needs_no_model(deaf):
    assert missing_ears(Scenario.load(FILE.with_name("korean.yaml"))) is None
