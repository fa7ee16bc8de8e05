"""Wherever sound comes from, and however it is cut, the ears get the same samples; and nothing is written down."""

import itertools
import queue
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from robot_guide.heard import Heard, Hypothesis
from robot_guide.hearing.frames import Frames
from robot_guide.hearing.microphone import Microphone, NoMicrophone, pieces_of, sounddevice
from robot_guide.hearing.recorder import Recorder
from robot_guide.hearing.wav import RATE, read_wav, resample, to_int16
from robot_guide.hearing.whisper_decoder import Decoded
from robot_guide.hearing.whisper_ears import WhisperEars


def sound(rate, seconds=2.0):
    """Half a second of silence, a buzz that swings like syllables, silence."""
    t = np.arange(int(seconds * rate)) / rate
    buzz = np.sin(2 * np.pi * 140 * t) * (0.55 - 0.45 * np.cos(2 * np.pi * 4 * t)) * 9000
    return np.rint(buzz * ((t > 0.5) & (t < 1.3))).astype(np.int16)


def through(frames, samples, sizes):
    pieces, at, turn = [], 0, 0
    while at < len(samples):
        pieces.append(frames.feed(samples[at : at + sizes[turn % len(sizes)]], 5.0 + at / frames.rate))
        at, turn = at + sizes[turn % len(sizes)], turn + 1
    return [piece for piece in (*pieces, frames.finish()) if piece is not None]


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 44100, 48000])
@pytest.mark.parametrize("sizes", [[320], [1, 4801, 17], [10**6]])
def test_a_stream_is_resampled_to_what_the_whole_recording_would_be(rate, sizes):
    samples = sound(rate)
    pieces = through(Frames(rate), samples, sizes)
    whole = to_int16(resample(samples / 32768.0, rate, RATE))
    joined = np.concatenate([piece.samples for piece in pieces])
    assert len(joined) == len(whole)
    assert np.abs(joined.astype(int) - whole).max() <= 1


def test_pieces_follow_each_other_without_a_gap_whatever_the_clock_of_the_sender_does():
    frames = Frames(48000)
    pieces = [frames.feed(np.zeros(960, np.int16), 7.0 + jitter) for jitter in (0.0, 0.3, 0.1, 0.9)]
    given = [piece for piece in pieces if piece]
    assert given[0].start == 7.0
    for before, after in itertools.pairwise(given):
        assert after.start == pytest.approx(before.start + len(before.samples) / RATE)


def test_bytes_may_be_cut_in_the_middle_of_a_sample():
    samples = sound(RATE)
    data, frames = samples.astype("<i2").tobytes(), Frames()
    pieces = [frames.feed_bytes(data[at : at + 333], 0.0) for at in range(0, len(data), 333)]
    assert (np.concatenate([piece.samples for piece in pieces if piece]) == samples).all()


def test_two_channels_are_averaged():
    both = np.stack((np.full(100, 1000), np.full(100, 2000)), axis=1).astype(np.int16)
    assert (Frames(RATE, channels=2).feed(both, 0.0).samples == 1500).all()


@pytest.mark.parametrize(("rate", "channels", "told"), [(0, 1, "rate must be"), (RATE, 0, "channels must be")])
def test_streams_that_cannot_be_are_refused(rate, channels, told):
    with pytest.raises(ValueError, match=told):
        Frames(rate, channels)


def test_samples_of_another_type_are_refused():
    with pytest.raises(ValueError, match=r"samples must be \(N, 1\) int16, got float64"):
        Frames().feed(np.zeros(10), 0.0)


class Card:
    """A sound card of our own with PortAudio's interface, that plays one recording into its microphone."""

    PortAudioError = type("PortAudioError", (Exception,), {})

    def __init__(self, samples, rate):
        self.samples, self.rate = samples, rate

    def query_devices(self, device, kind):
        if device == "none":
            raise ValueError("No input device matching 'none'")
        return {"default_samplerate": float(self.rate)}

    def RawInputStream(self, *, samplerate, blocksize, callback, **_):  # noqa: N802 - PortAudio's name
        data = self.samples.astype("<i2").tobytes()
        for at in range(0, len(data), 2 * blocksize):
            callback(data[at : at + 2 * blocksize], blocksize, None, None)

        class Stream:
            def __enter__(self):
                return self

            def __exit__(self, *_):
                return False

        return Stream()


class Reader:
    """Reads how much sound there is."""

    def decode(self, samples, languages):
        return (Decoded("zh", 1.0, (Hypothesis(f"{len(samples) / RATE:.2f}", 0.9),)),)


def heard_through(pieces):
    ears = WhisperEars(Reader(), ("zh",))
    return [*(each for piece in pieces for each in ears.listen(piece.samples, piece.start)), *ears.finish()]


def until_it_falls_silent(pieces):
    """The pieces of a microphone, to the end of its recording."""
    try:
        yield from pieces
    except NoMicrophone:
        return


def test_microphone_recording_topic_and_socket_give_the_same_words(monkeypatch):
    monkeypatch.setattr("robot_guide.hearing.microphone.PATIENCE", 0.01)
    samples = sound(RATE)
    recording = heard_through(pieces_of(samples))
    assert [each.final for each in recording].count(True) == 1
    microphone = Microphone(module=Card(samples, RATE))
    assert heard_through(until_it_falls_silent(microphone.pieces(0.0))) == recording
    data, socket = samples.astype("<i2").tobytes(), Frames()
    pieces = (socket.feed_bytes(data[at : at + 1234], 0.0) for at in range(0, len(data), 1234))
    assert heard_through(piece for piece in pieces if piece) == recording
    topic = Frames()
    messages = (topic.feed(samples[at : at + 1600], at / RATE) for at in range(0, len(samples), 1600))
    assert heard_through(messages) == recording


def test_a_microphone_that_has_gone_is_told(monkeypatch):
    monkeypatch.setattr("robot_guide.hearing.microphone.PATIENCE", 0.01)
    with pytest.raises(NoMicrophone, match="has sent nothing"):
        list(Microphone(module=Card(sound(RATE), RATE)).pieces(0.0))


def test_a_machine_without_a_microphone_is_told_with_the_remedy():
    with pytest.raises(NoMicrophone, match=r"no microphone 'none' was found .*Plug one in"):
        Microphone("none", module=Card(sound(RATE), RATE))


def test_a_machine_without_the_package_is_told_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(NoMicrophone, match=r"sounddevice is not installed.*\[microphone\]"):
        sounddevice()


def test_nothing_that_is_heard_is_written_to_disk_unless_recording_is_on(tmp_path):
    opened = queue.SimpleQueue()
    watching = SimpleNamespace(on=True)

    def hook(event, arguments):
        if watching.on and event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
            opened.put(arguments[0])

    sys.addaudithook(hook)
    try:
        recorder, samples = Recorder(None), sound(RATE)
        for heard in heard_through(pieces_of(samples)):
            assert recorder.keep(heard, samples) is None
        assert opened.empty()
        kept = Recorder(tmp_path / "kept").keep(Heard("一", "zh", 12.5, 13.0), samples)
        assert not opened.empty(), "the watch would have seen it"
    finally:
        watching.on = False
    assert (read_wav(kept).samples == samples).all()


def test_partial_words_are_not_recorded(tmp_path):
    assert Recorder(tmp_path).keep(Heard("一", "zh", 0.0, 1.0, final=False), sound(RATE)) is None
    assert list(tmp_path.iterdir()) == []
