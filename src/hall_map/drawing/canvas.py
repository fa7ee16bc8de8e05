"""A sheet on which everything is drawn in metres of the hall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from hall_map.drawing.palette import PAPER, Colour
from hall_map.geometry import Point

FINER = 3  # drawn so many times larger, and shrunk in the end: smooth edges


@dataclass(frozen=True)
class Sheet:
    """How metres of the hall become pixels of the picture."""

    width: float  # m, of the hall
    height: float  # m
    scale: float  # pixels a metre
    left: float = 1.0  # m of paper around the hall
    right: float = 1.0
    top: float = 3.6
    bottom: float = 2.6

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture, pixels."""
        width, height = self.left + self.width + self.right, self.top + self.height + self.bottom
        return round(width * self.scale), round(height * self.scale)

    def pixel_of(self, x: float, y: float) -> tuple[float, float]:
        """Where in the picture a point of the hall (m, map frame) is: to the right, and down."""
        return (self.left + x) * self.scale, (self.top + self.height - y) * self.scale


class Canvas:
    """Draws shapes in metres, y to the north, onto a picture that is FINER times larger than the sheet."""

    def __init__(self, sheet: Sheet):
        self.sheet = sheet
        self.image = Image.new("RGB", [side * FINER for side in sheet.size], PAPER)
        self.draw = ImageDraw.Draw(self.image)

    def finished(self) -> Image.Image:
        """The picture at the sheet's own size."""
        return self.image.reduce(FINER)

    def at(self, point: Point) -> tuple[float, float]:
        u, v = self.sheet.pixel_of(*point)
        return u * FINER, v * FINER

    def pixels(self, metres: float) -> int:
        return max(1, round(metres * self.sheet.scale * FINER))

    def polygon(self, points: Sequence[Point], fill: Colour, edge: Colour | None = None, width: float = 0.03) -> None:
        corners = [self.at(point) for point in points]
        self.draw.polygon(corners, fill=fill)
        if edge is not None:
            self.draw.line([*corners, *corners[:2]], fill=edge, width=self.pixels(width), joint="curve")

    def line(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        """A line with round ends and corners, `width` metres wide."""
        corners = [self.at(point) for point in points]
        self.draw.line(corners, fill=colour, width=self.pixels(width), joint="curve")
        for point in (points[0], points[-1]):
            self.circle(point, width / 2, colour)

    def circle(self, middle: Point, radius: float, fill: Colour, edge: Colour | None = None, width: float = 0) -> None:
        (u, v), r = self.at(middle), radius * self.sheet.scale * FINER
        thickness = self.pixels(width) if edge else 0
        self.draw.ellipse((u - r, v - r, u + r, v + r), fill=fill, outline=edge, width=thickness)

    def box(self, middle: Point, size: tuple[float, float], fill: Colour, radius: float = 0.0) -> None:
        """An upright rectangle with round corners, m."""
        (x, y), (w, h) = middle, size
        (u0, v0), (u1, v1) = self.at((x - w / 2, y + h / 2)), self.at((x + w / 2, y - h / 2))
        self.draw.rounded_rectangle((u0, v0, u1, v1), self.pixels(radius) if radius else 0, fill=fill)


@dataclass(frozen=True)
class Frame:
    """A small coordinate system of its own: the middle of a piece of furniture, along its longer side."""

    middle: np.ndarray  # (2,) m
    along: np.ndarray  # (2,) unit vector
    length: float  # m, along
    depth: float  # m, across

    @classmethod
    def of(cls, polygon: Sequence[Point]) -> Frame:
        """The frame of a polygon's box, after its longest side."""
        corners = np.asarray(polygon, float)
        sides = np.roll(corners, -1, axis=0) - corners
        longest = sides[np.argmax(np.hypot(*sides.T))]
        along = longest / max(float(np.hypot(*longest)), 1e-9)
        across = np.array((-along[1], along[0]))
        u, v = corners @ along, corners @ across
        middle = along * (u.max() + u.min()) / 2 + across * (v.max() + v.min()) / 2
        return cls(middle, along, float(np.ptp(u)), float(np.ptp(v)))

    def point(self, u: float, v: float) -> Point:
        """The point `u` metres along and `v` metres across from the middle."""
        x, y = self.middle + self.along * u + np.array((-self.along[1], self.along[0])) * v
        return float(x), float(y)

    def rectangle(self, u: float, v: float, length: float, depth: float) -> list[Point]:
        """The corners of a rectangle around (u, v)."""
        half = ((-1, -1), (1, -1), (1, 1), (-1, 1))
        return [self.point(u + a * length / 2, v + b * depth / 2) for a, b in half]
