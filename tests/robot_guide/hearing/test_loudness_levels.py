"""Loudness of sounds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from robot_guide.hearing.loudness import at_level, level_of


def tone(amplitude, seconds=1.0):
    t = np.arange(int(16000 * seconds)) / 16000
    return np.rint(amplitude * np.sin(2 * np.pi * 440 * t)).astype(np.int16)


@given(st.floats(40.0, 75.0))
def test_a_sound_comes_out_as_loud_as_it_was_asked_for(level):
    assert level_of(at_level(tone(8000), level)) == pytest.approx(level, abs=0.3)


def test_twice_the_amplitude_is_six_decibels_more():
    assert level_of(tone(8000)) - level_of(tone(4000)) == pytest.approx(6.02, abs=0.05)


def test_pauses_make_speech_no_quieter():
    speech = tone(8000)
    paused = np.concatenate((speech, np.zeros(len(speech) // 2, np.int16)))
    assert abs(level_of(paused) - level_of(speech)) < 3.0


def test_silence_has_no_level_and_stays_silence():
    silence = np.zeros(1600, np.int16)
    assert np.isnan(level_of(silence))
    assert np.isnan(level_of(np.zeros(0, np.int16)))
    assert not at_level(silence, 60.0).any()


def test_what_does_not_fit_is_cut_off_and_does_not_wrap_around():
    loud = at_level(tone(8000), 200.0)
    assert loud.max() == 32767
    assert (np.sign(loud) == np.sign(tone(8000)))[tone(8000) != 0].all()
