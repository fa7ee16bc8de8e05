"""Rings of a plane: area, what lies inside, how far away, whether they cross. A ring's first corner is not repeated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from hall_map.geometry import Point

Ring = Sequence[Point]
FINENESS = 40  # places along the longer side at which an inner point is looked for


@dataclass(frozen=True)
class Area:
    """A polygon: its shell, anticlockwise, and its holes, clockwise, m."""

    shell: tuple[Point, ...]
    holes: tuple[tuple[Point, ...], ...] = ()

    @property
    def rings(self) -> tuple[tuple[Point, ...], ...]:
        return (self.shell, *self.holes)

    @cached_property
    def sides(self) -> np.ndarray:
        """All sides of all rings, (N, 2, 2) float64."""
        return np.concatenate([sides_of(ring) for ring in self.rings])

    @property
    def size(self) -> float:
        """m²."""
        return sum(signed_area(ring) for ring in self.rings)


def sides_of(ring: Ring) -> np.ndarray:
    """(N, 2, 2) float64: from each corner to the next."""
    corners = np.asarray(ring, float)
    return np.stack((corners, np.roll(corners, -1, axis=0)), axis=1)


def signed_area(ring: Ring) -> float:
    """m², positive where a ring runs anticlockwise."""
    x, y = np.asarray(ring, float).T
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


def inside(sides: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Which points, (M, 2), lie inside the rings that have these sides; by the even-odd rule. (M,) bool."""
    (x0, y0), (x1, y1) = sides[:, 0].T, sides[:, 1].T
    x, y = points[:, :1], points[:, 1:]
    spans = (y0 > y) != (y1 > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        meets = x < x0 + (y - y0) * (x1 - x0) / (y1 - y0)
    return (spans & meets).sum(axis=1) % 2 == 1


def distances(sides: np.ndarray, points: np.ndarray) -> np.ndarray:
    """How far each point, (M, 2), lies from the nearest of these sides, m. (M,) float64."""
    return distances_to_each(sides, points).min(axis=1)


def distances_to_each(sides: np.ndarray, points: np.ndarray) -> np.ndarray:
    """How far each point, (M, 2), lies from each side, (N, 2, 2), m. (M, N) float64."""
    start, along = sides[:, 0], sides[:, 1] - sides[:, 0]
    length = np.maximum((along**2).sum(axis=1), 1e-18)
    share = np.clip(((points[:, None] - start) * along).sum(axis=2) / length, 0, 1)
    return np.hypot(*np.moveaxis(points[:, None] - (start + share[..., None] * along), 2, 0))


def contains(area: Area, point: Point, margin: float = 0.0) -> bool:
    """Whether a point lies inside, `margin` metres from every side; a negative margin lets it lie outside so far."""
    at = np.asarray([point], float)
    if bool(inside(area.sides, at)[0]):
        return margin <= 0 or bool(distances(area.sides, at)[0] >= margin)
    return margin < 0 and bool(distances(area.sides, at)[0] <= -margin)


def inner_point(area: Area) -> Point:
    """A point well inside: of the places of a grid, the one that is farthest from every side."""
    corners = np.asarray(area.shell, float)
    low, high = corners.min(axis=0), corners.max(axis=0)
    step = max(float((high - low).max()) / FINENESS, 1e-3)
    axes = [np.arange(low[axis] + step / 2, high[axis], step) for axis in (0, 1)]
    spots = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
    spots = spots[inside(area.sides, spots)]
    if not len(spots):
        return beside_longest_side(area.shell)
    x, y = spots[np.argmax(distances(area.sides, spots))]
    return float(x), float(y)


def beside_longest_side(shell: Ring, by: float = 1e-5) -> Point:
    """A point just to the left of the middle of an anticlockwise ring's longest side."""
    sides = sides_of(shell)
    along = sides[:, 1] - sides[:, 0]
    longest = int(np.argmax(np.hypot(*along.T)))
    dx, dy = along[longest] / max(float(np.hypot(*along[longest])), 1e-12)
    x, y = sides[longest].mean(axis=0)
    return float(x - dy * by), float(y + dx * by)


def crossings(sides: np.ndarray, others: np.ndarray, slack: float = 0.0) -> np.ndarray:
    """Which sides cross which others in a point inside both, `slack` metres from all four ends. (N, M) bool."""
    p, q = sides[:, None, 0], others[None, :, 0]
    r, s = sides[:, None, 1] - p, others[None, :, 1] - q
    turn = cross(r, s)
    long_r, long_s = np.hypot(*np.moveaxis(r, 2, 0)), np.hypot(*np.moveaxis(s, 2, 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        t, u = cross(q - p, s) / turn, cross(q - p, r) / turn
        met = (np.minimum(t, 1 - t) * long_r > slack) & (np.minimum(u, 1 - u) * long_s > slack)
    return met & (np.abs(turn) > 1e-9 * long_r * long_s)


def cross(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
