"""The signs of the legend, drawn as they are in the hall."""

from __future__ import annotations

from collections.abc import Callable

from hall_map.drawing import palette as p
from hall_map.drawing import traffic
from hall_map.drawing.canvas import Canvas
from hall_map.drawing.doors import draw_panels
from hall_map.hall import Barrier, Door, Lane

SYMBOL = (1.2, 0.9)  # m: width and height of a sign
MIDDLE = (0.6, 0.45)
BOX = ((0.12, 0.12), (1.08, 0.12), (1.08, 0.78), (0.12, 0.78))
STRONG = p.TINTS["comprehensive"].strong


def window(canvas: Canvas) -> None:
    canvas.box(MIDDLE, (0.84, 0.52), STRONG, 0.14)


def closed(canvas: Canvas) -> None:
    canvas.box(MIDDLE, (0.84, 0.52), p.CLOSED, 0.14)
    canvas.circle((0.96, 0.65), 0.17, p.SHUT)


def stop(canvas: Canvas) -> None:
    canvas.circle(MIDDLE, 0.2, p.mixed(STRONG, p.WHITE, 0.35))
    canvas.circle(MIDDLE, 0.14, p.WHITE)


def staff(canvas: Canvas) -> None:
    canvas.polygon([(0.18, 0.15), (1.02, 0.15), (1.02, 0.75), (0.18, 0.75)], p.TINTS["staff"].fill, p.STEEL_EDGE)


def door(canvas: Canvas) -> None:
    for x in (0.12, 1.08):
        canvas.line([(x, 0.3), (x, 0.6)], p.INNER_WALL, 0.1)
    draw_panels(canvas, Door("door", "sliding", ((0.12, 0.45), (1.08, 0.45))))


def queue(canvas: Canvas) -> None:
    traffic.draw_queue(canvas, [(0.05, 0.2), (1.15, 0.2), (1.15, 0.7), (0.05, 0.7)])


def slow(canvas: Canvas) -> None:
    traffic.draw_slow_area(canvas, BOX)


def keep_out(canvas: Canvas) -> None:
    traffic.draw_keep_out(canvas, BOX)


def lane(canvas: Canvas) -> None:
    traffic.draw_lane(canvas, Lane("lane", ((0.3, 0.45), (0.9, 0.45)), 0.56))


def barrier(canvas: Canvas) -> None:
    traffic.draw_barrier(canvas, Barrier("barrier", ((0.2, 0.45), (1.0, 0.45)), thickness=0.22))


SYMBOLS: dict[str, Callable[[Canvas], None]] = {
    "window": window, "closed": closed, "stop": stop, "staff": staff, "door": door, "queue": queue, "slow": slow,
    "keep_out": keep_out, "lane": lane, "barrier": barrier,
}  # fmt: skip
