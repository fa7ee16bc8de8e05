"""Cutting a floor into regions that cover it without overlap: rooms, areas, and what is left between them.

All outlines, areas and walls are lines of one drawing. The drawing is cut where its lines meet, on a grid of a
millimetre, until none crosses another (snap rounding: Hobby 1999, "Practical segment intersection with finite precision
output"); `faces` finds the faces between them and joins those that belong to one area with no wall between. So
neighbours share their corners exactly.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np

from hall_map.exchange.imdf.faces import Cell, Faces, HalfEdge
from hall_map.exchange.imdf.region import Region
from hall_map.exchange.imdf.rings import crossings, distances, distances_to_each, inside, sides_of
from hall_map.geometry import Point

GRID = 1000  # cells a metre
NEAR = 0.75  # cells: a line so near to a corner goes through it
MOST_ROUNDS = 30
BLOCK = 256  # segments that are compared with all others at once
REACH = 0.3  # m by which a wall is drawn on at both ends: walls are seldom drawn to meet exactly


def partition(
    outline: Sequence[Point], areas: Mapping[str, Sequence[Point]], walls: Iterable[Sequence[Point]], *,
    rest: str, least: float = 0.5,
) -> tuple[Region, ...]:  # fmt: skip
    """The regions of the floor within `outline`.

    Where areas overlap, the first one has the floor; what belongs to none has the key `rest`. Walls part areas into
    several regions where they close rooms. A region smaller than `least` m² goes to the neighbour with the longest
    border.
    """
    edge, rings = cells_of(outline), {key: cells_of(ring) for key, ring in areas.items()}
    barriers = [pair for wall in walls for pair in pairwise(cells_of(drawn_on(wall)))]
    edges = cut([*(pair for ring in (edge, *rings.values()) for pair in pairwise([*ring, ring[0]])), *barriers])
    floor, sides = sides_of(edge), {key: sides_of(ring) for key, ring in rings.items()}

    def owner(point: Point) -> str | None:
        at = np.asarray([point], float)
        if not inside(floor, at)[0]:
            return None
        return next((key for key, ring in sides.items() if inside(ring, at)[0]), rest)

    faces = Faces(edges, owner)
    faces.join(lying_along(edges, barriers))
    faces.absorb(least * GRID**2)
    return faces.regions(1 / GRID)


def cells_of(line: Sequence[Point]) -> list[Cell]:
    return [(round(x * GRID), round(y * GRID)) for x, y in line]


def drawn_on(line: Sequence[Point]) -> list[Point]:
    """A line with its two ends drawn on by `REACH`."""
    return [beyond(line[1], line[0]), *line[1:-1], beyond(line[-2], line[-1])]


def beyond(before: Point, end: Point) -> Point:
    length = math.dist(before, end)
    share = 1 + REACH / length if length > 0 else 1
    return before[0] + (end[0] - before[0]) * share, before[1] + (end[1] - before[1]) * share


def cut(drawing: Iterable[HalfEdge]) -> set[HalfEdge]:
    """The pieces of a drawing, none of which crosses another; each once, its lower end first."""
    edges = {(min(pair), max(pair)) for pair in drawing if pair[0] != pair[1]}
    for _ in range(MOST_ROUNDS):
        segments = np.asarray(sorted(edges), float)
        corners = np.unique(np.concatenate((segments.reshape(-1, 2), meeting_points(segments))), axis=0)
        pieces = {piece for segment in segments for piece in pieces_of(segment, corners)}
        if pieces == edges:
            break
        edges = pieces
    return edges


def meeting_points(segments: np.ndarray) -> np.ndarray:
    """The cells in which segments cross, (N, 2)."""
    found = [np.empty((0, 2))]
    for start in range(0, len(segments), BLOCK):
        some = segments[start : start + BLOCK]
        first, second = np.nonzero(crossings(some, segments))
        p, r = some[first, 0], some[first, 1] - some[first, 0]
        q, s = segments[second, 0], segments[second, 1] - segments[second, 0]
        share = ((q - p)[:, 0] * s[:, 1] - (q - p)[:, 1] * s[:, 0]) / (r[:, 0] * s[:, 1] - r[:, 1] * s[:, 0])
        found.append(np.rint(p + r * share[:, None]))
    return np.concatenate(found)


def pieces_of(segment: np.ndarray, corners: np.ndarray) -> list[HalfEdge]:
    """A segment, cut at every corner that it passes."""
    low, high = segment.min(axis=0) - 1, segment.max(axis=0) + 1
    near = corners[((corners >= low) & (corners <= high)).all(axis=1)]
    near = near[distances(segment[None], near) <= NEAR]
    order = np.argsort((near - segment[0]) @ (segment[1] - segment[0]), kind="stable")
    cells = [(int(x), int(y)) for x, y in near[order]]
    return [(min(pair), max(pair)) for pair in pairwise(cells)]


def lying_along(edges: Iterable[HalfEdge], lines: Sequence[HalfEdge]) -> set[HalfEdge]:
    """The edges that are parts of a line."""
    if not lines:
        return set()
    listed, walls = sorted(edges), np.asarray(lines, float)
    ends = np.asarray(listed, float)
    points = (ends[:, 0], ends.mean(axis=1), ends[:, 1])
    far = np.max([distances_to_each(walls, part) for part in points], axis=0).min(axis=1)
    return {edge for edge, distance in zip(listed, far, strict=True) if distance <= 2 * NEAR}
