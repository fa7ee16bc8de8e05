"""A day of visitors leaves nothing behind in robots and world."""

from dataclasses import replace
from pathlib import Path

import pytest

from hall_sim import Scenario
from robot_guide.shells.soak import BusyDay, Holding, slope

HALL = Path(__file__).resolve().parents[3] / "maps" / "putuo"
MINUTES = 5
MORE = {"blocks": 6000, "objects": 2000}  # than this a hall does not learn in its second half


@pytest.fixture(scope="module")
def day():
    scenario = {"hall": str(HALL), "people": 6, "visitors": [{"ask": "你好"}], "tickets": {"arrivals": 0.2}}
    day = BusyDay(Scenario.from_mapping(scenario), 3, MINUTES * 60.0, evening=150.0)
    return day, list(day.samples(15.0))


@pytest.mark.slow
def test_the_second_half_of_some_minutes_holds_no_more_than_the_first(day):
    _, samples = day
    half = len(samples) // 2
    for figure, more in MORE.items():
        first, second = ([getattr(each, figure) for each in part] for part in (samples[:half], samples[half:]))
        assert max(second) <= max(first) + more, figure


@pytest.mark.slow
def test_no_thread_file_or_process_is_left_over(day):
    _, samples = day
    held = {(each.threads, each.files, each.children) for each in samples[4:]}
    assert len(held) == 1


@pytest.mark.slow
def test_every_conversation_is_closed_and_every_visitor_gone_in_the_evening(day):
    day, samples = day
    assert day.tally.visitors >= 3
    assert day.tally.opened == day.tally.closed >= 3
    assert (samples[-1].in_conversation, samples[-1].visitors) == (0, 0)
    assert max(each.crowd for each in samples) <= 6 + 4


EMPTY = Holding(0.0, *[0.0] * 10)


def test_a_slope_is_what_a_figure_grows_by_an_hour():
    samples = [replace(EMPTY, t=600.0 * i, rss_mb=100.0 + 2.0 * i) for i in range(6)]
    assert slope(samples, "rss_mb") == pytest.approx(12.0)
    with pytest.raises(ValueError, match="two samples"):
        slope(samples[:1], "rss_mb")
