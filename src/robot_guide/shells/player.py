"""Moments played like a film: forwards at a pace, by single steps, and back to any that has been."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

from robot_guide.watching.moment import Moment

FASTEST, SLOWEST = 100.0, 0.1  # times as fast as it happened


class Player:
    """Shows one moment at a time. A simulation goes on only while the last moment that there is yet is being left.

    Its methods may be called from any thread; `run` is a thread's own.
    """

    def __init__(self, moments: Iterator[Moment], *, playing: bool = True):
        """Raises ValueError: there are no moments."""
        self._source = iter(moments)
        first = next(self._source, None)
        if first is None:
            raise ValueError("there is nothing to play")
        self._moments = [first]
        self._lock = threading.RLock()
        self._ended = threading.Event()
        self._index, self._whole = 0, False
        self.playing, self.speed = playing, 1.0

    @property
    def index(self) -> int:
        return self._index

    @property
    def count(self) -> int:
        """How many moments there are so far."""
        return len(self._moments)

    @property
    def whole(self) -> bool:
        """Whether no more will come."""
        return self._whole

    @property
    def moments(self) -> tuple[Moment, ...]:
        with self._lock:
            return tuple(self._moments[: self._index + 1])

    @property
    def moment(self) -> Moment:
        with self._lock:
            return self._moments[self._index]

    def step(self) -> bool:
        """Go on by one moment. Returns: there was one."""
        with self._lock:
            if self._index + 1 == len(self._moments) and not self._whole:
                coming = next(self._source, None)
                self._whole = coming is None
                if coming is not None:
                    self._moments.append(coming)
            if self._index + 1 == len(self._moments):
                self.playing = False
                return False
            self._index += 1
            return True

    def seek(self, index: int) -> None:
        """Raises ValueError: there is no such moment yet."""
        with self._lock:
            if not 0 <= index < len(self._moments):
                raise ValueError(f"there are moments 0 to {len(self._moments) - 1}, got {index}")
            self._index = index

    def set_speed(self, speed: float) -> None:
        """Raises ValueError: too slow, too fast, or no number."""
        if not SLOWEST <= speed <= FASTEST:
            raise ValueError(f"speed must be {SLOWEST:g} to {FASTEST:g}, got {speed:g}")
        self.speed = speed

    def load(self) -> None:
        """Take in all that will come: of a recording, whose length is to be seen at once."""
        with self._lock:
            self._moments += self._source
            self._whole = True

    def run(self) -> None:
        """Play until `end`."""
        due = time.monotonic()
        while not self._ended.is_set():
            if not self.playing:
                self._ended.wait(0.02)
                due = time.monotonic()
                continue
            before = self.moment.t
            self.step()
            due = max(due + (self.moment.t - before) / self.speed, time.monotonic() - 0.5)
            self._ended.wait(max(due - time.monotonic(), 0.0))

    def end(self) -> None:
        self._ended.set()
