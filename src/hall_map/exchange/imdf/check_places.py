"""Where features lie: display points and anchors inside, units within their level and apart, openings in a border.

Distances are in metres on a plane that touches the Earth at the venue.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from hall_map.exchange.imdf.audit import Archive, Violation
from hall_map.exchange.imdf.check_shapes import areas_of, display_point_of
from hall_map.exchange.imdf.rings import Area, contains, crossings, distances, inside

NEAR = 0.02  # m: rounding, and no more
BESIDE = 0.5  # m that an opening's display point may lie from its line


def check_places(archive: Archive) -> Iterator[Violation]:
    plane = Plane(archive)
    for feature in archive.features.values():
        point = display_point_of(feature)
        if point is not None and not plane.shows(feature, point):
            yield archive.violation("DisplayPointMustLieInItsFeature", feature, "display_point lies outside")
    for anchor in archive.of_kind("anchor"):
        if not plane.holds(anchor["properties"]["unit_id"], anchor["geometry"]["coordinates"]):
            yield archive.violation("AnchorMustLieInItsUnit", anchor, "lies outside its unit")
    for amenity in archive.of_kind("amenity"):
        if not any(plane.holds(unit, amenity["geometry"]["coordinates"]) for unit in amenity["properties"]["unit_ids"]):
            yield archive.violation("AmenityMustLieInAUnitOfIts", amenity, "lies in none of its units")
    yield from check_buildings(archive)
    yield from check_units(archive, plane)
    for opening in archive.of_kind("opening"):
        if not plane.in_border(opening):
            yield archive.violation("OpeningMustLieInBorderOfUnit", opening, "lies in no unit's border")


def check_buildings(archive: Archive) -> Iterator[Violation]:
    standing = {
        house for footprint in archive.of_kind("footprint") for house in footprint["properties"]["building_ids"]
    }
    for building in archive.of_kind("building"):
        if building["id"] not in standing:
            yield archive.violation("BuildingMustHaveFootprint", building, "has no footprint")
    for level in archive.of_kind("level"):
        if not level["properties"]["outdoor"] and not level["properties"]["building_ids"]:
            yield archive.violation("IndoorLevelMustHaveBuilding", level, "is indoors and has no building")


def check_units(archive: Archive, plane: Plane) -> Iterator[Violation]:
    on_level = defaultdict(list)
    for unit in archive.of_kind("unit"):
        level = unit["properties"]["level_id"]
        on_level[level].append(unit)
        if not all(plane.lies_within(area, plane.areas[level]) for area in plane.areas[unit["id"]]):
            yield archive.violation("UnitMustLieInItsLevel", unit, "reaches beyond its level")
    for units in on_level.values():
        for one, other in combinations(units, 2):
            if plane.overlap(one["id"], other["id"]):
                yield archive.violation("UnitsMustNotOverlap", one, f"overlaps {other['id']}")


class Plane:
    """The features of an archive in metres."""

    def __init__(self, archive: Archive):
        self.archive = archive
        venue = next(archive.of_kind("venue"))
        self.origin = np.asarray(areas_of(venue["geometry"])[0].shell[0])
        self.scale = np.asarray((111_320 * math.cos(math.radians(self.origin[1])), 110_574.0))  # m a degree, about
        self.areas = {
            key: self.areas_in(feature["geometry"]) for key, feature in archive.features.items() if feature["geometry"]
        }
        units = [area.sides for unit in archive.of_kind("unit") for area in self.areas[unit["id"]]]
        self.borders = np.concatenate(units) if units else np.empty((0, 2, 2))

    def metres(self, positions: Sequence) -> np.ndarray:
        return (np.asarray([position[:2] for position in positions], float) - self.origin) * self.scale

    def areas_in(self, geometry: dict) -> list[Area]:
        def ring(positions: Sequence) -> tuple:
            return tuple(map(tuple, self.metres(positions)))

        return [Area(ring(area.shell), tuple(map(ring, area.holes))) for area in areas_of(geometry)]

    def holds(self, key: str, position: Sequence) -> bool:
        """Whether a feature's area holds a position, its border included."""
        x, y = self.metres([position])[0]
        return any(contains(area, (x, y), -NEAR) for area in self.areas[key])

    def shows(self, feature: dict, point: dict) -> bool:
        """Whether a display point lies in its feature; a building's in a footprint of the building."""
        position = point["coordinates"]
        if feature["feature_type"] == "building":
            prints = self.archive.of_kind("footprint")
            return any(
                self.holds(one["id"], position) for one in prints if feature["id"] in one["properties"]["building_ids"]
            )
        if feature["feature_type"] == "opening":
            return bool(distances(self.line(feature), self.metres([position]))[0] <= BESIDE)
        return self.holds(feature["id"], position)

    def line(self, feature: dict) -> np.ndarray:
        """The sides of a line, (N, 2, 2)."""
        points = self.metres(feature["geometry"]["coordinates"])
        return np.stack((points[:-1], points[1:]), axis=1)

    def in_border(self, opening: dict) -> bool:
        sides = self.line(opening)
        points = np.concatenate((sides[:, 0], sides[:, 1], sides.mean(axis=1)))
        return len(self.borders) > 0 and bool((distances(self.borders, points) <= NEAR).all())

    def lies_within(self, area: Area, around: Sequence[Area]) -> bool:
        points = np.concatenate((area.sides[:, 0], area.sides.mean(axis=1)))
        return any(bool((inside(one.sides, points) | (distances(one.sides, points) <= NEAR)).all()) for one in around)

    def overlap(self, one: str, other: str) -> bool:
        """Whether two features share more than their border."""
        return any(share_ground(a, b) or share_ground(b, a) for a in self.areas[one] for b in self.areas[other])


def share_ground(a: Area, b: Area) -> bool:
    """Whether a side of `a` crosses one of `b`, or a point just inside `a`'s border lies inside `b`."""
    if crossings(a.sides, b.sides, NEAR).any():
        return True
    along = a.sides[:, 1] - a.sides[:, 0]
    length = np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    within = a.sides.mean(axis=1) + np.column_stack((-along[:, 1], along[:, 0])) / length * 2 * NEAR
    within = within[inside(a.sides, within)]
    return bool((inside(b.sides, within) & (distances(b.sides, within) > NEAR)).any()) if len(within) else False
