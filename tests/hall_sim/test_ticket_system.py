"""The simulated ticket system behaves as one does."""

from __future__ import annotations

import hall_map
from hall_sim.ticket_system import TicketConfig, TicketSystem, open_windows


def day(hall, seed, minutes=120, **config):
    system = TicketSystem(TicketConfig(period=60.0, **config), hall, seed)
    return [news for news in (system.news(60.0 * i, hall) for i in range(minutes)) if news]


def test_numbers_only_grow_and_one_series_is_called_by_one_window_each(putuo):
    called = {}
    for news in day(putuo, seed=3):
        for reading in news:
            number = int(reading.called[1:] or 0)
            assert number >= called.get(reading.window, 0)
            called[reading.window] = number
    shown = [(window[0], number) for window, number in called.items() if number]
    assert len(set(shown)) == len(shown) > 10


def test_the_same_seed_gives_the_same_numbers_and_another_others(putuo):
    assert day(putuo, seed=1) == day(putuo, seed=1) != day(putuo, seed=2)


def test_more_people_wait_longer(putuo):
    def mean_wait(arrivals):
        waits = [reading.wait_minutes for news in day(putuo, 5, arrivals=arrivals) for reading in news]
        return sum(waits) / len(waits)

    assert mean_wait(0.35) > mean_wait(0.15)


def test_a_closed_window_is_not_told_of_and_calls_nobody(putuo):
    system = TicketSystem(TicketConfig(period=1.0), putuo, 1)
    closed = hall_map.edit(putuo, {"windows": {"A05": {"open": False}}})
    assert "A05" in {reading.window for reading in system.news(0.0, putuo)}
    assert "A05" not in {reading.window for reading in system.news(60.0, closed)}
    assert "A05" not in open_windows(closed)["A"]


def test_between_two_periods_there_is_no_news(putuo):
    system = TicketSystem(TicketConfig(period=5.0), putuo, 1)
    assert system.news(0.0, putuo)
    assert not system.news(4.9, putuo)
    assert system.news(5.0, putuo)
