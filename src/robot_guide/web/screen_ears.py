"""A screen's microphone: stretches of sound to the ears, in a thread of their own, and words back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import anyio
import numpy as np

from robot_guide.heard import Heard
from robot_guide.hearing import RATE, NoModel
from robot_guide.hearing.watch_words import Watchful, watchful
from robot_guide.web.screen_hub import Screens

MOST_WAITING = 250  # stretches of 20 ms; a machine that is farther behind hears no more until it has caught up

OPEN = np.zeros(0, np.int16)  # comes before all sound: models load as the microphone goes on, not at the first word

Hear = Callable[[Heard], Awaitable[None]]
TellOfEars = Callable[[tuple[str, ...], str], Awaitable[None]]


class Listening:
    """The microphone of one screen. Nothing of its sound is kept."""

    def __init__(self, screens: Screens, robot: str, hear: Hear, tell: TellOfEars):
        self._screens, self._robot, self._hear, self._tell = screens, robot, hear, tell
        self._coming: asyncio.Queue[np.ndarray | None] = asyncio.Queue(MOST_WAITING)
        self._heeded: asyncio.Queue[tuple[np.ndarray, float]] = asyncio.Queue(MOST_WAITING)  # with its start, s
        self._on = False
        self._ears: Watchful | None = None
        self._began, self._heard = 0.0, 0  # s on the robots' clock; samples since

    def turn(self, on: bool) -> None:
        """On, or off: what was said so far is over then."""
        if on != self._on:
            put(self._coming, OPEN if on else None)
        self._on = on

    def feed(self, samples: np.ndarray) -> None:
        """(N,) int16 at 16 kHz; sound while the microphone is off is nobody's."""
        if self._on:
            put(self._coming, samples)

    async def run(self) -> None:
        """Listen until cancelled. A stop is told before free speech has been decoded, however far that is behind."""
        async with anyio.create_task_group() as group:
            group.start_soon(self._heed)
            group.start_soon(self._understand)

    async def _heed(self) -> None:
        while True:
            stretch = await self._coming.get()
            ears = await self._open() if stretch is not None else self._ears
            if ears is None or stretch is OPEN:
                continue
            if stretch is None:
                await self._heeded.join()
                await self._take(await asyncio.to_thread(ears.finish))
                self._heard = 0
                continue
            if self._heard == 0:
                self._began = self._screens.talk.t
            start = self._began + self._heard / RATE
            self._heard += len(stretch)
            stops = await asyncio.to_thread(ears.heed, stretch, start)
            put(self._heeded, (stretch, start))
            await self._take(stops)

    async def _understand(self) -> None:
        while True:
            stretch, start = await self._heeded.get()
            try:
                await self._take(await asyncio.to_thread(self._hear_freely, stretch, start))
            finally:
                self._heeded.task_done()

    def _hear_freely(self, stretch: np.ndarray, start: float) -> tuple[Heard, ...]:
        """In a thread: recognising, and asking the robots whom they talk to, may take a while."""
        self._ears.attend(self._screens.attention(self._robot))
        return self._ears.hear(stretch, start)

    async def _take(self, results: tuple[Heard, ...]) -> None:
        for heard in results:
            await self._hear(heard)

    async def _open(self) -> Watchful | None:
        """The ears, made when a microphone goes on first; None: there are none."""
        if self._ears is None and self._screens.make_ears is not None:
            try:
                self._ears = watchful(await asyncio.to_thread(self._screens.make_ears))
            except NoModel as error:
                await self._tell((), str(error))
                self._on = False
        return self._ears


def put(queue: asyncio.Queue, stretch: object) -> None:
    """The oldest is dropped for it where the queue is full."""
    if queue.full():
        queue.get_nowait()
        queue.task_done()
    queue.put_nowait(stretch)
