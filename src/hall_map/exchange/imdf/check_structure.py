"""The structure of an archive: its files are collections of features, each with an id and a kind."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from hall_map.exchange.imdf.audit import Archive, Violation

MANIFEST, ENDING = "manifest.json", ".geojson"


def check_structure(archive: Mapping[str, bytes]) -> Iterator[Violation]:
    if MANIFEST not in archive:
        yield Violation("ManifestFileMustBePresent", MANIFEST, "is missing")
    seen: dict[str, str] = {}
    for name in sorted(name for name in archive if name.endswith(ENDING)):
        content = parsed(archive[name])
        if not isinstance(content, dict) or not is_geojson(content):
            yield Violation("FileMustBeValidGeoJSON", name, "is no GeoJSON")
        elif content["type"] != "FeatureCollection":
            yield Violation("FileMustContainFeatureCollection", name, f"holds a {content['type']}")
        else:
            for index, feature in enumerate(content["features"]):
                yield from check_feature(f"{name}: features[{index}]", feature, seen)


def check_feature(where: str, feature: Mapping, seen: dict[str, str]) -> Iterator[Violation]:
    if "id" not in feature:
        yield Violation("FeatureMustHaveId", where, "has no id")
    elif not isinstance(feature["id"], str):
        yield Violation("FeatureIdMustBeString", where, f"has the id {feature['id']!r:.40}")
    elif not feature["id"]:
        yield Violation("FeatureIdMustNotBeEmpty", where, "has an empty id")
    elif feature["id"] in seen:
        yield Violation("FeatureIdMustBeUnique", where, f"has the id of {seen[feature['id']]}")
    else:
        seen[feature["id"]] = where
    if "feature_type" not in feature:
        yield Violation("FeatureMustHaveFeatureType", where, "has no feature_type")
    elif not isinstance(feature["feature_type"], str):
        yield Violation("FeatureTypeMustBeString", where, f"has the feature_type {feature['feature_type']!r:.40}")
    elif not feature["feature_type"]:
        yield Violation("FeatureTypeMustNotBeEmpty", where, "has an empty feature_type")


def parsed(data: bytes) -> object:
    """What a file holds; None, where it is no JSON."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def is_geojson(content: Mapping) -> bool:
    """Whether an object is GeoJSON, by the members that RFC 7946 asks of each type."""
    match content.get("type"):
        case "FeatureCollection":
            found = content.get("features")
            return isinstance(found, list) and all(is_feature(feature) for feature in found)
        case "Feature":
            return is_feature(content)
        case "GeometryCollection":
            return isinstance(content.get("geometries"), list)
        case _:
            return is_geometry(content)


def is_feature(feature: object) -> bool:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return False
    if "geometry" not in feature or not isinstance(feature.get("properties", ""), (dict, type(None))):
        return False
    return feature["geometry"] is None or is_geometry(feature["geometry"])


DEPTH = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
FEWEST = {"LineString": 2, "MultiLineString": 2, "Polygon": 4, "MultiPolygon": 4}


def is_geometry(geometry: object) -> bool:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(kind, str) or kind not in DEPTH:
        return False
    return is_nested(geometry.get("coordinates"), DEPTH[kind], FEWEST.get(kind, 0))


def is_nested(value: object, depth: int, fewest: int) -> bool:
    """Whether positions lie so deep in lists, at least `fewest` in each of the innermost ones."""
    if not isinstance(value, list):
        return False
    if depth == 0:
        return len(value) >= 2 and all(isinstance(part, (int, float)) and not isinstance(part, bool) for part in value)
    return (depth > 1 or len(value) >= fewest) and all(is_nested(part, depth - 1, fewest) for part in value)


def opened(archive: Mapping[str, bytes]) -> Archive:
    """An archive of which `check_structure` finds nothing."""
    features, file_of = {}, {}
    for name in sorted(name for name in archive if name.endswith(ENDING)):
        for feature in parsed(archive[name])["features"]:
            features[feature["id"]] = feature
            file_of[feature["id"]] = name
    return Archive(parsed(archive[MANIFEST]), features, file_of)
