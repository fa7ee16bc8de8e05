"""One open screen: what it sends is bounded, checked and handed on; what happens is sent to it.

From the screen: JSON `{"kind": "say", "text", "language"}`, `{"kind": "microphone", "on"}`, and, while the microphone
is on, 16 bit mono PCM at 16 kHz. To the screen: see `screen_hub` and `robots`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable

import anyio
import numpy as np
from fastapi import WebSocket, WebSocketDisconnect

from robot_guide.heard import Heard
from robot_guide.web.console import Console
from robot_guide.web.refusal import RefusalError
from robot_guide.web.robot_routes import shown
from robot_guide.web.screen_access import POLICY_VIOLATION, is_paired
from robot_guide.web.screen_bounds import (
    LARGEST_MESSAGE,
    LARGEST_SOUND,
    LONGEST_TEXT,
    message_allowance,
    sound_allowance,
)
from robot_guide.web.screen_ears import Listening
from robot_guide.web.screen_hub import Message, Screen
from robot_guide.web.screen_needs import LANGUAGES

PERIOD = 0.2  # s between two looks at the robots
EVERY = 25  # periods between two looks at whether the device may still be here
UNSUPPORTED, TOO_LARGE, TRY_AGAIN = 1003, 1009, 1013  # RFC 6455, section 7.4.1, and the registry of IANA


class ClosedError(Exception):
    """The screen has sent what it may not."""

    def __init__(self, code: int):
        super().__init__(code)
        self.code = code


class Conversation:
    """A screen's WebSocket, from its opening to its end."""

    def __init__(self, socket: WebSocket, console: Console, robot: str):
        self._socket, self._console, self._robot = socket, console, robot
        self._screens = console.screens
        self._messages, self._sound = message_allowance(), sound_allowance()
        self._listening = Listening(self._screens, robot, self._hear_spoken, self._tell_of_ears)
        self._screen: Screen | None = None
        self._code: int | None = POLICY_VIOLATION  # what the connection is closed with; None: it is closed

    async def run(self) -> None:
        """Raises nothing: whatever ends it, the screen is taken off."""
        if self._robot not in self._console.store.hall().dock_of:
            await self._socket.close(POLICY_VIOLATION)
            return
        await self._socket.accept()
        try:
            self._screen = self._screens.join(self._robot)
        except RefusalError:
            await self._socket.close(TRY_AGAIN)
            return
        try:
            await self._until_the_first_ends(self._receive(), self._send(), self._watch(), self._listening.run())
        finally:
            self._screens.leave(self._screen)

    async def _until_the_first_ends(self, *work: Awaitable[None]) -> None:
        """Do all at once; when one has come to its end, the others and the connection end as well."""
        async with anyio.create_task_group() as group:

            async def do(one: Awaitable[None]) -> None:
                try:
                    await one
                except ClosedError as closed:
                    self._code = closed.code
                except WebSocketDisconnect:
                    self._code = None
                group.cancel_scope.cancel()

            for each in work:
                group.start_soon(do, each)
        if self._code is not None:
            await self._socket.close(self._code)

    async def _receive(self) -> None:
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(message.get("code", 1000))
            if (data := message.get("bytes")) is not None:
                self._take_sound(data)
            else:
                await self._take(message["text"])

    def _take_sound(self, data: bytes) -> None:
        if len(data) > LARGEST_SOUND or len(data) % 2:
            raise ClosedError(TOO_LARGE)
        if not self._sound.take(len(data), self._now()):
            raise ClosedError(POLICY_VIOLATION)
        self._listening.feed(np.frombuffer(data, "<i2").astype(np.int16))

    async def _take(self, text: str) -> None:
        if len(text) > LARGEST_MESSAGE:
            raise ClosedError(TOO_LARGE)
        if not self._messages.take(1, self._now()):
            raise ClosedError(POLICY_VIOLATION)
        match read(text):
            case {"kind": "say", "text": str(words), "language": str(language)}:
                await self._say(words, language)
            case {"kind": "microphone", "on": bool(on)}:
                self._listening.turn(on)
            case _:
                raise ClosedError(UNSUPPORTED)

    async def _say(self, words: str, language: str) -> None:
        words = " ".join(words.split())[:LONGEST_TEXT]
        if words and words.encode(errors="ignore").decode() == words:
            now = self._screens.talk.t
            spoken = language if language in LANGUAGES else "auto"
            await self._hear(Heard(words, spoken, now, now))

    async def _hear_spoken(self, heard: Heard) -> None:
        if not self._screens.is_own(self._robot, heard):
            await self._hear(heard)

    async def _hear(self, heard: Heard) -> None:
        """Understanding may take a while, the robots' own lock too: in a thread, so that no other screen waits."""
        problem = await asyncio.to_thread(self._screens.hear, self._robot, heard)
        if problem:
            self._screen.send(Message({"kind": "refused", "problem": problem}))

    async def _tell_of_ears(self, languages: tuple[str, ...], problem: str = "") -> None:
        self._screen.send(Message({"kind": "ears", "languages": list(languages), "problem": problem}))

    async def _send(self) -> None:
        await self._tell_of_ears(self._screens.languages)
        while (message := await self._screen.unsent.get()) is not None:
            await self._socket.send_text(json.dumps(message.document, ensure_ascii=False))
            if message.sound is not None:
                await self._socket.send_bytes(message.sound)

    async def _watch(self) -> None:
        """Where the robots are, the hall's revision, and whether the device is still paired."""
        told, turn = None, 0
        while turn % EVERY or is_paired(self._socket):
            robots = [shown(view) for view in self._console.robots.views()]
            document = {"kind": "robots", "robots": robots, "head": self._console.store.head()}
            if document != told:
                self._screen.send(Message(document))
                told = document
            turn += 1
            await asyncio.sleep(PERIOD)

    def _now(self) -> float:
        return self._screen.loop.time()


def read(text: str) -> object:
    """Raises ClosedError: it is no JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise ClosedError(UNSUPPORTED) from None
