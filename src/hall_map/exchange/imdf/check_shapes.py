"""Shapes: of the type that a kind of feature has, closed, without crossings, wound as RFC 7946 asks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hall_map.exchange.imdf.audit import Archive, Violation, standard
from hall_map.exchange.imdf.rings import Area, crossings, distances, inside, sides_of, signed_area

METRE = 1 / 111_000  # degrees, about: wide enough apart from rounding
SLACK = 0.001 * METRE


def check_shapes(archive: Archive) -> Iterator[Violation]:
    for feature in archive.features.values():
        known = standard()["features"].get(feature["feature_type"])
        geometry = feature["geometry"]
        form = geometry["type"] if geometry else "none"
        if known and form not in known["geometry"]:
            problem = f"has the geometry {form}, not {' or '.join(known['geometry'])}"
            yield archive.violation("GeometryMustBeOfItsKind", feature, problem)
        elif geometry:
            yield from check_geometry(archive, feature, geometry)
        point = display_point_of(feature)
        if point is not None and not is_point(point):
            yield archive.violation("DisplayPointMustBePoint", feature, f"display_point is {point!r:.60}")


def display_point_of(feature: dict) -> object:
    """A feature's display point; None, where it has none or its kind knows none."""
    known = standard()["features"].get(feature["feature_type"], {"properties": {}})
    return (feature["properties"] or {}).get("display_point") if "display_point" in known["properties"] else None


def is_point(value: object) -> bool:
    return isinstance(value, dict) and value.get("type") == "Point" and is_position(value.get("coordinates"))


def is_position(value: object) -> bool:
    numbers = isinstance(value, list) and len(value) >= 2 and all(isinstance(part, (int, float)) for part in value)
    return numbers and abs(value[0]) <= 180 and abs(value[1]) <= 90


def check_geometry(archive: Archive, feature: dict, geometry: dict) -> Iterator[Violation]:
    if not all(is_position(position) for position in positions_of(geometry["coordinates"])):
        yield archive.violation("PositionMustBeLongitudeLatitude", feature, "lies off the Earth")
        return
    for rings in polygons_of(geometry):
        if any(ring[0] != ring[-1] for ring in rings):
            yield archive.violation("RingMustBeClosed", feature, "a ring does not end where it starts")
        elif any(crosses_itself(ring) for ring in rings) or cross_each_other(rings):
            yield archive.violation("RingMustNotCrossItself", feature, "a ring crosses itself or another one")
        elif any((signed_area(ring[:-1]) > 0) != (index == 0) for index, ring in enumerate(rings)):
            yield archive.violation("RingMustBeRightHanded", feature, "a shell runs clockwise, or a hole anticlockwise")
        elif not all(lies_in(hole, rings[0]) for hole in rings[1:]):
            yield archive.violation("HoleMustLieInItsShell", feature, "a hole lies outside")


def positions_of(coordinates: list) -> Iterator[list]:
    if coordinates and not isinstance(coordinates[0], list):
        yield coordinates
    else:
        for part in coordinates:
            yield from positions_of(part)


def polygons_of(geometry: dict) -> list:
    """The polygons of a geometry, each a list of rings whose first position is repeated."""
    if geometry["type"] == "Polygon":
        return [geometry["coordinates"]]
    return geometry["coordinates"] if geometry["type"] == "MultiPolygon" else []


def crosses_itself(ring: list) -> bool:
    """Whether a ring crosses itself, runs back along itself or comes to a corner twice."""
    corners = [tuple(position[:2]) for position in ring[:-1]]
    if len(set(corners)) < len(corners) or abs(signed_area(corners)) < SLACK**2:
        return True
    sides = sides_of(corners)
    if crossings(sides, sides, 0.0).any():
        return True
    table = np.hypot(*np.moveaxis(sides[:, 0][:, None] - sides[:, 0], 2, 0))
    return bool((table[~np.eye(len(corners), dtype=bool)] == 0).any()) or touches_itself(sides)


def touches_itself(sides: np.ndarray) -> bool:
    """Whether a corner lies within a side that it does not end."""
    for index, corner in enumerate(sides[:, 0]):
        others = np.delete(sides, (index - 1, index), axis=0)
        if len(others) and distances(others, corner[None])[0] < 1e-12:
            return True
    return False


def cross_each_other(rings: list) -> bool:
    sides = [sides_of([tuple(position[:2]) for position in ring[:-1]]) for ring in rings]
    return any(crossings(a, b).any() for index, a in enumerate(sides) for b in sides[index + 1 :])


def lies_in(hole: list, shell: list) -> bool:
    sides = sides_of([tuple(position[:2]) for position in shell[:-1]])
    middles = sides_of([tuple(position[:2]) for position in hole[:-1]]).mean(axis=1)
    return bool((inside(sides, middles) | (distances(sides, middles) <= SLACK)).all())


def areas_of(geometry: dict) -> list[Area]:
    """The polygons of a sound geometry; degrees."""
    return [
        Area(*split([tuple(tuple(position[:2]) for position in ring[:-1]) for ring in rings]))
        for rings in polygons_of(geometry)
    ]


def split(rings: list[tuple]) -> tuple[tuple, tuple]:
    return rings[0], tuple(rings[1:])
