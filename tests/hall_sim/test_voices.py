import math
import wave
from pathlib import Path

import pytest

from hall_sim import Speech
from hall_sim.voices import Utterance, Voices, level_db, recording_seconds, speech_seconds


def test_at_one_metre_a_voice_has_sixty_decibels():
    assert level_db(1.0) == 60.0


@pytest.mark.parametrize("distance", [0.5, 1.2, 3.7])
def test_twice_as_far_a_voice_is_six_decibels_weaker(distance):
    assert level_db(distance) - level_db(2.0 * distance) == pytest.approx(20.0 * math.log10(2.0))


def test_at_no_distance_a_voice_is_loud_and_not_infinite():
    assert level_db(0.0) == pytest.approx(80.0)


def test_more_words_take_longer():
    assert speech_seconds("你好", "zh") < speech_seconds("你好，我想办营业执照", "zh")
    assert 1.5 < speech_seconds("你好，我想办营业执照", "zh") < 4.0
    assert 1.5 < speech_seconds("Hello, I want to file my taxes", "en") < 4.0


def said(text: str, start: float, end: float) -> Utterance:
    return Utterance("visitor", text, "zh", start, end)


def test_words_arrive_when_they_have_been_said_and_only_once():
    voices = Voices()
    voices.say(said("你好", 1.0, 2.0))
    speakers, robots = {"visitor": (0.0, 0.0)}, {"one": (2.0, 0.0)}
    assert voices.arrive(1.95, speakers, robots) == {}
    (sound,) = voices.arrive(2.0, speakers, robots)["one"]
    assert (sound.text, sound.start, sound.end) == ("你好", 1.0, 2.0)
    assert sound.level_db == pytest.approx(60.0 - 20.0 * math.log10(2.0))
    assert voices.arrive(2.05, speakers, robots) == {}


def test_all_robots_within_earshot_hear_and_no_other():
    voices = Voices()
    voices.say(said("你好", 0.0, 1.0))
    heard = voices.arrive(1.0, {"visitor": (0.0, 0.0)}, {"near": (1.0, 0.0), "far": (7.9, 0.0), "away": (8.1, 0.0)})
    assert [len(heard[name]) for name in ("near", "far", "away")] == [1, 1, 0]
    assert heard["near"][0].level_db > heard["far"][0].level_db


def test_several_speeches_of_a_robot_sound_one_after_another():
    voices = Voices()
    voices.hear_robots(5.0, {"one": (Speech("您好", "zh", 1.0), Speech("请跟我来", "zh", 2.0))})
    first, second = voices.within_earshot((0.0, 0.0), {"one": (1.0, 0.0)})
    assert (first.start, first.end, second.start, second.end) == (5.0, 6.0, 6.0, 8.0)
    assert voices.within_earshot((0.0, 0.0), {"one": (9.0, 0.0)}) == ()


def test_what_a_robot_said_before_is_not_heard_again():
    voices = Voices()
    voices.hear_robots(5.0, {"one": (Speech("您好", "zh", 1.0),)})
    voices.hear_robots(5.05, {"one": ()})
    assert voices.within_earshot((0.0, 0.0), {"one": (1.0, 0.0)}) == ()


def test_a_recording_takes_as_long_as_it_plays(tmp_path: Path):
    path = tmp_path / "ask.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes(bytes(2 * 24000))
    assert recording_seconds(path) == 1.5


@pytest.mark.parametrize("content", [b"", b"RIFF", b"no sound at all, but quite some bytes of it"])
def test_what_is_no_recording_is_refused_by_name(tmp_path: Path, content: bytes):
    path = tmp_path / "broken.wav"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"broken\.wav"):
        recording_seconds(path)
