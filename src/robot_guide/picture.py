"""The picture of a finished run: who walked where and when, painted onto the hall's floor plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Protocol

import numpy as np
from PIL import Image, ImageDraw

from hall_map import Hall, Point
from hall_map.drawing.building import pill_at

Colour = tuple[int, int, int]

INK, QUIET, PAPER = (31, 41, 55), (107, 114, 128), (255, 255, 255)
ALONE, VISITOR, TARGET = (148, 163, 184), (234, 128, 12), (190, 24, 93)
RAMP: tuple[Colour, ...] = ((14, 165, 233), (79, 70, 229), (190, 24, 93))  # from asking to arriving
ROUTE_WIDTH, CASING_WIDTH, ALONE_WIDTH = 0.20, 0.34, 0.07  # m on the floor
VISITOR_DOT, VISITOR_STEP = 0.09, 0.45  # m: radius, and from dot to dot
ARROW_STEP, ARROW_SIZE = 3.5, 0.55  # m
ENDS = ("arrived", "cancelled", "visitor_lost", "no_route", "stuck")  # the events after which nobody is led
FINER = 3  # the overlay is drawn so many times larger, and shrunk: smooth edges


class FloorPlan(Protocol):
    """A drawn hall."""

    image: Image.Image  # RGB

    def pixel_of(self, x: float, y: float) -> tuple[float, float]:
        """Where in the image a point of the hall (m, map frame) is."""


@dataclass(frozen=True)
class Wait:
    """The robot stood and waited for its visitor."""

    start: float  # s
    end: float


@dataclass(frozen=True)
class Walk:
    """What a run left on the floor. Tracks are (N, 3) float64: s, m, m in the map frame, N may be 0."""

    robot: str
    path: np.ndarray
    visitor: np.ndarray
    guided: tuple[float, float] | None  # s: from setting off to arriving, or to the end
    waits: tuple[Wait, ...] = ()
    goal: Point | None = None  # m, where the robot was to stop
    window: Point | None = None  # m, where the number of the window is drawn
    summary: Mapping[str, object] = field(default_factory=dict)  # the run's last event

    @property
    def guided_path(self) -> np.ndarray:
        """The part of the robot's path on which it led."""
        if self.guided is None:
            return self.path[:0]
        start, end = self.guided
        return self.path[(self.path[:, 0] >= start) & (self.path[:, 0] <= end)]


def walk_of(
    events: Iterable[Mapping[str, object]], tracks: Mapping[str, np.ndarray], visitor: str, hall: Hall | None = None
) -> Walk | None:
    """The walk that a run's events tell of, with the tracks (N, 3) of everybody in it by name.

    Returns: None, when no robot answered anybody.
    """
    events = list(events)
    leads = next((e for e in reversed(events) if e["event"] == "leads"), None)
    first = leads or next((e for e in events if e["event"] in ("answers", "understood") and e.get("robot")), None)
    if first is None or str(first["robot"]) not in tracks:
        return None
    robot = str(first["robot"])
    own = [event for event in events if event.get("robot") == robot]
    goal, window = goal_of(leads, hall)
    guided = None if leads is None else guided_part(own, tracks[robot])
    guest = tracks.get(visitor, np.empty((0, 3)))
    return Walk(
        robot=robot,
        path=tracks[robot],
        visitor=guest if guided is None else guest[guest[:, 0] <= guided[1]],  # where they go later is their own affair
        guided=guided,
        waits=waits_of(own),
        goal=goal,
        window=window,
        summary=next((event for event in reversed(events) if event["event"] == "summary"), {}),
    )


def guided_part(events: Sequence[Mapping[str, object]], path: np.ndarray) -> tuple[float, float]:
    """From first setting off to arriving or giving up, s; where the robot did neither, to the end of its path."""
    start = next(float(event["t"]) for event in events if event["event"] == "leads")
    last = float(path[-1, 0]) if len(path) else start
    ends = [float(e["t"]) for e in events if e["event"] in ENDS and float(e["t"]) >= start]
    return start, max(ends, default=last)


def goal_of(leads: Mapping[str, object] | None, hall: Hall | None) -> tuple[Point | None, Point | None]:
    """Where the robot was to stop, and the window that it led to, m."""
    if leads is None or hall is None:
        return None, None
    target = leads.get("target")
    target = target if isinstance(target, Mapping) else {}
    window = hall.window_by_id.get(leads.get("window") or target.get("id"))
    if window is not None:
        return window.stop.xy, pill_at(window)
    place = hall.place_by_id.get(target.get("id"))
    return (place.stop.xy if place is not None else None), None


def waits_of(events: Sequence[Mapping[str, object]]) -> tuple[Wait, ...]:
    """From each `waits` to whatever the robot did next on its way."""
    moving = {"goes_on", "leads", "home", *ENDS}
    waits, since = [], None
    for event in events:
        if event["event"] == "waits" and since is None:
            since = float(event["t"])
        elif event["event"] in moving and since is not None:
            waits.append(Wait(since, float(event["t"])))
            since = None
    return tuple(waits)


def colour_at(share: float) -> Colour:
    """The route's colour after a share, 0 to 1, of the time from setting off to arriving."""
    position = min(max(share, 0.0), 1.0) * (len(RAMP) - 1)
    index = min(int(position), len(RAMP) - 2)
    low, high = np.array(RAMP[index]), np.array(RAMP[index + 1])
    r, g, b = np.rint(low + (high - low) * (position - index)).astype(int)
    return int(r), int(g), int(b)


def draw_walk(plan: FloorPlan, walk: Walk) -> Image.Image:
    """The floor plan with the walk on it: the robot's way, the visitor's footsteps, waits, start and goal."""
    layer = Image.new("RGBA", [side * FINER for side in plan.image.size], (0, 0, 0, 0))
    brush = Brush(ImageDraw.Draw(layer), plan)
    brush.line(walk.path[:, 1:], ALONE, ALONE_WIDTH)
    draw_route(brush, walk)
    draw_visitor(brush, walk.visitor)
    for wait in walk.waits:
        draw_wait(brush, walk.path, wait)
    draw_ends(brush, walk)
    return Image.alpha_composite(plan.image.convert("RGBA"), layer.reduce(FINER)).convert("RGB")


class Brush:
    """Draws in metres of the hall onto a layer that is FINER times larger than the floor plan."""

    def __init__(self, draw: ImageDraw.ImageDraw, plan: FloorPlan):
        self.draw, self.plan = draw, plan
        (x0, _), (x1, _) = plan.pixel_of(0.0, 0.0), plan.pixel_of(1.0, 0.0)
        self.pixels_per_metre = (x1 - x0) * FINER

    def at(self, x: float, y: float) -> tuple[float, float]:
        u, v = self.plan.pixel_of(float(x), float(y))
        return u * FINER, v * FINER

    def line(self, points: np.ndarray, colour: Colour, width: float) -> None:
        """A round line through points (N, 2), `width` metres wide."""
        pixels = [self.at(x, y) for x, y in points]
        if len(pixels) > 1:
            thickness = max(FINER, round(width * self.pixels_per_metre))
            self.draw.line(pixels, fill=(*colour, 255), width=thickness, joint="curve")
            self.dot(points[0], colour, width / 2)
            self.dot(points[-1], colour, width / 2)

    def dot(self, point: Sequence[float], colour: Colour, radius: float, ring: Colour | None = None) -> None:
        u, v = self.at(point[0], point[1])
        r = max(FINER, radius * self.pixels_per_metre)
        outline = (*ring, 255) if ring else None
        self.draw.ellipse((u - r, v - r, u + r, v + r), fill=(*colour, 255), outline=outline, width=round(r * 0.35))

    def ring(self, point: Sequence[float], colour: Colour, radius: float, width: float) -> None:
        (u, v), r = self.at(point[0], point[1]), radius * self.pixels_per_metre
        thickness = round(width * self.pixels_per_metre)
        self.draw.ellipse((u - r, v - r, u + r, v + r), outline=(*colour, 255), width=thickness)

    def arrow(self, point: Sequence[float], yaw: float, colour: Colour, size: float) -> None:
        """A small head that points along `yaw`, rad."""
        corners = np.array([(0.6, 0.0), (-0.4, 0.45), (-0.15, 0.0), (-0.4, -0.45)]) * size
        turn = np.array([(np.cos(yaw), -np.sin(yaw)), (np.sin(yaw), np.cos(yaw))])
        head = [self.at(*(turn @ corner + point[:2])) for corner in corners]
        self.draw.line([*head, *head[:2]], fill=(*PAPER, 255), width=2 * FINER, joint="curve")
        self.draw.polygon(head, fill=(*colour, 255))


def draw_route(brush: Brush, walk: Walk) -> None:
    """The guided way, in the colours of time, with heads that show which way it was walked."""
    path = walk.guided_path
    if len(path) < 2:
        return
    brush.line(path[:, 1:], PAPER, CASING_WIDTH)
    start, end = path[0, 0], path[-1, 0]
    for (t, *a), (_, *b) in pairwise(path):
        brush.line(np.array((a, b)), colour_at((t - start) / (end - start)), ROUTE_WIDTH)
    for index in every(path[:, 1:], ARROW_STEP):
        step = path[min(index + 1, len(path) - 1), 1:] - path[max(index - 1, 0), 1:]
        colour = colour_at((path[index, 0] - start) / (end - start))
        brush.arrow(path[index, 1:], np.arctan2(step[1], step[0]), colour, ARROW_SIZE)


def draw_visitor(brush: Brush, track: np.ndarray) -> None:
    for index in every(track[:, 1:], VISITOR_STEP):
        brush.dot(track[index, 1:], VISITOR, VISITOR_DOT)


def draw_wait(brush: Brush, path: np.ndarray, wait: Wait) -> None:
    """A ring where the robot waited; the longer, the larger."""
    if not len(path):
        return
    where = path[min(np.searchsorted(path[:, 0], wait.start), len(path) - 1), 1:]
    brush.dot(where, PAPER, 0.24 + 0.03 * min(wait.end - wait.start, 12.0), ring=INK)


def draw_ends(brush: Brush, walk: Walk) -> None:
    path = walk.guided_path if len(walk.guided_path) else walk.path
    if len(path):
        brush.dot(path[0, 1:], PAPER, 0.32, ring=RAMP[0])
    goal = walk.goal if walk.goal is not None else path[-1, 1:] if len(path) and walk.summary.get("success") else None
    if goal is not None:
        brush.dot(goal, TARGET, 0.42, ring=PAPER)
        brush.dot(goal, PAPER, 0.14)
    if walk.window is not None:
        brush.ring(walk.window, TARGET, 0.85, 0.12)


def every(points: np.ndarray, step: float) -> list[int]:
    """Indices of the points (N, 2) that are reached each `step` metres along them; the very first one left out."""
    if len(points) < 2:
        return []
    length = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))))
    marks = np.arange(step, length[-1], step)
    return sorted(set(np.searchsorted(length, marks).tolist()))
