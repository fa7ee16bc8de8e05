"""Charts as SVG: a frame with two axes, and lines, dots, bars and circles in it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

INK, QUIET, GRID, PAPER = "#1f2937", "#6b7280", "#e5e7eb", "#ffffff"
COLOURS = ("#0369a1", "#b45309", "#047857", "#be185d", "#6d28d9", "#4d7c0f", "#9f1239", "#0e7490", "#a16207", "#475569")
LEFT, RIGHT, TOP, BOTTOM = 62, 14, 12, 50  # pixels around the frame
LETTERS = 13  # pixels
Range = tuple[float, float]
XY = tuple[float, float]


def ticks(low: float, high: float, most: int = 7) -> list[float]:
    """At most `most` round numbers from `low` to `high`. Raises ValueError: there is nothing between them."""
    if not low < high:
        raise ValueError(f"an axis needs low < high, got {low} and {high}")
    rough = (high - low) / (most - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(k * power for k in (1.0, 2.0, 5.0, 10.0) if k * power >= rough * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    return [round(k * step, 10) for k in range(first, math.floor(high / step + 1e-9) + 1)]


@dataclass
class Chart:
    """A frame of `width` by `height` pixels over ranges of x and y; what is drawn is clipped to it.

    With `even`, a unit is as long on both axes: for plans.
    """

    x: Range
    y: Range
    width: float = 560
    height: float = 300
    x_label: str = ""
    y_label: str = ""
    even: bool = False
    categories: Sequence[str] = ()  # names under 0, 1, 2, … in place of numbers
    marks: list[str] = field(default_factory=list)
    keys: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not (self.x[0] < self.x[1] and self.y[0] < self.y[1]):
            raise ValueError(f"a chart needs ranges that grow, got {self.x} and {self.y}")
        if self.even:
            self.height = self.width * (self.y[1] - self.y[0]) / (self.x[1] - self.x[0])

    def at(self, x: float, y: float) -> XY:
        """Pixels, right and down, of a point."""
        u = LEFT + (x - self.x[0]) / (self.x[1] - self.x[0]) * self.width
        v = TOP + (self.y[1] - y) / (self.y[1] - self.y[0]) * self.height
        return round(u, 1), round(v, 1)

    def line(self, points: Iterable[Sequence[float]], colour: str, width: float = 1.8, dashes: str = "") -> None:
        joined = " ".join(f"{u},{v}" for u, v in (self.at(*point) for point in points))
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        self.marks.append(
            f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="{width}"'
            f' stroke-linejoin="round"{dashed}/>'
        )

    def area(self, points: Iterable[Sequence[float]], fill: str) -> None:
        joined = " ".join(f"{u},{v}" for u, v in (self.at(*point) for point in points))
        self.marks.append(f'<polygon points="{joined}" fill="{fill}"/>')

    def dot(self, x: float, y: float, colour: str, radius: float = 2.6, *, hollow: bool = False) -> None:
        u, v = self.at(x, y)
        fill = PAPER if hollow else colour
        self.marks.append(f'<circle cx="{u}" cy="{v}" r="{radius}" fill="{fill}" stroke="{colour}"/>')

    def circle(self, x: float, y: float, radius: float, colour: str, dashes: str = "4 3") -> None:
        """A circle of `radius` units of the axes."""
        (u, v), (edge, _) = self.at(x, y), self.at(x + radius, y)
        self.marks.append(
            f'<circle cx="{u}" cy="{v}" r="{round(edge - u, 1)}" fill="none" stroke="{colour}"'
            f' stroke-dasharray="{dashes}"/>'
        )

    def bar(self, x: float, low: float, high: float, colour: str, breadth: float = 0.5) -> None:
        """An upright bar around `x`, `breadth` units of the axis broad."""
        (u0, v0), (u1, v1) = self.at(x - breadth / 2, high), self.at(x + breadth / 2, low)
        self.marks.append(rectangle(u0, v0, u1 - u0, max(v1 - v0, 0.0), f'fill="{colour}"'))

    def whisker(self, x: float, low: float, high: float, colour: str = INK) -> None:
        """An interval, with a short line across each end."""
        for y0, y1, half in ((low, high, 0.0), (low, low, 4.0), (high, high, 4.0)):
            (u, v0), (_, v1) = self.at(x, y0), self.at(x, y1)
            self.marks.append(
                f'<line x1="{u - half}" y1="{v0}" x2="{u + half}" y2="{v1}" stroke="{colour}" stroke-width="1.4"/>'
            )

    def word(self, x: float, y: float, text: str, colour: str = INK, anchor: str = "middle") -> None:
        u, v = self.at(x, y)
        self.marks.append(label(u, v, text, colour, anchor))

    def key(self, colour: str, text: str) -> None:
        """What a colour means; the keys stand under the chart."""
        self.keys.append((colour, text))

    def svg(self, title: str) -> str:
        """The picture, with `title` for whoever cannot see it."""
        rows = legend(self.keys, self.width + LEFT)
        wide, high = LEFT + self.width + RIGHT, TOP + self.height + BOTTOM
        total = high + 20 * len(rows)
        clip = f"c{abs(hash_of(title))}"
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:g}" height="{total:g}"'
            f' viewBox="0 0 {wide:g} {total:g}" role="img"'
            f' aria-label="{escape(title)}" font-family="system-ui, sans-serif" font-size="{LETTERS}">',
            f'<rect width="100%" height="100%" fill="{PAPER}"/>', *self._axes(),
            f'<clipPath id="{clip}">{rectangle(LEFT, TOP, self.width, self.height)}</clipPath>',
            f'<g clip-path="url(#{clip})">', *self.marks, "</g>",
            rectangle(LEFT, TOP, self.width, self.height, f'fill="none" stroke="{QUIET}"'),
        ]  # fmt: skip
        for i, row in enumerate(rows):
            for u, colour, text in row:
                v = high + 20 * i + 4
                parts.append(rectangle(u, v - 9, 11, 11, f'fill="{colour}"'))
                parts.append(label(u + 16, v, text, INK, "start"))
        return "".join([*parts, "</svg>"])

    def _axes(self) -> list[str]:
        parts = []
        named = [(float(i), name) for i, name in enumerate(self.categories)]
        for value, text in named or [(tick, f"{tick:g}") for tick in ticks(*self.x)]:
            (u, low), (_, high) = self.at(value, self.y[0]), self.at(value, self.y[1])
            if not named:
                parts.append(f'<line x1="{u}" y1="{low}" x2="{u}" y2="{high}" stroke="{GRID}"/>')
            parts.append(label(u, low + 17, text, QUIET))
        for tick in ticks(*self.y):
            (left, v), (right, _) = self.at(self.x[0], tick), self.at(self.x[1], tick)
            parts.append(f'<line x1="{left}" y1="{v}" x2="{right}" y2="{v}" stroke="{GRID}"/>')
            parts.append(label(left - 6, v + 4, f"{tick:g}", QUIET, "end"))
        parts.append(label(LEFT + self.width / 2, TOP + self.height + 38, self.x_label, INK))
        middle = TOP + self.height / 2
        parts.append(f'<g transform="rotate(-90 15 {middle:g})">{label(15, middle, self.y_label, INK)}</g>')
        return parts


def rectangle(u: float, v: float, width: float, height: float, style: str = "") -> str:
    return f'<rect x="{u:g}" y="{v:g}" width="{round(width, 1):g}" height="{round(height, 1):g}" {style}/>'


def label(u: float, v: float, text: str, colour: str, anchor: str = "middle") -> str:
    return f'<text x="{u:g}" y="{v:g}" fill="{colour}" text-anchor="{anchor}">{escape(text)}</text>'


def breadth_of(text: str) -> float:
    """About how many pixels a text takes: a Chinese sign is as broad as it is high."""
    return sum(LETTERS if ord(sign) > 0x2E80 else 0.56 * LETTERS for sign in text)


def legend(keys: Sequence[tuple[str, str]], width: float) -> list[list[tuple[float, str, str]]]:
    """Rows of keys, each with where it begins, pixels; a row is as broad as it may be."""
    rows: list[list[tuple[float, str, str]]] = []
    u = width
    for colour, text in keys:
        need = breadth_of(text) + 34
        if not rows or u + need > width:
            rows.append([])
            u = float(LEFT) if need < width - LEFT else 4.0
        rows[-1].append((round(u, 1), colour, text))
        u += need
    return rows


def hash_of(text: str) -> int:
    """A number of a text that is the same in every run."""
    number = 0
    for sign in text:
        number = (number * 131 + ord(sign)) % 1_000_000_007
    return number
