"""`robot-guide demo` in the lockstep shell: the story, its events, its picture, its statuses."""

import contextlib
import io
import json
import wave
from pathlib import Path

import pytest
from PIL import Image

import robot_guide.cli.demo as demo
import robot_guide.cli.stages as stages
from robot_guide.cli import main
from robot_guide.story import EVENTS

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Pictures go to a folder of the test's own."""
    monkeypatch.setattr(demo, "run_folder", lambda: tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def led(tmp_path_factory):
    """The events of the default visit, as JSON lines, with its status."""
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(io.StringIO()) as out:
        patch.setattr(demo, "run_folder", lambda: tmp_path_factory.mktemp("led"))
        status = main(["demo", "--shell", "lockstep", "--headless", "--once", "--seed", "1", "--json"])
    return status, [json.loads(line) for line in out.getvalue().splitlines()]


def test_the_visitor_is_led_to_a_window_for_licences(led):
    status, events = led
    assert status == 0
    assert events[-1]["event"] == "summary"
    assert events[-1]["success"] is True
    assert events[-1]["window"] in {"A04", "A05", "A06", "A07"}
    assert events[-1]["collisions"] == 0
    assert events[-1]["guided_m"] > 10


def test_every_event_has_time_robot_and_name_and_the_summary_the_contracts_keys(led):
    _, events = led
    for event in events:
        assert {"t", "robot", "event"} <= set(event)
        assert event["event"] in EVENTS
    times = [event["t"] for event in events]
    assert times == sorted(times)
    assert {"success", "window", "guided_m", "seconds", "collisions"} <= set(events[-1])
    names = [event["event"] for event in events]
    order = ["ready", "heard", "understood", "says", "leads", "arrived", "home", "summary"]
    assert [name for name in dict.fromkeys(names) if name in order] == order


def test_the_picture_of_the_route_is_saved_where_the_summary_says(led):
    _, events = led
    path = Path(events[-1]["picture"])
    assert path.name == "route.png"
    with Image.open(path) as image:
        assert image.width > 1000


def test_the_same_seed_tells_the_same_story(run, scenario):
    def timeless(events):
        return [{k: v for k, v in e.items() if k not in ("seed", "real_time_factor", "picture")} for e in events]

    crowd = scenario("crowd", people=40, duration=25)
    arguments = ("demo", "--shell", "lockstep", "--headless", "--once", "--scenario", crowd, "--json", "--seed")
    first, again, other = (timeless(run(*arguments, seed).records) for seed in ("1", "1", "2"))
    assert "leads" in [event["event"] for event in first]
    assert again == first
    assert other != first


def test_people_read_a_story_in_both_languages_and_where_the_picture_is(run, folder, scenario):
    ran = run("demo", "--shell", "lockstep", "--headless", "--scenario", scenario("near"), "--ask", "厕所在哪里")
    assert ran.status == 0
    assert "普陀区行政服务中心" in ran.out
    assert "来客：「厕所在哪里」" in ran.out
    assert "They have arrived: Restrooms." in ran.out
    assert str(folder / "route.png") in ran.out
    assert "\x1b" not in ran.out


@pytest.mark.parametrize(
    ("ask", "words"), [("带我去Z99窗口", "no such place"), ("今天股票怎么样", "was not understood")]
)
def test_a_visitor_who_cannot_be_led_is_told_so_and_the_status_is_1(run, scenario, ask, words):
    ran = run("demo", "--shell", "lockstep", "--headless", "--once", "--scenario", scenario("near"), "--ask", ask)
    assert ran.status == 1
    assert words in " ".join(ran.out.split())
    assert "They have arrived" not in ran.out


def test_several_visitors_come_one_after_another(run, scenario):
    brief = scenario("brief", duration=10)
    ran = run("demo", "--shell", "lockstep", "--headless", "--visitors", "2", "--scenario", brief, "--json")
    asked = [event["text"] for event in ran.records if event["event"] == "heard"]
    assert asked[0] == "你好，我想办营业执照"
    assert demo.QUESTIONS[0] in asked
    assert [event["event"] for event in ran.records].count("summary") == 2


def quiet(path, frames=16000):
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16000)
        sound.writeframes(b"\0\0" * frames)


@pytest.mark.parametrize(
    ("content", "status", "word"),
    [
        (None, 2, "no such file"), (b"", 1, "empty"), (b"RIFF\x00\x00\x00\x00WAVEjunk", 1, "wav"),
        (b"\x00\xff" * 50, 1, "wav"),
    ],
)  # fmt: skip
def test_a_recording_that_is_none_is_a_clear_error(run, clear_error, tmp_path, content, status, word):
    path = tmp_path / "words.wav"
    if content is not None:
        path.write_bytes(content)
    clear_error(run("demo", "--shell", "lockstep", "--headless", "--wav", path, "--json"), status, word, "words.wav")


def test_a_recording_without_a_sample_is_a_clear_error(run, clear_error, tmp_path):
    quiet(tmp_path / "words.wav", frames=0)
    clear_error(run("demo", "--shell", "lockstep", "--wav", tmp_path / "words.wav", "--json"), 1, "no sound")


def test_a_recording_without_a_recogniser_is_a_clear_error(run, clear_error, tmp_path, monkeypatch):
    monkeypatch.setenv("ROBOT_GUIDE_MODELS", str(tmp_path))
    monkeypatch.setattr("robot_guide.hearing.models.packaged_korean", lambda: None)
    quiet(tmp_path / "words.wav")
    clear_error(run("demo", "--wav", tmp_path / "words.wav", "--json"), 1, "make models", "--ask")


def test_without_a_recogniser_it_says_plainly_that_words_enter_as_text(run, scenario, tmp_path, monkeypatch):
    monkeypatch.setenv("ROBOT_GUIDE_MODELS", str(tmp_path))
    monkeypatch.setattr("robot_guide.hearing.models.packaged_korean", lambda: None)
    ran = run("demo", "--shell", "lockstep", "--headless", "--scenario", scenario("brief", duration=10), "--json")
    assert "the visitor's words enter as text" in ran.err
    assert all(record["event"] for record in ran.records)


def test_a_folder_is_no_recording(run, clear_error, tmp_path):
    clear_error(run("demo", "--wav", tmp_path, "--json"), 2, "folder")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("visitors: []\n", "hall"), ("hall: [1\n", "YAML"), ("", "empty"), ("just words\n", "mapping"),
        ("a: 1\na: 2\n", "twice"),
    ],
)  # fmt: skip
def test_a_scenario_that_is_none_is_a_clear_error(run, clear_error, tmp_path, content, word):
    path = tmp_path / "odd.yaml"
    path.write_text(content)
    clear_error(run("demo", "--scenario", path, "--json"), 1, "odd.yaml", word)


def test_without_ros_it_says_so_and_runs_in_one_process(run, scenario, monkeypatch):
    monkeypatch.setattr(stages, "ROS_PACKAGES", ("no_such_package",))
    ran = run("demo", "--headless", "--once", "--scenario", scenario("brief", duration=10), "--json")
    assert ran.status == 1
    assert "ROS 2 is not installed" in ran.err
    assert ran.records[-1]["event"] == "summary"


def test_ros_that_is_asked_for_and_not_there_is_a_clear_error(run, clear_error, monkeypatch):
    monkeypatch.setattr(stages, "ROS_PACKAGES", ("no_such_package",))
    clear_error(run("demo", "--shell", "ros", "--json"), 1, "no_such_package", "lockstep")
