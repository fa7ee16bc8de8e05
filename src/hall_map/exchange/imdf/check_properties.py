"""What features say of themselves: required properties, their types, categories, labels, hours, references."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from uuid import UUID

from hall_map.exchange.imdf.audit import NULLABLE, Archive, Violation, required_rule, standard
from hall_map.exchange.imdf.check_structure import ENDING, MANIFEST
from hall_map.exchange.imdf.hours import SYNTAX

TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?(-[A-Za-z0-9]{5,8})*")  # BCP 47, the usual ones
COUNTRY, PROVINCE = re.compile(r"[A-Z]{2}"), re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")  # ISO 3166-1 and -2


def check_properties(archive: Archive) -> Iterator[Violation]:
    yield from check_manifest(archive.manifest)
    count = sum(1 for _ in archive.of_kind("venue"))
    if count != 1:
        yield Violation("VenueCountMustBeExactlyOne", "venue.geojson", f"has {count} venues")
    for feature in archive.features.values():
        kind = feature["feature_type"]
        if not is_uuid(feature["id"]):
            yield archive.violation("FeatureIdMustBeUuid", feature, "is no UUID")
        if kind not in standard()["features"]:
            yield archive.violation("FeatureTypeMustBeKnown", feature, f"is of the unknown kind {kind!r:.40}")
            continue
        if archive.file_of[feature["id"]] != kind + ENDING:
            yield archive.violation("FeatureTypeMustBeItsFiles", feature, f"is a {kind}")
        for key, kind_of_value in standard()["features"][kind]["properties"].items():
            yield from check_property(archive, feature, key, kind_of_value)


def check_manifest(manifest: object) -> Iterator[Violation]:
    manifest = manifest if isinstance(manifest, dict) else {}
    for key in ("version", "created", "language"):
        if not isinstance(manifest.get(key), str):
            yield Violation(f"ManifestMustHave{key.title()}", MANIFEST, f"has no {key}")
    if isinstance(manifest.get("created"), str) and not is_moment(manifest["created"]):
        yield Violation("ManifestCreatedMustBeDateTime", MANIFEST, f"was created {manifest['created']!r:.40}")
    if isinstance(manifest.get("language"), str) and not TAG.fullmatch(manifest["language"]):
        yield Violation("ManifestLanguageMustBeLanguageTag", MANIFEST, f"has the language {manifest['language']!r:.40}")


def check_property(archive: Archive, feature: dict, key: str, kind: str) -> Iterator[Violation]:
    value = (feature["properties"] or {}).get(key)
    if value is None:
        if not kind.endswith(NULLABLE):
            yield archive.violation(required_rule(feature["feature_type"], key), feature, f"has no {key}")
        return
    name, _, of = kind.removesuffix(NULLABLE).partition(" ")
    if name in ("category", "categories"):
        listed = standard()["categories"].get(of.removeprefix("of ") or feature["feature_type"])
        yield from check_category(archive, feature, key, value, listed)
    elif name in ("id", "ids"):
        yield from check_reference(archive, feature, key, value, of)
    elif name in ("reference", "references"):
        yield from check_references(archive, feature, key, value)
    elif name == "labels":
        yield from check_labels(archive, feature, key, value)
    elif name in SIMPLE:
        rule, sound = SIMPLE[name]
        if not sound(value):
            yield archive.violation(rule, feature, f"{key} is {value!r:.60}")


def check_category(
    archive: Archive, feature: dict, key: str, value: object, listed: list | None
) -> Iterator[Violation]:
    for one in value if isinstance(value, list) else [value]:
        if not isinstance(one, str) or (listed is not None and one not in listed):
            yield archive.violation(
                "CategoryMustBeListed", feature, f"{key} is {one!r:.40}, which the standard does not list"
            )


def check_reference(archive: Archive, feature: dict, key: str, value: object, kind: str) -> Iterator[Violation]:
    for one in value if isinstance(value, list) else [value]:
        found = archive.features.get(one) if isinstance(one, str) else None
        if found is None:
            yield archive.violation(
                "ReferencedFeatureIDMustBeResolvable", feature, f"{key} is {one!r:.40}, which is not there"
            )
        elif found["feature_type"] != kind:
            problem = f"{key} is the id of a {found['feature_type']}, not of a {kind}"
            yield archive.violation("ReferencedFeatureMustBeOfItsKind", feature, problem)


def check_references(archive: Archive, feature: dict, key: str, value: object) -> Iterator[Violation]:
    for one in value if isinstance(value, list) else [value]:
        if not isinstance(one, dict) or not {"id", "feature_type"} <= one.keys():
            yield archive.violation("ReferenceMustBeIdAndFeatureType", feature, f"{key} is {one!r:.60}")
        else:
            yield from check_reference(archive, feature, key, one["id"], one["feature_type"])


def check_labels(archive: Archive, feature: dict, key: str, value: object) -> Iterator[Violation]:
    if not isinstance(value, dict) or not value or not all(TAG.fullmatch(tag) for tag in value):
        yield archive.violation("LabelsMustBeByLanguageTag", feature, f"{key} is {value!r:.60}")
    elif not all(isinstance(text, str) and text for text in value.values()):
        yield archive.violation("NameMustBeString", feature, f"{key} is {value!r:.60}")


def is_uuid(value: object) -> bool:
    try:
        return isinstance(value, str) and str(UUID(value)) == value.lower()
    except ValueError:
        return False


def is_moment(value: object) -> bool:
    """Whether a text is a date and a time with its offset from UTC (ISO 8601)."""
    try:
        return datetime.datetime.fromisoformat(str(value).replace("Z", "+00:00")).tzinfo is not None
    except ValueError:
        return False


def is_door(value: object) -> bool:
    if not isinstance(value, Mapping) or not value.keys() <= {"type", "automatic", "material"}:
        return False
    listed = value.get("type") is None or value["type"] in standard()["categories"]["door"]
    return listed and isinstance(value.get("automatic"), (bool, type(None)))


def is_validity(value: object) -> bool:
    return isinstance(value, Mapping) and all(end is None or is_moment(end) for end in value.values())


SIMPLE: dict[str, tuple[str, Callable[[object], bool]]] = {
    "text": ("PropertyMustBeText", lambda value: isinstance(value, str) and bool(value)),
    "country": ("CountryMustBeIso3166", lambda value: isinstance(value, str) and bool(COUNTRY.fullmatch(value))),
    "province": ("ProvinceMustBeIso3166", lambda value: isinstance(value, str) and bool(PROVINCE.fullmatch(value))),
    "hours": ("HoursMustBeOpeningHours", lambda value: isinstance(value, str) and bool(SYNTAX.fullmatch(value))),
    "integer": ("OrdinalMustBeInteger", lambda value: isinstance(value, int) and not isinstance(value, bool)),
    "boolean": ("OutdoorMustBeBoolean", lambda value: isinstance(value, bool)),
    "direction": ("DirectionMustBeKnown", lambda value: value in ("directed", "undirected")),
    "door": ("DoorMustBeDescribed", is_door),
    "validity": ("ValidityMustBeDateTimes", is_validity),
    "uuid": ("CorrelationIdMustBeUuid", is_uuid),
}
