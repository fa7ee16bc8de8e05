"""What stands in the hall, each kind drawn so that it is known by its look."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from hall_map.drawing import palette as p
from hall_map.drawing.canvas import Canvas, Frame
from hall_map.hall import Obstacle

SEAT = 0.55  # m
LEAF_RADIUS = 0.24  # m


def draw_obstacle(canvas: Canvas, obstacle: Obstacle) -> None:
    canvas.polygon([(x + 0.05, y - 0.05) for x, y in obstacle.polygon], p.SHADOW)
    DRAWN_BY.get(obstacle.kind, draw_box)(canvas, obstacle)


def draw_box(canvas: Canvas, obstacle: Obstacle) -> None:
    canvas.polygon(obstacle.polygon, p.STEEL, p.STEEL_EDGE)


def draw_wood(canvas: Canvas, obstacle: Obstacle) -> None:
    canvas.polygon(obstacle.polygon, p.WOOD, p.WOOD_EDGE, 0.05)


def draw_column(canvas: Canvas, obstacle: Obstacle) -> None:
    canvas.polygon(obstacle.polygon, p.COLUMN, p.OUTER_WALL, 0.05)


def draw_chairs(canvas: Canvas, obstacle: Obstacle) -> None:
    """Seats along the longer side; two rows back to back, where there is room for two."""
    frame = Frame.of(obstacle.polygon)
    rows = 2 if frame.depth > 1.0 else 1
    count = max(1, int(frame.length / SEAT))
    pitch, depth = frame.length / count, frame.depth / rows
    for row in range(rows):
        v = (row + 0.5) * depth - frame.depth / 2
        back = -np.sign(v) if rows == 2 else 1.0
        for index in range(count):
            u = (index + 0.5) * pitch - frame.length / 2
            canvas.polygon(frame.rectangle(u, v, pitch * 0.88, depth * 0.88), p.FABRIC, p.FABRIC_EDGE)
            canvas.polygon(frame.rectangle(u, v + back * depth * 0.35, pitch * 0.88, depth * 0.18), p.FABRIC_EDGE)


def draw_sofa(canvas: Canvas, obstacle: Obstacle) -> None:
    frame = Frame.of(obstacle.polygon)
    canvas.polygon(obstacle.polygon, p.FABRIC_EDGE)
    count = max(1, round(frame.length / 0.9))
    pitch = frame.length * 0.9 / count
    for index in range(count):
        u = (index + 0.5) * pitch - frame.length * 0.45
        canvas.polygon(frame.rectangle(u, -frame.depth * 0.08, pitch * 0.94, frame.depth * 0.64), p.FABRIC)


def draw_planter(canvas: Canvas, obstacle: Obstacle) -> None:
    """A trough with leaves in it, the same ones each time."""
    canvas.polygon(obstacle.polygon, p.POT, p.LEAF_DARK, 0.04)
    corners = np.asarray(obstacle.polygon, float)
    half = len(corners) // 2
    spine = (corners[:half] + corners[::-1][:half]) / 2
    steps = np.hypot(*np.diff(spine, axis=0).T)
    length = np.concatenate(([0.0], np.cumsum(steps)))
    radius = min(LEAF_RADIUS, float(np.hypot(*(corners[0] - corners[-1]))) * 0.42)
    count = max(1, int(length[-1] / (radius * 1.3)))
    for index in range(count):
        where = length[-1] * (index + 0.5) / count
        x, y = (float(np.interp(where, length, spine[:, axis])) for axis in (0, 1))
        canvas.circle((x, y), radius * (0.8 + 0.2 * (index % 3) / 2), p.LEAF_DARK if index % 2 else p.LEAF)
        canvas.circle((x - radius * 0.25, y + radius * 0.25), radius * 0.3, p.mixed(p.LEAF, p.WHITE, 0.35))


def draw_computer(canvas: Canvas, obstacle: Obstacle) -> None:
    frame = Frame.of(obstacle.polygon)
    canvas.polygon(frame.rectangle(0, 0, frame.length, frame.depth * 0.45), p.SCREEN)
    canvas.polygon(frame.rectangle(0, 0, frame.length * 0.82, frame.depth * 0.2), p.GLOW)


def draw_printer(canvas: Canvas, obstacle: Obstacle) -> None:
    frame = Frame.of(obstacle.polygon)
    draw_box(canvas, obstacle)
    paper = frame.rectangle(0, frame.depth * 0.08, frame.length * 0.62, frame.depth * 0.5)
    canvas.polygon(paper, p.WHITE, p.STEEL_EDGE)
    canvas.polygon(frame.rectangle(0, -frame.depth * 0.32, frame.length * 0.8, frame.depth * 0.16), p.SCREEN)


def draw_machine(canvas: Canvas, obstacle: Obstacle) -> None:
    frame = Frame.of(obstacle.polygon)
    draw_box(canvas, obstacle)
    canvas.polygon(frame.rectangle(0, 0, frame.length * 0.66, frame.depth * 0.56), p.SCREEN)
    canvas.polygon(frame.rectangle(0, 0, frame.length * 0.52, frame.depth * 0.36), p.GLOW)


def draw_screen(canvas: Canvas, obstacle: Obstacle) -> None:
    canvas.polygon(obstacle.polygon, p.SCREEN)


def draw_display(canvas: Canvas, obstacle: Obstacle) -> None:
    frame = Frame.of(obstacle.polygon)
    canvas.polygon(obstacle.polygon, p.WHITE, p.STEEL_EDGE, 0.04)
    for u in (-frame.length * 0.26, frame.length * 0.26):
        canvas.polygon(frame.rectangle(u, 0, frame.length * 0.3, frame.depth * 0.5), p.GLOW, p.STEEL_EDGE, 0.02)


def draw_light(canvas: Canvas, obstacle: Obstacle) -> None:
    frame = Frame.of(obstacle.polygon)
    canvas.circle(frame.point(0, 0), frame.length / 2, p.SCREEN)
    canvas.circle(frame.point(0, 0), frame.length / 4, p.GLOW)


DRAWN_BY: dict[str, Callable[[Canvas, Obstacle], None]] = {
    "counter": draw_wood,
    "desk": draw_wood,
    "table": draw_wood,
    "sofa": draw_sofa,
    "chairs": draw_chairs,
    "stool": draw_sofa,
    "column": draw_column,
    "planter": draw_planter,
    "computer": draw_computer,
    "printer": draw_printer,
    "copier": draw_printer,
    "machine": draw_machine,
    "dispenser": draw_machine,
    "screen": draw_screen,
    "display": draw_display,
    "light": draw_light,
}
