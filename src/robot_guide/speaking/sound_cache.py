"""Sound on disk, found by what it is the sound of: the fixed phrases, spoken once for all runs.

One file a sound, named by the SHA-256 of the plan; a file holds its own checksum, so that what a crash or a full disk
has left half written is spoken anew. The files that are unused for longest go when the folder outgrows its limit.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from robot_guide.speaking.plan import SpeechPlan
from robot_guide.speaking.sound import SpokenAudio, SpokenWord

FORMAT = b"robot-guide speech 1\n"  # another one for another layout, or where the engines sound differently
DIGEST = 32  # bytes of a SHA-256
SUFFIX = ".speech"
LIMIT = 256 * 1024 * 1024  # bytes; the fixed phrases need about 110 MB


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where caches of this user belong (XDG Base Directory Specification); ROBOT_GUIDE_CACHE names another place."""
    if place := environment.get("ROBOT_GUIDE_CACHE"):
        return Path(place) / "speech"
    return Path(environment.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "robot-guide" / "speech"


class SoundCache:
    """Safe for several threads and processes. A cache that cannot be read or written is an empty one."""

    def __init__(self, folder: Path | None = None, limit: int = LIMIT):
        """`limit`: bytes that all its files together may have."""
        self._folder, self._limit = folder or cache_folder(), limit
        self._size: int | None = None  # bytes, as far as this process knows
        self._turn = threading.Lock()

    def get(self, plan: SpeechPlan) -> SpokenAudio | None:
        """The sound; None: not there, or damaged."""
        file = self._file(plan)
        try:
            data = file.read_bytes()
            os.utime(file)  # the oldest in this sense goes first
        except OSError:
            return None
        audio = decode(data)
        if audio is None:
            file.unlink(missing_ok=True)
        return audio

    def put(self, plan: SpeechPlan, audio: SpokenAudio) -> None:
        """Keep it, unless the disk does not take it."""
        data = encode(audio)
        try:
            self._write(self._file(plan), data)
            with self._turn:
                self._make_room(len(data))
        except OSError:
            return  # spoken anew the next time

    def __contains__(self, plan: SpeechPlan) -> bool:
        return self._file(plan).exists()

    def _file(self, plan: SpeechPlan) -> Path:
        return self._folder / (key_of(plan) + SUFFIX)

    def _write(self, file: Path, data: bytes) -> None:
        """At once or not at all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._folder, prefix="new-")
        try:
            with open(handle, "wb") as new:
                new.write(data)
            os.replace(name, file)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise

    def _make_room(self, added: int) -> None:
        self._size = None if self._size is None else self._size + added
        if self._size is not None and self._size <= self._limit:
            return
        files = sorted((status.st_mtime, status.st_size, file) for file in self._folder.iterdir()
                       if (status := file.stat()))  # fmt: skip
        self._size = sum(size for _, size, _ in files)
        for _, size, file in files:
            if self._size <= self._limit:
                return
            file.unlink(missing_ok=True)
            self._size -= size


def key_of(plan: SpeechPlan) -> str:
    """What the sound depends on, and the original text, which its words are cut from."""
    parts = [(part.voice, part.text, rate) for part, rate in zip(plan.parts, plan.rates, strict=True)]
    told = json.dumps((plan.text, parts, plan.volume, plan.pause), ensure_ascii=False)
    return hashlib.sha256(FORMAT + told.encode()).hexdigest()


def encode(audio: SpokenAudio) -> bytes:
    """Format, checksum, one line of JSON, samples."""
    words = [(word.text, word.position, word.start) for word in audio.words]
    body = json.dumps({"rate": audio.rate, "words": words}, ensure_ascii=False).encode() + b"\n"
    body += audio.samples.astype("<i2").tobytes()
    return FORMAT + hashlib.sha256(body).digest() + body


def decode(data: bytes) -> SpokenAudio | None:
    """None: it is not what `encode` has written."""
    begin = len(FORMAT) + DIGEST
    body = data[begin:]
    if not data.startswith(FORMAT) or hashlib.sha256(body).digest() != data[len(FORMAT) : begin]:
        return None
    line, samples = body.split(b"\n", 1)
    told = json.loads(line)
    words = tuple(SpokenWord(text, position, start) for text, position, start in told["words"])
    return SpokenAudio(np.frombuffer(samples, "<i2").astype(np.int16), told["rate"], words)
