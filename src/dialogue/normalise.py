"""Words as they are compared: one width, one case, digits for numbers, no punctuation."""

from __future__ import annotations

import re
import unicodedata

DIGITS = {letter: i for i, letter in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "幺": 1}
NUMBER = re.compile(r"[零〇一二三四五六七八九十两幺]+(?=号|窗|$)|(?<=[a-z])[零〇一二三四五六七八九十两幺]+")
APART = re.compile(r"[^\w]+|_")
LONGEST = 400  # characters; nobody asks for more at once


def normalise(text: str) -> str:
    """Full width to half, lower case, Chinese numerals before 号 and 窗 or after a letter to digits, spaces single."""
    text = unicodedata.normalize("NFKC", text[:LONGEST]).lower()
    text = APART.sub(" ", text)
    return NUMBER.sub(lambda match: str(number(match.group())), text).strip()


def number(numeral: str) -> int:
    """The value of a Chinese numeral below a hundred, or of digits read one by one. 十二 → 12, 一二 → 12."""
    if "十" in numeral:
        tens, _, ones = numeral.partition("十")
        return (DIGITS.get(tens, 1) if tens else 1) * 10 + (DIGITS.get(ones[:1], 0) if ones else 0)
    value = 0
    for letter in numeral:
        value = value * 10 + DIGITS[letter]
    return value


def compact(text: str) -> str:
    """Normalised words without spaces between Han or Hangul characters; those between Latin words stay."""
    return re.sub(r"(?<![a-z0-9]) | (?![a-z0-9])", "", normalise(text))
