"""People whose steps have been recorded, and who take them again."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hall_sim.crowd import Crowd

HEADINGS = ("t", "id", "x", "y")


@dataclass(frozen=True)
class Track:
    """Where one person was when."""

    id: str
    times: tuple[float, ...]  # s, growing
    points: tuple[tuple[float, float], ...]  # m


def read_tracks(path: Path) -> tuple[Track, ...]:
    """The tracks in a CSV file with the columns t, id, x, y (s, a word, m, m), in the order of their first moments.

    Raises ValueError: it cannot be read, with the line; or somebody is in two places at one moment.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f"{path} cannot be read: {error}") from error
    if not rows or tuple(cell.strip() for cell in rows[0]) != HEADINGS:
        raise ValueError(f"{path}:1: the columns must be {','.join(HEADINGS)}")
    moments: dict[str, dict[float, tuple[float, float]]] = {}
    for line, row in enumerate(rows[1:], 2):
        if row:
            t, who, point = read_moment(row, f"{path}:{line}")
            if t in moments.setdefault(who, {}):
                raise ValueError(f"{path}:{line}: {who} is in two places at {t:g} s")
            moments[who][t] = point
    tracks = (Track(who, tuple(sorted(at)), tuple(at[t] for t in sorted(at))) for who, at in moments.items())
    return tuple(sorted(tracks, key=lambda track: (track.times[0], track.id)))


def read_moment(row: list[str], where: str) -> tuple[float, str, tuple[float, float]]:
    if len(row) != len(HEADINGS):
        raise ValueError(f"{where}: {len(HEADINGS)} cells are needed, got {len(row)}")
    try:
        t, x, y = (float(row[i]) for i in (0, 2, 3))
    except ValueError as error:
        raise ValueError(f"{where}: t, x and y must be numbers, got {row}") from error
    if not all(map(math.isfinite, (t, x, y))) or t < 0.0:
        raise ValueError(f"{where}: t must be >= 0 s and all finite, got {row}")
    return t, row[1].strip(), (x, y)


class Replay:
    """Moves the people number `first` and up of a crowd as recorded: they give way to nobody, and see no walls."""

    def __init__(self, crowd: Crowd, first: int, tracks: tuple[Track, ...]):
        self._crowd, self._first = crowd, first
        self._tracks = [(np.array(track.times), np.array(track.points)) for track in tracks]
        self.step(0.0, 1.0)

    def step(self, t: float, dt: float) -> None:
        """Put everybody where they were at `t` s; their velocity is that of the `dt` s before."""
        crowd = self._crowd
        for i, (times, points) in enumerate(self._tracks, self._first):
            crowd.present[i] = times[0] <= t <= times[-1] and not crowd.removed[i]
            if crowd.present[i]:
                x, y = (np.interp((t - dt, t), times, points[:, axis]) for axis in (0, 1))
                crowd.xy[i] = x[1], y[1]
                crowd.velocity[i] = (x[1] - x[0]) / dt, (y[1] - y[0]) / dt
                crowd.wish[i] = crowd.velocity[i]

    def touching(self, robots: np.ndarray) -> list[tuple[int, int]]:
        """Which person, by number in the crowd, reaches into which robot (M, 3 or more: x, y, radius, …)."""
        crowd, found = self._crowd, []
        for i in range(self._first, self._first + len(self._tracks)):
            if crowd.present[i]:
                gaps = np.hypot(*(robots[:, :2] - crowd.xy[i]).T) - robots[:, 2] - crowd.radius[i]
                found += [(i, int(j)) for j in np.nonzero(gaps < 0.0)[0]]
        return found
