"""Any PCM recording can be listened to; anything else is refused with a reason."""

import struct
import wave

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from robot_guide.hearing import Audio, AudioError, read_wav, write_wav
from robot_guide.hearing.wav import at_rate, parse, read_pcm, resample

RATES = (8000, 11025, 22050, 32000, 44100, 48000)


def riff(samples, *, tag=1, channels=1, rate=16000, bits=16, extra=b"", size=None, before=b""):
    """A wav file's bytes, with whatever header one likes."""
    block = channels * bits // 8
    head = struct.pack("<HHIIHH", tag, channels, rate, rate * block, block, bits) + extra
    chunks = before + b"fmt " + struct.pack("<I", len(head)) + head
    chunks += b"data" + struct.pack("<I", len(samples) if size is None else size) + samples
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


@pytest.fixture
def file(tmp_path):
    def write(data):
        (tmp_path / "a.wav").write_bytes(data)
        return tmp_path / "a.wav"

    return write


def tone(frequency, rate, seconds=0.5):
    return np.sin(2 * np.pi * frequency * np.arange(int(rate * seconds)) / rate)


@settings(deadline=None)
@given(st.lists(st.integers(-32768, 32767), min_size=1, max_size=200))
def test_what_was_written_is_read_again_bit_by_bit(tmp_path_factory, values):
    path = tmp_path_factory.mktemp("wav") / "a.wav"
    samples = np.array(values, np.int16)
    write_wav(path, Audio(samples))
    assert np.array_equal(read_wav(path).samples, samples)


@pytest.mark.parametrize(
    ("bits", "tag", "encode"),
    [
        (8, 1, lambda x: (np.rint(x * 127) + 128).astype(np.uint8).tobytes()),
        (16, 1, lambda x: np.rint(x * 32767).astype("<i2").tobytes()),
        (24, 1, lambda x: np.rint(x * 8388607).astype("<i4").view(np.uint8).reshape(-1, 4)[:, :3].tobytes()),
        (32, 1, lambda x: np.rint(x * 2147483647).astype("<i4").tobytes()),
        (32, 3, lambda x: x.astype("<f4").tobytes()),
        (64, 3, lambda x: x.astype("<f8").tobytes()),
    ],
)
def test_every_width_holds_the_same_sound(file, bits, tag, encode):
    sound = 0.5 * tone(440, 16000)
    read = read_wav(file(riff(encode(sound), bits=bits, tag=tag))).samples / 32768.0
    assert np.abs(read - sound).max() < (0.01 if bits == 8 else 1e-4)


def test_files_with_the_extensible_header_are_read(file):
    guid = struct.pack("<HHIH14s", 22, 16, 4, 1, b"\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71")
    data = np.arange(100, dtype="<i2").tobytes()
    assert read_wav(file(riff(data, tag=0xFFFE, extra=guid))).samples.tolist() == list(range(100))


def test_other_chunks_are_skipped_even_those_of_odd_length(file):
    note = b"LIST" + struct.pack("<I", 3) + b"abc\x00"
    data = np.arange(100, dtype="<i2").tobytes()
    assert read_wav(file(riff(data, before=note))).samples.tolist() == list(range(100))


def test_channels_are_averaged(file):
    both = np.stack([np.full(50, 1000), np.full(50, 3000)], axis=1).astype("<i2").tobytes()
    assert set(read_wav(file(riff(both, channels=2))).samples.tolist()) == {2000}


def test_a_recording_that_was_written_by_a_stream_has_no_size_and_is_read_to_its_end(file):
    data = np.arange(100, dtype="<i2").tobytes()
    for size in (0, 0xFFFFFFFF):
        assert len(read_wav(file(riff(data, size=size))).samples) == 100


def test_the_own_rate_can_be_kept(file):
    path = file(riff(np.arange(100, dtype="<i2").tobytes(), rate=22050))
    assert (read_pcm(path).rate, len(read_pcm(path).samples)) == (22050, 100)
    assert (read_wav(path).rate, len(read_wav(path).samples)) == (16000, 73)


DATA = np.arange(100, dtype="<i2").tobytes()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "the file is empty"),
        (b"hello, this is no sound at all", "is no wav file"),
        (b"RIFF\x00\x00\x00\x00WAVE", "ends before its sound begins"),
        (riff(DATA)[:30], "damaged"),
        (riff(DATA)[:44], "breaks off"),
        (riff(DATA, rate=16000)[:144], r"breaks off after 0\.0 of 0\.0 s"),
        (riff(b""), "holds no sound"),
        (riff(b"\x01"), "holds no sound"),
        (riff(DATA, tag=2, bits=4), "not PCM"),
        (riff(DATA, tag=0x55), "not PCM"),
        (riff(DATA, bits=20), "not PCM"),
        (riff(DATA, rate=0), "0 Hz"),
        (riff(DATA, rate=4_000_000_000 // 100), "Hz"),
        (riff(DATA, channels=0), "0 channels"),
        (riff(np.array([np.nan], "<f4").tobytes(), tag=3, bits=32), "no numbers"),
        (riff(np.array([np.inf], "<f8").tobytes(), tag=3, bits=64), "no numbers"),
    ],
)
def test_what_cannot_be_listened_to_is_refused_with_file_problem_and_remedy(file, data, problem):
    path = file(data)
    with pytest.raises(AudioError, match=problem) as caught:
        read_wav(path)
    assert caught.value.where == str(path)
    assert caught.value.remedy


def test_missing_files_and_folders_are_refused(tmp_path):
    with pytest.raises(AudioError, match="no such file"):
        read_wav(tmp_path / "none.wav")
    with pytest.raises(AudioError, match="cannot be read"):
        read_wav(tmp_path)
    with pytest.raises(AudioError, match="cannot be read"):
        read_wav("a\x00b.wav")


@settings(deadline=None)
@given(st.binary(max_size=300), st.booleans(), st.integers(0, 60), st.binary(max_size=4))
def test_no_bytes_whatever_lead_to_anything_but_sound_or_a_refusal(data, header, at, patch):
    if header:
        data = riff(data)
    data = data[:at] + patch + data[at + len(patch) :]
    try:
        form, samples = parse("a.wav", data)
    except AudioError:
        return
    assert len(samples) > 0
    assert len(samples) % (form.channels * form.bits // 8) == 0


@pytest.mark.parametrize("rate", RATES)
def test_what_people_hear_in_speech_survives_another_rate(rate):
    """Against the closed form: a tone sampled at the other rate."""
    for frequency in (100.0, 440.0, 0.4 * min(rate, 16000)):
        converted = resample(tone(frequency, rate), rate, 16000)
        wanted = tone(frequency, 16000, len(converted) / 16000)
        assert np.abs(converted - wanted)[300:-300].max() < 2e-3, frequency


@pytest.mark.parametrize("rate", [22050, 32000, 44100, 48000])
def test_what_the_lower_rate_cannot_hold_is_filtered_out_and_does_not_fold_back(rate):
    for frequency in (8600.0, 10000.0):
        assert np.abs(resample(tone(frequency, rate), rate, 16000))[300:-300].max() < 5e-3


@settings(deadline=None, max_examples=30)
@given(st.integers(1000, 60000), st.integers(1, 3000), st.integers(1000, 60000))
def test_a_steady_level_keeps_its_level_and_its_length(rate, count, wanted):
    converted = resample(np.ones(count), rate, wanted)
    assert len(converted) == -(-count * wanted // rate)
    edge = int(40 * max(1.0, wanted / rate))
    assert np.allclose(converted[edge:-edge], 1.0, atol=1e-2)


@settings(deadline=None)
@given(st.integers(0, 2**31), st.sampled_from(RATES))
def test_resampling_is_linear(seed, rate):
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=(2, 500))
    joint = resample(2.0 * a - b, rate, 16000)
    assert np.allclose(joint, 2.0 * resample(a, rate, 16000) - resample(b, rate, 16000), atol=1e-9)


def test_there_and_back_again_is_the_same_sound():
    sound = Audio((8000 * tone(500, 16000)).astype(np.int16))
    back = at_rate(at_rate(sound, 44100), 16000)
    assert len(back.samples) == len(sound.samples)
    assert np.abs(back.samples[400:-400].astype(int) - sound.samples[400:-400]).max() <= 4


def test_the_recordings_of_people_are_read(speech):
    files = sorted(speech.rglob("*.wav"))
    assert files
    for path in files:
        audio = read_wav(path)
        with wave.open(str(path)) as file:
            assert audio.seconds == pytest.approx(file.getnframes() / file.getframerate(), abs=0.001), path.name
