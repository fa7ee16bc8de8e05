"""Drawing what robots heed where nothing stands: queue areas, keep-outs, slow areas, one-way lanes, barriers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from hall_map.drawing import palette as p
from hall_map.drawing.canvas import Canvas
from hall_map.drawing.palette import Colour
from hall_map.geometry import Point
from hall_map.hall import Barrier, Hall, Lane

HATCH, HATCH_WIDTH = 0.55, 0.05  # m between the lines of a hatch, and how wide they are
DASH, EDGE = 0.28, 0.06  # m: a dash of an outline and the gap after it, and how wide it is
PERSON = 0.62  # m between the people of a queue
CHEVRON = 1.1  # m between the arrows of a lane
STRIPE = 0.45  # m: a red or a white stripe of a barrier


def draw_areas(canvas: Canvas, hall: Hall) -> None:
    """What lies on the ground, below furniture and walls."""
    for slow in hall.slow_areas:
        draw_slow_area(canvas, slow.polygon)
    for queue in hall.queues:
        draw_queue(canvas, queue.polygon)
    for area in hall.keep_outs:
        draw_keep_out(canvas, area.polygon)
    for lane in hall.lanes:
        draw_lane(canvas, lane)


def draw_barriers(canvas: Canvas, hall: Hall) -> None:
    for barrier in hall.barriers:
        draw_barrier(canvas, barrier)


def draw_queue(canvas: Canvas, polygon: Sequence[Point]) -> None:
    """A dashed outline, and people in a row."""
    dash(canvas, polygon, p.WAITING)
    for spot in spots_in(polygon, PERSON):
        canvas.circle(spot, 0.075, p.mixed(p.WAITING, p.WHITE, 0.4))


def draw_slow_area(canvas: Canvas, polygon: Sequence[Point]) -> None:
    hatch(canvas, polygon, p.mixed(p.SLOW, p.FLOOR, 0.72), slope=-1)
    dash(canvas, polygon, p.SLOW)


def draw_keep_out(canvas: Canvas, polygon: Sequence[Point]) -> None:
    hatch(canvas, polygon, p.mixed(p.FORBIDDEN, p.FLOOR, 0.55), slope=1)
    canvas.line([*polygon, polygon[0]], p.FORBIDDEN, EDGE)


def draw_lane(canvas: Canvas, lane: Lane) -> None:
    """A strip with chevrons that point along it."""
    canvas.line(lane.points, p.mixed(p.ONE_WAY, p.FLOOR, 0.78), lane.width)
    size = min(0.42, lane.width * 0.3)
    for (x, y), (dx, dy) in along(lane.points, CHEVRON):
        wings = [(x - size * (dx + turn * dy), y - size * (dy - turn * dx)) for turn in (1, -1)]
        canvas.line([wings[0], (x + dx * size * 0.5, y + dy * size * 0.5), wings[1]], p.ONE_WAY, 0.11)


def draw_barrier(canvas: Canvas, barrier: Barrier) -> None:
    """A band of red and white stripes, as wide as the barrier is thick."""
    width = max(barrier.thickness, 0.2)
    canvas.line([(x + 0.06, y - 0.06) for x, y in barrier.points], p.SHADOW, width)
    canvas.line(barrier.points, p.FORBIDDEN, width + 0.08)
    canvas.line(barrier.points, p.WHITE, width)
    for start, end in pieces(barrier.points, STRIPE):
        canvas.line([start, end], p.FORBIDDEN, width)


def dash(canvas: Canvas, polygon: Sequence[Point], colour: Colour) -> None:
    """A dashed outline."""
    for start, end in pieces([*polygon, polygon[0]], DASH):
        canvas.line([start, end], colour, EDGE)


def pieces(line: Sequence[Point], length: float) -> list[tuple[Point, Point]]:
    """Every second piece of a line's sides, each about so long; a side begins and ends with a piece."""
    found = []
    for start, end in pairwise(line):
        count = 2 * max(1, round(math.dist(start, end) / length / 2)) - 1
        stops = [between(start, end, index / count) for index in range(count + 1)]
        found += [(stops[index], stops[index + 1]) for index in range(0, count, 2)]
    return found


def between(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def along(line: Sequence[Point], step: float) -> list[tuple[Point, Point]]:
    """Points along a line, `step` apart and clear of its ends, each with the direction there."""
    points = np.asarray(line, float)
    lengths = np.hypot(*np.diff(points, axis=0).T)
    ends = np.concatenate(([0.0], np.cumsum(lengths)))
    count = max(1, int(ends[-1] / step))
    found = []
    for index in range(count):
        where = ends[-1] * (index + 0.5) / count
        side = min(int(np.searchsorted(ends, where, side="right")) - 1, len(lengths) - 1)
        direction = (points[side + 1] - points[side]) / max(lengths[side], 1e-9)
        x, y = points[side] + direction * (where - ends[side])
        found.append(((float(x), float(y)), (float(direction[0]), float(direction[1]))))
    return found


def hatch(canvas: Canvas, polygon: Sequence[Point], colour: Colour, *, slope: int) -> None:
    """Parallel lines across a polygon, rising to the right where slope is 1, to the left where it is -1."""
    corners = np.asarray(polygon, float)
    level = corners[:, 1] - slope * corners[:, 0]
    for height in np.arange(math.ceil(level.min() / HATCH) * HATCH, level.max(), HATCH):
        cuts = sorted(cuts_at(corners, level, float(height)))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False):
            canvas.line([start, end], colour, HATCH_WIDTH)


def cuts_at(corners: np.ndarray, level: np.ndarray, height: float) -> list[Point]:
    """Where a polygon's sides pass a level."""
    after, ahead = np.roll(corners, -1, axis=0), np.roll(level, -1)
    found = []
    for index in np.nonzero((level > height) != (ahead > height))[0]:
        share = (height - level[index]) / (ahead[index] - level[index])
        x, y = corners[index] + (after[index] - corners[index]) * share
        found.append((float(x), float(y)))
    return found


def spots_in(polygon: Sequence[Point], step: float) -> list[Point]:
    """A row of spots along the middle of a polygon's box, `step` apart."""
    corners = np.asarray(polygon, float)
    (left, bottom), (right, top) = corners.min(axis=0), corners.max(axis=0)
    middle, wide = ((left + right) / 2, (bottom + top) / 2), right - left >= top - bottom
    count = int((max(right - left, top - bottom) - step) / step)
    offsets = [(index - (count - 1) / 2) * step for index in range(count)]
    return [(middle[0] + by, middle[1]) if wide else (middle[0], middle[1] + by) for by in offsets]


def middle_of(line: Sequence[Point]) -> Point:
    """The point half-way along a line."""
    ((middle, _),) = along(line, math.inf)
    return middle
