"""Recordings: any PCM wav file in, what the recognisers want out."""

from __future__ import annotations

import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np

RATE = 16000  # Hz, of everything that is listened to
WIDTHS = {1: (np.uint8, 128.0, 128.0), 2: (np.dtype("<i2"), 0.0, 32768.0), 4: (np.dtype("<i4"), 0.0, 2147483648.0)}
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


def read_wav(path: str | Path) -> Audio:
    """A recording at 16 kHz, mono, 16 bit, whatever it was before. Raises AudioError."""
    path = Path(path)
    try:
        with wave.open(str(path), "rb") as file:
            channels, width, rate = file.getnchannels(), file.getsampwidth(), file.getframerate()
            data = file.readframes(file.getnframes())
    except FileNotFoundError as error:
        raise AudioError(str(path), "there is no such file", "Name a wav file") from error
    except OSError as error:
        raise AudioError(str(path), f"cannot be read: {error.strerror}", "Name a wav file") from error
    except (wave.Error, EOFError, ValueError, RuntimeError) as error:
        raise AudioError(str(path), f"is no PCM wav file ({error or 'it ends too early'})") from error
    if not 1000 <= rate <= 384000 or channels < 1:
        raise AudioError(str(path), f"claims {channels} channels at {rate} Hz")
    if not data:
        raise AudioError(str(path), "holds no sound")
    sound = decode(data, width).reshape(-1) if len(data) >= width else np.zeros(0)
    sound = sound[: len(sound) // channels * channels].reshape(-1, channels).mean(axis=1)
    if not len(sound):
        raise AudioError(str(path), "holds no sound")
    resampled = resample(sound, rate, RATE)
    return Audio(np.clip(np.round(resampled * 32767.0), -32768, 32767).astype(np.int16))


def decode(data: bytes, width: int) -> np.ndarray:
    """Bytes of little-endian PCM to numbers from -1 to 1, (N,) float64; an unfinished last sample is dropped."""
    data = data[: len(data) // width * width]
    if width == 3:
        bytes_ = np.frombuffer(data, np.uint8).reshape(-1, 3).astype(np.int32)
        values = bytes_[:, 0] | bytes_[:, 1] << 8 | bytes_[:, 2] << 16
        return (values - (values >= 1 << 23) * (1 << 24)) / float(1 << 23)
    kind, middle, full = WIDTHS[width]
    return (np.frombuffer(data, kind).astype(np.float64) - middle) / full


def resample(sound: np.ndarray, rate: int, wanted: int) -> np.ndarray:
    """Another sampling rate, band-limited.

    Windowed-sinc interpolation (Smith, Digital Audio Resampling Home Page, 1984–2020) with a Hann window; what the
    lower of the two rates cannot hold is filtered out.
    """
    if rate == wanted:
        return sound
    cutoff = min(1.0, wanted / rate)
    times = np.arange(max(int(len(sound) * wanted / rate), 1)) * (rate / wanted)
    reach = int(np.ceil(TAPS / cutoff))
    padded = np.concatenate((np.zeros(reach), sound, np.zeros(reach + 1)))
    result = np.zeros(len(times))
    first = np.floor(times).astype(int) - reach + 1
    for k in range(2 * reach):
        offset = times - (first + k)
        kernel = cutoff * np.sinc(cutoff * offset) * (0.5 + 0.5 * np.cos(np.pi * np.clip(offset / reach, -1.0, 1.0)))
        result += kernel * padded[first + k + reach]
    return result


def write_wav(path: str | Path, audio: Audio) -> None:
    """Write 16 bit mono PCM. Raises OSError."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(audio.rate)
        file.writeframes(audio.samples.astype("<i2").tobytes())
