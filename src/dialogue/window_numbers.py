"""Windows as people name them: A12, 「A十二号」, 「三号窗口」, window twelve, 12번 창구."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from dialogue.hall import Hall
from dialogue.normalise import NUMERAL, normalise, number
from dialogue.phrases import Words, intents, read

COUNTER = r"(?:窗口|柜台|窗(?![通受])|号窗)"  # 一窗通, 一窗受理: one window for everything, not the first
# "a two-year-old" is no window: a number that was said as an English word ends the words, or the counter follows.
WITH_LETTER = re.compile(
    r"(?<![a-z0-9])([a-z])\s?(?:区|座|组|열|구역)?\s?-?\s?0{0,2}(\d{1,3})(?![\da-z])"
    r"(?!\s(?:year|month|week|day|hour|minute|person|people|bedroom|room|time|star)s?\b)"
)
OWNER = re.compile(r"['’]s\b")  # "the trademark's ten years" names no window S10
NUMBER_ONLY = re.compile(
    rf"(?<![a-z\d])0?(\d{{1,3}})\s?号?\s?{COUNTER}"
    rf"|(?<![a-z\d])0?(\d{{1,3}})号(?=[\u4e00-\u9fff]{{2,6}}窗口)"
    rf"|{COUNTER}\s?0?(\d{{1,3}})(?!\d)"
    r"|(?:window|counter|desk)\s(?:number\s|no\s)?0?(\d{1,3})(?![\da-z])"
    r"|(?<!\d)0?(\d{1,3})\s?번\s?창구"
)
ALONE = re.compile(rf"0?(\d{{1,3}})\s?(?:号|번)?|({NUMERAL})号?")


@lru_cache(maxsize=1)
def spoken() -> tuple[tuple[re.Pattern[str], Mapping[str, str]], ...]:
    """Patterns for number words and spelt letters, with what each stands for."""
    rows = read("numbers.yaml")
    tables = ({key: str(value) for key, value in rows[name].items()} for name in ("letters", "en", "ko"))
    letters, english, korean = tables
    longest = sorted(korean, key=len, reverse=True)
    return (
        (re.compile(rf"\b({'|'.join(english)})\b"), english),
        (re.compile(rf"({'|'.join(longest)})(?=\s?번)"), korean),
        (re.compile(rf"({'|'.join(letters)})(?=\s?\d{{1,3}}\s?(?:号|窗|번|창구|$))"), letters),
    )


def digits_of(text: str) -> str:
    """Normalised words with spoken numbers and letters written as such: window a twelve → window a 12."""
    said = normalise(text)
    for pattern, values in spoken():
        said = pattern.sub(lambda match, values=values: values[match.group(1)], said)
    return said


def mentioned(text: str) -> str | None:
    """The window that is named, as letter and two digits (A12) or two digits alone (12); None: none is."""
    said = digits_of(OWNER.sub("", text))
    if found := WITH_LETTER.search(said):
        return f"{found.group(1).upper()}{int(found.group(2)):02d}"
    if found := NUMBER_ONLY.search(said):
        return f"{int(next(filter(None, found.groups()))):02d}"
    return None


def bare_number(words: Words) -> str | None:
    """The number when nothing but a number is said, 「三号」 or 12; two digits."""
    left = words.without(intents().fillers)
    found = ALONE.fullmatch(normalise(digits_of(left.text)))
    if found is None:
        return None
    return f"{int(found.group(1)) if found.group(1) else number(found.group(2)):02d}"


def windows_named(hall: Hall, name: str) -> tuple[str, ...]:
    """Ids of the windows with that name, or ending in that number."""
    ids = [window.id for window in hall.windows]
    exact = tuple(id_ for id_ in ids if id_.upper() == name or padded(id_) == name)
    if exact or not name.isdigit():
        return exact
    return tuple(id_ for id_ in ids if re.sub(r"\D", "", id_).zfill(2) == name)


def padded(id_: str) -> str:
    """A window's id with its letter in upper case and its number in two digits: a7 → A07."""
    found = re.fullmatch(r"([A-Za-z])0*(\d{1,3})", id_)
    return f"{found.group(1).upper()}{int(found.group(2)):02d}" if found else id_.upper()
