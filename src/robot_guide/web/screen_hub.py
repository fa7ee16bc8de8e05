"""What happens at the robots, brought to their screens: captions at once, the sound as soon as it is made."""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from dialogue.acts import Say
from robot_guide.event import Event
from robot_guide.heard import Heard
from robot_guide.hearing import Ears
from robot_guide.hearing.attention import Attention, attention_of
from robot_guide.hearing.barge_in import BargeIn, Verdict
from robot_guide.speaking import Finished, SpeechError, SpokenAudio, Started, Synthesiser, first_and_rest, is_fixed
from robot_guide.web.refusal import RefusalError
from robot_guide.web.screen_talk import News, NoTalk, Talk

MOST_SCREENS = 4  # of one robot
MOST_UNSENT = 200  # messages; a screen that is farther behind is cut off
OWN = (Verdict.OWN, Verdict.GATED)

MakeEars = Callable[[], Ears]


@dataclass(frozen=True)
class Message:
    """One for a screen; `sound`, 16 bit PCM, goes right behind it."""

    document: Mapping[str, Any]
    sound: bytes | None = None


@dataclass(eq=False)
class Screen:
    """One page that is open on a robot."""

    robot: str
    loop: asyncio.AbstractEventLoop
    unsent: asyncio.Queue[Message | None] = field(default_factory=lambda: asyncio.Queue(MOST_UNSENT))

    def send(self, message: Message) -> None:
        """From any thread."""
        with suppress(RuntimeError):  # the console has ended, its loop is closed
            self.loop.call_soon_threadsafe(self._put, message)

    def _put(self, message: Message) -> None:
        if self.unsent.full():
            while not self.unsent.empty():
                self.unsent.get_nowait()
            self.unsent.put_nowait(None)  # the end
        else:
            self.unsent.put_nowait(message)


class Screens:
    """All of them, the voice that they share, and ears for whoever opens a microphone. `close` it when done."""

    def __init__(
        self, talk: Talk | None = None, synthesiser: Synthesiser | None = None, ears: MakeEars | None = None, *,
        languages: tuple[str, ...] = (), open_here: bool = False,
    ):  # fmt: skip
        """`languages`: what the ears understand; `open_here`: this machine's own browser needs no pairing."""
        self.talk, self.open_here, self.languages = talk or NoTalk(), open_here, languages
        self.make_ears = ears
        self._synthesiser = synthesiser
        self._screens: dict[str, list[Screen]] = defaultdict(list)
        self._sounding: dict[str, tuple[Say, int]] = {}
        self._barge_in: dict[str, BargeIn] = defaultdict(BargeIn)
        self._last: dict[str, Message] = {}  # what each robot said last
        self._spoke: dict[str, tuple[str, str]] = {}  # in which language and style
        self._shown: dict[str, str] = {}  # what was heard at a screen and is shown, until the robot tells it as well
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._voice = ThreadPoolExecutor(1, "screen-voice")
        self.talk.follow(self.take)

    def join(self, robot: str) -> Screen:
        """A screen that is told from now on. Raises RefusalError: the robot has too many."""
        screen = Screen(robot, asyncio.get_running_loop())
        with self._lock:
            if len(self._screens[robot]) >= MOST_SCREENS:
                raise RefusalError(429, "too_often")
            self._screens[robot].append(screen)
            if robot in self._last:
                screen.send(self._last[robot])
        return screen

    def leave(self, screen: Screen) -> None:
        with self._lock:
            self._screens[screen.robot].remove(screen)

    def hear(self, robot: str, heard: Heard) -> str:
        """Words at a robot's screen: they are shown, and the robot hears them. Returns: see `Talk.hear`."""
        heard = heard.redacted
        self._tell(robot, {"kind": "heard", "text": heard.text, "language": heard.language, "final": heard.final})
        if heard.final:
            self._shown[robot] = heard.text
        return self.talk.hear(robot, heard)

    def is_own(self, robot: str, heard: Heard) -> bool:
        """Whether spoken words are the robot's own, come back from the loudspeaker."""
        return self._barge_in[robot].judge(heard, lambda *_: False) in OWN

    def attention(self, robot: str) -> Attention:
        """To whom the ears at a robot's screens listen."""
        language, style = self._spoke.get(robot, ("", ""))
        return attention_of(language, style, in_conversation=self.talk.in_conversation(robot))

    def take(self, robot: str, news: News) -> None:
        """What a robot does; from the robots' own thread."""
        match news:
            case Started():
                self._begin(robot, news)
            case Event(event="heard", data={"text": text, "language": language}):
                if text != self._shown.pop(robot, None):
                    self._tell(robot, {"kind": "heard", "text": text, "language": language, "final": True})
            case Event():
                pass
            case ended:
                self._end(robot, ended.say, "ended" if isinstance(ended, Finished) else "hush")

    def close(self) -> None:
        self._voice.shutdown(wait=False, cancel_futures=True)
        if self._synthesiser is not None:
            self._synthesiser.close()

    def _begin(self, robot: str, started: Started) -> None:
        say, number = started.say, next(self._numbers)
        self._sounding[robot], self._spoke[robot] = (say, number), (say.language, say.style)
        self._barge_in[robot].speaks(say.text, self.talk.t, started.seconds)
        document = {
            "kind": "says", "id": number, "text": say.text, "language": say.language, "style": say.style,
            "seconds": round(started.seconds, 3), "voice": self._synthesiser is not None,
        }  # fmt: skip
        with self._lock:
            self._last[robot] = Message({**document, "kind": "said"})
        self._tell(robot, document)
        if self._synthesiser is not None and self._screens[robot]:
            self._voice.submit(self._sound, robot, say, number)

    def _end(self, robot: str, say: Say, kind: str) -> None:
        known = self._sounding.get(robot)
        if known is not None and known[0] is say:
            del self._sounding[robot]
            self._barge_in[robot].falls_silent(self.talk.t)
            self._tell(robot, {"kind": kind, "id": known[1]})

    def _sound(self, robot: str, say: Say, number: int) -> None:
        """In the voice's thread: the first sentence sounds while the rest is made. What is cut off is not sent."""
        begin = 0
        for text in stretches(say):
            if self._sounding.get(robot, (None, 0))[1] != number:
                return
            try:
                audio = self._synthesiser.synthesise(
                    text, say.language, say.style, loudness=say.loudness, rate=say.rate
                )
            except (SpeechError, OSError) as error:
                self._tell(robot, {"kind": "mute", "id": number, "reason": str(error)})
                return
            if self._sounding.get(robot, (None, 0))[1] == number:
                self._tell(robot, {"kind": "sound", "id": number, **described(audio, begin)}, audio.samples.tobytes())
            begin += len(text)

    def _tell(self, robot: str, document: Mapping[str, Any], sound: bytes | None = None) -> None:
        with self._lock:
            for screen in self._screens[robot]:
                screen.send(Message(document, sound))


def stretches(say: Say) -> tuple[str, ...]:
    """What is made at once. What is cached is there at once, and for elders there is a pause between sentences."""
    whole = say.style != "normal" or is_fixed(say.text, say.language)
    return (say.text,) if whole else first_and_rest(say.text)


def described(audio: SpokenAudio, begin: int = 0) -> dict[str, Any]:
    """Rate, length and the words: where each begins in the text, how long it is, and when it sounds, s.

    `begin`: where in the text that begins which sounds.
    """
    words = [[begin + word.position, len(word.text), round(word.start, 3)] for word in audio.words]
    return {"rate": audio.rate, "seconds": round(audio.seconds, 3), "words": words}
