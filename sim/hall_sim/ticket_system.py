"""The hall's ticket system: people draw numbers, windows call them. It knows nothing of who walks about.

Each zone is one queue with a series of numbers, as service halls do it: A001, A002, … People come as a Poisson process
and keep a window busy for an exponential time (an M/M/c queue).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from hall_map import Hall
from hall_sim.randomness import stream


@dataclass(frozen=True)
class TicketConfig:
    arrivals: float = 0.22  # people a minute who come for each open window
    minutes_each: float = 4.0  # that a person needs at a window, on average
    warm_up: float = 30.0  # min, for how long the hall has been open when the run begins
    period: float = 5.0  # s between two pieces of news

    def __post_init__(self) -> None:
        if self.arrivals < 0.0 or self.minutes_each <= 0.0 or self.warm_up < 0.0 or self.period <= 0.0:
            raise ValueError(
                "tickets: arrivals and warm_up must be >= 0, minutes_each and period > 0, "
                f"got {self.arrivals}, {self.warm_up}, {self.minutes_each} and {self.period}"
            )


@dataclass(frozen=True)
class QueueReading:
    """What the ticket system knows of one window."""

    window: str
    waiting: int  # people, in the window's series
    wait_minutes: float  # of who would draw a number now
    called: str  # the last number that the window has called; empty: none yet


@dataclass
class Series:
    """One queue."""

    drawn: int = 0
    called: int = 0
    next_arrival: float = -np.inf  # s
    busy_until: dict[str, float] = field(default_factory=dict)  # s, by window
    shown: dict[str, str] = field(default_factory=dict)  # the number over each window


class TicketSystem:
    """Runs along with a world; the same seed and halls give the same numbers."""

    def __init__(self, config: TicketConfig, hall: Hall, seed: int):
        self.config = config
        self._rng = stream(seed, "tickets")
        self._series: dict[str, Series] = {}
        self._told = -np.inf
        self._t = -config.warm_up * 60.0
        self.advance(0.0, hall)

    def advance(self, t: float, hall: Hall) -> None:
        """Let time pass to `t` s, with the windows that are open in `hall`."""
        while self._t < t:
            self._t = min(self._t + 1.0, t)
            for letter, windows in open_windows(hall).items():
                self._serve(self._series.setdefault(letter, Series()), letter, windows)

    def news(self, t: float, hall: Hall) -> tuple[QueueReading, ...]:
        """What there is to tell at `t` s; nothing between two periods."""
        if t - self._told < self.config.period - 1e-9:
            return ()
        self._told = t
        self.advance(t, hall)
        return tuple(
            QueueReading(window, waiting, self._minutes(series, windows, t), series.shown.get(window, ""))
            for letter, windows in open_windows(hall).items()
            for series in (self._series[letter],)
            for waiting in (series.drawn - series.called,)
            for window in windows
        )

    def _serve(self, series: Series, letter: str, windows: tuple[str, ...]) -> None:
        """Whoever has come draws a number; windows that are free call the next."""
        rate = self.config.arrivals * len(windows) / 60.0
        if series.next_arrival == -np.inf and rate > 0.0:
            series.next_arrival = self._t + self._rng.exponential(1.0 / rate)
        while rate > 0.0 and series.next_arrival <= self._t:
            series.drawn += 1
            series.next_arrival += self._rng.exponential(1.0 / rate)
        for window in windows:
            if series.called < series.drawn and series.busy_until.get(window, -np.inf) <= self._t:
                series.called += 1
                series.shown[window] = f"{letter}{series.called:03d}"
                series.busy_until[window] = self._t + self._rng.exponential(self.config.minutes_each * 60.0)

    def _minutes(self, series: Series, windows: tuple[str, ...], t: float) -> float:
        """How long the next one to come waits: those before them, and themselves, leave at the windows' joint pace."""
        if any(series.busy_until.get(window, -np.inf) <= t for window in windows):
            return 0.0
        before = series.drawn - series.called
        return round((before + 1) * self.config.minutes_each / len(windows), 1)


def open_windows(hall: Hall) -> Mapping[str, tuple[str, ...]]:
    """The ids of the open windows by their series, which is the letter they begin with."""
    found: dict[str, list[str]] = {}
    for window in hall.windows:
        if window.open:
            found.setdefault(window.id[0].upper(), []).append(window.id)
    return {letter: tuple(ids) for letter, ids in found.items()}
