"""JSON Schema (draft 7) of a hall's document and of each YAML file of its folder: editors complete and underline by it.

One description of the parts serves all of them. It says what the readers say of structure, types, ranges, words and
keys; what only a whole hall can tell (ids that are taken, names that lead nowhere, an end before its beginning, days
that no month has) the readers alone find.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hall_map import folder, kinds
from hall_map.hall import Barrier, Lane, Service, SpecialDays, Wall
from hall_map.node import LONGEST_TEXT
from hall_map.outline import STEP

DRAFT = "http://json-schema.org/draft-07/schema#"
Schema = dict[str, object]

END = "$(?!\\n)"  # in Python, $ alone lets a last line break through
ID = {
    "type": "string", "pattern": f"^[A-Za-z0-9][A-Za-z0-9_-]{{0,63}}{END}",
    "description": "1 to 64 letters, digits, _ and -",
}  # fmt: skip
TEXT = {"type": "string", "pattern": "\\S", "maxLength": LONGEST_TEXT}
BOOLEAN = {"type": "boolean"}
HOUR = "([01][0-9]|2[0-3]):[0-5][0-9]"
DAY = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
DATE = {"type": "string", "pattern": f"^{DAY}{END}", "description": 'a day, like "2026-10-01"'}
MOMENT = f"{DAY}T{HOUR}"
SINCE_EVER = {"type": "string", "pattern": f"^({MOMENT})?{END}", "description": 'local time, like "2026-12-01T13:30"'}
STATED = {"type": "string", "pattern": f"^{MOMENT}{END}", "description": 'local time, like "2026-12-01T13:30"'}


def number(low: float, high: float, description: str = "", **more: object) -> Schema:
    return {"type": "number", "minimum": low, "maximum": high, **told(description), **more}


def word(words: tuple[str, ...], description: str = "", **more: object) -> Schema:
    return {"type": "string", "enum": sorted(words), **told(description), **more}


def listing(items: Schema, least: int = 0, description: str = "", **more: object) -> Schema:
    return {"type": "array", "items": items, "minItems": least, **told(description), **more}


def mapping(required: Mapping[str, Schema], optional: Mapping[str, Schema], description: str = "") -> Schema:
    return {
        "type": "object", **told(description), "properties": {**required, **optional}, "required": list(required),
        "additionalProperties": False,
    }  # fmt: skip


def told(description: str) -> Schema:
    return {"description": description} if description else {}


def use(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}


def by_language(value: Schema, description: str) -> Schema:
    return mapping({}, dict.fromkeys(kinds.LANGUAGES, value), description)


def line(least: int) -> Schema:
    """Points, of which all but the first may be waves; a wave makes many points."""
    some = (
        {"minItems": least} if least < 3 else {"anyOf": [{"minItems": least}, {"contains": use("wave"), "minItems": 2}]}
    )
    return {
        "type": "array", "items": [use("point")], "additionalItems": {"anyOf": [use("point"), use("wave")]}, **some,
        "description": "points [x, y] in metres, and waves between them",
    }  # fmt: skip


LINE, POLYGON = use("line"), use("polygon")
NAMES, PHRASES = use("names"), use("phrases")
OPTIONAL_NAMES = {"names": NAMES}

SHARED: Mapping[str, Schema] = {
    "point": {
        "type": "array", "items": number(-1e6, 1e6), "minItems": 2, "maxItems": 2,
        "description": "[x, y] in metres: x to the east, y to the north, from the hall's south-west corner",
    },
    "wave": mapping({
        "wave": mapping(
            {
                "to": use("point"), "amplitude": number(-50, 50, "m, to the left of the direction first"),
                "periods": number(0.25, 1000, "full swings"),
            },
            {"step": number(0.05, 10, "m between points", default=STEP)},
        ),
    }, {}, "a wave from the point before it"),
    "line": line(2),
    "polygon": line(3),
    "pose": {
        **mapping({"x": number(-1e6, 1e6, "m"), "y": number(-1e6, 1e6, "m")}, {
            "yaw_degrees": number(-360, 360, "anticlockwise from east"),
            "yaw": number(-10, 10, "radians, anticlockwise from east; or yaw_degrees"),
        }),
        "not": {"required": ["yaw", "yaw_degrees"]},
    },
    "names": by_language(TEXT, "by language"),
    "phrases": by_language(listing(TEXT), "lists by language"),
    "hours": mapping({
        "days": listing(word(kinds.DAYS), 1, uniqueItems=True),
        "opens": {"type": "string", "pattern": f"^({HOUR}|24:00){END}", "description": '"HH:MM"'},
        "closes": {"type": "string", "pattern": f"^({HOUR}|24:00){END}", "description": '"HH:MM", later than opens'},
    }, {}),
}  # fmt: skip

ITEMS: Mapping[str, Schema] = {
    "walls": mapping(
        {"id": ID, "points": LINE}, {"thickness": number(0.01, 5, "m", default=Wall.thickness)}, "a wall along a line"
    ),
    "obstacles": mapping({"id": ID, "kind": word(kinds.OBSTACLE_KINDS), "polygon": POLYGON}, {}, "what stands fixed"),
    "zones": mapping({"id": ID, "kind": word(kinds.ZONE_KINDS), "names": NAMES, "polygon": POLYGON}, {}, "an area"),
    "windows": mapping(
        {"id": ID, "names": NAMES, "zone": ID, "xy": use("point"), "stop": use("pose")},
        {"open": BOOLEAN | {"default": True}, "hours": listing(use("hours"), 0, "where other than the hall's")},
        "a counter window",
    ),
    "places": mapping(
        {"id": ID, "kind": word(kinds.PLACE_KINDS), "names": NAMES, "xy": use("point"), "stop": use("pose")},
        {"aliases": PHRASES}, "where visitors may want to be led",
    ),
    "docks": mapping({"id": ID, "robot": ID, "pose": use("pose")}, OPTIONAL_NAMES, "where a robot waits and charges"),
    "departments": mapping({"id": ID, "names": NAMES}, {}),
    "services": mapping(
        {
            "id": ID, "names": NAMES, "department": ID, "windows": listing(ID, uniqueItems=True),
            "documents": PHRASES, "aliases": PHRASES,
        },
        {
            "audience": word(kinds.AUDIENCES, default=Service.audience), "fee": NAMES, "duration": NAMES,
            "online": BOOLEAN, "self_service": BOOLEAN, "source": word(kinds.SOURCES, default=Service.source),
            "programme": word(("", *kinds.PROGRAMMES)),
        },
    ),
    "doors": mapping(
        {
            "id": ID, "kind": word(kinds.DOOR_KINDS),
            "points": listing(use("point"), 2, "the two jambs", maxItems=2),
        },
        {"open": BOOLEAN | {"default": True}, **OPTIONAL_NAMES}, "a doorway; a closed one is a wall",
    ),
    "queues": mapping(
        {"id": ID, "windows": listing(ID, 1, uniqueItems=True), "polygon": POLYGON}, {}, "where people queue"
    ),
    "keep_outs": mapping({"id": ID, "polygon": POLYGON}, OPTIONAL_NAMES, "where no robot drives"),
    "slow_areas": mapping(
        {"id": ID, "polygon": POLYGON, "speed": number(0.05, 2, "m/s at most")}, OPTIONAL_NAMES, "to drive slowly in"
    ),
    "lanes": mapping(
        {"id": ID, "points": LINE}, {"width": number(0.3, 10, "m", default=Lane.width), **OPTIONAL_NAMES},
        "one way, from the first point to the last",
    ),
    "barriers": mapping(
        {"id": ID, "points": LINE},
        {
            "since": SINCE_EVER, "until": SINCE_EVER, "thickness": number(0.01, 5, "m", default=Barrier.thickness),
            **OPTIONAL_NAMES,
        },
        "put up for a time",
    ),
    "changes": mapping(
        {
            "id": ID, "since": STATED,
            "changes": {
                "type": "object", "propertyNames": {"not": {"const": "changes"}},
                "description": "by collection and id, such as {windows: {A01: {open: false}}}",
            },
        },
        {"until": SINCE_EVER, **OPTIONAL_NAMES}, "takes effect at a stated time",
    ),
    "calendar": mapping(
        {"id": ID, "kind": word(kinds.SPECIAL_DAYS), "first": DATE},
        {
            **OPTIONAL_NAMES, "last": {**DATE, "description": "included"},
            "like": word(kinds.DAYS, "whose hours a workday has", default=SpecialDays.like),
        },
    ),
}  # fmt: skip

HEAD: Mapping[str, Schema] = {
    "id": ID,
    "names": NAMES,
    "size": {
        "type": "array", "items": number(0.1, 1e5), "minItems": 2, "maxItems": 2,
        "description": "[width, height] in metres",
    },
    "revision": {"type": "integer", "minimum": 1, "maximum": 10**12},
    "timezone": {**TEXT, "description": "such as Asia/Shanghai"},
    "hours": listing(use("hours")),
    "outline": {**POLYGON},
}  # fmt: skip


def part(key: str) -> Schema:
    """The schema of what stands under a key of a hall."""
    return listing(use(key)) if key in ITEMS else HEAD[key]


def parts(required: tuple[str, ...], optional: tuple[str, ...]) -> Schema:
    return mapping({key: part(key) for key in required}, {key: part(key) for key in optional})


FORMS: Mapping[str, Callable[[], Schema]] = {
    "document": lambda: parts(("id", "names", "size", "outline"), ("revision", "hours", "timezone", *ITEMS)),
    folder.HALL: lambda: parts(("id", "names", "size"), ("revision", *folder.HALL_PARTS)),
    folder.FLOOR: lambda: parts(("outline",), folder.FLOOR_PARTS),
    folder.TRAFFIC: lambda: parts((), folder.TRAFFIC_PARTS),
    folder.PLACES: lambda: part("places"),
    folder.CALENDAR: lambda: part("calendar"),
    folder.CHANGES: lambda: part("changes"),
}


def schema_of(form: str) -> Schema:
    """The JSON Schema of a hall's `document`, or of a YAML file of its folder.

    Raises: KeyError: there is none of this name, see `FORMS`.
    """
    made = FORMS[form]()
    return {"$schema": DRAFT, "title": f"robot-guide: {form}", **made, "definitions": definitions(made)}


def definitions(made: Schema) -> Schema:
    """What a schema refers to, and what that refers to."""
    known = {**SHARED, **ITEMS}
    wanted, found = references(made), {}
    while wanted:
        name = wanted.pop()
        found[name] = known[name]
        wanted |= references(known[name]) - found.keys()
    return {name: found[name] for name in known if name in found}


def references(schema: object) -> set[str]:
    if isinstance(schema, Mapping):
        own = {str(schema["$ref"]).rsplit("/", 1)[-1]} if "$ref" in schema else set()
        return own.union(*map(references, schema.values()))
    return set().union(*map(references, schema)) if isinstance(schema, (list, tuple)) else set()


def file_name(form: str) -> str:
    """The name of the file that a schema is kept in: `hall.schema.json`."""
    return f"{form.removesuffix('.yaml')}.schema.json"
