"""Words as they are compared: one width, one case, digits for the numbers of windows, no punctuation."""

from __future__ import annotations

import re
import unicodedata

DIGITS = {letter: i for i, letter in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "幺": 1}
NUMERAL = "[零〇一二三四五六七八九十两幺]+"
NUMBER = re.compile(rf"{NUMERAL}(?=号|窗|柜台)|(?<=[a-z]){NUMERAL}|(?<=[a-z] ){NUMERAL}(?=$|号| )")
APART = re.compile(r"[\W_]+")
SPACE_BESIDE_OTHER_SCRIPTS = re.compile(r"(?<![a-z0-9]) | (?![a-z0-9])")
EITHER_OR = re.compile(r"(?<!一)([\u4e00-\u9fff])不\1")  # 收不收费 asks the same as 收费吗
LONGEST = 400  # characters; nobody asks for more at once


def normalise(text: str) -> str:
    """Full width to half, lower case, Chinese numerals of windows to digits, 收不收 to 收, words one space apart."""
    text = unicodedata.normalize("NFKC", text[:LONGEST])
    text = unicodedata.normalize("NFKC", text.lower())[:LONGEST]
    text = EITHER_OR.sub(r"\1", APART.sub(" ", text).strip())
    return NUMBER.sub(lambda match: str(number(match.group())), text)


def number(numeral: str) -> int:
    """The value of a Chinese numeral below a hundred, or of digits read one by one. 十二 → 12, 一二 → 12."""
    if "十" in numeral:
        tens, _, ones = numeral.partition("十")
        return DIGITS.get(tens[-1:], 1) * 10 + DIGITS.get(ones[:1], 0)
    value = 0
    for letter in numeral:
        value = value * 10 + DIGITS[letter]
    return value


def compact(text: str) -> str:
    """Normalised words without spaces between Han or Hangul characters; those between Latin words stay."""
    return SPACE_BESIDE_OTHER_SCRIPTS.sub("", normalise(text))
