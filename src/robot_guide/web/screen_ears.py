"""A screen's microphone: stretches of sound to the ears, in a thread of their own, and words back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import numpy as np

from robot_guide.heard import Heard
from robot_guide.hearing import RATE, Ears, NoModel
from robot_guide.web.screen_hub import Screens

MOST_WAITING = 50  # stretches; a machine that is farther behind hears no more until it has caught up

Hear = Callable[[Heard], Awaitable[None]]
TellOfEars = Callable[[tuple[str, ...], str], Awaitable[None]]


class Listening:
    """The microphone of one screen. Nothing of its sound is kept."""

    def __init__(self, screens: Screens, robot: str, hear: Hear, tell: TellOfEars):
        self._screens, self._robot, self._hear, self._tell = screens, robot, hear, tell
        self._coming: asyncio.Queue[np.ndarray | None] = asyncio.Queue(MOST_WAITING)
        self._on = False
        self._ears: Ears | None = None
        self._began, self._heard = 0.0, 0  # s on the robots' clock; samples since

    def turn(self, on: bool) -> None:
        if self._on and not on:
            self._put(None)
        self._on = on

    def feed(self, samples: np.ndarray) -> None:
        """(N,) int16 at 16 kHz; sound while the microphone is off is nobody's."""
        if self._on:
            self._put(samples)

    def _put(self, stretch: np.ndarray | None) -> None:
        if self._coming.full():
            self._coming.get_nowait()
        self._coming.put_nowait(stretch)

    async def run(self) -> None:
        """Listen until cancelled."""
        while True:
            stretch = await self._coming.get()
            ears = await self._open() if stretch is not None else self._ears
            if ears is None:
                continue
            if stretch is None:
                await self._take(await asyncio.to_thread(ears.finish))
                self._heard = 0
                continue
            if self._heard == 0:
                self._began = self._screens.talk.t
            start = self._began + self._heard / RATE
            self._heard += len(stretch)
            await self._take(await asyncio.to_thread(self._listen, ears, stretch, start))

    def _listen(self, ears: Ears, stretch: np.ndarray, start: float) -> tuple[Heard, ...]:
        """In a thread: recognising, and asking the robots whom they talk to, may take a while."""
        if hasattr(ears, "attend"):
            ears.attend(self._screens.attention(self._robot))
        return ears.listen(stretch, start)

    async def _take(self, results: tuple[Heard, ...]) -> None:
        for heard in results:
            await self._hear(heard)

    async def _open(self) -> Ears | None:
        """The ears, made when they are first needed; None: there are none."""
        if self._ears is None and self._screens.make_ears is not None:
            try:
                self._ears = await asyncio.to_thread(self._screens.make_ears)
            except NoModel as error:
                await self._tell((), str(error))
                self._on = False
        return self._ears
