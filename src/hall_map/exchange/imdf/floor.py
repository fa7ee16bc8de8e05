"""The spaces of a hall's floor (IMDF's units), the openings in their borders, and which space a point lies in."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from hall_map.exchange.imdf.overlay import partition
from hall_map.exchange.imdf.region import Region
from hall_map.exchange.imdf.rings import contains, distances, sides_of
from hall_map.geometry import Point
from hall_map.hall import Door, Hall, Place, Zone

REST = ""  # the key of what belongs to no zone; no zone has it
AT = 0.3  # m from a room's border: a place there is the room's
ON = 0.01  # m from a border: a door there is in it
FARTHEST = 1.5  # m that a way out may lie from the outline
STEP = 0.1  # m to both sides of a door, where the spaces that it joins are looked up


@dataclass(frozen=True)
class Space:
    """One unit."""

    name: str  # unique in the hall
    zone: Zone | None  # None: what lies between the zones
    region: Region
    place: Place | None = None  # that the room is

    def holds(self, point: Point, margin: float = 0.0) -> bool:
        return contains(self.region.area, point, margin)


@dataclass(frozen=True)
class Passage:
    """An opening: along a line in the border of spaces."""

    name: str
    line: tuple[Point, ...]
    door: Door | None = None
    way_out: Place | None = None


@dataclass(frozen=True)
class Floor:
    """All spaces of a hall; each point of the floor lies in one of them."""

    hall: Hall
    spaces: tuple[Space, ...]

    @classmethod
    def of(cls, hall: Hall, unit_kinds: Mapping[str, str], room_kinds: Mapping[str, str]) -> Floor:
        """The floor of a hall; zones of these kinds have units of their own, staff's first where zones overlap."""
        zones = {
            zone.id: zone
            for zone in sorted(hall.zones, key=lambda zone: zone.kind != "staff")
            if zone.kind in unit_kinds
        }
        lines = [wall.points for wall in hall.walls] + [door.points for door in hall.doors]
        regions = partition(hall.outline, {key: zone.polygon for key, zone in zones.items()}, lines, rest=REST)
        places = [place for place in hall.places if place.kind in room_kinds]
        return cls(hall, tuple(spaces_of(regions, zones, places)))

    def at(self, point: Point, margin: float = 0.0) -> Space | None:
        return next((space for space in self.spaces if space.holds(point, margin)), None)

    @cached_property
    def borders(self) -> np.ndarray:
        return np.concatenate([space.region.area.sides for space in self.spaces])

    def passages(self, widths: Mapping[str, float]) -> tuple[Passage, ...]:
        """Doors that part spaces, and ways out, so many metres wide for each kind of place."""
        found = [Passage(door.id, door.points, door=door) for door in self.hall.doors]
        for place in self.hall.places:
            if place.kind in widths:
                line = stretch_of(self.hall.outline, place.xy, widths[place.kind])
                found += [Passage(place.id, line, way_out=place)] if line else []
        return tuple(passage for passage in found if self.in_border(passage.line))

    def in_border(self, line: Sequence[Point]) -> bool:
        corners = np.asarray(line, float)
        middles = (corners[1:] + corners[:-1]) / 2
        return bool((distances(self.borders, np.concatenate((corners, middles))) <= ON).all())

    def joined(self, passage: Passage) -> tuple[Space, Space] | None:
        """The two spaces on both sides of an opening; None, where it leads outside."""
        (x0, y0), (x1, y1) = passage.line[0], passage.line[-1]
        length = math.dist((x0, y0), (x1, y1))
        across = (-(y1 - y0) / length * STEP, (x1 - x0) / length * STEP)
        middle = ((x0 + x1) / 2, (y0 + y1) / 2)
        left, right = (self.at((middle[0] + turn * across[0], middle[1] + turn * across[1])) for turn in (1, -1))
        return (left, right) if left and right and left != right else None


def spaces_of(regions: Sequence[Region], zones: Mapping[str, Zone], places: Sequence[Place]) -> list[Space]:
    count: dict[str, int] = {}
    spaces = []
    for region in regions:
        count[region.key] = count.get(region.key, 0) + 1
        zone = zones.get(region.key)
        at = (
            [place for place in places if contains(region.area, place.xy, -AT)]
            if zone and zone.kind == "sanitary"
            else []
        )
        number = "" if count[region.key] == 1 else f"/{count[region.key]}"
        spaces.append(Space(f"{region.key or 'between zones'}{number}", zone, region, at[0] if at else None))
    return spaces


def stretch_of(ring: Sequence[Point], point: Point, width: float) -> tuple[Point, ...]:
    """`width` metres along a ring, around its point nearest to `point`; none, where that is far off."""
    sides = sides_of(ring)
    lengths = np.hypot(*(sides[:, 1] - sides[:, 0]).T)
    ends = np.cumsum(lengths)
    table = [distances(side[None], np.asarray([point], float))[0] for side in sides]
    nearest = int(np.argmin(table))
    if table[nearest] > FARTHEST or ends[-1] <= width:
        return ()
    start, along = sides[nearest, 0], (sides[nearest, 1] - sides[nearest, 0]) / max(lengths[nearest], 1e-9)
    middle = ends[nearest] - lengths[nearest] + np.clip((np.asarray(point) - start) @ along, 0, lengths[nearest])
    first, last = middle - width / 2, middle + width / 2
    stops = [
        first,
        *(end + turn for turn in (-ends[-1], 0.0, ends[-1]) for end in ends if first < end + turn < last),
        last,
    ]
    return tuple(at_length(sides, ends, stop % ends[-1]) for stop in stops)


def at_length(sides: np.ndarray, ends: np.ndarray, length: float) -> Point:
    side = int(np.searchsorted(ends, length, side="left"))
    start, end = sides[side]
    whole = float(np.hypot(*(end - start)))
    x, y = end - (end - start) * (ends[side] - length) / max(whole, 1e-9)
    return float(x), float(y)
