"""espeak-ng 1.52 from its wheel, by ctypes: for when pyttsx3 does not do its work. Names and numbers: speak_lib.h."""

from __future__ import annotations

import ctypes
import os
import wave
from typing import Any

LAST, WORD, END = 0, 1, 5  # espeak_EVENT_LIST_TERMINATED, _WORD, _END (of a clause)
SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS: no thread of its own
DONT_EXIT = 0x8000  # espeakINITIALIZE_DONT_EXIT
RATE, VOLUME = 1, 2  # espeakRATE, espeakVOLUME
CHARACTERS = 1  # POS_CHARACTER
UTF8_END_PAUSE = 0x1001  # espeakCHARS_UTF8 | espeakENDPAUSE


class Identity(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class Event(ctypes.Structure):
    """espeak_EVENT."""

    _fields_ = (
        ("type", ctypes.c_int), ("unique_identifier", ctypes.c_uint), ("text_position", ctypes.c_int),
        ("length", ctypes.c_int), ("audio_position", ctypes.c_int), ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p), ("id", Identity),
    )  # fmt: skip


Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(Event))


class Times:
    """When words begin and clauses end, from espeak-ng's events."""

    def __init__(self) -> None:
        self.words: list[tuple[int, float]] = []
        self.clauses: list[float] = []

    def note(self, events: Any) -> None:
        index = 0
        while events[index].type != LAST:
            event = events[index]
            if event.type == WORD:
                self.words.append((event.text_position - 1, event.audio_position / 1000))
            elif event.type == END:
                self.clauses.append(event.audio_position / 1000)
            index += 1

    def as_answer(self) -> dict[str, Any]:
        return {"words": list(self.words), "clauses": list(self.clauses)}


class EspeakEngine:
    def __init__(self) -> None:
        self.espeak = load_espeak()
        self.rate = self.espeak.espeak_Initialize(SYNCHRONOUS, 0, None, DONT_EXIT)
        if self.rate <= 0:
            raise RuntimeError("espeak-ng does not find its data")
        self.times, self.sound = Times(), bytearray()
        self.callback = Callback(self.listen)  # kept: the library holds no reference
        self.espeak.espeak_SetSynthCallback(self.callback)

    def listen(self, samples: Any, count: int, events: Any) -> int:
        if samples and count > 0:
            self.sound += ctypes.string_at(samples, count * 2)
        self.times.note(events)
        return 0

    def save(self, job: dict[str, Any]) -> dict[str, Any]:
        self.times, self.sound = Times(), bytearray()
        if self.espeak.espeak_SetVoiceByName(job["voice"].encode()):
            raise ValueError(f"there is no voice {job['voice']!r}")
        self.espeak.espeak_SetParameter(RATE, job["rate"], 0)
        self.espeak.espeak_SetParameter(VOLUME, round(job["volume"] * 100), 0)
        text = job["text"].encode()
        if self.espeak.espeak_Synth(text, ctypes.c_size_t(len(text) + 1), 0, CHARACTERS, 0, UTF8_END_PAUSE, None, None):
            raise RuntimeError("espeak-ng does not take the text")
        with wave.open(job["file"], "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(self.rate)
            file.writeframes(bytes(self.sound))
        return self.times.as_answer()


def load_espeak() -> ctypes.CDLL:
    """The wheel's library, also for others in the process that ask for it by its soname, as pyttsx3 does."""
    import espeakng_loader

    os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
    return ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)
