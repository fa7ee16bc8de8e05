"""The story on a terminal: the time in a gutter, Chinese first and English under it, broken at its width."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from robot_guide.story import Line

GUTTER = 10  # columns to the left of the words: the time and a mark, which some terminals draw two columns wide
NARROWEST, WIDEST = 40, 100  # columns; longer lines are hard to read
NEVER_FIRST = "，。！？；：、）」』”%％…"  # what Chinese typesetting keeps off the beginning of a line

RESET, DIM, BOLD = "\x1b[0m", "\x1b[2m", "\x1b[1m"
TONES = {"good": "\x1b[32m", "bad": "\x1b[33m"}
ROBOTS = {"xiao_pu": "\x1b[36m", "xiao_hui": "\x1b[35m"}
MARKS = {"speech": "❝", "good": "●", "bad": "▲", "plain": "·"}


@dataclass(frozen=True)
class Page:
    """How a story is set."""

    columns: int = 80
    coloured: bool = False

    def title(self, zh: str, en: str) -> str:
        rule = "─" * min(self.width, max(width_of(zh), width_of(en)) + 2)
        return f"\n  {self.paint(printable(zh), BOLD)}\n  {self.paint(printable(en), DIM)}\n {self.paint(rule, DIM)}\n"

    def set(self, line: Line, names: tuple[str, ...] = ()) -> str:
        """A line of the story with its time; `names` of the robot are coloured where they occur."""
        minutes, seconds = divmod(int(line.t), 60)
        stamp = f"{minutes:>3}:{seconds:02d}"
        colour = TONES.get(line.tone, "")
        head = f"{self.paint(stamp, DIM)} {self.paint(MARKS[line.tone], colour or ROBOTS.get(line.robot, DIM))} "
        indent = " " * GUTTER
        room = self.width - GUTTER
        zh = [self.name(self.paint(part, colour), line.robot, names, colour) for part in wrap(line.zh, room)]
        en = [self.paint(part, DIM) for part in wrap(line.en, room)]
        return f"{head} " + f"\n{indent}".join(zh + en) + "\n"

    @property
    def width(self) -> int:
        return max(NARROWEST, min(self.columns, WIDEST))

    def paint(self, text: str, code: str) -> str:
        return f"{code}{text}{RESET}" if self.coloured and code else text

    def name(self, text: str, robot: str, names: tuple[str, ...], around: str) -> str:
        """`text` with the robot's names in its colour, and `around` again after each of them."""
        if self.coloured and robot in ROBOTS:
            for name in names:
                text = text.replace(name, f"{ROBOTS[robot]}{name}{RESET}{around}")
        return text


def wrap(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` columns: Latin words stay whole, Chinese breaks anywhere but before marks."""
    lines, line = [], ""
    for piece in pieces(printable(text)):
        if line and width_of(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece.lstrip() if not line else piece
        while width_of(line.rstrip()) > width:  # a word longer than the line
            cut = columns_prefix(line, width)
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line.rstrip()]


def pieces(text: str) -> Iterator[str]:
    """What must not be torn apart: a wide character with the marks behind it; a word with its spaces."""
    piece = ""
    for character in text:
        stays = character in NEVER_FIRST or character == " "
        joins = stays or not (piece.endswith(" ") or width_of(character) == 2 or width_of(piece[:1]) == 2)
        if piece and not joins:
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


def columns_prefix(text: str, width: int) -> int:
    """How many characters of `text` fit into `width` columns; at least one."""
    used = 0
    for index, character in enumerate(text):
        used += width_of(character)
        if used > width:
            return max(1, index)
    return len(text)


def width_of(text: str) -> int:
    """Columns that `text` takes on a terminal: wide and full-width characters take two, combining ones none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def printable(text: str) -> str:
    """`text` without characters that would move the cursor or change the terminal."""
    return "".join(c if c.isprintable() else " " for c in text)
