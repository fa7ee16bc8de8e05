"""Halls become documents and come back exactly; documents that are no halls are refused in words."""

from __future__ import annotations

import copy
import datetime
import json
import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hall_map
from hall_map import Hall, HallError, Pose2D, kinds

PUTUO = hall_map.load(Path(__file__).parents[2] / "maps" / "putuo")
DOCUMENT = hall_map.to_document(PUTUO)

numbers = st.floats(-1e6, 1e6)
points = st.tuples(numbers, numbers)
poses = st.builds(Pose2D, numbers, numbers, st.floats(-math.pi, math.pi))
words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20).filter(str.strip)
names = st.dictionaries(st.sampled_from(kinds.LANGUAGES), words)
phrases = st.dictionaries(st.sampled_from(kinds.LANGUAGES), st.lists(words, max_size=3).map(tuple))
ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,20}", fullmatch=True)
lines = st.lists(points, min_size=3, max_size=6).map(tuple)


dates = st.dates(datetime.date(2020, 1, 1), datetime.date(2030, 1, 1)).map(str)
moments = st.datetimes(datetime.datetime(2020, 1, 1), datetime.datetime(2030, 1, 1)).map(
    lambda moment: moment.isoformat(timespec="minutes")
)
spans = st.tuples(moments, moments).filter(lambda span: span[0] != span[1]).map(sorted)
hours = st.builds(
    hall_map.OpeningHours, st.lists(st.sampled_from(kinds.DAYS), min_size=1, unique=True).map(tuple),
    st.just("08:30"), st.sampled_from(("12:00", "17:00", "24:00")),
)  # fmt: skip


def collection(build: st.SearchStrategy, **options: int) -> st.SearchStrategy:
    return st.lists(build, max_size=3, unique_by=lambda item: item.id, **options).map(tuple)


@st.composite
def halls(draw: st.DrawFn) -> Hall:
    zones = draw(collection(st.builds(hall_map.Zone, ids, st.sampled_from(kinds.ZONE_KINDS), names, lines), min_size=1))
    zone_ids = st.sampled_from([zone.id for zone in zones])
    window = st.builds(hall_map.Window, ids, names, zone_ids, points, poses, st.booleans(), st.lists(hours).map(tuple))
    windows = draw(collection(window, min_size=1))
    departments = draw(collection(st.builds(hall_map.Department, ids, names), min_size=1))
    window_ids = st.lists(st.sampled_from([window.id for window in windows]), unique=True).map(tuple)
    services = st.builds(
        hall_map.Service, ids, names, st.sampled_from([d.id for d in departments]), window_ids, phrases, phrases,
        st.sampled_from(kinds.AUDIENCES), names, names, st.booleans(), st.booleans(), st.sampled_from(kinds.SOURCES),
        st.sampled_from(("", *kinds.PROGRAMMES)),
    )  # fmt: skip
    places = st.builds(hall_map.Place, ids, st.sampled_from(kinds.PLACE_KINDS), names, points, poses, phrases)
    some_windows = st.lists(st.sampled_from([w.id for w in windows]), min_size=1, unique=True).map(tuple)
    barrier = st.builds(
        lambda id_, points, span, width: hall_map.Barrier(id_, points, *span, width), ids, lines, spans,
        st.floats(0.01, 5.0),
    )  # fmt: skip
    change = st.builds(lambda id_, span: hall_map.Change(id_, span[0], {"hours": []}, span[1]), ids, spans)
    door = st.builds(hall_map.Door, ids, st.just("gate"), st.tuples(points, points), st.booleans())
    special = st.builds(
        lambda id_, kind, day: hall_map.SpecialDays(id_, kind, {}, day, day), ids,
        st.sampled_from(kinds.SPECIAL_DAYS), dates,
    )  # fmt: skip
    docks = draw(collection(st.builds(hall_map.Dock, ids, ids, poses, names)))
    return Hall(
        id=draw(ids),
        names=draw(names),
        revision=draw(st.integers(1, 10**12)),
        width=draw(st.floats(0.1, 1e5)),
        height=draw(st.floats(0.1, 1e5)),
        outline=draw(lines),
        walls=draw(collection(st.builds(hall_map.Wall, ids, lines, st.floats(0.01, 5.0)))),
        obstacles=draw(collection(st.builds(hall_map.Obstacle, ids, st.sampled_from(kinds.OBSTACLE_KINDS), lines))),
        zones=zones,
        windows=windows,
        places=draw(collection(places)),
        docks=tuple({dock.robot: dock for dock in docks}.values()),
        departments=departments,
        services=draw(collection(services)),
        hours=draw(st.lists(hours).map(tuple)),
        doors=draw(collection(door)),
        queues=draw(collection(st.builds(hall_map.QueueArea, ids, some_windows, lines))),
        keep_outs=draw(collection(st.builds(hall_map.KeepOut, ids, lines, names))),
        slow_areas=draw(collection(st.builds(hall_map.SlowArea, ids, lines, st.floats(0.05, 2.0)))),
        lanes=draw(collection(st.builds(hall_map.Lane, ids, lines, st.floats(0.3, 10.0), names))),
        barriers=draw(collection(barrier)),
        changes=draw(collection(change)),
        calendar=draw(collection(special)),
    )


@given(halls())
@settings(max_examples=60, deadline=None)
def test_any_hall_survives_json_exactly(hall: Hall):
    text = json.dumps(hall_map.to_document(hall), allow_nan=False)
    assert hall_map.from_document(json.loads(text)) == hall


def test_the_hall_of_putuo_survives_json_exactly():
    assert hall_map.from_document(json.loads(json.dumps(DOCUMENT, ensure_ascii=False))) == PUTUO


rubbish = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(10**400),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def paths(value: object, path: tuple = ()) -> list[tuple]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(deeper for key, item in items for deeper in paths(item, (*path, key)))]


SMALL = hall_map.to_document(
    hall_map.from_document(
        {
            **DOCUMENT,
            **{key: DOCUMENT[key][:1] for key in ("walls", "obstacles", "places", "docks", "services", "hours")},
        }
    )
)
PATHS = paths(SMALL)


@given(st.sampled_from(PATHS), rubbish)
@settings(max_examples=300, deadline=None)
def test_rubbish_anywhere_in_a_document_is_a_hall_error_or_a_hall(path: tuple, value: object):
    document = {"top": copy.deepcopy(SMALL)}
    target = document
    for key in ("top", *path)[:-1]:
        target = target[key]
    target[("top", *path)[-1]] = value
    read = outcome(document["top"])
    assert isinstance(read, Hall) or (read.where.startswith("document") and read.problem)


def outcome(document: object) -> Hall | HallError:
    """What reading a document comes to; any other exception is a fault of ours, and is let through."""
    try:
        return hall_map.from_document(document)
    except HallError as error:
        return error


@pytest.mark.parametrize("key", ["id", "names", "revision", "size", "outline", "windows", "hours"])
def test_a_number_too_long_to_print_is_refused_like_any_other(key: str):
    for value in (10**5000, {10**5000: 1}, [10**5000], [{"opens": 10**5000, "closes": 1, "days": ["mon"]}]):
        assert isinstance(outcome({**SMALL, key: value}), HallError)


def test_a_faulty_document_is_named_as_its_caller_says():
    with pytest.raises(HallError, match=r"revision 7: size: missing"):
        hall_map.from_document({"id": "x", "names": {}, "outline": []}, "revision 7")


def test_a_hall_error_has_its_parts_and_survives_pickling():
    import pickle

    error = pickle.loads(pickle.dumps(HallError("hall.yaml: size", "is missing", "Add it")))
    assert (error.where, error.problem, error.remedy) == ("hall.yaml: size", "is missing", "Add it")
    assert str(error) == "hall.yaml: size: is missing. Add it"
