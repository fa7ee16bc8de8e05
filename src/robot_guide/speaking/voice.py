"""A voice: says one thing after the other, and lets itself be interrupted.

A thread of its own synthesises and plays; callers never wait. Everything that is said ends exactly once: finished,
cancelled or failed. What happens is fetched with `poll`, in order; each event carries the very `Say` that was given.
"""

from __future__ import annotations

import queue
import threading
from dataclasses import dataclass

from dialogue.acts import Say
from robot_guide.speaking.sink import Sink
from robot_guide.speaking.speech_clock import Cancelled, Finished, Started
from robot_guide.speaking.synthesiser import SpeechError, Synthesiser


@dataclass(frozen=True)
class Failed:
    """Could not be spoken; the words belong on the screen."""

    say: Say
    reason: str


VoiceEvent = Started | Finished | Cancelled | Failed


class Voice:
    """See the module. Close it when done."""

    def __init__(self, synthesiser: Synthesiser, sink: Sink):
        self._synthesiser, self._sink = synthesiser, sink
        self._events: queue.SimpleQueue[VoiceEvent] = queue.SimpleQueue()
        self._waiting: list[tuple[Say, threading.Event]] = []
        self._current: tuple[Say, threading.Event] | None = None
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def say(self, say: Say) -> None:
        """Queue words; an interrupting line drops all that sounds or waits.

        Raises: RuntimeError: the voice is closed.
        """
        with self._changed:
            if self._closed:
                raise RuntimeError("the voice is closed")
            if say.interrupt:
                self._hush()
            self._waiting.append((say, threading.Event()))
            self._changed.notify()

    def hush(self) -> None:
        """Fall silent at once."""
        with self._changed:
            self._hush()

    def cancel(self, say: Say) -> None:
        """Drop one thing, whether it sounds or waits; nothing where it is neither."""
        with self._changed:
            if self._current is not None and self._current[0] is say:
                self._current[1].set()
            for entry in [entry for entry in self._waiting if entry[0] is say]:
                self._waiting.remove(entry)
                self._events.put(Cancelled(say))

    def poll(self) -> tuple[VoiceEvent, ...]:
        """What has happened since the last time."""
        happened = []
        while True:
            try:
                happened.append(self._events.get_nowait())
            except queue.Empty:
                return tuple(happened)

    def close(self) -> None:
        """Fall silent for good, and end the thread and the synthesiser."""
        with self._changed:
            self._closed = True
            self._hush()
            self._changed.notify()
        self._thread.join(timeout=30.0)
        self._synthesiser.close()

    def _hush(self) -> None:
        if self._current is not None:
            self._current[1].set()
        for say, _ in self._waiting:
            self._events.put(Cancelled(say))
        self._waiting.clear()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closed)
                if not self._waiting:
                    return
                self._current = self._waiting.pop(0)
            say, stop = self._current
            self._events.put(self._speak(say, stop))
            with self._changed:
                self._current = None

    def _speak(self, say: Say, stop: threading.Event) -> VoiceEvent:
        """Synthesise and play. Returns: how it ended."""
        try:
            audio = self._synthesiser.synthesise(say.text, say.language, say.style)
            if stop.is_set():
                return Cancelled(say)
            self._events.put(Started(say, audio.seconds))
            return Finished(say) if self._sink.play(audio, stop) else Cancelled(say)
        except (SpeechError, OSError, ValueError) as error:
            return Failed(say, str(error))
