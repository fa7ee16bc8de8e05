"""The faces between the lines of a drawing (half-edges: de Berg et al., Computational Geometry, chapter 2).

A half-edge runs along an edge with one face on its left; its twin runs back with the other one. Cells are whole
numbers, so that ends meet exactly.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from hall_map.exchange.imdf.region import Region
from hall_map.exchange.imdf.rings import Area, inside, sides_of, signed_area
from hall_map.geometry import Point

Cell = tuple[int, int]
HalfEdge = tuple[Cell, Cell]
TOUCHING = 1e-6  # cells: a line itself


class Groups:
    """Numbers that are joined into groups, each with a head."""

    def __init__(self, count: int):
        self.above = list(range(count))

    def head(self, index: int) -> int:
        while self.above[index] != index:
            index = self.above[index]
        return index

    def join(self, keep: int, other: int) -> None:
        """Join two groups under the first one's head."""
        self.above[self.head(other)] = self.head(keep)


class Faces:
    """Faces, each with its owner (None: off the floor), joined step by step into groups."""

    def __init__(self, edges: Iterable[HalfEdge], owner: Callable[[Point], str | None]):
        self.edges = sorted(edges)
        self.after = half_edges_after(self.edges)
        self.walks = walks_of(self.after)
        self.face = {half: index for index, walk in enumerate(self.walks) for half in walk}
        self.sizes = [signed_area([half[0] for half in walk]) for walk in self.walks]
        lines = np.asarray(self.edges, float)
        self.owners = [
            owner(spot_in(walk, lines)) if size > 0 else None for walk, size in zip(self.walks, self.sizes, strict=True)
        ]
        self.groups = Groups(len(self.walks))
        self.nest()

    def nest(self) -> None:
        """Join the border around each cluster of lines to the smallest face that the cluster lies in."""
        cluster = clusters_of(self.edges)
        shells = sorted((size, index) for index, size in enumerate(self.sizes) if size > 0)
        sides = {index: sides_of([half[0] for half in self.walks[index]]) for _, index in shells}
        for index, walk in enumerate(self.walks):
            corner = walk[0][0]
            at = np.asarray([corner], float)
            for _, shell in shells if self.sizes[index] <= 0 else ():
                if cluster[self.walks[shell][0][0]] != cluster[corner] and inside(sides[shell], at)[0]:
                    self.groups.join(shell, index)
                    break

    def beside(self, edge: HalfEdge) -> tuple[int, int]:
        """The groups on both sides of an edge."""
        return self.groups.head(self.face[edge]), self.groups.head(self.face[edge[::-1]])

    def join(self, barriers: set[HalfEdge]) -> None:
        """Join neighbours of one owner, but across no barrier."""
        for edge in self.edges:
            one, other = self.beside(edge)
            if edge not in barriers and self.owners[one] == self.owners[other]:
                self.groups.join(one, other)

    def absorb(self, least: float) -> None:
        """Give each group smaller than `least` square cells, smallest first, to the neighbour along most of it."""
        for _ in self.walks:
            sizes: dict[int, float] = defaultdict(float)
            for index, size in enumerate(self.sizes):
                sizes[self.groups.head(index)] += size
            small = sorted(
                (size, head) for head, size in sizes.items() if size < least and self.owners[head] is not None
            )
            borders = self.borders({head for _, head in small})
            found = next((head for _, head in small if borders[head]), None)
            if found is None:
                return
            self.groups.join(max(sorted(borders[found]), key=borders[found].__getitem__), found)

    def borders(self, heads: set[int]) -> dict[int, dict[int, float]]:
        """How long the border of each of these groups with each of its neighbours on the floor is, cells."""
        shared: dict[int, dict[int, float]] = {head: defaultdict(float) for head in heads}
        for edge in self.edges:
            one, other = self.beside(edge)
            for own, neighbour in ((one, other), (other, one)):
                if own != neighbour and own in heads and self.owners[neighbour] is not None:
                    shared[own][neighbour] += math.dist(*edge)
        return shared

    def regions(self, scale: float) -> tuple[Region, ...]:
        """The groups on the floor; `scale` is the length of a cell."""
        borders: dict[int, list[HalfEdge]] = defaultdict(list)
        for edge in self.edges:
            one, other = self.beside(edge)
            if one != other:
                borders[one].append(edge)
                borders[other].append(edge[::-1])
        found = [
            Region(owner, area_of(self.rings(border), scale))
            for head, border in borders.items()
            if (owner := self.owners[head]) is not None
        ]
        return tuple(sorted(found, key=lambda region: (region.key, min(region.area.shell))))

    def rings(self, border: Sequence[HalfEdge]) -> list[list[Cell]]:
        """A border as rings that meet no corner twice, with the group on their left."""
        all_of_it, seen, rings = set(border), set(), []
        for start in border:
            walk: list[Cell] = []
            half = start
            while half not in seen:
                seen.add(half)
                walk.append(half[0])
                half = self.after[half]
                while half not in all_of_it:
                    half = self.after[half[::-1]]
            rings += simple_rings(walk) if walk else []
        return rings


def half_edges_after(edges: Sequence[HalfEdge]) -> dict[HalfEdge, HalfEdge]:
    """For each half-edge the next one around the face on its left."""
    spokes: dict[Cell, list[Cell]] = defaultdict(list)
    for start, end in edges:
        spokes[start].append(end)
        spokes[end].append(start)
    after = {}
    for hub, ends in spokes.items():
        ends.sort(key=lambda end: math.atan2(end[1] - hub[1], end[0] - hub[0]))
        for index, end in enumerate(ends):
            after[(end, hub)] = (hub, ends[index - 1])
    return after


def walks_of(after: dict[HalfEdge, HalfEdge]) -> list[list[HalfEdge]]:
    """The half-edges around each face."""
    walks, seen = [], set()
    for start in sorted(after):
        walk, half = [], start
        while half not in seen:
            seen.add(half)
            walk.append(half)
            half = after[half]
        if walk:
            walks.append(walk)
    return walks


def clusters_of(edges: Sequence[HalfEdge]) -> dict[Cell, int]:
    """A number for each corner, the same one for those that edges connect."""
    number = {cell: index for index, cell in enumerate(sorted({cell for edge in edges for cell in edge}))}
    groups = Groups(len(number))
    for start, end in edges:
        groups.join(number[start], number[end])
    return {cell: groups.head(index) for cell, index in number.items()}


def spot_in(walk: Sequence[HalfEdge], lines: np.ndarray) -> Point:
    """A point of the face that a walk goes around: half-way from the middle of its longest side to what is across.

    So it lies as far from all lines as one can say: they have been moved by up to a cell to meet on the grid.
    """
    start, end = (np.asarray(cell, float) for cell in max(walk, key=lambda half: math.dist(*half)))
    middle, along = (start + end) / 2, (end - start) / math.dist(start, end)
    left = np.asarray((-along[1], along[0]))
    ahead, aside = (lines - middle) @ left, (lines - middle) @ along
    across = (aside[:, 0] > 0) != (aside[:, 1] > 0)
    share = aside[across, 0] / (aside[across, 0] - aside[across, 1])
    reach = ahead[across, 0] + (ahead[across, 1] - ahead[across, 0]) * share
    x, y = middle + left * min(reach[reach > TOUCHING], default=0.0) / 2
    return float(x), float(y)


def simple_rings(walk: Sequence[Cell]) -> list[list[Cell]]:
    """A closed walk, cut apart where it comes to a corner again."""
    rings: list[list[Cell]] = []
    trail: list[Cell] = []
    for cell in walk:
        if cell in trail:
            at = trail.index(cell)
            rings.append(trail[at:])
            del trail[at:]
        trail.append(cell)
    return [*rings, trail]


def area_of(rings: Sequence[Sequence[Cell]], scale: float) -> Area:
    """The area of a group that lies in one piece: its largest ring is its shell."""
    scaled = [tuple((round(x * scale, 6), round(y * scale, 6)) for x, y in ring) for ring in rings]
    shell = max(scaled, key=signed_area)
    return Area(shell, tuple(sorted(ring for ring in scaled if ring is not shell)))
