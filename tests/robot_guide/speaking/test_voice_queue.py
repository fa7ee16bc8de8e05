"""The voice as a whole: nothing is lost, nothing ends twice, nothing hangs."""

import threading
import time

import numpy as np
import pytest

from dialogue.acts import Say
from robot_guide.speaking import (
    Cancelled,
    Failed,
    Finished,
    NullSink,
    SpeechError,
    SpokenAudio,
    Started,
    Unheard,
    Voice,
)

DEADLINE = 60.0  # s


class Tones:
    """A synthesiser whose words last as long as they say, in milliseconds; `fail` fails."""

    def __init__(self):
        self.closed = False

    def synthesise(self, text, language, style="normal", *, loudness=1.0, rate=1.0):
        if text == "fail":
            raise SpeechError("no voice")
        if text == "crash":
            raise ZeroDivisionError("a fault in a library")
        return SpokenAudio(np.zeros(16 * int(text), np.int16), 16000)

    def close(self):
        self.closed = True


def say(text, interrupt=False):
    return Say("line", text, "zh", interrupt=interrupt)


def events_until(voice, done):
    """All that happens until `done` of it holds."""
    happened, end = [], time.monotonic() + DEADLINE
    while not done(happened):
        assert time.monotonic() < end, happened
        happened += voice.poll()
        time.sleep(0.002)
    return happened


def ends(happened):
    return [event for event in happened if not isinstance(event, Started | Unheard)]


@pytest.fixture
def voice():
    voice = Voice(Tones(), NullSink())
    yield voice
    voice.close()


def test_words_begin_and_end_in_order(voice):
    lines = [say("20"), say("10"), say("5")]
    for line in lines:
        voice.say(line)
    happened = events_until(voice, lambda happened: len(ends(happened)) == 3)
    assert [type(event) for event in happened] == [Started, Finished] * 3
    assert [event.say for event in ends(happened)] == lines
    assert happened[0].seconds == pytest.approx(0.02)


def test_an_interrupting_line_ends_what_sounds_and_what_waits(voice):
    long, waiting, stop = say("60000"), say("10"), say("5", interrupt=True)
    voice.say(long)
    events_until(voice, lambda happened: any(isinstance(event, Started) for event in happened))
    voice.say(waiting)
    voice.say(stop)
    happened = events_until(voice, lambda happened: Finished(stop) in happened)
    assert happened[:2] == [Cancelled(long), Cancelled(waiting)]


def test_one_line_can_be_taken_back_and_the_others_stay(voice):
    first, second, third = say("60000"), say("1"), say("2")
    for line in (first, second, third):
        voice.say(line)
    voice.cancel(second)
    voice.cancel(first)
    happened = events_until(voice, lambda happened: len(ends(happened)) == 3)
    assert sorted(map(str, ends(happened))) == sorted(map(str, [Cancelled(second), Cancelled(first), Finished(third)]))


def test_taking_back_what_has_ended_changes_nothing(voice):
    line = say("1")
    voice.say(line)
    events_until(voice, ends)
    voice.cancel(line)
    voice.hush()
    other = say("2")
    voice.say(other)
    assert ends(events_until(voice, ends)) == [Finished(other)]


def test_the_important_goes_before_what_waits_but_does_not_cut_off_what_sounds():
    released = threading.Event()

    class Held:
        def play(self, audio, stop):
            return released.wait(DEADLINE)

    voice = Voice(Tones(), Held())
    current, trifle, alarm = say("1"), say("2"), say("3")
    voice.say(current)
    events_until(voice, bool)
    voice.say(trifle)
    voice.say(alarm, priority=10)
    released.set()
    happened = events_until(voice, lambda happened: len(ends(happened)) == 3)
    assert ends(happened) == [Finished(current), Finished(alarm), Finished(trifle)]
    voice.close()


def test_what_cannot_be_spoken_is_told_with_the_reason_and_the_next_words_follow(voice):
    lines = [say("fail"), say("crash"), say("1")]
    for line in lines:
        voice.say(line)
    happened = events_until(voice, lambda happened: len(ends(happened)) == 3)
    assert ends(happened) == [
        Failed(lines[0], "no voice"), Failed(lines[1], "a fault in a library"), Finished(lines[2]),
    ]  # fmt: skip


def test_a_loudspeaker_that_goes_costs_its_sound_and_neither_words_nor_time():
    class Loose:
        def __init__(self):
            self.plugged = False

        def play(self, audio, stop):
            if self.plugged:
                return True
            self.plugged = True
            raise OSError("no such device")

    voice, began = Voice(Tones(), Loose()), time.monotonic()
    lines = [say("100"), say("1")]
    for line in lines:
        voice.say(line)
    happened = events_until(voice, lambda happened: len(ends(happened)) == 2)
    assert [type(event) for event in happened] == [Started, Unheard, Finished, Started, Finished]
    assert happened[1] == Unheard(lines[0], "no such device")
    assert time.monotonic() - began >= 0.1, "the captions need the time that the words would have taken"
    voice.close()


def test_silence_in_place_of_a_loudspeaker_that_has_gone_can_be_cut_off():
    class Gone:
        def play(self, audio, stop):
            raise OSError("no such device")

    voice, line = Voice(Tones(), Gone()), say("60000")
    voice.say(line)
    events_until(voice, lambda happened: any(isinstance(event, Unheard) for event in happened))
    voice.hush()
    other = say("1")
    voice.say(other)
    assert ends(events_until(voice, lambda happened: len(ends(happened)) == 2)) == [Cancelled(line), Finished(other)]
    voice.close()


def test_how_loud_and_how_fast_is_handed_on():
    asked = []

    class Listening(Tones):
        def synthesise(self, text, language, style="normal", *, loudness=1.0, rate=1.0):
            asked.append((loudness, rate))
            return super().synthesise(text, language, style)

    voice = Voice(Listening(), NullSink())
    voice.say(Say("line", "1", "zh", loudness=1.25, rate=0.7))
    events_until(voice, lambda events: any(isinstance(event, Finished) for event in events))
    voice.close()
    assert asked == [(1.25, 0.7)]


def test_silence_comes_at_once_even_while_the_synthesiser_hangs():
    hanging, released = threading.Event(), threading.Event()

    class Hanging(Tones):
        def synthesise(self, text, language, style="normal", *, loudness=1.0, rate=1.0):
            hanging.set()
            released.wait(DEADLINE)
            return super().synthesise(text, language, style)

    voice, line = Voice(Hanging(), NullSink()), say("1")
    voice.say(line)
    assert hanging.wait(DEADLINE)
    voice.hush()
    assert voice.poll() == (Cancelled(line),)
    released.set()
    other = say("2")
    voice.say(other)
    assert [event.say for event in events_until(voice, ends)] == [other, other], "no sound of what was taken back"
    voice.close()


def test_a_closed_voice_has_ended_everything_and_takes_nothing_more():
    voice = Voice(Tones(), NullSink())
    lines = [say("60000"), say("1")]
    for line in lines:
        voice.say(line)
    voice.close()
    assert {event.say for event in voice.poll() if isinstance(event, Cancelled)} == set(lines)
    with pytest.raises(RuntimeError, match="closed"):
        voice.say(say("1"))
