"""From a skeleton of pixels to its paths, and from paths to straight pieces.

Points are (x, y) in pixels, x to the right, y downwards, whole numbers at the middles of pixels.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

import cv2
import numpy as np

STRAIGHT = np.cos(np.radians(20))  # two paths that meet are one where they turn less
SPREAD = 1.6  # and where one is at most so many times as thick as the other
NEIGHBOURS = ((0, 1), (1, 0), (0, -1), (-1, 0), (1, 1), (1, -1), (-1, -1), (-1, 1))


@dataclass(frozen=True)
class Path:
    """A line of pixels between two ends; an end is the number of a junction, or -1 where nothing follows."""

    points: np.ndarray  # (N, 2) float64
    thickness: float
    ends: tuple[int, int]
    bent: tuple[float, float] = (0.0, 0.0)  # how far from each end the stroke that it meets there may have bent it

    @property
    def length(self) -> float:
        return float(np.hypot(*np.diff(self.points, axis=0).T).sum())

    def reversed(self) -> Path:
        return replace(self, points=self.points[::-1], ends=self.ends[::-1], bent=self.bent[::-1])

    def direction(self) -> np.ndarray:
        """The unit vector that leads into the path from its first end."""
        reach = int(min(len(self.points) - 1, max(3.0, 2 * self.thickness)))
        start = int(min(reach // 2, len(self.points) - 2))
        along = self.points[reach] - self.points[start]
        return along / max(float(np.hypot(*along)), 1e-9)


def paths_of(skeleton: np.ndarray, distance: np.ndarray) -> list[Path]:
    """The paths between the ends and junctions of a skeleton; `distance` is that of each pixel to the stroke's edge."""
    pixels = {(int(r), int(c)) for r, c in np.argwhere(skeleton)}
    around = {pixel: neighbours(pixel, pixels) for pixel in pixels}
    crossing = {pixel for pixel, beside in around.items() if len(beside) > 2}
    junctions = labelled(crossing, skeleton.shape)
    paths, seen = [], set()
    starts = sorted(crossing) + sorted(pixel for pixel, beside in around.items() if len(beside) == 1)
    for start in [*starts, *sorted(pixels)]:
        firsts = around[start] if start in crossing else around[start][:1]
        for first in firsts:
            if (start in seen and start not in crossing) or first in seen or first in crossing:
                continue
            line = walk(start, first, around, crossing)
            seen.update(pixel for pixel in line if pixel not in crossing)
            paths.append(path_of(line, distance, junctions))
    return paths


def neighbours(pixel: tuple[int, int], pixels: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pixels beside a pixel; one at a corner only where no shared side leads to it."""
    row, column = pixel
    found = []
    for r, c in NEIGHBOURS:
        beside = (row + r, column + c)
        if beside in pixels and not (r and c and ((row + r, column) in pixels or (row, column + c) in pixels)):
            found.append(beside)
    return found


def labelled(crossing: set[tuple[int, int]], shape: tuple[int, int]) -> dict[tuple[int, int], int]:
    """The number of the junction that each pixel of one belongs to."""
    mask = np.zeros(shape, np.uint8)
    for pixel in crossing:
        mask[pixel] = 1
    labels = cv2.connectedComponents(mask, connectivity=8)[1]
    return {pixel: int(labels[pixel]) for pixel in crossing}


def walk(start, first, around, crossing) -> list[tuple[int, int]]:
    """The pixels from `start` over `first` to the next end or junction, or around a ring."""
    line = [start, first]
    while line[-1] not in crossing:
        onwards = [pixel for pixel in around[line[-1]] if pixel != line[-2]]
        if not onwards:
            break
        line.append(onwards[0])
        if onwards[0] == start:
            break
    return line


def path_of(line: list[tuple[int, int]], distance: np.ndarray, junctions: dict[tuple[int, int], int]) -> Path:
    rows, columns = np.asarray(line).T
    inner = slice(1, -1) if len(line) > 3 else slice(None)
    thickness = 2 * float(np.median(distance[rows[inner], columns[inner]])) - 0.5
    points = np.column_stack((columns, rows)).astype(np.float64)
    ends = junctions.get(line[0], -1), junctions.get(line[-1], -1)
    bent = tuple(1.3 * float(distance[pixel]) if pixel in junctions else 0.0 for pixel in (line[0], line[-1]))
    return Path(points, max(thickness, 1.0), ends, bent)


End = tuple[int, int]  # the number of a path, and which of its ends


def joined(paths: list[Path]) -> list[Path]:
    """Paths made one where they meet at a junction and go straight on; the straightest pairs first."""
    partner: dict[End, End] = {}
    for _, one, other in sorted(meetings(paths), reverse=True):
        if one not in partner and other not in partner:
            partner[one], partner[other] = other, one
    made, seen = [], set()
    loose_first = sorted(range(len(paths)), key=lambda k: (k, 0) in partner and (k, 1) in partner)
    for number in loose_first:
        if number not in seen:
            chain = chain_from(number, 1 if (number, 0) not in partner else 0, partner)
            seen.update(k for k, _ in chain)
            ring = partner.get(chain[-1]) == (number, 1 - chain[0][1])
            made.append(chained([paths[k].reversed() if out == 0 else paths[k] for k, out in chain], ring))
    return made


def chain_from(number: int, out: int, partner: dict[End, End]) -> list[End]:
    """The paths that follow each other from one on, each with the end at which it is left."""
    chain = [(number, out)]
    while chain[-1] in partner:
        following, into = partner[chain[-1]]
        if following == number:
            break
        chain.append((following, 1 - into))
    return chain


def chained(paths: list[Path], ring: bool) -> Path:
    """Paths one after the other as one, without what the junctions between them have bent."""
    longest = max(paths, key=lambda path: path.length)
    last = len(paths) - 1
    points = [unbent(path, at_start=ring or k > 0, at_end=ring or k < last) for k, path in enumerate(paths)]
    ends, bent = (paths[0].ends[0], paths[-1].ends[1]), (paths[0].bent[0], paths[-1].bent[1])
    return Path(np.concatenate((*points, points[0][:1]) if ring else points), longest.thickness, ends, bent)


def meetings(paths: list[Path]) -> Iterator[tuple[float, End, End]]:
    """Each two ends that meet at a junction and go straight on into each other, and how straight."""
    at: dict[int, list[tuple[End, np.ndarray]]] = {}
    for number, path in enumerate(paths):
        for end in (0, 1):
            if path.ends[end] >= 0:
                into = (path.reversed() if end else path).direction()
                at.setdefault(path.ends[end], []).append(((number, end), into))
    for ends in at.values():
        for (one, into_one), (other, into_other) in combinations(ends, 2):
            straightness = -float(into_one @ into_other)
            thin, thick = sorted((paths[one[0]].thickness, paths[other[0]].thickness))
            if straightness > STRAIGHT and thick <= SPREAD * thin:
                yield straightness, one, other


def straightened(path: Path) -> np.ndarray:
    """The corners (N, 2) of a path: straight pieces fitted to its pixels, along the axes where they nearly are."""
    ring = bool((path.points[0] == path.points[-1]).all())
    points = path.points[:-1] if ring else unbent(path)
    kept = simplified(points, max(1.5, 0.15 * path.thickness), ring)
    pieces = pieces_of(points, kept, ring)
    pieces = [piece for k, piece in enumerate(pieces) if not cuts_corner(pieces, k, path.thickness, ring)]
    lines = [fitted(piece, path.thickness) for piece in pieces]
    if len(lines) < 2:
        return np.asarray([onto(lines[0], path.points[0]), onto(lines[0], path.points[-1])]) if lines else kept
    reach = 2 * path.thickness + 2
    inner = [
        crossing_of(*both, (before[-1] + after[0]) / 2, reach)
        for both, (before, after) in zip(pairwise(lines), pairwise(pieces), strict=True)
    ]
    if ring:
        seam = crossing_of(lines[-1], lines[0], (pieces[-1][-1] + pieces[0][0]) / 2, reach)
        return np.asarray([seam, *inner, seam])
    return np.asarray([onto(lines[0], path.points[0]), *inner, onto(lines[-1], path.points[-1])])


def pieces_of(points: np.ndarray, kept: np.ndarray, ring: bool) -> list[np.ndarray]:
    """The points from each kept corner to the next one; those of a ring begin with the longest piece."""
    if ring:
        first = positions(points, kept[:1])[0]
        points, kept = np.roll(points, -first, axis=0), np.concatenate((kept, kept[:1]))
        points = np.concatenate((points, points[:1]))
    marks = positions(points, kept)
    pieces = [points[a : b + 1] for a, b in pairwise(marks) if b > a]
    longest = max(range(len(pieces)), key=lambda k: len(pieces[k]), default=0) if ring else 0
    return pieces[longest:] + pieces[:longest]


def cuts_corner(pieces: list[np.ndarray], k: int, thickness: float, ring: bool) -> bool:
    """Whether a piece is what thinning leaves of a corner: short, between two that turn."""
    if (not ring and k in (0, len(pieces) - 1)) or len(pieces) < 3 or len(pieces[k]) > max(4.0, thickness):
        return False
    before, after = pieces[k - 1], pieces[(k + 1) % len(pieces)]
    u, v = before[-1] - before[0], after[-1] - after[0]
    turn = abs(float(u[0] * v[1] - u[1] * v[0])) / max(float(np.hypot(*u) * np.hypot(*v)), 1e-9)
    return turn > 0.5 and min(len(before), len(after)) > len(pieces[k])


def simplified(points: np.ndarray, tolerance: float, ring: bool) -> np.ndarray:
    """The corners that a line needs to stay within a tolerance of its points (Douglas, Peucker 1973)."""
    kept = cv2.approxPolyDP(points.astype(np.float32).reshape(-1, 1, 2), tolerance, ring)
    return kept.reshape(-1, 2).astype(np.float64)


def unbent(path: Path, at_start: bool = True, at_end: bool = True) -> np.ndarray:
    """The points of a path without those that a stroke at its end has bent; all, where too few would be left."""
    start = np.hypot(*(path.points - path.points[0]).T) >= path.bent[0] * at_start
    end = np.hypot(*(path.points - path.points[-1]).T) >= path.bent[1] * at_end
    kept = path.points[start & end]
    return kept if len(kept) >= max(4.0, path.thickness) else path.points


def positions(points: np.ndarray, kept: np.ndarray) -> list[int]:
    """Where in `points` the corners lie that a simplification kept, in order."""
    marks, start = [], 0
    for corner in kept:
        start += int(np.argmin(np.abs(points[start:] - corner).sum(axis=1)))
        marks.append(start)
        start += len(marks) < len(kept)
    return marks


def fitted(points: np.ndarray, thickness: float) -> tuple[np.ndarray, np.ndarray]:
    """A point and a direction: the least-squares line of a piece, without its ends, which junctions bend."""
    margin = int(min(thickness, len(points) / 4))
    inner = points[margin : len(points) - margin] if len(points) > 4 else points
    vx, vy, x, y = (float(v) for v in cv2.fitLine(inner.astype(np.float32), cv2.DIST_L2, 0, 0.01, 0.01).ravel())
    along, middle = np.array((vx, vy)), np.array((x, y))
    span = float(np.hypot(*(points[-1] - points[0])))
    for axis in (0, 1):
        if abs(along[axis]) * span <= max(1.5, 0.25 * thickness):
            along = np.array((1.0, 0.0)) if axis else np.array((0.0, 1.0))
    return middle, along


def onto(line: tuple[np.ndarray, np.ndarray], point: np.ndarray) -> np.ndarray:
    middle, along = line
    return middle + along * float((point - middle) @ along)


def crossing_of(before, after, corner: np.ndarray, farthest: float) -> np.ndarray:
    """Where two lines cross; a point between them, where they hardly do or far from the corner that joins them."""
    (p, u), (q, v) = before, after
    cross = float(u[0] * v[1] - u[1] * v[0])
    if abs(cross) > 0.1:
        at = p + u * (float((q - p)[0] * v[1] - (q - p)[1] * v[0]) / cross)
        if float(np.hypot(*(at - corner))) <= farthest:
            return at
    return (onto(before, corner) + onto(after, corner)) / 2
