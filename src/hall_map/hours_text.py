"""Opening hours in one cell of a table: `mon-fri 09:00-12:00; mon-fri 13:30-17:00; sat,sun 10:00-12:00`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hall_map.hall import OpeningHours
from hall_map.kinds import DAYS
from hall_map.node import Node, shown

ROW = re.compile(r"(?P<days>[a-z,-]+) (?P<opens>\d\d:\d\d)-(?P<closes>\d\d:\d\d)")


def hours_in(cell: Node) -> list[dict[str, object]]:
    """The hours of a cell as a hall's document has them. Raises HallError: it cannot be read."""
    rows = [re.sub(r"\s+", " ", part.strip()) for part in str(cell.value).split(";") if part.strip()]
    return [hours_row(row, cell) for row in rows]


def hours_row(text: str, cell: Node) -> dict[str, object]:
    match = ROW.fullmatch(text)
    days = days_in(match["days"]) if match else ()
    if not days:
        cell.fail(
            f"cannot be read as opening hours: {shown(text)}", "Write them like mon-fri 09:00-12:00; sat 10:00-12:00."
        )
    return {"days": list(days), "opens": match["opens"], "closes": match["closes"]}


def days_in(text: str) -> tuple[str, ...]:
    """The days of `mon-wed,fri`; none, where one is unknown."""
    days: list[str] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        if first not in DAYS or (last or first) not in DAYS:
            return ()
        days += DAYS[DAYS.index(first) : DAYS.index(last or first) + 1]
    return tuple(days)


def hours_shown(hours: Iterable[OpeningHours]) -> str:
    """`hours_in`'s text of opening hours."""
    return "; ".join(f"{days_shown(row.days)} {row.opens}-{row.closes}" for row in hours)


def days_shown(days: tuple[str, ...]) -> str:
    """`mon-fri` for days that follow each other, else their list."""
    if len(days) > 2 and days_in(f"{days[0]}-{days[-1]}") == days:
        return f"{days[0]}-{days[-1]}"
    return ",".join(days)
