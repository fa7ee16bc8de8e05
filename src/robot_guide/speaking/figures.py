"""Figures as people read them: windows, tickets, times, dates, money, telephone numbers.

`read_figures("请到A12窗口", "zh")` is 请到A十二号窗口, each letter with the stretch of the text that it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from robot_guide.speaking.numerals import LARGEST, chinese, figures, native_korean, one_by_one, sino_korean

# What is looked for, in this order, at every place of a text.
PATTERN = re.compile(
    r"""
    (?P<date>(?<!\d)(?P<year>(?:19|20)\d\d)[-/.](?P<month>0?[1-9]|1[0-2])[-/.](?P<day>3[01]|[12]\d|0?[1-9])(?!\d))
  | (?P<telephone>(?<![\d-])0\d{2,3}-\d{7,8}(?!\d))
  | (?P<time>(?<![\d:：])(?P<hour>2[0-4]|1\d|0?\d)[:：](?P<minute>[0-5]\d)(?![\d:：]))
  | (?P<money>(?:CNY|RMB|[¥￥])\s?(?P<amount>\d[\d,]*(?:\.\d+)?))
  | (?P<percent>(?P<share>\d+(?:\.\d+)?)\s?[%％])
  | (?P<code>(?<![A-Za-z])(?P<letters>[A-Z])(?P<number>\d{1,4})(?![\dA-Za-z]))
  | (?P<calendar_year>(?<!\d)(?:19|20)\d\d(?=\s?年))
  | (?P<english_year>(?<=in\ )(?:19|20)\d\d(?![\d,]))
  | (?P<quantity>(?<![\d.])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?)
  | (?P<to>(?<=\d)\s?[-–—~～]\s?(?=\d))
  | (?P<letter>(?<![A-Za-z])[A-Z](?![A-Za-z'’]))
    """,
    re.VERBOSE | re.ASCII,
)
ENGLISH_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
EMERGENCY = {"110", "119", "120", "122"}  # China's emergency numbers
LONG = 5  # figures; as many without a unit are a telephone number, such as 12345


@dataclass(frozen=True)
class Letter:
    """One letter to be spoken, and the stretch of the original text that it stands for."""

    text: str
    position: int
    length: int = 1


def read_figures(text: str, language: str) -> tuple[Letter, ...]:
    """The letters of `text`, figures replaced by words of `language`."""
    letters, at = [], 0
    for found in PATTERN.finditer(text):
        words = READERS[language](found)
        if words is None:
            continue
        letters += plain(text, at, found.start())
        at = found.end()
        letters += [Letter(letter, found.start(), at - found.start()) for letter in words]
    return (*letters, *plain(text, at, len(text)))


def plain(text: str, begin: int, end: int) -> list[Letter]:
    return [Letter(text[at], at) for at in range(begin, end)]


def in_chinese(found: re.Match[str]) -> str | None:
    """The words for one figure; None: it is read as it stands."""
    after = found.string[found.end() :]
    match found.lastgroup:
        case "date":
            return (f"{one_by_one(found['year'], 'zh')}年{chinese(int(found['month']))}月"
                    f"{chinese(int(found['day']))}日")  # fmt: skip
        case "telephone":
            return one_by_one(found[0].replace("-", ""), "zh", telephone=True)
        case "time":
            return chinese_time(int(found["hour"]), int(found["minute"]))
        case "money":
            return quantity(found["amount"], chinese, "zh") + ("" if after.startswith("元") else "元")
        case "percent":
            return "百分之" + quantity(found["share"], chinese, "zh")
        case "code":
            return chinese_code(letter_name(found["letters"], "zh"), found["number"], after)
        case "calendar_year":
            return one_by_one(found[0], "zh")
        case "quantity" | "english_year":
            if is_dialled(found[0], after, "zh"):
                return one_by_one(found[0], "zh", telephone=True)
            if found[0] == "2" and after.startswith(tuple(figures()["zh"]["paired"])) and not ordinal(found):
                return figures()["zh"]["pair"]
            return quantity(found[0], chinese, "zh")
        case "to":
            return "到"
        case "letter":
            return f" {letter_name(found[0], 'zh')} "
    return None


def ordinal(found: re.Match[str]) -> bool:
    return found.string[: found.start()].endswith("第")


def chinese_time(hour: int, minute: int) -> str:
    begin = ("两" if hour == 2 else chinese(hour)) + "点"
    if minute in (0, 30):
        return begin + ("半" if minute else "")
    return begin + ("零" if minute < 10 else "") + chinese(minute) + "分"


def chinese_code(letter: str, number: str, after: str) -> str:
    """A12: a window, 十二号; A023: a ticket, figure by figure; A4: neither."""
    if len(number) == 1:
        return f" {letter} {chinese(int(number))}"
    words = chinese(int(number)) if len(number) == 2 else one_by_one(number, "zh")
    return f" {letter} {words}" + ("" if after.lstrip().startswith("号") else "号")


def in_english(found: re.Match[str]) -> str | None:
    """The words for one figure; None: espeak-ng reads it rightly as it stands."""
    after = found.string[found.end() :]
    match found.lastgroup:
        case "telephone":
            return " ".join(found[0].replace("-", ""))
        case "time":
            return english_time(int(found["hour"]), int(found["minute"]))
        case "money":
            return f"{found['amount']} yuan"
        case "code":
            number = str(int(found["number"])) if len(found["number"]) < 3 else " ".join(found["number"])
            return f"{letter_name(found['letters'], 'en')} {number}"
        case "english_year":
            return f"{found[0][:2]} {found[0][2:]}" if found[0][2] != "0" else None
        case "quantity":
            dialled = is_dialled(found[0], after.lstrip(), "en") and not ENGLISH_ORDINAL.match(after)
            return " ".join(found[0]) if dialled else None
        case "to":
            return " to "
    return None


def english_time(hour: int, minute: int) -> str:
    if (hour, minute) == (12, 0):
        return "12 noon"
    minutes = (f"oh {minute}" if minute < 10 else str(minute)) if minute else ""
    return f"{(hour - 1) % 12 + 1} {minutes} {'eigh em' if hour % 24 < 12 else 'pee em'}".replace("  ", " ")


def in_korean(found: re.Match[str]) -> str | None:
    """The words for one figure."""
    after = found.string[found.end() :]
    match found.lastgroup:
        case "date":
            return " ".join(f"{sino_korean(int(found[name]))}{unit}" for name, unit in DATE_KO)
        case "telephone":
            return one_by_one(found[0].replace("-", ""), "ko", telephone=True)
        case "time":
            return korean_time(int(found["hour"]), int(found["minute"]))
        case "money":
            return quantity(found["amount"], sino_korean, "ko") + " 위안"
        case "percent":
            return quantity(found["share"], sino_korean, "ko") + " 퍼센트"
        case "code":
            return korean_code(letter_name(found["letters"], "ko"), found["number"], after)
        case "calendar_year" | "english_year" | "quantity":
            return korean_quantity(found[0], after.lstrip())
        case "to":
            return "에서 "
        case "letter":
            return letter_name(found[0], "ko")
    return None


DATE_KO = (("year", "년"), ("month", "월"), ("day", "일"))


def korean_time(hour: int, minute: int) -> str:
    """The hours of the clock in native numerals, those beyond noon as officials say them."""
    words = (native_korean(hour) if 1 <= hour <= 12 else sino_korean(hour)) + " 시"
    return words + (f" {sino_korean(minute)} 분" if minute else "")


def korean_code(letter: str, number: str, after: str) -> str:
    if len(number) == 1:
        return f"{letter} {sino_korean(int(number))}"
    words = sino_korean(int(number)) if len(number) == 2 else one_by_one(number, "ko", telephone=True)
    return f"{letter} {words}" + ("" if after.lstrip().startswith("번") else "번")


def korean_quantity(digits: str, after: str) -> str:
    if is_dialled(digits, after, "ko"):
        return one_by_one(digits, "ko", telephone=True)
    largest = 99 if after.startswith(tuple(figures()["ko"]["natively"])) else 12 if after.startswith("시") else 0
    if digits.isdecimal() and 1 <= int(digits) <= largest:
        return native_korean(int(digits)) + " "
    return quantity(digits, sino_korean, "ko")


READERS: dict[str, Callable[[re.Match[str]], str | None]] = {"zh": in_chinese, "en": in_english, "ko": in_korean}


def is_dialled(digits: str, after: str, language: str) -> bool:
    """Whether a row of figures is a number that one dials or types, and no amount."""
    if not digits.isdecimal() or len(digits) == 1:
        return False
    if len(digits) > len(str(LARGEST)):
        return True
    amount = after.startswith(tuple(figures()[language]["counted"]))
    return not amount and (len(digits) >= LONG or digits in EMERGENCY or digits[0] == "0")


def quantity(digits: str, number: Callable[[int], str], language: str) -> str:
    """A number with commas and a decimal point in it: 1,000.5."""
    whole, _, part = digits.replace(",", "").partition(".")
    if int(whole) > LARGEST:
        return one_by_one(whole + part, language)
    return number(int(whole)) + (("点" if language == "zh" else " 점 ") + one_by_one(part, language) if part else "")


def letter_name(letter: str, language: str) -> str:
    return figures()[language]["letters"].get(letter, letter)
