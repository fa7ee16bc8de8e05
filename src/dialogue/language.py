"""Which language words are in, told by the script."""

from __future__ import annotations

LANGUAGES = ("zh", "en", "ko")


def detect(text: str) -> str:
    """zh, en or ko. Mixed words take the language of the frame: any Hangul is Korean, any Han character Chinese."""
    if any("가" <= letter <= "힣" or "ᄀ" <= letter <= "ᇿ" for letter in text):
        return "ko"
    if any("㐀" <= letter <= "鿿" for letter in text):
        return "zh"
    return "en" if any(letter.isascii() and letter.isalpha() for letter in text) else "zh"
