"""Noise is told from speech by how little it swings."""

import numpy as np
import pytest

from robot_guide.hearing import read_wav
from robot_guide.hearing.liveliness import Recent, modulation


def noise(level, seconds=2.0, seed=0):
    return np.rint(np.random.default_rng(seed).normal(size=int(16000 * seconds)) * level).astype(np.int16)


def syllables(seconds=2.0):
    """A tone that swells and fades four times a second, as speech does (Houtgast & Steeneken 1985)."""
    t = np.arange(int(16000 * seconds)) / 16000
    return (6000 * np.maximum(np.sin(2 * np.pi * 4 * t), 0) * np.sin(2 * np.pi * 300 * t)).astype(np.int16)


@pytest.mark.parametrize("level", [0, 3, 300, 8000])
def test_steady_noise_is_not_lively_however_loud(level):
    assert modulation(noise(level)) < 3.0


def test_swelling_and_fading_sound_is_lively_even_in_noise_of_its_own_loudness():
    assert modulation(syllables()) > 20.0
    loudness = float(np.sqrt(np.mean(np.square(syllables().astype(float)))))
    assert modulation(syllables() + noise(loudness)) > 4.0


@pytest.mark.parametrize("samples", [0, 100, 900])
def test_next_to_nothing_is_not_lively(samples):
    assert modulation(syllables()[:samples]) == 0.0


def test_the_recent_sound_is_found_by_its_time_and_the_old_is_forgotten():
    recent, sound = Recent(1.0), np.arange(32000, dtype=np.int16)
    for begin in range(0, 32000, 1000):
        recent.add(sound[begin : begin + 1000])
    assert np.array_equal(recent.between(1.5, 1.75), sound[24000:28000])
    assert np.array_equal(recent.between(-1.0, 9.0), sound[16000:]), "a second of it is kept"
    assert len(recent.between(0.0, 0.9)) == 0
    assert len(Recent(1.0).between(0.0, 1.0)) == 0


def test_people_are_lively(speech):
    dull = {path.name: modulation(read_wav(path).samples) for path in sorted(speech.rglob("*.wav"))}
    assert {name: value for name, value in dull.items() if value < 10.0} == {}
