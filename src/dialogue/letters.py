"""Which script a letter belongs to."""

from __future__ import annotations


def is_han(letter: str) -> bool:
    return "㐀" <= letter <= "鿿"


def is_hangul(letter: str) -> bool:
    return "가" <= letter <= "힣" or "ᄀ" <= letter <= "ᇿ"
