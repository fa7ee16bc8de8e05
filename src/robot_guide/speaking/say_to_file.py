"""Words into a wav file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dialogue.language import LANGUAGES, detect
from robot_guide.hearing.wav import RATE, at_rate, write_wav
from robot_guide.speaking.synthesiser import EngineChain, Synthesiser


@dataclass(frozen=True)
class Spoken:
    file: str
    seconds: float

    def as_json(self) -> dict[str, object]:
        """With the keys of `robot-guide say`."""
        return {"file": self.file, "seconds": round(self.seconds, 2)}


def say_to_file(
    text: str, out: str | Path, language: str = "auto", elder: bool = False, synthesiser: Synthesiser | None = None
) -> Spoken:
    """Speak into a file, 16 kHz mono.

    Raises: SpeechError: the words cannot be spoken; ValueError: no such language; OSError: the file cannot be written.
    """
    if language not in (*LANGUAGES, "auto"):
        raise ValueError(f"language must be auto, {', '.join(LANGUAGES)}, got {language!r}")
    voice = synthesiser or EngineChain()
    try:
        audio = voice.synthesise(text, detect(text) if language == "auto" else language, "elder" if elder else "normal")
    finally:
        if synthesiser is None:
            voice.close()
    write_wav(out, at_rate(audio, RATE))
    return Spoken(str(out), audio.seconds)
