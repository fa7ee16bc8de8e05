"""Utterances cut by voice activity, read by a decoder that is told what to read."""

import numpy as np
import pytest

from robot_guide.heard import Hypothesis
from robot_guide.hearing.endpointing import Completeness
from robot_guide.hearing.judgement import Unprejudiced
from robot_guide.hearing.wav import RATE
from robot_guide.hearing.whisper_decoder import Decoded, echoes, frames_for
from robot_guide.hearing.whisper_ears import WhisperEars
from robot_guide.hearing.whisper_readings import WhisperReading, hypotheses


def silence(seconds):
    return np.zeros(int(seconds * RATE), np.int16)


def voice(seconds, level=3000.0):
    t = np.arange(int(seconds * RATE)) / RATE
    buzz = np.sign(np.sin(2 * np.pi * 140 * t)) * (0.55 - 0.45 * np.cos(2 * np.pi * 4 * t))
    return np.rint(buzz * level).astype(np.int16)


class Reader:
    """Reads one text after the other, and remembers how long each sound was, in s."""

    def __init__(self, *texts):
        self.texts, self.lengths = list(texts), []

    def decode(self, samples, languages):
        self.lengths.append(len(samples) / RATE)
        text = self.texts[min(len(self.lengths), len(self.texts)) - 1]
        return (Decoded(languages[0], 1.0, (Hypothesis(text, 0.8),)),) if text else ()


class Whole(Unprejudiced):
    def completeness(self, text, language):
        return Completeness.COMPLETE


def hear(ears, sound, size=800, start=0.0):
    heard = [
        each for at in range(0, len(sound), size) for each in ears.listen(sound[at : at + size], start + at / RATE)
    ]
    return [*heard, *ears.finish()]


def test_an_utterance_is_one_result_at_its_own_time():
    sound = np.concatenate((silence(1.0), voice(1.5), silence(2.0)))
    *_, final = hear(WhisperEars(Reader("你好"), ("zh",)), sound, start=50.0)
    assert (final.text, final.final, final.language) == ("你好", True, "zh")
    assert final.start == pytest.approx(51.0, abs=0.1)
    assert final.end == pytest.approx(52.5, abs=0.15)


def test_two_utterances_are_two_results():
    sound = np.concatenate((silence(0.5), voice(1.0), silence(1.5), voice(1.0), silence(1.5)))
    finals = [each for each in hear(WhisperEars(Reader("一"), ("zh",)), sound) if each.final]
    assert len(finals) == 2


def test_who_goes_on_after_a_pause_is_read_as_a_whole():
    reader = Reader("我想", "我想办证")
    sound = np.concatenate((silence(0.5), voice(1.0), silence(0.5), voice(1.0), silence(1.5)))
    results = hear(WhisperEars(reader, ("zh",)), sound)
    assert [(each.text, each.final) for each in results] == [("我想", False), ("我想办证", False), ("我想办证", True)]
    assert reader.lengths[1] > reader.lengths[0] + 1.0


def test_a_complete_request_ends_sooner_and_is_read_once():
    quick, slow = Reader("厕所在哪里"), Reader("厕所在哪里")
    sound = np.concatenate((silence(0.5), voice(1.0), silence(2.0)))
    ends = []
    for reader, judgement in ((quick, Whole()), (slow, Unprejudiced())):
        ears = WhisperEars(reader, ("zh",), judgement=judgement)
        ends.append(next(at for at in range(0, len(sound), 480)
                         if any(each.final for each in ears.listen(sound[at : at + 480], at / RATE))))  # fmt: skip
    assert ends[0] + 0.25 * RATE < ends[1]
    assert len(quick.lengths) == len(slow.lengths) == 1


def test_elders_may_pause_longer():
    sound = np.concatenate((silence(0.5), voice(1.0), silence(0.85), voice(1.0), silence(2.0)))
    usual = [each for each in hear(WhisperEars(Reader("一"), ("zh",)), sound) if each.final]
    elder = [each for each in hear(WhisperEars(Reader("一"), ("zh",), elder=True), sound) if each.final]
    assert (len(usual), len(elder)) == (2, 1)


def test_however_the_sound_is_cut_the_results_are_the_same():
    sound = np.concatenate((silence(0.5), voice(1.0), silence(1.0), voice(0.7), silence(1.0)))
    whole = hear(WhisperEars(Reader("一"), ("zh",)), sound, len(sound))
    assert whole
    for size in (160, 480, 777, 16000):
        assert hear(WhisperEars(Reader("一"), ("zh",)), sound, size) == whole


def test_a_stream_that_breaks_off_is_brought_to_its_end_and_the_next_begins_anew():
    ears = WhisperEars(Reader("一"), ("zh",))
    (cut,) = hear(ears, np.concatenate((silence(0.5), voice(1.0))))
    assert cut.final
    *_, again = hear(ears, np.concatenate((silence(0.5), voice(1.0), silence(1.0))), start=9.0)
    assert again.start == pytest.approx(9.5, abs=0.1)


@pytest.mark.parametrize("level", [0, 30, 3000])
def test_silence_and_noise_are_never_given_to_the_decoder(level):
    reader = Reader("谢谢观看")
    noise = np.rint(np.random.default_rng(level).normal(size=6 * RATE) * level).astype(np.int16)
    assert hear(WhisperEars(reader, ("zh",)), noise) == []
    assert reader.lengths == []


def test_what_the_decoder_takes_for_silence_is_no_utterance():
    assert hear(WhisperEars(Reader(""), ("zh",)), np.concatenate((voice(1.0), silence(1.0)))) == []


def test_confidence_decides_between_languages_and_sense_as_well():
    class Two:
        def decode(self, samples, languages):
            return tuple(Decoded(each, 0.5, (Hypothesis(text, sure),))
                         for each, text, sure in (("zh", "五万吐", 0.6), ("en", "i want to go", 0.55)))  # fmt: skip

    class Sense(Unprejudiced):
        def plausibility(self, text, language):
            return 1.0 if language == "en" else 0.0

    sound = np.concatenate((voice(1.0), silence(1.0)))
    assert hear(WhisperEars(Two(), ("zh", "en")), sound)[-1].language == "zh"
    assert hear(WhisperEars(Two(), ("zh", "en"), judgement=Sense()), sound)[-1].language == "en"


@pytest.mark.parametrize("samples", [np.zeros(10), np.zeros((2, 10), np.int16)])
def test_sound_of_another_kind_is_refused_by_whisper_ears(samples):
    with pytest.raises(ValueError, match=r"samples must be \(N,\) int16"):
        WhisperEars(Reader(""), ("zh",)).listen(samples, 0.0)


@pytest.mark.parametrize(
    ("spoken", "given"), [(0, 1000), (300, 1000), (800, 1000), (801, 1500), (2900, 3000), (3000, 3000)]
)
def test_whisper_is_given_no_more_silence_than_it_needs(spoken, given):
    assert frames_for(spoken) == given


def test_readings_on_which_all_agree_are_surer_than_lonely_ones():
    agreed = hypotheses([WhisperReading("办居住证", -0.2, 5), WhisperReading("办居住正", -0.25, 5)], 5)
    lonely = hypotheses([WhisperReading("办居住证", -0.2, 5), WhisperReading("拌菊竹", -0.25, 5)], 5)
    assert agreed[0].confidence > lonely[0].confidence
    assert 0.0 < agreed[1].confidence <= agreed[0].confidence <= 1.0


def test_readings_that_differ_in_punctuation_only_are_one():
    found = hypotheses([WhisperReading("停一下!", -0.2, 4), WhisperReading("停一下", -0.3, 4)], 5)
    assert [each.text for each in found] == ["停一下!"]


def test_readings_in_the_other_script_are_the_same_ones():
    found = hypotheses([WhisperReading("說慢一點", -0.2, 4), WhisperReading("说慢一点", -0.3, 4)], 5)
    assert [each.text for each in found] == ["说慢一点"]


def test_a_decoder_that_goes_round_in_circles_has_read_nothing():
    assert hypotheses([WhisperReading("谢谢谢谢" * 10, -0.1, 40), WhisperReading(" … ", -0.1, 3)], 5) == ()


def test_a_decoder_that_reads_out_its_prompt_has_read_nothing():
    assert echoes("政务服务大厅：社保", "以下是。政务服务大厅：社保、医保。")
    assert not echoes("社保", "以下是。政务服务大厅：社保、医保。")
