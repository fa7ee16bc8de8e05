"""Numbers from the ticket machine, as people say them: A023, 「A零二三」, 「我的号是二十三」, ticket A oh two three."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from dialogue.normalise import DIGITS, number
from dialogue.phrases import read

WRITTEN = re.compile(r"([A-Za-z]{0,2})-?0*(\d{1,5})")
HAN = re.compile("[零〇一二三四五六七八九两幺]{3,4}(?![十百])")
TENS = re.compile("[一二三四五六七八九]?十[一二三四五六七八九]?")
LONG = re.compile(r"(?<![a-z0-9])([a-z]) ?-? ?(\d{3,4})(?![\da-z])")
COUNTER = r"(?! ?号? ?(?:窗|柜台|번? ?창구))"
OWN = re.compile(
    r"(?:号(?:码)?是|票号是?|拿的(?:号)?是|拿到的?(?:号)?是?|取的(?:号)?是|我是(?= ?(?:[a-z] ?\d|\d{1,4} ?号))"
    r"|ticket (?:is |number |number is )?|my number is |number is |번호(?:는|가)? ?)"
    rf" ?([a-z]?) ?0*(\d{{1,4}})(?![\da-z]){COUNTER}"
)


@dataclass(frozen=True)
class Ticket:
    """A number of one series; the empty series is one that was not said."""

    series: str  # A
    number: int

    def __str__(self) -> str:
        return f"{self.series}{self.number:03d}"


def ticket_of(text: str) -> Ticket | None:
    """The ticket that a ticket system writes as `text`; None: it is none that can be counted."""
    found = WRITTEN.fullmatch(text.strip())
    return Ticket(found.group(1).upper(), int(found.group(2))) if found else None


def ticket_said(text: str) -> Ticket | None:
    """The visitor's own ticket number among their words; None: none is named.

    A letter with three digits is a ticket, since windows have two; fewer digits are one where it is said so.
    """
    said = with_digits(text)
    if found := LONG.search(said) or OWN.search(said):
        return Ticket(found.group(1).upper(), int(found.group(2)))
    return None


def with_digits(text: str) -> str:
    """Lower case, with digits for numbers that are read out figure by figure, and letters for their sounds."""
    said = unicodedata.normalize("NFKC", text).lower()
    said = HAN.sub(lambda found: "".join(str(DIGITS[figure]) for figure in found.group()), said)
    said = TENS.sub(lambda found: str(number(found.group())), said)
    figures, letters, run = sounds()
    said = run.sub(lambda found: "".join(figures[word] for word in re.findall("|".join(figures), found.group())), said)
    return letters.sub(lambda found: read("numbers.yaml")["letters"][found.group(1)], said)


@lru_cache(maxsize=1)
def sounds() -> tuple[dict[str, str], re.Pattern[str], re.Pattern[str]]:
    """Number words of one figure; letters' sounds before three digits; three or four figures in a row."""
    rows = read("numbers.yaml")
    one_by_one = {**rows["en"], **rows["ko"], **rows["figures"]}
    longest_first = sorted(one_by_one, key=len, reverse=True)
    figures = {word: str(one_by_one[word]) for word in longest_first if len(str(one_by_one[word])) == 1}
    longest = "|".join(figures)
    letters = "|".join(rows["letters"])
    run = re.compile(rf"(?<![^\W_])(?:(?:{longest})[ -]?){{2,3}}(?:{longest})(?![a-z])")
    return figures, re.compile(rf"({letters})(?= ?\d{{3,4}}(?!\d))"), run
