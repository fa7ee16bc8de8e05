"""Small signs for places, drawn from a few shapes in a circle; unit coordinates, -1 to 1, y up."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hall_map.drawing.canvas import Canvas
from hall_map.drawing.palette import WHITE, Colour
from hall_map.geometry import Point

RADIUS = 0.44  # m
Shape = tuple[float, float]


class Sign:
    """A round sign at a point of the hall."""

    def __init__(self, canvas: Canvas, middle: Point, colour: Colour):
        self.canvas, self.middle, self.colour = canvas, middle, colour
        canvas.circle(middle, RADIUS + 0.06, WHITE)
        canvas.circle(middle, RADIUS, colour)

    def at(self, u: float, v: float) -> Point:
        return self.middle[0] + u * RADIUS, self.middle[1] + v * RADIUS

    def dot(self, u: float, v: float, radius: float, colour: Colour = WHITE) -> None:
        self.canvas.circle(self.at(u, v), radius * RADIUS, colour)

    def patch(self, *corners: Shape, colour: Colour = WHITE) -> None:
        self.canvas.polygon([self.at(*corner) for corner in corners], colour)

    def bar(self, u0: float, v0: float, u1: float, v1: float, colour: Colour = WHITE) -> None:
        """An upright rectangle between two corners."""
        self.patch((u0, v0), (u1, v0), (u1, v1), (u0, v1), colour=colour)

    def stroke(self, points: Sequence[Shape], width: float = 0.14, colour: Colour = WHITE) -> None:
        self.canvas.line([self.at(*point) for point in points], colour, width * RADIUS)


def draw_place_sign(canvas: Canvas, kind: str, middle: Point, colour: Colour) -> None:
    DRAWN_BY.get(kind, plain)(Sign(canvas, middle, colour))


def plain(sign: Sign) -> None:
    sign.dot(0, 0, 0.3)


def information(sign: Sign) -> None:
    sign.dot(0, 0.46, 0.15)
    sign.bar(-0.13, -0.55, 0.13, 0.2)


def door(sign: Sign) -> None:
    sign.stroke([(0.1, 0.5), (0.5, 0.5), (0.5, -0.5), (0.1, -0.5)], 0.14)
    sign.stroke([(-0.6, 0), (0.1, 0)], 0.16)
    sign.patch((0.26, 0), (-0.06, 0.3), (-0.06, -0.3))


def way_in(sign: Sign) -> None:
    sign.stroke([(-0.45, -0.5), (-0.45, 0.5), (0.45, 0.5), (0.45, -0.5)], 0.14)
    sign.stroke([(0, -0.6), (0, 0.02)], 0.16)
    sign.patch((0, 0.28), (-0.3, -0.06), (0.3, -0.06))


def ticket(sign: Sign) -> None:
    sign.bar(-0.36, -0.56, 0.36, 0.56)
    sign.stroke([(-0.16, 0.24), (0.16, 0.24)], 0.12, sign.colour)
    sign.stroke([(-0.16, -0.02), (0.16, -0.02)], 0.12, sign.colour)
    sign.stroke([(-0.16, -0.28), (0.02, -0.28)], 0.12, sign.colour)


def seat(sign: Sign) -> None:
    sign.stroke([(-0.36, 0.5), (-0.36, -0.1), (0.36, -0.1)], 0.2)
    sign.stroke([(-0.3, -0.1), (-0.3, -0.5)], 0.12)
    sign.stroke([(0.34, -0.1), (0.34, -0.5)], 0.12)


def kiosk(sign: Sign) -> None:
    sign.bar(-0.36, -0.1, 0.36, 0.6)
    sign.bar(-0.24, 0.06, 0.24, 0.46, colour=sign.colour)
    sign.patch((-0.14, -0.1), (0.14, -0.1), (0.3, -0.6), (-0.3, -0.6))


def computer(sign: Sign) -> None:
    sign.bar(-0.58, -0.16, 0.58, 0.5)
    sign.bar(-0.44, -0.02, 0.44, 0.38, colour=sign.colour)
    sign.bar(-0.09, -0.4, 0.09, -0.16)
    sign.bar(-0.34, -0.52, 0.34, -0.4)


def printer(sign: Sign) -> None:
    sign.bar(-0.32, 0.2, 0.32, 0.58)
    sign.bar(-0.56, -0.3, 0.56, 0.24)
    sign.bar(-0.32, -0.58, 0.32, -0.02, colour=sign.colour)
    sign.bar(-0.24, -0.5, 0.24, -0.1)


def code(sign: Sign) -> None:
    for u, v in ((-0.34, 0.34), (0.34, 0.34), (-0.34, -0.34)):
        sign.bar(u - 0.26, v - 0.26, u + 0.26, v + 0.26)
        sign.bar(u - 0.11, v - 0.11, u + 0.11, v + 0.11, colour=sign.colour)
    for u, v in ((0.2, -0.2), (0.48, -0.2), (0.34, -0.36), (0.2, -0.52), (0.48, -0.52)):
        sign.bar(u - 0.08, v - 0.08, u + 0.08, v + 0.08)


def flag(sign: Sign) -> None:
    sign.stroke([(-0.36, -0.6), (-0.36, 0.58)], 0.14)
    sign.patch((-0.3, 0.58), (0.5, 0.3), (-0.3, -0.02))


def sofa(sign: Sign) -> None:
    sign.bar(-0.42, -0.1, 0.42, 0.42)
    sign.bar(-0.62, -0.38, 0.62, 0.02)
    sign.bar(-0.36, -0.12, 0.36, 0.0, colour=sign.colour)
    sign.bar(-0.5, -0.54, -0.38, -0.38)
    sign.bar(0.38, -0.54, 0.5, -0.38)


def camera(sign: Sign) -> None:
    sign.bar(-0.6, -0.34, 0.2, 0.34)
    sign.patch((0.26, 0.0), (0.62, 0.32), (0.62, -0.32))


def person(sign: Sign, u: float, skirt: bool) -> None:
    sign.dot(u, 0.48, 0.15)
    if skirt:
        sign.patch((u, 0.34), (u + 0.28, -0.26), (u - 0.28, -0.26))
    else:
        sign.bar(u - 0.18, -0.16, u + 0.18, 0.28)
    sign.bar(u - 0.13, -0.6, u - 0.03, -0.16)
    sign.bar(u + 0.03, -0.6, u + 0.13, -0.16)


def toilet(sign: Sign) -> None:
    person(sign, -0.34, False)
    person(sign, 0.34, True)
    sign.bar(-0.025, -0.56, 0.025, 0.56)


def wheelchair(sign: Sign) -> None:
    sign.dot(-0.12, 0.52, 0.15)
    sign.dot(-0.06, -0.22, 0.44)
    sign.dot(-0.06, -0.22, 0.31, sign.colour)
    sign.stroke([(-0.12, 0.3), (-0.08, -0.08), (0.3, -0.08), (0.5, -0.5)], 0.16)
    sign.stroke([(-0.1, 0.14), (0.26, 0.14)], 0.12)


def drop(sign: Sign) -> None:
    sign.dot(0, -0.18, 0.38)
    sign.patch((-0.35, -0.04), (0.35, -0.04), (0, 0.62))


def bottle(sign: Sign) -> None:
    sign.bar(-0.26, -0.6, 0.26, 0.16)
    sign.bar(-0.32, 0.2, 0.32, 0.34)
    sign.dot(0, 0.44, 0.15)
    for v in (-0.06, -0.28):
        sign.bar(-0.02, v - 0.04, 0.26, v + 0.04, colour=sign.colour)


def cross(sign: Sign) -> None:
    sign.bar(-0.17, -0.54, 0.17, 0.54)
    sign.bar(-0.54, -0.17, 0.54, 0.17)


DRAWN_BY: dict[str, Callable[[Sign], None]] = {
    "entrance": way_in,
    "exit": door,
    "information": information,
    "ticket": ticket,
    "waiting": seat,
    "self_service": kiosk,
    "computers": computer,
    "printing": printer,
    "photo": camera,
    "suishenma": code,
    "flagship": flag,
    "lounge": sofa,
    "livestream": camera,
    "toilet": toilet,
    "accessible_toilet": wheelchair,
    "water": drop,
    "nursing": bottle,
    "first_aid": cross,
}
