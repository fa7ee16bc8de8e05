"""When a voice begins and ends what it is given to say: one thing after the other, cut short where asked.

Pure; shells that play no sound use it as the voice, and the voice that does keeps to the same order.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from dialogue.acts import Say
from robot_guide.speaking.duration import duration_of
from robot_guide.speaking.sound import SpokenWord


@dataclass(frozen=True)
class Started:
    say: Say
    seconds: float  # how long it will sound
    words: tuple[SpokenWord, ...] = ()  # when each begins, where that is known


@dataclass(frozen=True)
class Finished:
    say: Say


@dataclass(frozen=True)
class Cancelled:
    """Cut off, or dropped before it began."""

    say: Say


Voiced = Started | Finished | Cancelled


class SpeechClock:
    """The timing of one voice. Each thing given to it ends exactly once, finished or cancelled."""

    def __init__(self) -> None:
        self._waiting: deque[Say] = deque()
        self._current: tuple[Say, float] | None = None  # what sounds, and until when

    @property
    def speaking(self) -> bool:
        return self._current is not None

    def say(self, say: Say, now: float) -> tuple[Voiced, ...]:
        """Queue words; an interrupting line drops all that sounds or waits. Returns: what changed at once."""
        dropped = self.hush() if say.interrupt else ()
        self._waiting.append(say)
        return (*dropped, *self.tick(now))

    def hush(self) -> tuple[Voiced, ...]:
        """Fall silent."""
        dropped = ([self._current[0]] if self._current else []) + list(self._waiting)
        self._current = None
        self._waiting.clear()
        return tuple(Cancelled(say) for say in dropped)

    def tick(self, now: float) -> tuple[Voiced, ...]:
        """What has ended and begun by `now` s."""
        happened: list[Voiced] = []
        if self._current and now >= self._current[1]:
            happened.append(Finished(self._current[0]))
            self._current = None
        if self._current is None and self._waiting:
            say = self._waiting.popleft()
            seconds = duration_of(say.text, say.language, say.style) / say.rate
            self._current = (say, now + seconds)
            happened.append(Started(say, seconds))
        return tuple(happened)
