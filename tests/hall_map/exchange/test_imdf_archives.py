"""A hall as an IMDF archive: all of it, where it is, in three languages; and the same each time."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import jsonschema
import numpy as np
import pytest

import hall_map
from hall_map import HallError
from hall_map.exchange.imdf.archive import imdf_files
from hall_map.exchange.imdf.georeference import Georeference, read_georeference
from hall_map.node import Node

PUTUO = hall_map.load(Path(__file__).parents[3] / "maps" / "putuo")
FILES = imdf_files(PUTUO)
POSITION = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 3}
RING = {"type": "array", "items": POSITION, "minItems": 4}
LINE = {"type": "array", "items": POSITION, "minItems": 2}
COORDINATES = {"Point": POSITION, "LineString": LINE, "Polygon": {"type": "array", "items": RING, "minItems": 1}}
GEOMETRY = {
    "oneOf": [
        {"type": "null"},
        *(
            {
                "type": "object",
                "properties": {"type": {"const": kind}, "coordinates": coordinates},
                "required": ["type", "coordinates"],
            }
            for kind, coordinates in COORDINATES.items()
        ),
    ]
}
COLLECTION = {
    "type": "object",
    "properties": {
        "type": {"const": "FeatureCollection"},
        "features": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "properties": {
                    "type": {"const": "Feature"}, "id": {"type": "string"}, "geometry": GEOMETRY,
                    "properties": {"type": "object"}, "feature_type": {"type": "string"},
                },
                "required": ["type", "id", "geometry", "properties", "feature_type"],
            },
        },
    },
    "required": ["type", "features"],
}  # fmt: skip


def features(kind: str, files: dict[str, bytes] = FILES) -> list[dict]:
    return json.loads(files[f"{kind}.geojson"])["features"] if f"{kind}.geojson" in files else []


def named(kind: str, english: str, files: dict[str, bytes] = FILES) -> dict:
    (found,) = [one for one in features(kind, files) if (one["properties"]["name"] or {}).get("en") == english]
    return found


def holds(polygon: dict, x: float, y: float) -> bool:
    """Whether a GeoJSON polygon holds a point: counted by hand, side by side."""
    crossed = 0
    for ring in polygon["coordinates"]:
        for (x0, y0), (x1, y1) in pairwise(ring):
            if (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
                crossed += 1
    return crossed % 2 == 1


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".geojson")])
def test_every_file_is_a_collection_of_geojson(name: str):
    jsonschema.validate(json.loads(FILES[name]), COLLECTION)


def test_the_archive_has_what_the_hall_has():
    assert {name.removesuffix(".geojson") for name in FILES} == {
        "manifest.json", "address", "venue", "building", "footprint", "level", "unit", "section", "opening",
        "relationship", "fixture", "kiosk", "amenity", "anchor", "occupant",
    }  # fmt: skip
    assert len(features("occupant")) == len(features("anchor")) == len(PUTUO.windows)
    machines = [obstacle for obstacle in PUTUO.obstacles if obstacle.kind in ("machine", "dispenser")]
    assert len(features("kiosk")) == len(machines)
    assert len(features("fixture")) == len(PUTUO.obstacles) - len(machines) + len(PUTUO.walls)
    ways_out = [place for place in PUTUO.places if place.kind in ("entrance", "exit")]
    assert len(features("amenity")) == len(PUTUO.places) - len(ways_out)
    assert len(features("opening")) == len(PUTUO.doors) + len(ways_out)


def test_each_point_of_the_floor_lies_in_one_unit_and_one_only():
    units, (level,) = [unit["geometry"] for unit in features("unit")], [one["geometry"] for one in features("level")]
    corners = np.asarray(level["coordinates"][0])
    low, high = corners.min(axis=0), corners.max(axis=0)
    spots = low + np.random.default_rng(7).random((1500, 2)) * (high - low)
    on_floor = [spot for spot in spots if holds(level, *spot)]
    assert len(on_floor) > 1000
    assert {sum(holds(unit, *spot) for unit in units) for spot in on_floor} == {1}
    beyond = [spot for spot in spots if not holds(level, *spot)]
    assert {sum(holds(unit, *spot) for unit in units) for spot in beyond} == {0}


def test_rooms_that_walls_close_are_units_of_their_own():
    kinds = [unit["properties"]["category"] for unit in features("unit")]
    assert kinds.count("mothersroom") == kinds.count("restroom.wheelchair") == 1
    assert kinds.count("restroom") == 2
    assert named("unit", "Accessible restroom")["properties"]["accessibility"] == ["wheelchair"]
    staff = [unit["properties"] for unit in features("unit") if unit["properties"]["restriction"]]
    assert {(one["category"], one["restriction"]) for one in staff} == {("nonpublic", "employeesonly")}


def test_doors_join_the_units_on_both_sides():
    door = named("opening", "Lounge door")
    (joint,) = [
        one["properties"] for one in features("relationship")
        if one["properties"]["intermediary"] == [{"id": door["id"], "feature_type": "opening"}]
    ]  # fmt: skip
    ends = {joint["origin"]["id"], joint["destination"]["id"]}
    assert named("unit", "Business lounge")["id"] in ends
    assert len(ends) == 2


def test_labels_are_in_three_languages():
    for kind in ("venue", "section", "opening", "amenity", "occupant"):
        for one in features(kind):
            assert set(one["properties"]["name"]) == {"zh-Hans", "en", "ko"}, (kind, one)
    assert named("section", "Queue for A01–A06")["properties"]["name"]["zh-Hans"] == "A01–A06 排队区"


def test_a_closed_window_and_a_closed_door_say_so():
    closed = hall_map.edit(PUTUO, {"windows": {"A05": {"open": False}}, "doors": {"lounge_door": {"open": False}}})
    files = imdf_files(closed)
    assert named("occupant", "Comprehensive window A05", files)["properties"]["hours"] == "off"
    assert named("opening", "Lounge door", files)["properties"]["access_control"] == ["outofservice"]
    assert named("opening", "Lounge door")["properties"]["access_control"] is None


def test_one_way_lanes_are_directed_relationships():
    lane = hall_map.Lane("lane_1", ((16.0, 17.0), (30.0, 17.0)), 1.2, {"en": "Lane"})
    files = imdf_files(replace(PUTUO, lanes=(lane,)))
    (found,) = [one for one in features("relationship", files) if one["properties"]["direction"] == "directed"]
    assert found["geometry"]["type"] == "LineString"
    assert found["properties"]["origin"]["feature_type"] == "unit"


def test_the_same_hall_gives_the_same_bytes_and_ids_outlive_a_revision():
    assert imdf_files(PUTUO) == FILES
    later = imdf_files(hall_map.edit(PUTUO, {"windows": {"A05": {"open": False}}}))
    assert [one["id"] for one in features("occupant", later)] == [one["id"] for one in features("occupant")]
    assert json.loads(later["manifest.json"])["generated_by"].endswith("revision 2")
    other = imdf_files(replace(PUTUO, id="other"))
    assert not {one["id"] for one in features("unit", other)} & {one["id"] for one in features("unit")}


def test_an_outline_that_crosses_itself_is_refused_in_words():
    bow = hall_map.Obstacle("bow", "table", ((20, 10), (21, 11), (21, 10), (20, 11)))
    with pytest.raises(HallError, match=r"obstacles\.bow\.polygon: its outline crosses itself"):
        imdf_files(replace(PUTUO, obstacles=(*PUTUO.obstacles, bow)))


def far_apart(a: list[float], b: list[float]) -> float:
    """Metres between two positions, on a sphere (haversine)."""
    (lon0, lat0), (lon1, lat1) = ([math.radians(value) for value in place] for place in (a, b))
    half = math.sin((lat1 - lat0) / 2) ** 2 + math.cos(lat0) * math.cos(lat1) * math.sin((lon1 - lon0) / 2) ** 2
    return 2 * 6_371_009 * math.asin(math.sqrt(half))


@pytest.mark.parametrize("bearing", [0.0, 37.0, -120.0])
def test_metres_of_the_hall_are_metres_on_the_earth(bearing: float):
    place = Georeference(bearing=bearing)
    corner, east, north = (place.position(point) for point in ((0, 0), (50, 0), (0, 30)))
    assert far_apart(corner, east) == pytest.approx(50, rel=5e-3)
    assert far_apart(corner, north) == pytest.approx(30, rel=5e-3)
    turn = math.degrees(math.atan2((north[0] - corner[0]) * math.cos(math.radians(corner[1])), north[1] - corner[1]))
    assert turn == pytest.approx(bearing, abs=0.3)


def test_a_georeference_is_read_or_refused_in_words():
    given = {"latitude": 39.9, "longitude": 116.4, "address": "1 Road", "locality": "Beijing", "country": "CN"}
    assert read_georeference(Node(given, "site.yaml")) == Georeference(
        39.9, 116.4, 0.0, "1 Road", "Beijing", "CN", None
    )
    files = imdf_files(PUTUO, read_georeference(Node(given, "site.yaml")))
    assert features("address", files)[0]["properties"]["locality"] == "Beijing"
    assert features("anchor", files)[0]["geometry"]["coordinates"][1] == pytest.approx(39.9, abs=0.01)
    for wrong, message in (
        (given | {"latitude": 99}, "latitude"),
        ({**given, "lat": 1}, "unknown key"),
        ({}, "missing"),
    ):
        with pytest.raises(HallError, match=message):
            read_georeference(Node(wrong, "site.yaml"))
