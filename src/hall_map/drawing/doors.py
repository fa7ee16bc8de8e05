"""Drawing doorways between two jambs, each kind as plans show it."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from hall_map.drawing import palette as p
from hall_map.drawing.canvas import Canvas
from hall_map.geometry import Point
from hall_map.hall import Door, Hall

PANEL, SILL = 0.09, 0.16  # m: how thick a leaf is, and the ground under it


def draw_doorways(canvas: Canvas, hall: Hall) -> None:
    for door in hall.doors:
        canvas.polygon(sill_of(door), p.FLOOR)
        if door.open:
            DRAWN_BY[door.kind](canvas, door)
        else:
            canvas.line(door.points, p.SHUT, PANEL * 1.3)


def sill_of(door: Door) -> list[Point]:
    """The ground between the jambs, where a wall may be drawn."""
    start, end = (np.asarray(point, float) for point in door.points)
    along = (end - start) / max(float(np.hypot(*(end - start))), 1e-9)
    across = np.array((-along[1], along[0])) * SILL / 2
    return [tuple(map(float, corner)) for corner in (start - across, end - across, end + across, start + across)]


def draw_hinged(canvas: Canvas, door: Door) -> None:
    """A leaf that stands open on the left of the way from one jamb to the other, and the arc that it swings."""
    hinge, jamb = (np.asarray(point, float) for point in door.points)
    along = jamb - hinge
    across = np.array((-along[1], along[0]))
    turns = np.linspace(0, math.pi / 2, 24)[:, None]
    arc = hinge + along * np.cos(turns) + across * np.sin(turns)
    canvas.line([tuple(point) for point in arc], p.DOOR_ARC, 0.03)
    canvas.line([tuple(hinge), tuple(hinge + across)], p.DOOR, PANEL)


def swept(door: Door) -> list[Point]:
    """The ground that a door's leaf sweeps, or its sill."""
    (x0, y0), (x1, y1) = door.points
    wide = 1.0 if door.kind == "hinged" and door.open else 0.15
    across = (-(y1 - y0) * wide, (x1 - x0) * wide)
    return [(x0, y0), (x1, y1), (x1 + across[0], y1 + across[1]), (x0 + across[0], y0 + across[1])]


def draw_panels(canvas: Canvas, door: Door) -> None:
    """Two panels, slid apart to the jambs."""
    start, end = (np.asarray(point, float) for point in door.points)
    canvas.line(door.points, p.DOOR_ARC, 0.03)
    for share in ((0.0, 0.26), (0.74, 1.0)):
        canvas.line([tuple(start + (end - start) * part) for part in share], p.DOOR, PANEL)


def draw_bars(canvas: Canvas, door: Door) -> None:
    """Bars across the way, with gaps between them."""
    start, end = (np.asarray(point, float) for point in door.points)
    for share in np.linspace(0.1, 0.9, 5):
        canvas.circle(tuple(start + (end - start) * share), PANEL * 0.7, p.DOOR)


DRAWN_BY: dict[str, Callable[[Canvas, Door], None]] = {
    "automatic": draw_panels,
    "sliding": draw_panels,
    "hinged": draw_hinged,
    "gate": draw_bars,
}
