"""The switch of the machines' network does what it says of a port, the same for the same seed."""

import itertools
import random

import pytest

FRAME = b"\x02\x00\x00\x00\x00\x01" + b"\x02\x00\x00\x00\x00\x02" + b"\x08\x00payload"
MULTICAST = b"\x01\x00\x5e\x7f\x00\x01" + FRAME[6:]
BROADCAST = b"\xff" * 6 + FRAME[6:]


def sent(switch, seed=1, frames=5000, **order):
    quality, chance = switch.Quality(**order), random.Random(seed)
    return [quality.passes(FRAME, chance) for _ in range(frames)]


def test_a_good_port_passes_each_frame_once_and_at_once(switch):
    assert set(sent(switch)) == {(0.0,)}


def test_a_fifth_is_lost_where_a_fifth_is_to_be_lost(switch):
    lost = sum(not times for times in sent(switch, loss=0.2))
    assert 900 < lost < 1100


def test_some_frames_come_twice_and_all_come_late(switch):
    times = sent(switch, delay=0.3, jitter=0.05, duplicate=0.02)
    assert 50 < sum(len(each) == 2 for each in times) < 150
    assert all(0.25 <= moment <= 0.35 for each in times for moment in each)


def test_frames_overtake_each_other(switch):
    leaving = [0.001 * n + each[0] for n, each in enumerate(sent(switch, delay=0.3, jitter=0.05))]
    assert any(later < earlier for earlier, later in itertools.pairwise(leaving))


def test_the_same_seed_loses_the_same_frames_and_another_others(switch):
    assert sent(switch, loss=0.2, jitter=0.1) == sent(switch, loss=0.2, jitter=0.1)
    assert sent(switch, loss=0.2) != sent(switch, seed=2, loss=0.2)


def test_nothing_passes_a_port_that_is_cut(switch):
    assert set(sent(switch, cut=True)) == {()}


def test_without_multicast_single_receivers_and_broadcasts_still_hear(switch):
    quality, chance = switch.Quality(multicast=False), random.Random(1)
    assert quality.passes(MULTICAST, chance) == ()
    assert quality.passes(FRAME, chance)
    assert quality.passes(BROADCAST, chance)


def test_a_word_that_is_no_quality_is_refused(switch):
    with pytest.raises(TypeError, match="los"):
        switch.Quality(los=0.2)
