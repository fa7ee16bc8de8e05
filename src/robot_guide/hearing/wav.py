"""Recordings: any PCM wav file in, what the recognisers want out."""

from __future__ import annotations

import struct
import wave
from dataclasses import dataclass
from math import gcd
from pathlib import Path

import numpy as np

RATE = 16000  # Hz, of everything that is listened to
RATES = (1000, 384000)  # Hz; what lies outside is a damaged header
PCM, FLOAT, EXTENSIBLE = 0x0001, 0x0003, 0xFFFE  # format tags, mmreg.h
FORMATS = {(PCM, 8), (PCM, 16), (PCM, 24), (PCM, 32), (FLOAT, 32), (FLOAT, 64)}
STREAMED = (0, 0xFFFFFFFF)  # sizes that a program writes which does not know the length yet
PHASES_AT_ONCE = 64
TAPS = 32  # zero crossings of the resampling kernel on each side


class AudioError(ValueError):
    """A recording that cannot be listened to: where, what is wrong, and the remedy."""

    def __init__(self, where: str, problem: str, remedy: str = "Give a PCM wav file, best 16 kHz, 16 bit, mono"):
        super().__init__(where, problem, remedy)
        self.where, self.problem, self.remedy = where, problem, remedy

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}. {self.remedy}"


@dataclass(frozen=True)
class Audio:
    """Sound, mono."""

    samples: np.ndarray  # (N,) int16
    rate: int = RATE  # Hz

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate


@dataclass(frozen=True)
class Format:
    """How the samples of a wav file are written."""

    tag: int
    channels: int
    rate: int  # Hz
    bits: int


def read_wav(path: str | Path) -> Audio:
    """A recording at 16 kHz, mono, 16 bit, whatever it was before. Raises AudioError."""
    sound, rate = read_sound(path)
    return Audio(to_int16(resample(sound, rate, RATE)))


def at_rate(audio: Audio, rate: int) -> Audio:
    """The same sound at another rate, in Hz."""
    return audio if audio.rate == rate else Audio(to_int16(resample(audio.samples / 32768.0, audio.rate, rate)), rate)


def read_pcm(path: str | Path) -> Audio:
    """A recording at its own rate, mono, 16 bit. Raises AudioError."""
    sound, rate = read_sound(path)
    return Audio(to_int16(sound), rate)


def to_int16(sound: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(sound * 32768.0), -32768, 32767).astype(np.int16)


def read_sound(path: str | Path) -> tuple[np.ndarray, int]:
    """A wav file's channels averaged, (N,) float64 from -1 to 1, and its rate in Hz. Raises AudioError."""
    where = str(path)
    try:
        data = Path(path).read_bytes()
    except FileNotFoundError as error:
        raise AudioError(where, "there is no such file", "Name a wav file") from error
    except (OSError, ValueError) as error:
        raise AudioError(where, f"cannot be read: {getattr(error, 'strerror', error)}", "Name a wav file") from error
    form, samples = parse(where, data)
    sound = decode(samples, form)
    if not np.isfinite(sound).all():
        raise AudioError(where, "holds samples that are no numbers")
    return sound, form.rate


def parse(where: str, data: bytes) -> tuple[Format, bytes]:
    """The format and the samples' bytes of a RIFF file. Raises AudioError.

    Our own, since the standard library's reader knows WAVE_FORMAT_EXTENSIBLE from Python 3.12 on only, and takes a
    file that breaks off for a whole one.
    """
    if not data:
        raise AudioError(where, "the file is empty")
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise AudioError(where, "is no wav file")
    form, at = None, 12
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        body, at = data[at + 8 : at + 8 + size], at + 8 + size + size % 2
        if name == b"fmt ":
            form = format_of(where, body)
        elif name == b"data":
            if form is None:
                raise AudioError(where, "is damaged: the sound comes before its format")
            return form, sound_bytes(where, data, at - size - size % 2, size, form)
    raise AudioError(where, "is damaged: it ends before its sound begins")


def format_of(where: str, body: bytes) -> Format:
    """Raises AudioError: damaged, or in a coding that is not PCM."""
    if len(body) < 16:
        raise AudioError(where, "is damaged: its format is cut off")
    tag, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", body)
    if tag == EXTENSIBLE and len(body) >= 26:
        (tag,) = struct.unpack_from("<H", body, 24)
    if (tag, bits) not in FORMATS:
        raise AudioError(where, f"is coded in a way that is not PCM (format {tag:#06x}, {bits} bits)")
    if not RATES[0] <= rate <= RATES[1] or not 1 <= channels <= 64:
        raise AudioError(where, f"is damaged: it claims {channels} channels at {rate} Hz")
    return Format(tag, channels, rate, bits)


def sound_bytes(where: str, data: bytes, begin: int, size: int, form: Format) -> bytes:
    """The bytes of whole frames. Raises AudioError: none, or fewer than promised."""
    frame = form.channels * form.bits // 8
    body = data[begin:] if size in STREAMED else data[begin : begin + size]
    if size not in STREAMED and len(body) < size:
        had, promised = (count / frame / form.rate for count in (len(body), size))
        raise AudioError(where, f"breaks off after {had:.1f} of {promised:.1f} s", "Copy or record it again")
    body = body[: len(body) // frame * frame]
    if not body:
        raise AudioError(where, "holds no sound")
    return body


def decode(data: bytes, form: Format) -> np.ndarray:
    """Little-endian samples to numbers from -1 to 1, channels averaged, (N,) float64."""
    if form.tag == FLOAT:
        values = np.frombuffer(data, f"<f{form.bits // 8}").astype(np.float64)
    elif form.bits == 8:
        values = (np.frombuffer(data, np.uint8) - 128.0) / 128.0
    elif form.bits == 24:
        raw = np.frombuffer(data, np.uint8).reshape(-1, 3).astype(np.int32)
        values = ((raw[:, 0] << 8 | raw[:, 1] << 16 | raw[:, 2] << 24) >> 8) / float(1 << 23)
    else:
        values = np.frombuffer(data, f"<i{form.bits // 8}") / float(1 << (form.bits - 1))
    return values.reshape(-1, form.channels).mean(axis=1)


def resample(sound: np.ndarray, rate: int, wanted: int) -> np.ndarray:
    """Another sampling rate, band-limited: what the lower of the two cannot hold is filtered out.

    Windowed-sinc interpolation (J. O. Smith, Digital Audio Resampling Home Page, 1984–2020) with a Hann window, in
    polyphase form: `wanted / gcd` sets of filter taps, each used for every so many output samples, many sets at once
    in one matrix product.

    Returns: (ceil(N · wanted / rate),) float64; a steady level stays what it is, away from the ends.
    """
    if rate == wanted:
        return sound
    phases, step = wanted // gcd(rate, wanted), rate // gcd(rate, wanted)
    reach = int(np.ceil(TAPS * max(1.0, rate / wanted)))
    count = -(-len(sound) * phases // step)
    rows = -(-count // phases)
    padded = np.concatenate((np.zeros(reach), sound, np.zeros(2 * step + 2 * reach)))
    result = np.empty((rows, phases))
    for begin in range(0, phases, PHASES_AT_ONCE):
        group = np.arange(begin, min(begin + PHASES_AT_ONCE, phases))
        first = group[0] * step // phases
        taps = filter_taps(group * step / phases - first, rate, wanted, reach)
        windows = np.lib.stride_tricks.sliding_window_view(padded, len(taps))[first + 1 :: step][:rows]
        result[:, group] = windows.copy() @ taps  # copied, since BLAS takes no overlapping rows
    return result.reshape(-1)[:count]


def filter_taps(times: np.ndarray, rate: int, wanted: int, reach: int) -> np.ndarray:
    """One column of taps for each of `times`, (M,), in input samples. Returns: (W, M) for the inputs 1 - reach … ."""
    inputs = np.arange(1 - reach, int(times[-1]) + reach + 1)
    offset = times[None, :] - inputs[:, None]
    cutoff = min(1.0, wanted / rate)
    taps = np.sinc(cutoff * offset) * (0.5 + 0.5 * np.cos(np.pi * np.clip(offset / reach, -1.0, 1.0)))
    return taps / taps.sum(axis=0)


def write_wav(path: str | Path, audio: Audio) -> None:
    """Write 16 bit mono PCM. Raises OSError."""
    with open(path, "wb") as raw, wave.open(raw, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(audio.rate)
        file.writeframes(audio.samples.astype("<i2").tobytes())
