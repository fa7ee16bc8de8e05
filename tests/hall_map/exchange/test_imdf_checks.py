"""The check of IMDF archives: Putuo's keeps every rule, and an archive that breaks one is found to break that one."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import hall_map
from hall_map.exchange.imdf.archive import imdf_files
from hall_map.exchange.imdf.audit import standard
from hall_map.exchange.imdf.check import check_imdf, rules

ROOT = Path(__file__).parents[3]
PUTUO = hall_map.load(ROOT / "maps" / "putuo")
FEWER = replace(
    PUTUO, windows=PUTUO.windows[:2], obstacles=(*PUTUO.obstacles[:22], PUTUO.obstacles[-1]), walls=PUTUO.walls[:8]
)
SOUND = imdf_files(FEWER)  # with every kind of feature, and quickly checked
STRANGE = "00000000-0000-4000-8000-000000000000"
Contents = dict[str, dict]


def unpacked() -> Contents:
    return {name: json.loads(data) for name, data in SOUND.items()}


def packed(contents: Contents) -> dict[str, bytes]:
    return {name: json.dumps(content).encode() for name, content in contents.items()}


def broken(change: Callable[[Contents], None]) -> set[str]:
    """The rules that an archive with a change breaks."""
    contents = unpacked()
    change(contents)
    return {found.rule for found in check_imdf(packed(contents))}


def first(contents: Contents, kind: str, index: int = 0) -> dict:
    return contents[f"{kind}.geojson"]["features"][index]


def with_member(kind: str, key: str, value: object) -> Callable[[Contents], None]:
    return lambda contents: first(contents, kind).update({key: value})


def without_member(kind: str, key: str) -> Callable[[Contents], None]:
    return lambda contents: first(contents, kind).pop(key) and None


def with_property(kind: str, key: str, value: object) -> Callable[[Contents], None]:
    return lambda contents: first(contents, kind)["properties"].update({key: value})


def without_file(name: str) -> Callable[[Contents], None]:
    return lambda contents: contents.pop(name) and None


def in_manifest(key: str, value: object) -> Callable[[Contents], None]:
    return lambda contents: contents["manifest.json"].update({key: value})


def with_other(kind: str, **members: object) -> Callable[[Contents], None]:
    """A copy of a kind's first feature, with an id of its own and these members."""

    def change(contents: Contents) -> None:
        other = copy.deepcopy(first(contents, kind)) | {"id": STRANGE}
        if kind != "venue":
            other["properties"]["display_point"] = None
        contents[f"{kind}.geojson"]["features"].append(other | members)

    return change


def a_feature_alone(contents: Contents) -> None:
    contents["anchor.geojson"] = first(contents, "anchor")


def two_with_one_id(contents: Contents) -> None:
    first(contents, "fixture", 1)["id"] = first(contents, "fixture")["id"]


def venue_as_level(contents: Contents) -> None:
    first(contents, "unit")["properties"]["level_id"] = first(contents, "venue")["id"]


def a_kiosk_among_fixtures(contents: Contents) -> None:
    contents["fixture.geojson"]["features"].append(contents["kiosk.geojson"]["features"].pop())


def with_ring(change: Callable[[list], list]) -> Callable[[Contents], None]:
    """A fixture whose ring has been changed."""

    def apply(contents: Contents) -> None:
        polygon = first(contents, "fixture", 20)["geometry"]["coordinates"]
        polygon[0] = change(polygon[0])

    return apply


def bow_tie(ring: list) -> list:
    return [ring[0], ring[2], ring[1], *ring[3:]]


def a_hole_outside(contents: Contents) -> None:
    polygon = first(contents, "fixture", 20)["geometry"]["coordinates"]
    polygon.append([[x + 0.001, y] for x, y in reversed(polygon[0])])


def square_at(contents: Contents, east: float, north: float) -> dict:
    """A square of some 0.3 m, degrees from the venue's first corner."""
    x, y = first(contents, "venue")["geometry"]["coordinates"][0][0]
    corners = [(0, 0), (3e-6, 0), (3e-6, 3e-6), (0, 3e-6), (0, 0)]
    return {"type": "Polygon", "coordinates": [[[x + east + u, y + north + v] for u, v in corners]]}


def a_unit_at(east: float, north: float) -> Callable[[Contents], None]:
    return lambda contents: with_other("unit", geometry=square_at(contents, east, north))(contents)


def anchored_elsewhere(contents: Contents) -> None:
    first(contents, "anchor")["properties"]["unit_id"] = first(contents, "unit", -1)["id"]


def an_amenity_elsewhere(contents: Contents) -> None:
    first(contents, "amenity")["properties"]["unit_ids"] = [first(contents, "unit", -1)["id"]]


def a_point_outside(contents: Contents) -> None:
    properties = first(contents, "fixture")["properties"]
    properties["display_point"] = copy.deepcopy(first(contents, "fixture", 5)["properties"]["display_point"])


def a_door_off_the_wall(contents: Contents) -> None:
    door = first(contents, "opening")
    for position in (*door["geometry"]["coordinates"], door["properties"]["display_point"]["coordinates"]):
        position[1] += 1e-5  # degrees: about a metre to the north


def a_detail_of_nothing(contents: Contents) -> None:
    detail = copy.deepcopy(first(contents, "opening")) | {"id": STRANGE, "feature_type": "detail", "properties": {}}
    contents["detail.geojson"] = {"type": "FeatureCollection", "features": [detail]}


BREAKING: dict[str, Callable[[Contents], None]] = {
    "ManifestFileMustBePresent": without_file("manifest.json"),
    "FileMustBeValidGeoJSON": lambda contents: contents.update({"unit.geojson": {"type": "Floor"}}),
    "FileMustContainFeatureCollection": a_feature_alone,
    "FeatureMustHaveId": without_member("unit", "id"),
    "FeatureIdMustBeString": with_member("unit", "id", 7),
    "FeatureIdMustNotBeEmpty": with_member("unit", "id", ""),
    "FeatureIdMustBeUnique": two_with_one_id,
    "FeatureMustHaveFeatureType": without_member("unit", "feature_type"),
    "FeatureTypeMustBeString": with_member("unit", "feature_type", ["unit"]),
    "FeatureTypeMustNotBeEmpty": with_member("unit", "feature_type", ""),
    "NameMustBeString": with_property("venue", "name", {"en": 12}),
    "ReferencedFeatureIDMustBeResolvable": with_property("unit", "level_id", STRANGE),
    "VenueCountMustBeExactlyOne": with_other("venue"),
    "ManifestMustHaveVersion": in_manifest("version", None),
    "ManifestMustHaveCreated": in_manifest("created", None),
    "ManifestMustHaveLanguage": in_manifest("language", None),
    "ManifestCreatedMustBeDateTime": in_manifest("created", "yesterday"),
    "ManifestLanguageMustBeLanguageTag": in_manifest("language", "Chinese!"),
    "FeatureIdMustBeUuid": with_member("fixture", "id", "counter-1"),
    "FeatureTypeMustBeKnown": with_other("kiosk", feature_type="robot"),
    "FeatureTypeMustBeItsFiles": a_kiosk_among_fixtures,
    "GeometryMustBeOfItsKind": lambda contents: first(contents, "anchor").update(geometry=None),
    "CategoryMustBeListed": with_property("unit", "category", "ballroom"),
    "LabelsMustBeByLanguageTag": with_property("venue", "name", {"in Chinese": "大厅"}),
    "ReferencedFeatureMustBeOfItsKind": venue_as_level,
    "ReferenceMustBeIdAndFeatureType": with_property("relationship", "origin", {"feature_type": "unit"}),
    "PropertyMustBeText": with_property("address", "postal_code", 200333),
    "CountryMustBeIso3166": with_property("address", "country", "China"),
    "ProvinceMustBeIso3166": with_property("address", "province", "Shanghai"),
    "HoursMustBeOpeningHours": with_property("occupant", "hours", "9 to 5"),
    "OrdinalMustBeInteger": with_property("level", "ordinal", 0.5),
    "OutdoorMustBeBoolean": with_property("level", "outdoor", "no"),
    "IndoorLevelMustHaveBuilding": with_property("level", "building_ids", None),
    "DirectionMustBeKnown": with_property("relationship", "direction", "there and back"),
    "DoorMustBeDescribed": with_property("opening", "door", {"type": "trapdoor"}),
    "ValidityMustBeDateTimes": with_property("occupant", "validity", {"start": "soon", "end": None}),
    "CorrelationIdMustBeUuid": with_property("amenity", "correlation_id", "same"),
    "DisplayPointMustBePoint": with_property("unit", "display_point", [121.0, 31.0]),
    "DisplayPointMustLieInItsFeature": a_point_outside,
    "PositionMustBeLongitudeLatitude": lambda contents: first(contents, "anchor")["geometry"]["coordinates"].reverse(),
    "RingMustBeClosed": with_ring(lambda ring: [*ring[:-1], [ring[0][0], ring[0][1] + 1e-6]]),
    "RingMustBeRightHanded": with_ring(lambda ring: ring[::-1]),
    "RingMustNotCrossItself": with_ring(bow_tie),
    "HoleMustLieInItsShell": a_hole_outside,
    "AnchorMustLieInItsUnit": anchored_elsewhere,
    "AmenityMustLieInAUnitOfIts": an_amenity_elsewhere,
    "BuildingMustHaveFootprint": with_other("building"),
    "UnitMustLieInItsLevel": a_unit_at(-1e-3, -1e-3),
    "UnitsMustNotOverlap": a_unit_at(5e-5, 5e-6),
    "OpeningMustLieInBorderOfUnit": a_door_off_the_wall,
    "DetailMustHaveLevelId": a_detail_of_nothing,
}
REQUIRED = [
    (kind, key)
    for kind, known in standard()["features"].items()
    for key, value in known["properties"].items()
    if not value.endswith("null") and f"{kind}.geojson" in SOUND
]


def test_putuos_archive_breaks_no_rule():
    assert check_imdf(imdf_files(PUTUO)) == ()
    assert check_imdf(SOUND) == ()


@pytest.mark.parametrize("rule", BREAKING)
def test_an_archive_that_breaks_one_rule_is_found_to_break_that_one_alone(rule: str):
    assert broken(BREAKING[rule]) == {rule}


@pytest.mark.parametrize(("kind", "key"), REQUIRED)
def test_a_property_that_must_be_there_is_missed(kind: str, key: str):
    rule = f"{kind.title()}MustHave{key.title().replace('_', '')}"
    assert rule in rules()
    assert broken(with_property(kind, key, None)) == {rule}


def test_every_rule_has_an_archive_that_breaks_it():
    required = {f"{kind.title()}MustHave{key.title().replace('_', '')}" for kind, key in REQUIRED}
    assert set(rules()) == set(BREAKING) | required


def test_every_rule_stands_in_the_documents():
    document = (ROOT / "docs" / "imdf.md").read_text("utf-8")
    assert [name for name, rule in rules().items() if f"| `{name}` | {rule.source} |" not in document] == []


def test_a_finding_names_the_file_and_the_feature():
    (found,) = check_imdf(packed(unpacked() | {"unit.geojson": {"type": "FeatureCollection", "features": "none"}}))
    assert (found.rule, found.where) == ("FileMustBeValidGeoJSON", "unit.geojson")
    contents = unpacked()
    first(contents, "unit")["properties"]["category"] = "ballroom"
    (found,) = check_imdf(packed(contents))
    assert found.where == f"unit.geojson: {first(contents, 'unit')['id']}"
    assert "ballroom" in found.problem


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"type": "Feature"}', b'{"type": []}']
)
def test_what_is_no_geojson_is_found_and_not_fallen_over(data: bytes):
    assert {found.rule for found in check_imdf(SOUND | {"unit.geojson": data})} == {"FileMustBeValidGeoJSON"}
