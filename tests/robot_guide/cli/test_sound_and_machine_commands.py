"""`robot-guide hear`, `say`, `doctor` and `up` keep their contracts."""

import io
import math
import struct
import wave

import pytest

from robot_guide.hearing import HeardFile
from robot_guide.shells import doctor


def recording(frames=1600, channels=1, width=2, rate=16000):
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(channels)
        sound.setsampwidth(width)
        sound.setframerate(rate)
        tone = (int(3000 * math.sin(i / 7)) for i in range(frames))
        sound.writeframes(b"".join(struct.pack("<h", s) * channels for s in tone) if width == 2 else b"\x80" * frames)
    return file.getvalue()


@pytest.fixture
def understood(monkeypatch):
    """A recogniser that understands what it is told to."""

    def put(text):
        heard = HeardFile(text, "zh", 0.91, 0.1, 0.2, True)
        monkeypatch.setattr("robot_guide.hearing.hear_file", lambda path, language, engine: heard)

    return put


def test_what_is_heard_has_the_contracts_keys(run, understood, tmp_path):
    (tmp_path / "words.wav").write_bytes(recording())
    understood("你好")
    ran = run("hear", tmp_path / "words.wav", "--json")
    assert ran.status == 0
    assert ran.record == {
        "text": "你好", "language": "zh", "confidence": 0.91, "seconds": 0.1, "rtf": 0.2, "final": True,
    }  # fmt: skip
    assert run("hear", tmp_path / "words.wav").out == "你好\n"


def test_a_recording_without_words_has_status_1(run, understood, tmp_path):
    (tmp_path / "words.wav").write_bytes(recording())
    understood("")
    ran = run("hear", tmp_path / "words.wav")
    assert ran.status == 1
    assert ran.out == ""
    assert "no words" in ran.err


@pytest.mark.parametrize(
    ("content", "status"),
    [(None, 2), (b"", 1), (b"RIFF", 1), (b"not sound at all" * 20, 1), (recording()[:30], 1), (recording(frames=0), 1)],
)
def test_what_is_no_recording_is_a_clear_error(run, clear_error, tmp_path, content, status):
    path = tmp_path / "words.wav"
    if content is not None:
        path.write_bytes(content)
    clear_error(run("hear", path, "--json"), status, "words.wav")


def test_a_language_without_a_model_says_how_to_get_one(run, clear_error, tmp_path, monkeypatch):
    monkeypatch.setenv("ROBOT_GUIDE_MODELS", str(tmp_path / "none"))
    (tmp_path / "words.wav").write_bytes(recording())
    clear_error(run("hear", tmp_path / "words.wav", "--lang", "zh", "--json"), 1, "make models")


def test_words_become_a_sound_file(run, tmp_path):
    path = tmp_path / "new" / "welcome.wav"
    ran = run("say", "您好，", "请跟我来", "--out", path, "--json")
    assert ran.status == 0
    assert set(ran.record) == {"file", "seconds"}
    with wave.open(str(path)) as sound:
        assert sound.getframerate() == 16000
        assert sound.getnchannels() == 1
        assert sound.getnframes() / 16000 == pytest.approx(ran.record["seconds"], abs=0.01)
    assert ran.record["seconds"] > 0.5


@pytest.mark.parametrize("words", [("   ",), ()])
def test_no_words_are_wrong_use(run, clear_error, tmp_path, words):
    clear_error(run("say", *words, "--out", tmp_path / "x.wav", "--json"), 2)
    assert not (tmp_path / "x.wav").exists()


def test_marks_alone_cannot_be_said(run, clear_error, tmp_path):
    clear_error(run("say", "……", "--out", tmp_path / "x.wav", "--json"), 1, "nothing to say")


def test_a_sound_cannot_be_put_where_a_folder_is(run, clear_error, tmp_path):
    clear_error(run("say", "hello", "--out", tmp_path, "--json"), 2, "folder")
    clear_error(run("say", "hello", "--json"), 2, "--out")


def test_the_doctor_tells_each_check_and_fails_only_for_what_is_required(run, monkeypatch):
    def well(hall):
        return doctor.found(True, "there")

    def ill(hall):
        return doctor.found(False, "not there", "Get one.")

    monkeypatch.setattr(doctor, "CHECKS", {"python": well, "font": ill})
    ran = run("doctor", "--json")
    assert ran.status == 0
    assert ran.records == [
        {"check": "python", "ok": True, "detail": "there", "remedy": ""},
        {"check": "font", "ok": False, "detail": "not there", "remedy": "Get one."},
    ]
    monkeypatch.setattr(doctor, "CHECKS", {"python": ill})
    ran = run("doctor")
    assert ran.status == 1
    assert "MISSING" in ran.out
    assert "→ Get one." in ran.out


@pytest.mark.parametrize("word", ["seed", "seed:=x", "colour:=red", "robots:=[Xiao]"])
def test_a_setting_that_the_graph_does_not_have_is_wrong_use(run, clear_error, word):
    clear_error(run("up", word, "--json"), 2)


@pytest.mark.parametrize(("content", "status"), [(None, 2), ("", 1), ("nodes: [", 2), ("- a\n", 2)])
def test_a_graph_that_is_none_is_a_clear_error(run, clear_error, tmp_path, content, status):
    path = tmp_path / "graph.yaml"
    if content is not None:
        path.write_text(content)
    clear_error(run("up", "--graph", path, "--json"), status)


def test_a_graph_whose_programs_are_not_installed_says_so(run, clear_error, tmp_path):
    path = tmp_path / "graph.yaml"
    path.write_text("arguments: {}\nnodes: [{executable: no_such_node}]\n")
    clear_error(run("up", "--graph", path, "--json"), 1, "no_such_node")
