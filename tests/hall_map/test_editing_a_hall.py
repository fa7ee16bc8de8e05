"""An edit makes a new revision and leaves the old hall alone."""

from __future__ import annotations

from pathlib import Path

import pytest

import hall_map
from hall_map import HallError, Pose2D

HALL = hall_map.load(Path(__file__).parents[2] / "maps" / "putuo")


def test_closing_a_window_closes_it_and_nothing_else():
    edited = hall_map.edit(HALL, {"windows": {"A05": {"open": False}}})
    assert not edited.window_by_id["A05"].open
    assert HALL.window_by_id["A05"].open
    assert edited.revision == HALL.revision + 1
    assert [w.id for w in edited.windows] == [w.id for w in HALL.windows]
    assert all(new is old for new, old in zip(edited.windows, HALL.windows, strict=True) if old.id != "A05")
    assert [w.id for w in edited.open_windows_of("business_licence")] == ["A06", "A04", "A07"]


def test_mappings_merge_and_null_takes_a_key_away():
    edited = hall_map.edit(HALL, {"places": {"water": {"names": {"en": "Water", "ko": None}}}})
    assert edited.place_by_id["water"].names == {"zh": "饮水处", "en": "Water"}


def test_a_heading_in_degrees_replaces_one_in_radians():
    edited = hall_map.edit(HALL, {"docks": {"dock_xiao_pu": {"pose": {"yaw_degrees": 90}}}})
    old, new = (hall.dock_of["xiao_pu"].pose for hall in (HALL, edited))
    assert new == Pose2D(old.x, old.y, pytest.approx(1.5707963))


def test_null_takes_an_item_away():
    edited = hall_map.edit(HALL, {"places": {"water": None}})
    assert "water" not in edited.place_by_id
    assert len(edited.places) == len(HALL.places) - 1


def test_a_new_id_adds_an_item_at_the_end():
    barrier = {"kind": "partition", "polygon": [[20, 7], [21, 7], [21, 7.2]]}
    edited = hall_map.edit(HALL, {"obstacles": {"barrier": barrier}})
    assert edited.obstacles[-1].id == "barrier"
    assert edited.obstacles[:-1] == HALL.obstacles


def test_top_level_values_change_too():
    hours = [{"days": ["sun"], "opens": "10:00", "closes": "12:00"}]
    edited = hall_map.edit(HALL, {"hours": hours, "names": {"en": "Hall"}})
    assert edited.hours == (hall_map.OpeningHours(("sun",), "10:00", "12:00"),)
    assert edited.names["en"] == "Hall"
    assert edited.names["zh"] == HALL.names["zh"]


def test_an_edit_undone_by_an_edit_is_the_same_hall_two_revisions_later():
    there = hall_map.edit(HALL, {"windows": {"A05": {"open": False}}})
    back = hall_map.edit(there, {"windows": {"A05": {"open": True}}})
    assert hall_map.to_document(back) == {**hall_map.to_document(HALL), "revision": HALL.revision + 2}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"windows": {"A01": {"opne": False}}}, "edit: windows.A01.opne: unknown key"),
        ({"windows": {"A01": {"open": "no"}}}, "edit: windows.A01.open: must be true or false, got 'no'"),
        ({"windows": {"A01": {"id": "A99"}}}, "edit: windows.A01.id: an id cannot change"),
        ({"windows": {"A01": {"stop": {"x": float("nan")}}}}, "edit: windows.A01.stop.x: must be a number"),
        ({"windows": {"A01": {"zone": "moon"}}}, "edit: windows.A01.zone: there is no 'moon'"),
        ({"windows": {"A0l": {"open": False}}}, "edit: windows.A0l: there is no 'A0l' yet"),
        ({"windows": {"A99": None}}, "edit: windows.A99: there is none with this id"),
        ({"windows": {"A01": 3}}, "edit: windows.A01: must be a mapping of what changes"),
        ({"windows": {"A05": None}}, "there is no 'A05'"),
        ({"windows": ["A01"]}, "edit: windows: must be a mapping from id to changes"),
        ({"window": {}}, "edit: window: unknown key"),
        ({"revision": 9}, "edit: revision: unknown key"),
        ({"size": [1]}, "edit: size: must be width and height in metres, got 1 values"),
        ({"docks": {"dock_xiao_pu": {"robot": "xiao_hui"}}}, "edit: docks: the robot 'xiao_hui' has 2 docks"),
        ("closed", "edit: must be a mapping, got 'closed'"),
    ],
)
def test_a_change_that_means_nothing_is_refused_in_words(changes: object, message: str):
    with pytest.raises(HallError) as caught:
        hall_map.edit(HALL, changes)
    assert message in str(caught.value)
