import wave

import pytest

from robot_guide.hearing import read_wav
from robot_guide.speaking import SpeechError, say_to_file


@pytest.fixture
def say(synthesiser, monkeypatch):
    monkeypatch.setattr(synthesiser, "close", lambda: None)
    return lambda *args, **more: say_to_file(*args, synthesiser=synthesiser, **more)


def test_words_go_into_a_file_that_others_can_play(say, tmp_path):
    out = tmp_path / "您好.wav"
    spoken = say("您好，请跟我来。", out)
    assert spoken.as_json() == {"file": str(out), "seconds": round(spoken.seconds, 2)}
    with wave.open(str(out)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 16000)
        assert file.getnframes() / 16000 == pytest.approx(spoken.seconds, abs=0.01)
    assert read_wav(out).samples.std() > 500


def test_the_language_is_told_by_the_script(say, tmp_path):
    """The Korean voice says a Korean sentence in a time of its own; told apart, both ways are the same."""
    told, guessed = (say("화장실이 어디에 있어요", tmp_path / "a.wav", language) for language in ("ko", "auto"))
    assert guessed.seconds == pytest.approx(told.seconds, abs=0.05)


def test_elders_get_more_time(say, tmp_path):
    assert say("请跟我来", tmp_path / "a.wav", elder=True).seconds > 1.2 * say("请跟我来", tmp_path / "b.wav").seconds


def test_an_own_synthesiser_is_closed_afterwards(tmp_path):
    assert say_to_file("好", tmp_path / "a.wav").seconds > 0.2


def test_what_is_wrong_is_said(say, tmp_path):
    with pytest.raises(SpeechError, match="nothing to say"):
        say("！", tmp_path / "a.wav")
    with pytest.raises(ValueError, match="language must be auto, zh, en, ko, got 'fr'"):
        say("bonjour", tmp_path / "a.wav", "fr")
    with pytest.raises(OSError, match="No such file"):
        say("好", tmp_path / "no" / "such" / "folder" / "a.wav")
