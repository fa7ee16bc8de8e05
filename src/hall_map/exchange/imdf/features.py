"""IMDF's features as GeoJSON: ids, labels, shapes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hall_map.exchange.imdf.georeference import Georeference
from hall_map.exchange.imdf.rings import Area, signed_area
from hall_map.geometry import Point
from hall_map.hall import Names, Phrases

TAGS = {"zh": "zh-Hans", "en": "en", "ko": "ko"}  # BCP 47
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://docs.ogc.org/cs/20-094")
Feature = dict[str, object]
Labels = dict[str, str]  # by language tag


@dataclass(frozen=True)
class Drafting:
    """What every feature of a hall is drawn with."""

    hall_id: str
    place: Georeference

    def id(self, kind: str, name: str) -> str:
        """The same for the same thing of the same hall, whenever it is asked for."""
        return str(uuid.uuid5(NAMESPACE, f"{self.hall_id}/{kind}/{name}"))

    def feature(self, kind: str, name: str, geometry: object, properties: Mapping[str, object]) -> Feature:
        return {
            "type": "Feature", "id": self.id(kind, name), "feature_type": kind,
            "geometry": geometry, "properties": dict(properties),
        }  # fmt: skip

    def point(self, point: Point) -> dict[str, object]:
        return {"type": "Point", "coordinates": self.place.position(point)}

    def line(self, points: Sequence[Point]) -> dict[str, object]:
        return {"type": "LineString", "coordinates": [self.place.position(point) for point in points]}

    def polygon(self, area: Area) -> dict[str, object]:
        rings = [[self.place.position(point) for point in (*ring, ring[0])] for ring in area.rings]
        return {"type": "Polygon", "coordinates": rings}


def area_within(ring: Sequence[Point]) -> Area:
    """The area that a ring encloses, whichever way it runs."""
    corners = tuple(point for index, point in enumerate(ring) if point != ring[index - 1])
    return Area(corners if signed_area(corners) > 0 else corners[::-1])


def labels(names: Names) -> Labels | None:
    """Names by language tag; None where there are none."""
    return {TAGS[language]: text for language, text in names.items() if text} or None


def first_alias(aliases: Phrases, names: Names) -> Labels | None:
    """What people call it besides its name, in each language."""
    known = {language: text.casefold() for language, text in names.items()}
    other = {
        language: next((text for text in texts if text.casefold() != known.get(language)), "")
        for language, texts in aliases.items()
    }
    return labels(other)
