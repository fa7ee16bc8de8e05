"""Utterances end when their speaker has finished, whatever the recogniser thinks."""

import numpy as np
import pytest

from robot_guide.heard import Heard, Hypothesis
from robot_guide.hearing import ScriptedEars
from robot_guide.hearing.assembly import HearingConfig, audible
from robot_guide.hearing.endpointing import Completeness, EndpointConfig
from robot_guide.hearing.judgement import Unprejudiced
from robot_guide.hearing.pacing import Paced
from robot_guide.hearing.wav import RATE

CONFIG = EndpointConfig()


class Knows(Unprejudiced):
    def __init__(self, **completeness):
        self._known = completeness

    def completeness(self, text, language):
        return self._known.get(text, Completeness.UNKNOWN)


def words(text, start, end, final=True):
    return Heard(text, "zh", start, end, final, (Hypothesis(text, 0.8),) if final else ())


def silence(seconds):
    return np.zeros(int(seconds * RATE), np.int16)


def voice(seconds):
    t = np.arange(int(seconds * RATE)) / RATE
    buzz = np.sign(np.sin(2 * np.pi * 140 * t)) * (0.6 - 0.4 * np.cos(2 * np.pi * 4 * t))
    return np.rint(3000 * buzz).astype(np.int16)


def hear(ears, sound):
    told = []
    for at in range(0, len(sound), 800):
        told += [((at + 800) / RATE, each) for each in ears.listen(sound[at : at + 800], at / RATE) if each.final]
    return told


ONE = np.concatenate((silence(0.5), voice(1.0), silence(3.0)))


def test_a_complete_request_is_ended_before_the_recogniser_notices():
    script = [(1.3, words("厕所在哪", 0.5, 1.3, final=False)), (2.4, words("厕所在哪里", 0.5, 1.5))]
    ears = Paced(ScriptedEars(script), "zh", Knows(厕所在哪=Completeness.COMPLETE))
    ((when, heard),) = hear(ears, ONE)
    assert heard.text == "厕所在哪里", "asked for, the recogniser gives what it has"
    assert when == pytest.approx(1.5 + CONFIG.complete, abs=0.12)


def test_words_are_understood_shortly_before_their_pause_could_be_long_enough_and_not_while_they_grow():
    asked = []

    class Asked(Knows):
        def completeness(self, text, language):
            asked.append(text)
            return super().completeness(text, language)

    script = [(0.8, words("厕", 0.5, 0.8, final=False)), (1.1, words("厕所", 0.5, 1.1, final=False)),
              (1.4, words("厕所在哪", 0.5, 1.4, final=False)), (2.4, words("厕所在哪", 0.5, 1.5))]  # fmt: skip
    ears = Paced(ScriptedEars(script), "zh", Asked(厕所在哪=Completeness.COMPLETE))
    hear(ears, ONE)
    assert set(asked) == {"厕所在哪"}


def test_what_the_recogniser_ends_in_a_hesitation_is_joined_with_what_follows():
    sound = np.concatenate((silence(0.5), voice(1.0), silence(1.1), voice(1.0), silence(3.0)))
    script = [(2.0, words("我想办那个", 0.5, 1.5)), (4.1, words("居住证", 2.6, 3.6))]
    ((_, heard),) = hear(Paced(ScriptedEars(script), "zh"), sound)
    assert (heard.text, heard.start, heard.end) == ("我想办那个居住证", 0.5, 3.6)
    assert heard.nbest[0].confidence == 0.8


def test_without_a_hesitation_they_are_two():
    sound = np.concatenate((silence(0.5), voice(1.0), silence(1.1), voice(1.0), silence(3.0)))
    script = [(2.0, words("你好", 0.5, 1.5)), (4.1, words("居住证", 2.6, 3.6))]
    assert [heard.text for _, heard in hear(Paced(ScriptedEars(script), "zh"), sound)] == ["你好", "居住证"]


def test_elders_are_waited_for():
    sound = np.concatenate((silence(0.5), voice(1.0), silence(0.9), voice(1.0), silence(3.0)))
    script = [(2.0, words("你好", 0.5, 1.5)), (4.0, words("居住证", 2.4, 3.4))]
    assert len(hear(Paced(ScriptedEars(script), "zh", elder=True), sound)) == 1


def test_words_in_a_sound_too_soft_to_notice_come_through_at_once():
    ((when, _),) = hear(Paced(ScriptedEars([(1.0, words("你好", 0.2, 0.9))]), "zh"), silence(3.0))
    assert when == pytest.approx(1.0, abs=0.06)


def test_the_end_of_the_stream_ends_the_utterance():
    ears = Paced(ScriptedEars([(2.0, words("你好", 0.5, 1.5))]), "zh")
    ears.listen(voice(1.0), 0.0)
    (heard,) = ears.finish()
    assert heard.text == "你好"


def test_engines_are_chosen_language_by_language(monkeypatch, tmp_path):
    with pytest.raises(ValueError, match="zh must be vosk or whisper, got 'kaldi'"):
        HearingConfig(zh="kaldi")
    monkeypatch.setenv("ROBOT_GUIDE_MODELS", str(tmp_path))
    (tmp_path / "whisper-base").mkdir()
    (tmp_path / "whisper-base" / "model.bin").touch()
    assert audible(HearingConfig(zh="whisper")) in (("zh",), ("zh", "ko")), "Korean may lie in a package"
    assert audible(HearingConfig(zh="whisper", en="whisper", ko="whisper")) == ("zh", "en", "ko")
