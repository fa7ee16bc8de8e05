"""A hall as an archive of IMDF 1.0: its manifest, and a collection of features for each kind.

| IMDF | of a hall |
| --- | --- |
| venue, building, footprint, level, address | the hall, its outline, the georeference |
| unit | zones, each room that walls and doors close, and what lies between them |
| section | the waiting area, features, queue areas, keep-outs |
| opening | doors, and the ways out in the outline |
| relationship | which units an opening joins; one-way lanes |
| fixture, kiosk | furniture, walls; machines that hand something out |
| amenity | places |
| anchor, occupant | windows, with their hours |

What robots alone heed (docks, slow areas) and what is put up for a time (barriers) stays out, and so do services.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

import yaml

from hall_map.errors import HallError
from hall_map.exchange.imdf.features import TAGS, Drafting, Feature, Labels, area_within, first_alias, labels
from hall_map.exchange.imdf.floor import Floor, Passage, Space
from hall_map.exchange.imdf.georeference import Georeference
from hall_map.exchange.imdf.hours import NEVER, opening_hours
from hall_map.exchange.imdf.rings import Area, crossings, inner_point
from hall_map.exchange.imdf.walls import wall_areas
from hall_map.geometry import Point
from hall_map.hall import Hall, Place, Window

VERSION, LANGUAGE = "1.0.0", "zh"
EPOCH = "1980-01-01T00:00:00Z"
CLEAR = 0.02  # m that a point keeps from the border of the unit that it stands for
HALL, LEVEL = "hall", "ground"


@cache
def words() -> dict:
    return yaml.safe_load(files("hall_map.exchange.imdf").joinpath("export.yaml").read_text("utf-8"))


def imdf_files(hall: Hall, place: Georeference | None = None, created: str = EPOCH) -> dict[str, bytes]:
    """The files of an archive; the same hall gives the same bytes, `created` (ISO 8601) included.

    Raises: HallError: an outline crosses itself.
    """
    manifest = {
        "version": VERSION, "created": created, "language": TAGS[LANGUAGE], "extensions": None,
        "generated_by": f"robot-guide, hall {hall.id}, revision {hall.revision}",
    }  # fmt: skip
    collections: dict[str, list[Feature]] = {}
    for feature in features_of(hall, place or Georeference()):
        collections.setdefault(str(feature["feature_type"]), []).append(feature)
    named = {
        f"{kind}.geojson": {"type": "FeatureCollection", "name": kind, "features": found}
        for kind, found in collections.items()
    }
    return {name: encoded(content) for name, content in {"manifest.json": manifest, **named}.items()}


def encoded(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def features_of(hall: Hall, place: Georeference) -> Iterator[Feature]:
    for where, ring in outlines_of(hall):
        area = area_within(ring)
        if crossings(area.sides, area.sides).any():
            raise HallError(where, "its outline crosses itself", "Put its corners in order.")
    draft = Drafting(hall.id, place)
    floor = Floor.of(hall, words()["units"], words()["rooms"])
    yield from building(hall, draft)
    yield from (unit(space, draft) for space in floor.spaces)
    yield from sections(hall, draft)
    for passage in floor.passages(words()["ways_out"]):
        yield opening(passage, draft)
        yield from joint(passage, floor, draft)
    yield from lanes(floor, draft)
    yield from furniture(hall, draft)
    for spot in hall.places:
        yield from amenity(spot, floor, draft)
    for window in hall.windows:
        yield from occupant(window, floor, draft)


def outlines_of(hall: Hall) -> Iterator[tuple[str, Iterable[Point]]]:
    yield "outline", hall.outline
    for name in ("zones", "obstacles", "queues", "keep_outs"):
        yield from ((f"{name}.{item.id}.polygon", item.polygon) for item in getattr(hall, name))


def building(hall: Hall, draft: Drafting) -> Iterator[Feature]:
    """The address, the venue, its one building with its footprint, and its one level: all with the hall's outline."""
    area, place = area_within(hall.outline), draft.place
    names = labels(hall.names) or {"en": hall.id}
    shared = {
        "restriction": None, "alt_name": None, "display_point": draft.point(inner_point(area)),
        "address_id": draft.id("address", HALL),
    }  # fmt: skip
    yield draft.feature("address", HALL, None, {
        "address": place.address, "unit": None, "locality": place.locality, "province": place.province,
        "country": place.country, "postal_code": place.postal_code, "postal_code_ext": None, "postal_code_vanity": None,
    })  # fmt: skip
    yield draft.feature("venue", HALL, draft.polygon(area), {
        "category": words()["venue"], "name": names, "hours": opening_hours(hall.hours, hall.calendar), "phone": None,
        "website": None, **shared,
    })  # fmt: skip
    yield draft.feature("building", HALL, None, {"category": "unspecified", "name": names, **shared})
    house = [draft.id("building", HALL)]
    yield draft.feature(
        "footprint", HALL, draft.polygon(area), {"category": "ground", "name": None, "building_ids": house}
    )
    story = {key: labels(words()["floor"][key]) for key in ("name", "short_name")}
    yield draft.feature("level", LEVEL, draft.polygon(area), {
        "category": "unspecified", "restriction": None, "outdoor": False, "ordinal": 0, **story,
        "display_point": shared["display_point"], "address_id": None, "building_ids": house,
    })  # fmt: skip


def unit(space: Space, draft: Drafting) -> Feature:
    kind = space.zone.kind if space.zone else None
    category = words()["rooms"][space.place.kind] if space.place else words()["units"].get(kind, words()["rest"])
    named = space.place or space.zone
    return draft.feature("unit", space.name, draft.polygon(space.region.area), {
        "category": category, "restriction": "employeesonly" if kind == "staff" else None,
        "accessibility": ["wheelchair"] if category.endswith("wheelchair") else None,
        "name": labels(named.names) if named else None, "alt_name": None, "level_id": draft.id("level", LEVEL),
        "display_point": draft.point(inner_point(space.region.area)),
    })  # fmt: skip


def sections(hall: Hall, draft: Drafting) -> Iterator[Feature]:
    """Parts of a unit that no wall parts from it."""
    queue, kept = words()["queue"], words()["keep_out"]
    for zone in hall.zones:
        if zone.kind in words()["sections"]:
            yield section(draft, zone.id, area_within(zone.polygon), words()["sections"][zone.kind], labels(zone.names))
    for line in hall.queues:
        shown = {
            language: text.format(windows=windows_shown(line.windows)) for language, text in queue["words"].items()
        }
        yield section(draft, line.id, area_within(line.polygon), queue["category"], labels(shown))
    for area in hall.keep_outs:
        shape, category = area_within(area.polygon), kept["category"]
        yield section(draft, area.id, shape, category, labels(area.names), restriction=kept["restriction"])


def windows_shown(windows: tuple[str, ...]) -> str:
    return windows[0] if len(windows) == 1 else f"{windows[0]}–{windows[-1]}"


def section(
    draft: Drafting, name: str, area: Area, category: str, names: Labels | None, *, restriction: str | None = None
) -> Feature:
    return draft.feature("section", name, draft.polygon(area), {
        "category": category, "restriction": restriction, "accessibility": None, "name": names, "alt_name": None,
        "level_id": draft.id("level", LEVEL), "display_point": draft.point(inner_point(area)), "address_id": None,
        "correlation_id": None, "parents": None,
    })  # fmt: skip


def opening(passage: Passage, draft: Drafting) -> Feature:
    door, named = passage.door, passage.door or passage.way_out
    return draft.feature("opening", passage.name, draft.line(passage.line), {
        "category": "pedestrian" if door else "pedestrian.principal", "accessibility": None,
        "access_control": ["outofservice"] if door and not door.open else None,
        "door": words()["doors"][door.kind] if door else None, "name": labels(named.names), "alt_name": None,
        "display_point": draft.point(middle_of(passage.line)), "level_id": draft.id("level", LEVEL),
    })  # fmt: skip


def middle_of(line: tuple[Point, ...]) -> Point:
    """A line's middle corner, or the middle of its one side."""
    if len(line) > 2:
        return line[len(line) // 2]
    (x0, y0), (x1, y1) = line
    return (x0 + x1) / 2, (y0 + y1) / 2


def joint(passage: Passage, floor: Floor, draft: Drafting) -> Iterator[Feature]:
    """That one can go through an opening from one unit to another."""
    if spaces := floor.joined(passage):
        ends = [reference(draft, "unit", space.name) for space in spaces]
        between = [reference(draft, "opening", passage.name)]
        yield relationship(draft, passage.name, "traversal", "undirected", ends, between=between)


def lanes(floor: Floor, draft: Drafting) -> Iterator[Feature]:
    """That one is to go along a lane one way."""
    for lane in floor.hall.lanes:
        spaces = [floor.at(point) for point in (lane.points[0], lane.points[-1])]
        ends = [reference(draft, "unit", space.name) if space else None for space in spaces]
        yield relationship(draft, lane.id, "traversal.path", "directed", ends, shape=draft.line(lane.points))


def reference(draft: Drafting, kind: str, name: str) -> dict[str, str]:
    return {"id": draft.id(kind, name), "feature_type": kind}


def relationship(
    draft: Drafting, name: str, category: str, direction: str, ends: list, *,
    between: list | None = None, shape: object = None,
) -> Feature:  # fmt: skip
    return draft.feature("relationship", name, shape, {
        "category": category, "direction": direction, "origin": ends[0], "intermediary": between,
        "destination": ends[1], "hours": None,
    })  # fmt: skip


def furniture(hall: Hall, draft: Drafting) -> Iterator[Feature]:
    for obstacle in hall.obstacles:
        area = area_within(obstacle.polygon)
        if obstacle.kind in words()["kiosks"]:
            yield standing(draft, "kiosk", obstacle.id, area, {})
        else:
            yield standing(draft, "fixture", obstacle.id, area, {"category": words()["fixtures"][obstacle.kind]})
    for wall in hall.walls:
        for index, area in enumerate(wall_areas(wall)):
            yield standing(draft, "fixture", f"wall/{wall.id}/{index}", area, {"category": "wall"})


def standing(draft: Drafting, kind: str, name: str, area: Area, own: dict[str, object]) -> Feature:
    return draft.feature(kind, name, draft.polygon(area), {
        **own, "name": None, "alt_name": None, "anchor_id": None, "level_id": draft.id("level", LEVEL),
        "display_point": draft.point(inner_point(area)),
    })  # fmt: skip


def amenity(place: Place, floor: Floor, draft: Drafting) -> Iterator[Feature]:
    spot = next((point for point in spots_of(place) if floor.at(point, CLEAR)), None)
    if place.kind not in words()["amenities"] or spot is None:
        return
    category = words()["amenities"][place.kind]
    yield draft.feature("amenity", place.id, draft.point(spot), {
        "category": category, "accessibility": ["wheelchair"] if category.endswith("wheelchair") else None,
        "name": labels(place.names), "alt_name": first_alias(place.aliases, place.names), "hours": None, "phone": None,
        "website": None, "unit_ids": [draft.id("unit", floor.at(spot, CLEAR).name)], "address_id": None,
        "correlation_id": None,
    })  # fmt: skip


def spots_of(place: Place) -> Iterator[Point]:
    """Where a place may be shown: where it is, behind that as seen from the stop (in the room), before it."""
    (x, y), (u, v) = place.xy, place.stop.xy
    for share in (0.0, -0.3, -0.6, 0.3, 0.6, 1.0):
        yield x + (u - x) * share, y + (v - y) * share


def occupant(window: Window, floor: Floor, draft: Drafting) -> Iterator[Feature]:
    """A window, anchored on the visitors' side of its counter."""
    (x, y), (u, v) = window.xy, window.stop.xy
    spots = [(x + (u - x) * share, y + (v - y) * share) for share in (0.3, 0.6, 1.0)]
    spot = next((point for point in spots if floor.at(point, CLEAR)), None)
    if spot is None:
        return
    space = floor.at(spot, CLEAR)
    yield draft.feature(
        "anchor", window.id, draft.point(spot), {"address_id": None, "unit_id": draft.id("unit", space.name)}
    )
    hall = floor.hall
    hours = opening_hours(window.hours or hall.hours, hall.calendar) if window.open else NEVER
    yield draft.feature("occupant", window.id, None, {
        "category": words()["window"], "name": labels(window.names) or {"en": window.id},
        "anchor_id": draft.id("anchor", window.id), "hours": hours, "phone": None, "website": None, "validity": None,
        "correlation_id": None,
    })  # fmt: skip
