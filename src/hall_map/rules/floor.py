"""Rules about the floor: its scale, its outline, what stands on it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hall_map.findings import Finding, error, warning
from hall_map.geometry import Point
from hall_map.survey import LARGEST_SIDE, SMALLEST_SIDE, Survey

ROWS = 256  # sides that are compared with all others at once


def scale_cannot_be(survey: Survey) -> Iterator[Finding]:
    """A hall smaller than a room or larger than an airport: its scale is wrong."""
    hall = survey.hall
    if not survey.to_scale:
        problem = f"a hall of {hall.width:g} m x {hall.height:g} m cannot be"
        remedy = f"Write metres, each side from {SMALLEST_SIDE:g} to {LARGEST_SIDE:g}."
        yield error("size", problem, remedy, width=hall.width, height=hall.height)


def outline_leaves_the_map(survey: Survey) -> Iterator[Finding]:
    """A corner of the outline outside the hall's own size."""
    hall = survey.hall
    for x, y in hall.outline:
        if not (0 <= x <= hall.width and 0 <= y <= hall.height):
            problem = f"the corner ({x:g}, {y:g}) lies outside the {hall.width:g} m x {hall.height:g} m of the hall"
            facts = {"x": x, "y": y, "width": hall.width, "height": hall.height}
            yield error("outline", problem, "Move the corner, or enlarge the size.", (x, y), **facts)
            return


def outline_crosses_itself(survey: Survey) -> Iterator[Finding]:
    """An outline whose sides cross."""
    crossing = first_crossing(survey.hall.outline)
    if crossing is not None:
        x, y = crossing
        problem = f"crosses itself near ({x:.1f}, {y:.1f})"
        yield error("outline", problem, "Put its corners in order.", crossing, x=x, y=y)


def outline_is_small(survey: Survey) -> Iterator[Finding]:
    """An outline around less than a fifth of the hall's size."""
    hall = survey.hall
    x, y = np.asarray(hall.outline).T
    area = abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2
    if survey.to_scale and area < 0.2 * hall.width * hall.height and first_crossing(hall.outline) is None:
        problem = f"encloses {area:.0f} of {hall.width * hall.height:.0f} square metres"
        facts = {"area": area, "whole": hall.width * hall.height}
        yield warning("outline", problem, "Check its scale, or make the size smaller.", **facts)


def obstacle_outside(survey: Survey) -> Iterator[Finding]:
    """A wall or a fixture that stands outside the outline."""
    for name, parts in (("walls", survey.hall.walls), ("obstacles", survey.hall.obstacles)):
        for part in parts:
            points = part.points if name == "walls" else part.polygon
            if not any(survey.inside(point) for point in points):
                where, remedy = f"{name}.{part.id}", "Move it inside, or remove it."
                yield warning(where, "stands outside the hall", remedy, points[0])


def first_crossing(corners: tuple[Point, ...]) -> Point | None:
    """The middle of the first side of a polygon that crosses another side, m."""
    a = np.asarray(corners, float)
    b = np.roll(a, -1, axis=0)
    sides = np.arange(len(a))
    for some in np.array_split(sides, max(len(a) // ROWS, 1)):
        apart = sides > some[:, None] + 1  # neighbours share a corner, and so do the first and the last
        apart &= ~((some[:, None] == 0) & (sides == len(a) - 1))
        crossing = (apart & crosses(a[some, None], b[some, None], a, b)).any(axis=1)
        if crossing.any():
            x, y = (a[some] + b[some])[crossing.argmax()] / 2
            return float(x), float(y)
    return None


def crosses(p: np.ndarray, q: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Whether sides from p to q cross sides from a to b; (…, 2) each, broadcast."""
    return (side(p, q, a) * side(p, q, b) < 0) & (side(a, b, p) * side(a, b, q) < 0)


def side(a: np.ndarray, b: np.ndarray, p: np.ndarray) -> np.ndarray:
    """On which side of the line from a to b the point p lies: the sign."""
    u, v = b - a, p - a
    return np.sign(u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0])
