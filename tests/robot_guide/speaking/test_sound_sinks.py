import sys
import threading
import time

import numpy as np
import pytest

from robot_guide.hearing import Audio, read_wav
from robot_guide.speaking import NullSink, PlayerSink, WavSink, best_sink, has_sound_card

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
    monkeypatch.setattr("shutil.which", lambda name: "/usr/bin/aplay" if name == "aplay" else None)
    assert isinstance(best_sink(), PlayerSink)
