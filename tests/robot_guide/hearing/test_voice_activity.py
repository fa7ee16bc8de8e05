"""Speech stands out from what the hall sounds like otherwise."""

import numpy as np
import pytest

from robot_guide.hearing.voice_activity import FRAME, FRAME_SECONDS, ActivityConfig, VoiceActivity
from robot_guide.hearing.wav import RATE, read_wav


def noise(seconds, level, seed=1):
    return np.rint(np.random.default_rng(seed).normal(size=int(seconds * RATE)) * level).astype(np.int16)


def voice(seconds, level=3000.0):
    """A buzz of 140 Hz that gets louder and softer four times a second, as syllables do."""
    t = np.arange(int(seconds * RATE)) / RATE
    buzz = np.sign(np.sin(2 * np.pi * 140 * t)) * (0.5 - 0.5 * np.cos(2 * np.pi * 4 * t))
    return np.rint(buzz * level).astype(np.int16)


def probabilities(samples, activity=None):
    activity = activity or VoiceActivity()
    return np.array(
        [activity.probability(frame) for frame in samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)]
    )


def test_silence_is_no_speech():
    assert probabilities(np.zeros(RATE, np.int16)).max() < 0.05


@pytest.mark.parametrize("level", [10, 100, 1000])
def test_steady_noise_is_no_speech_once_it_is_known(level):
    known = int(2.0 / FRAME_SECONDS) + 1
    assert (probabilities(noise(5.0, level))[known:] < 0.5).mean() > 0.98


@pytest.mark.parametrize("level", [0, 30, 200])
def test_a_voice_stands_out_of_noise(level):
    sound = np.concatenate((noise(2.5, level), voice(2.0) + noise(2.0, level, 2), noise(1.0, level, 3)))
    likely = probabilities(sound) >= 0.5
    begin, end = round(2.5 / FRAME_SECONDS), round(4.5 / FRAME_SECONDS)
    assert likely[begin:end].mean() > 0.6
    assert likely[:begin][-10:].mean() < 0.2
    assert likely[end + 2 :].mean() < 0.2


def test_a_voice_that_speaks_from_the_first_moment_on_is_heard():
    assert (probabilities(voice(1.0)) >= 0.5).mean() > 0.6


def test_another_stream_begins_without_memory():
    activity = VoiceActivity()
    probabilities(noise(3.0, 3000), activity)
    loud = activity.floor
    activity.reset()
    assert activity.floor == ActivityConfig().quiet < loud


def test_recorded_sentences_are_heard_and_the_silence_around_them_is_not(speech):
    for name in ("zh/aishell_BAC009S0724W0121.wav", "en/sr_english.wav", "zh_synthetic/00_zf_xiaoxiao.wav"):
        samples = read_wav(speech / name).samples
        pause = np.zeros(RATE, np.int16)
        likely = probabilities(np.concatenate((pause, samples, pause))) >= 0.5
        assert likely[33:-33].mean() > 0.3, name
        assert not likely[:33].any(), name
        assert not likely[-30:].any(), name


def test_settings_out_of_range_are_refused():
    with pytest.raises(ValueError, match="margin must be > 0 dB"):
        ActivityConfig(margin=0.0)
