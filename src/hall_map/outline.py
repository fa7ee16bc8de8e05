"""Reading lines and polygons: corners as `[x, y]`, and waves between them.

A wave runs from the corner before it to its own `to`, and swings `amplitude` metres to the left of that direction
first, over `periods` full swings. It is sampled every `step` metres:

    outline: [[0.4, 28.4], {wave: {to: [49.6, 28.4], amplitude: 1.0, periods: 3, step: 0.4}}]
"""

from __future__ import annotations

import math

from hall_map.geometry import Point
from hall_map.node import Node

STEP = 0.25  # m


def read_points(node: Node, at_least: int) -> tuple[Point, ...]:
    """The corners of a line or polygon, m. Raises HallError: too few, or one that is none."""
    points: list[Point] = []
    for item in node.items():
        if isinstance(item.value, dict):
            if not points:
                item.fail("a wave needs a point to start from", "Put a point [x, y] before it.")
            points += read_wave(item, points[-1])
        else:
            points.append(read_point(item))
    if len(points) < at_least:
        node.fail(f"must hold at least {at_least} points, got {len(points)}")
    return tuple(points)


def read_point(node: Node) -> Point:
    x, y = node.pair("x and y in metres")
    return x.number(), y.number()


def read_wave(node: Node, start: Point) -> list[Point]:
    (wave,) = node.mapping(("wave",)).values()
    part = wave.mapping(("to", "amplitude", "periods"), ("step",))
    end, step = read_point(part["to"]), part["step"].number(0.05, 10.0) if "step" in part else STEP
    if math.dist(start, end) < step:
        part["to"].fail("lies where the wave starts", "Give the point at which the wave ends.")
    if math.dist(start, end) / step > 10_000:
        part["to"].fail("the wave has more than 10000 points", "Bring its end nearer, or give it a longer step.")
    return wave_points(start, end, part["amplitude"].number(-50, 50), part["periods"].number(0.25, 1000), step)


def wave_points(start: Point, end: Point, amplitude: float, periods: float, step: float) -> list[Point]:
    """Points of a sine between two points, the first left out; whole millimetres, as in a hand-written map."""
    length = math.dist(start, end)
    dx, dy = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    count = max(2, round(length / step))
    points = []
    for index in range(1, count + 1):
        along = length * index / count
        swing = amplitude * math.sin(2 * math.pi * periods * index / count)
        points.append((round(start[0] + dx * along - dy * swing, 3), round(start[1] + dy * along + dx * swing, 3)))
    return points
