"""Numbers in words: Chinese, and both ways of Korean."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

GROUP = 10_000  # Chinese and Korean have names for the powers of ten thousand
LARGEST = GROUP**4 - 1


@lru_cache(maxsize=1)
def figures() -> Mapping[str, Any]:
    """data/figures.yaml, by language."""
    return yaml.safe_load((files("robot_guide.speaking") / "data/figures.yaml").read_text("utf-8"))


def chinese(number: int) -> str:
    """`number` ≥ 0 in characters: 105 is 一百零五. Raises ValueError: larger than the names reach."""
    return grouped(number, "zh", chinese_group) if number else "零"


def sino_korean(number: int) -> str:
    """`number` ≥ 0 in Sino-Korean numerals: 105 is 백오. Raises ValueError: larger than the names reach."""
    return grouped(number, "ko", korean_group) if number else "영"


def native_korean(number: int) -> str:
    """`number` from 1 to 99 as things are counted: 3 is 세, 20 스무."""
    if not 1 <= number <= 99:
        raise ValueError(f"native Korean numerals reach from 1 to 99, got {number}")
    if number == 20:
        return "스무"
    tens, ones = divmod(number, 10)
    return figures()["ko"]["native_tens"][tens] + figures()["ko"]["native"][ones]


def one_by_one(digits: str, language: str, *, telephone: bool = False) -> str:
    """Figure by figure."""
    names = figures()[language]
    special = names["telephone"] if telephone else {}
    return "".join(special.get(digit, names["digits"][int(digit)]) for digit in digits)


def grouped(number: int, language: str, group: Any) -> str:
    if not 0 <= number <= LARGEST:
        raise ValueError(f"numbers are read from 0 to {LARGEST}, got {number}")
    said, below = "", None
    for name in figures()[language]["myriads"]:
        number, part = divmod(number, GROUP)
        if part:
            gap = language == "zh" and below is not None and below < GROUP // 10 and said
            silent = language == "ko" and part == 1 and not number and name == "만"  # 10000 is 만, 100000000 일억
            said = ("" if silent else group(part, leading=number == 0)) + name + ("零" if gap else "") + said
        below = part
        if not number:
            return said
    raise AssertionError("the largest number has as many groups as there are names")


def chinese_group(number: int, leading: bool) -> str:
    """1 to 9999. Zeros inside are said once; 10 to 19 that lead a number drop their 一."""
    said, skipped = "", False
    for place, digit in places_of(number):
        if not digit:
            skipped = bool(said)
            continue
        name = "" if leading and 10 <= number < 20 and place == 1 else figures()["zh"]["digits"][digit]
        said += ("零" if skipped else "") + name + figures()["zh"]["places"][place]
        skipped = False
    return said


def korean_group(number: int, leading: bool) -> str:
    """1 to 9999. No zeros; 일 is silent before a place."""
    said = ""
    for place, digit in places_of(number):
        name = "" if digit == 1 and place else figures()["ko"]["digits"][digit]
        said += name + figures()["ko"]["places"][place] if digit else ""
    return said


def places_of(number: int) -> list[tuple[int, int]]:
    """(place, digit) from the thousands down, without leading zeros."""
    digits = [int(digit) for digit in str(number)]
    return list(zip(range(len(digits) - 1, -1, -1), digits, strict=True))
