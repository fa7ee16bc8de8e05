import sys
import threading
import time

import numpy as np
import pytest

from robot_guide.hearing import Audio, read_wav
from robot_guide.speaking import NullSink, PlayerSink, WavSink, best_sink, has_sound_card, sink_named
from robot_guide.speaking.card_sink import BLOCK, CardSink

BLINK, LONG = (Audio(np.full(16000 * n // 10, 100, np.int16)) for n in (1, 600))


def player(program):
    return PlayerSink((sys.executable, "-c", program), patience=0.5)


def test_silence_lasts_as_long_as_the_sound():
    began = time.monotonic()
    assert NullSink().play(BLINK, threading.Event())
    assert time.monotonic() - began >= BLINK.seconds


@pytest.mark.parametrize("sink", [NullSink(), player("import time; time.sleep(60)")])
def test_a_stop_ends_the_sound(sink):
    stop, played = threading.Event(), []
    thread = threading.Thread(target=lambda: played.append(sink.play(LONG, stop)))
    thread.start()
    stop.set()
    thread.join(timeout=20.0)
    assert played == [False]


def test_a_player_is_given_the_sound_as_a_file(tmp_path):
    out = tmp_path / "played.wav"
    assert player(f"import sys, shutil; shutil.copy(sys.argv[1], {str(out)!r})").play(BLINK, threading.Event())
    assert read_wav(out).samples.tolist() == BLINK.samples.tolist()


def test_a_player_that_fails_or_gets_stuck_is_an_error():
    with pytest.raises(OSError, match="status 3"):
        player("import sys; sys.exit(3)").play(BLINK, threading.Event())
    with pytest.raises(OSError, match="does not come to an end"):
        player("import time; time.sleep(60)").play(BLINK, threading.Event())
    with pytest.raises(OSError, match="No such file"):
        PlayerSink(("/no/such/player",)).play(BLINK, threading.Event())


def test_what_would_sound_can_be_kept_in_files(tmp_path):
    sink = WavSink(tmp_path / "run")
    assert sink.play(BLINK, threading.Event())
    assert sink.play(LONG, threading.Event())
    assert [read_wav(file).seconds for file in sorted((tmp_path / "run").iterdir())] == [0.1, 60.0]


def test_without_a_sound_card_nothing_sounds_but_the_time_passes(monkeypatch, tmp_path):
    cards = tmp_path / "cards"
    monkeypatch.setattr("robot_guide.speaking.sink.SOUND_CARDS", cards)
    assert not has_sound_card()
    assert isinstance(best_sink(), NullSink)
    cards.write_text("--- no soundcards ---\n")
    assert not has_sound_card()
    cards.write_text(" 0 [PCH]: HDA-Intel - HDA Intel PCH\n")
    assert has_sound_card()
    monkeypatch.setattr("robot_guide.speaking.sink.sounddevice", lambda: None)
    monkeypatch.setattr("shutil.which", lambda name: "/usr/bin/aplay" if name == "aplay" else None)
    assert isinstance(best_sink(), PlayerSink)
    monkeypatch.setattr("robot_guide.speaking.sink.sounddevice", lambda: FakeCard())
    assert isinstance(best_sink(), CardSink)


def test_sinks_are_chosen_by_name(tmp_path):
    assert isinstance(sink_named("none"), NullSink)
    assert sink_named(f"wav:{tmp_path}").play(BLINK, threading.Event())
    assert [file.name for file in tmp_path.iterdir()] == ["001.wav"]
    for name in ("loud", "wav:"):
        with pytest.raises(ValueError, match="sink must be auto, none or wav:FOLDER, got"):
            sink_named(name)


def test_files_of_an_earlier_run_are_kept(tmp_path):
    for _ in range(2):
        assert WavSink(tmp_path).play(BLINK, threading.Event())
    assert sorted(file.name for file in tmp_path.iterdir()) == ["001.wav", "002.wav"]


class FakeCard:
    """Stands for the module sounddevice: a thread fetches blocks, faster than real time.

    `blocks`: how many it plays before the card goes; `stuck`: it then stays and fetches nothing.
    """

    class PortAudioError(Exception):
        pass

    class CallbackStop(Exception):  # noqa: N818 - PortAudio's name
        pass

    def __init__(self, blocks=10_000, stuck=False, absent=False, between=lambda: None):
        self.blocks, self.stuck, self.absent, self.between = blocks, stuck, absent, between
        self.heard, self.aborted = [], False

    def OutputStream(self, **settings):  # noqa: N802 - PortAudio's name
        if self.absent:
            raise self.PortAudioError("no such device")
        return FakeStream(self, **settings)


class FakeStream:
    def __init__(self, card, *, samplerate, channels, dtype, blocksize, latency, callback, finished_callback):
        assert (channels, dtype, latency) == (1, "int16", "low")
        self.card, self.blocksize, self.callback, self.finished = card, blocksize, callback, finished_callback
        self.active = True
        self.thread = threading.Thread(target=self.run, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.active = False
        self.thread.join(timeout=20.0)

    def run(self):
        for _ in range(self.card.blocks):
            block = np.ones((self.blocksize, 1), np.int16)
            try:
                self.callback(block, self.blocksize, None, None)
            except FakeCard.CallbackStop:
                self.card.heard.append(block)
                self.active = False
                self.finished()
                return
            self.card.heard.append(block)
            self.card.between()
            if not self.active:
                return
        while self.card.stuck and self.active:
            time.sleep(0.001)
        self.active = False

    def abort(self):
        self.card.aborted = True
        self.active = False


def test_the_card_is_given_all_of_the_sound_in_small_blocks():
    card = FakeCard()
    assert CardSink(card).play(BLINK, threading.Event())
    assert {len(block) for block in card.heard} == {round(BLOCK * BLINK.rate)}
    heard = np.concatenate(card.heard)[:, 0]
    assert heard[: len(BLINK.samples)].tolist() == BLINK.samples.tolist()
    assert not heard[len(BLINK.samples) :].any()


def test_after_a_stop_no_block_sounds_any_more():
    stop = threading.Event()
    card = FakeCard(between=lambda: len(card.heard) == 3 and stop.set())
    assert not CardSink(card).play(LONG, stop)
    assert len(card.heard) <= 4
    assert all(not block.any() for block in card.heard[3:])


def test_a_card_that_goes_is_stuck_or_was_never_there_is_an_error():
    for card, complaint in (
        (FakeCard(blocks=3), "has gone"), (FakeCard(blocks=3, stuck=True), "stuck"),
        (FakeCard(absent=True), "no such device"),
    ):  # fmt: skip
        with pytest.raises(OSError, match=complaint):
            CardSink(card, patience=0.2).play(BLINK, threading.Event())


def test_a_stuck_card_lets_itself_be_stopped():
    stop = threading.Event()
    card = FakeCard(blocks=3, stuck=True, between=lambda: len(card.heard) == 3 and stop.set())
    assert not CardSink(card).play(LONG, stop)
