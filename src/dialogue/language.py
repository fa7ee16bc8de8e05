"""Which language words are in, told by the script and by the words of the frame."""

from __future__ import annotations

from dialogue.letters import is_han, is_hangul
from dialogue.phrases import Words, intents

LANGUAGES = ("zh", "en", "ko")


def detect(text: str) -> str:
    """zh, en or ko. Mixed words take the language of the frame: "Where is the 咨询台?" is English."""
    if any(map(is_hangul, text)):
        return "ko"
    latin = any(letter.isascii() and letter.isalpha() for letter in text)
    if not any(map(is_han, text)):
        return "en" if latin else "zh"
    if not latin:
        return "zh"
    words, frame = Words(text), intents().frame
    english = len(frame["en"].words.findall(words.spaced))
    return "en" if english > len(frame["zh"].other.findall(words.compact)) else "zh"
