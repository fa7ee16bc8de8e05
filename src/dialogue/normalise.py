"""Words as they are compared: one width, one case, digits for the numbers of windows, no punctuation."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

import opencc
import yaml

DIGITS = {letter: i for i, letter in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "幺": 1}
NUMERAL = "[零〇一二三四五六七八九十两幺]+"
NUMBER = re.compile(rf"{NUMERAL}(?=号|窗|柜台)|(?<=[a-z]){NUMERAL}|(?<=[a-z] ){NUMERAL}(?=$|号| )")
APART = re.compile(r"[\W_]+")
SPACE_BESIDE_OTHER_SCRIPTS = re.compile(r"(?<![a-z0-9]) | (?![a-z0-9])")
EITHER_OR = re.compile(r"(?<!一)([\u4e00-\u9fff])不\1")  # 收不收费 asks the same as 收费吗
HAN = re.compile("[\u3400-\u9fff]")
LONGEST = 400  # characters; nobody asks for more at once


@lru_cache(maxsize=1)
def converters() -> tuple[opencc.OpenCC, ...]:
    """From the scripts and words of Taiwan and Hong Kong to those of the mainland."""
    return tuple(opencc.OpenCC(f"{name}.json") for name in ("tw2sp", "hk2s"))


def simplified(text: str) -> str:
    """Traditional characters, and words of Taiwan and Hong Kong that are written with them, as on the mainland."""
    if not HAN.search(text) or converters()[1].convert(text) == text:
        return text
    for converter in converters():
        text = converter.convert(text)
    return text


@lru_cache(maxsize=1)
def dialect() -> tuple[re.Pattern[str], dict[str, str]]:
    """Turns of phrase of Shanghai and Canton, and what Mandarin has for each."""
    rows = yaml.safe_load((Path(__file__).parent / "data" / "dialect.yaml").read_text("utf-8"))
    standard = {other: word for word, others in rows.items() for other in others}
    return re.compile("|".join(sorted(map(re.escape, standard), key=len, reverse=True))), standard


def in_mandarin(text: str) -> str:
    pattern, standard = dialect()
    return pattern.sub(lambda found: standard[found.group()], text)


@lru_cache(maxsize=8192)
def normalise(text: str) -> str:
    """One way to write the same words.

    Full width to half, lower case, simplified script, Mandarin for dialect, Chinese numerals of windows to digits,
    收不收 to 收, words one space apart.
    """
    text = unicodedata.normalize("NFKC", text[:LONGEST])
    text = unicodedata.normalize("NFKC", text.lower())[:LONGEST]
    text = in_mandarin(simplified(text))
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


@lru_cache(maxsize=1 << 15)  # the phrases of a hall, most of which its next revision has too
def compact(text: str) -> str:
    """Normalised words without spaces between Han or Hangul characters; those between Latin words stay."""
    return SPACE_BESIDE_OTHER_SCRIPTS.sub("", normalise(text))
