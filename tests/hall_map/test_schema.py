"""The schemas and the readers agree: what one refuses for its form, the other refuses too."""

from __future__ import annotations

import copy
import datetime
import json
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import hall_map
from hall_map import HallError, kinds
from hall_map.document import COLLECTIONS
from hall_map.saving import files_of
from hall_map.schema import FORMS, file_name, schema_of

MAPS = Path(__file__).parents[2] / "maps"
PUTUO = hall_map.load(MAPS / "putuo")
CHECKS = {form: jsonschema.Draft7Validator(schema_of(form)) for form in FORMS}
FILES = tuple(form for form in FORMS if form.endswith(".yaml"))
NAMES = {"zh": "大厅", "en": "Hall", "ko": "홀"}
SQUARE = [[1, 1], [2, 1], [2, 2]]
WAVY = [[0, 0], {"wave": {"to": [9, 0], "amplitude": 1, "periods": 2, "step": 0.5}}]
POSE = {"x": 1, "y": 1.5, "yaw_degrees": 90}
HOURS = [{"days": ["mon", "fri"], "opens": "09:00", "closes": "17:00"}]
# A document with everything in it once.
WHOLE = {
    "id": "hall", "names": NAMES, "revision": 3, "size": [10, 10], "outline": WAVY, "timezone": "Asia/Shanghai",
    "hours": HOURS,
    "walls": [{"id": "w", "points": WAVY, "thickness": 0.2}],
    "obstacles": [{"id": "o", "kind": "desk", "polygon": SQUARE}],
    "zones": [{"id": "z", "kind": "tax", "names": NAMES, "polygon": SQUARE}],
    "windows": [{"id": "A1", "names": NAMES, "zone": "z", "xy": [1, 1], "stop": POSE, "open": True, "hours": HOURS}],
    "places": [{
        "id": "p", "kind": "water", "names": NAMES, "xy": [1, 1], "stop": {"x": 1, "y": 2, "yaw": 0.5},
        "aliases": {"en": ["tap"]},
    }],
    "docks": [{"id": "d", "robot": "r", "pose": POSE, "names": NAMES}],
    "departments": [{"id": "dep", "names": NAMES}],
    "services": [{
        "id": "s", "names": NAMES, "department": "dep", "windows": ["A1"], "documents": {"en": ["form"]},
        "aliases": {"en": ["do it"]}, "audience": "person", "fee": NAMES, "duration": NAMES, "online": True,
        "self_service": False, "source": "article", "programme": "flagship",
    }],
    "doors": [{"id": "door", "kind": "hinged", "points": [[0, 0], [1, 0]], "open": False, "names": NAMES}],
    "queues": [{"id": "q", "windows": ["A1"], "polygon": SQUARE}],
    "keep_outs": [{"id": "k", "polygon": SQUARE, "names": NAMES}],
    "slow_areas": [{"id": "slow", "polygon": SQUARE, "speed": 0.5, "names": NAMES}],
    "lanes": [{"id": "l", "points": WAVY, "width": 1.5, "names": NAMES}],
    "barriers": [{
        "id": "b", "points": SQUARE, "since": "2026-01-01T09:00", "until": "2026-01-02T09:00", "thickness": 0.3,
        "names": NAMES,
    }],
    "changes": [{
        "id": "c", "since": "2026-01-01T09:00", "until": "", "changes": {"windows": {"A1": {"open": False}}},
        "names": NAMES,
    }],
    "calendar": [{
        "id": "day", "kind": "workday", "names": NAMES, "first": "2026-01-01", "last": "2026-01-02", "like": "fri",
    }],
}  # fmt: skip
# What only the readers can tell, by a piece of what they say.
BEYOND_A_SCHEMA = (
    "is taken", "there is no", "is not later than", "is before first", "is no time zone", "where the wave starts",
    "more than 10000 points", "whole number",
)  # fmt: skip
VALUES = (
    None, True, False, 0, 1, -1, 0.5, 3.5, 1e7, 10**400, "", " ", "x", "no id!", "mon", "A1", "09:00", "25:00", "24:00",
    "2026-01-01", "2026-13-01", "2026-01-01T09:00", "2026-01-01T9", "x\n", "long" * 600, [], {}, [1], [1, 2], [1, 2, 3],
    ["A1"], ["A1", "A1"], [[1, 2]], [[1, 2], [3, 4]], [[1, 2], [3, 4], [5, 6]], [{"wave": {}}], WAVY, {"en": "x"},
    {"en": ["x"]}, {"fr": "x"}, {"changes": {}}, POSE, {"x": 1, "y": 1, "yaw": 1, "yaw_degrees": 1},
)  # fmt: skip


def paths(value: object, path: tuple = ()) -> Iterator[tuple]:
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from paths(item, (*path, key))


PATHS = [path for path in paths(WHOLE) if path]
MAPPINGS = [path for path in paths(WHOLE) if path[:3] != ("changes", 0, "changes")]


def at(document: object, path: tuple) -> object:
    for key in path:
        document = document[key]
    return document


def refusal(document: object) -> str:
    """What the reader says against a document; empty: nothing."""
    try:
        hall_map.from_document(document)
    except HallError as error:
        return str(error)
    return ""


def agree(document: object, what: object) -> None:
    refused, told = not CHECKS["document"].is_valid(document), refusal(document)
    assert refused <= bool(told), f"the schema refuses what the reader reads: {what}"
    if told and not refused:
        assert any(piece in told for piece in BEYOND_A_SCHEMA), f"the schema lets {what} through: {told}"


def test_a_document_with_everything_in_it_is_read_and_is_valid():
    assert set(WHOLE) == {"id", "names", "revision", "size", "outline", "timezone", "hours", *COLLECTIONS}
    assert refusal(WHOLE) == ""
    CHECKS["document"].validate(WHOLE)


@settings(max_examples=700, deadline=None)
@given(st.sampled_from(PATHS), st.sampled_from(VALUES))
def test_they_agree_on_a_document_with_one_value_changed(path: tuple, value: object):
    document = copy.deepcopy(WHOLE)
    at(document, path[:-1])[path[-1]] = copy.deepcopy(value)
    agree(document, (path, value))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: ".".join(map(str, path)))
def test_they_agree_on_what_must_be_there(path: tuple):
    document = copy.deepcopy(WHOLE)
    del at(document, path[:-1])[path[-1]]
    agree(document, path)


def test_they_agree_on_keys_that_mean_nothing():
    for path in MAPPINGS:
        document = copy.deepcopy(WHOLE)
        if isinstance(at(document, path), dict):
            at(document, path)["no_such_key"] = 1
            assert "unknown key" in refusal(document), path
            assert not CHECKS["document"].is_valid(document), path


def test_putuo_is_valid_as_a_document_and_file_by_file():
    CHECKS["document"].validate(json.loads(json.dumps(hall_map.to_document(PUTUO))))
    for name, text in files_of(PUTUO).items():
        if name in CHECKS:
            CHECKS[name].validate(loaded(text))


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_putuo_is_valid_and_says_where_its_schema_is(name: str):
    path = MAPS / "putuo" / name
    if not path.exists():
        assert name == "changes.yaml"
        return
    text = path.read_text("utf-8")
    CHECKS[name].validate(loaded(text))
    assert text.startswith(f"# yaml-language-server: $schema=../schema/{file_name(name)}\n")
    assert (path.parent / f"../schema/{file_name(name)}").exists()


def loaded(text: str) -> object:
    """What YAML holds, days as text, which is what editors see."""
    return json.loads(json.dumps(yaml.safe_load(text), default=datetime.date.isoformat))


@pytest.mark.parametrize("form", FORMS)
def test_the_schema_that_is_kept_is_the_one_that_is_made(form: str):
    kept = json.loads((MAPS / "schema" / file_name(form)).read_text("utf-8"))
    assert kept == schema_of(form), "robot-guide map schema --out maps/schema makes them anew"
    jsonschema.Draft7Validator.check_schema(kept)


def test_a_schema_knows_the_words_of_the_kinds():
    assert schema_of("places.yaml")["definitions"]["places"]["properties"]["kind"]["enum"] == sorted(kinds.PLACE_KINDS)


def test_a_schema_of_a_file_holds_no_more_than_that_file_needs():
    assert set(schema_of("calendar.yaml")["definitions"]) == {"names", "calendar"}
    assert "services" not in schema_of("hall.yaml")["definitions"]
