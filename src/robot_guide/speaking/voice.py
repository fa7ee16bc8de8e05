"""A voice: says one thing after the other, and lets itself be interrupted.

```python
voice = Voice(EngineChain(), best_sink())
voice.say(say)                    # returns at once, from any thread
for event in voice.poll(): ...    # Started(say, seconds, words), then one of Finished, Cancelled, Failed
                                  # and between them Unheard, where the loudspeaker has failed
voice.close()
```

A thread of its own synthesises and plays; callers never wait. Everything that is said ends exactly once, whatever
the synthesiser or the loudspeaker does; its events come in order and carry the very `Say` that was given.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from dialogue.acts import Say
from robot_guide.speaking.sink import Sink
from robot_guide.speaking.sound import SpokenAudio
from robot_guide.speaking.speech_clock import Cancelled, Finished, Started
from robot_guide.speaking.speech_queue import SpeechQueue
from robot_guide.speaking.synthesiser import Synthesiser


@dataclass(frozen=True)
class Failed:
    """Could not be spoken; the words belong on the screen."""

    say: Say
    reason: str


@dataclass(frozen=True)
class Unheard:
    """The loudspeaker has failed: the rest passes in silence, the captions go on. No end of what is said."""

    say: Say
    reason: str


VoiceEvent = Started | Unheard | Finished | Cancelled | Failed


class Utterance:
    """Something given to the voice, until it has ended. All under the voice's lock."""

    def __init__(self, say: Say):
        self.say = say
        self.stop = threading.Event()
        self.ended = False


class Voice:
    """See the module. Close it when done."""

    def __init__(self, synthesiser: Synthesiser, sink: Sink, *, clock: Callable[[], float] = time.monotonic):
        self._synthesiser, self._sink, self._clock = synthesiser, sink, clock
        self._events: queue.SimpleQueue[VoiceEvent] = queue.SimpleQueue()
        self._waiting: SpeechQueue[Utterance] = SpeechQueue()
        self._current: Utterance | None = None
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="voice", daemon=True)
        self._thread.start()

    def say(self, say: Say, priority: int = 0) -> None:
        """Queue words, behind those of the same or a higher priority; an interrupting line drops all others.

        Raises: RuntimeError: the voice is closed.
        """
        with self._changed:
            if self._closed:
                raise RuntimeError("the voice is closed")
            if say.interrupt:
                self._hush()
            self._waiting.put(Utterance(say), priority)
            self._changed.notify()

    def hush(self) -> None:
        """Fall silent at once."""
        with self._changed:
            self._hush()

    def cancel(self, say: Say) -> None:
        """Drop one thing, whether it sounds or waits; nothing where it is neither."""
        with self._changed:
            if self._current is not None and self._current.say is say:
                self._cancel(self._current)
            for utterance in self._waiting.remove(lambda utterance: utterance.say is say):
                self._cancel(utterance)

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
        self._synthesiser.close()
        self._thread.join(timeout=5.0)

    def _hush(self) -> None:
        for utterance in (*([self._current] if self._current else []), *self._waiting.remove(lambda _: True)):
            self._cancel(utterance)

    def _cancel(self, utterance: Utterance) -> None:
        utterance.stop.set()
        self._end(utterance, Cancelled(utterance.say))

    def _end(self, utterance: Utterance, event: VoiceEvent) -> None:
        """Tell how it ended, unless that has been told: who is first, wins."""
        if not utterance.ended:
            utterance.ended = True
            self._events.put(event)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closed)
                if not self._waiting:
                    return
                self._current = utterance = self._waiting.pop()
            event = self._speak(utterance)
            with self._changed:
                self._end(utterance, event)
                self._current = None

    def _speak(self, utterance: Utterance) -> VoiceEvent:
        """Synthesise and play. Returns: how it ended."""
        say = utterance.say
        try:
            audio = self._synthesiser.synthesise(
                say.text, say.language, say.style, loudness=say.loudness, rate=say.rate
            )
            with self._changed:
                if utterance.ended:
                    return Cancelled(say)
                self._events.put(Started(say, audio.seconds, audio.words))
            return Finished(say) if self._play(audio, utterance) else Cancelled(say)
        except Exception as error:  # a voice without its thread would hang all that follows
            return Failed(say, str(error) or type(error).__name__)

    def _play(self, audio: SpokenAudio, utterance: Utterance) -> bool:
        """Sound, or what is left of its time in silence where the loudspeaker fails. Returns: whether to the end."""
        began = self._clock()
        try:
            return self._sink.play(audio, utterance.stop)
        except OSError as error:
            with self._changed:
                if not utterance.ended:
                    self._events.put(Unheard(utterance.say, str(error)))
            return not utterance.stop.wait(max(0.0, audio.seconds - (self._clock() - began)))
