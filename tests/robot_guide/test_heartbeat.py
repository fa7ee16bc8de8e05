"""Who is there, by beats given as values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from robot_guide.heartbeat import PERIOD, HeartbeatConfig, Heartbeats


def run(beats, until, looks=None):
    """Every change seen: (s, who, gone or back), with beats of one node at given times and regular looks."""
    state, seen = Heartbeats(), []
    looks = [PERIOD * n for n in range(int(until / PERIOD) + 1)] if looks is None else looks
    moments = sorted([(t, "beat") for t in beats] + [(t, "look") for t in looks])
    for t, what in moments:
        if what == "beat":
            state, back = state.beat("guide", t)
            seen += [(t, back)] if back else []
        else:
            state, new = state.look(t)
            seen += [(t, "gone")] * len(new)
    return seen


def regular(start, end):
    return [start + PERIOD * n for n in range(round((end - start) / PERIOD) + 1)]


def test_who_falls_silent_is_known_to_be_gone_within_a_second():
    last = 4.13
    seen = run(regular(0.13, last), 10.0)
    assert [what for _, what in seen] == ["gone"]
    assert 0.0 < seen[0][0] - last < 1.0


def test_who_beats_again_is_back_at_its_first_beat():
    assert run([*regular(0.1, 2.1), *regular(6.0, 8.0)], 8.0)[1:] == [(6.0, "back")]


def test_who_was_held_up_is_told_from_one_that_was_started_again():
    state, _ = Heartbeats().beat("guide", 1.0, since=50.0)
    for look in regular(1.1, 2.1):
        state, _ = state.look(look)
    assert "guide" in state.gone
    assert state.beat("guide", 2.1, since=50.0)[1] == "back"
    assert state.beat("guide", 2.1, since=51.5)[1] == "anew"


def test_a_restart_too_quick_to_be_missed_is_noticed():
    state, first = Heartbeats().beat("guide", 1.0, since=50.0)
    assert first is None
    state, news = state.beat("guide", 1.4, since=50.3)
    assert news == "anew"
    assert state.beat("guide", 1.6, since=50.3)[1] is None


def test_who_has_never_beaten_is_not_gone():
    assert run([], 20.0) == []


def test_two_lost_beats_are_not_the_end():
    beats = [t for n, t in enumerate(regular(0.1, 8.0)) if n % 3 == 0]
    assert run(beats, 8.0) == []


def test_who_was_held_up_itself_blames_nobody():
    looks = [*regular(0.0, 2.0), *regular(9.0, 9.4)]  # it stood for seven seconds; the beats are read afterwards
    beats = [*regular(0.1, 1.9), *regular(9.05, 9.4)]
    assert run(beats, 0.0, looks) == []


def test_who_was_held_up_and_then_hears_nothing_knows_it_soon():
    looks = [*regular(0.0, 2.0), *regular(9.0, 12.0)]
    seen = run(regular(0.1, 1.9), 0.0, looks)
    assert [what for _, what in seen] == ["gone"]
    assert seen[0][0] < 10.0


@given(st.lists(st.floats(0.0, 30.0), max_size=60))
def test_gone_and_back_take_turns_whatever_the_beats(beats):
    whats = [what for _, what in run(beats, 35.0)]
    assert whats == ["gone", "back"] * (len(whats) // 2) + ["gone"] * (len(whats) % 2)
    assert not beats or whats[-1] == "gone"


def test_a_limit_shorter_than_two_beats_is_refused():
    with pytest.raises(ValueError, match="silent_after"):
        HeartbeatConfig(silent_after=0.3)
