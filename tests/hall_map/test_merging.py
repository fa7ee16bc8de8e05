"""Two people change the same hall at the same time."""

import pytest

from hall_map import edit, load
from hall_map.differences import differences, same
from hall_map.merging import merge


@pytest.fixture(scope="module")
def hall():
    return load("maps/putuo")


def test_changes_in_different_places_are_both_there(hall):
    mine, theirs = edit(hall, {"windows": {"A01": {"open": False}}}), edit(hall, {"places": {"water": None}})
    merged = merge(hall, mine, theirs)
    assert merged.conflicts == ()
    assert same(merged.hall, edit(hall, {"windows": {"A01": {"open": False}}, "places": {"water": None}}))


def test_two_languages_of_one_name_are_no_conflict(hall):
    mine = edit(hall, {"windows": {"A01": {"names": {"en": "One"}}}})
    theirs = edit(hall, {"windows": {"A01": {"names": {"zh": "一号窗口"}}}})
    names = merge(hall, mine, theirs).hall.window_by_id["A01"].names
    assert (names["en"], names["zh"]) == ("One", "一号窗口")


def test_the_same_change_twice_is_no_conflict(hall):
    both = edit(hall, {"windows": {"A01": {"open": False}}})
    assert same(merge(hall, both, both).hall, both)


def test_the_same_value_changed_to_two_things_asks_whose_holds(hall):
    mine = edit(hall, {"windows": {"A01": {"names": {"en": "Mine"}}, "A02": {"open": False}}})
    theirs = edit(hall, {"windows": {"A01": {"names": {"en": "Theirs"}}}})
    merged = merge(hall, mine, theirs)
    assert merged.hall is None
    (conflict,) = merged.conflicts
    assert (conflict.where, conflict.mine, conflict.theirs) == ("windows.A01.names.en", "Mine", "Theirs")
    for choice, name in (("mine", "Mine"), ("theirs", "Theirs")):
        chosen = merge(hall, mine, theirs, {conflict.where: choice}).hall
        assert chosen.window_by_id["A01"].names["en"] == name
        assert not chosen.window_by_id["A02"].open, "what is no conflict is never lost"


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_one_takes_away_what_the_other_changes(hall, choice):
    gone, changed = edit(hall, {"places": {"water": None}}), edit(hall, {"places": {"water": {"names": {"en": "Tap"}}}})
    merged = merge(hall, gone, changed)
    assert [conflict.where for conflict in merged.conflicts] == ["places.water"]
    first, second = (gone, changed) if choice == "mine" else (changed, gone)
    assert differences(merge(hall, gone, changed, {"places.water": choice}).hall, first) == ()
    assert differences(merge(hall, changed, gone, {"places.water": choice}).hall, second) == ()


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_both_add_something_of_the_same_id(hall, choice):
    mine = edit(hall, {"barriers": {"b": {"points": [[1, 1], [2, 1]], "until": "2026-12-01T10:00"}}})
    theirs = edit(hall, {"barriers": {"b": {"points": [[3, 1], [4, 1]]}}})
    merged = merge(hall, mine, theirs)
    assert [conflict.where for conflict in merged.conflicts] == ["barriers.b"]
    assert same(merge(hall, mine, theirs, {"barriers.b": choice}).hall, mine if choice == "mine" else theirs)


def test_what_no_longer_fits_is_shown_with_its_reason(hall):
    mine = edit(hall, {"services": {"travel": {"windows": ["A02", "A03"]}}})
    other = {s.id: {"windows": [w for w in s.windows if w != "A03"]} for s in hall.services if "A03" in s.windows}
    queues = {q.id: {"windows": [w for w in q.windows if w != "A03"]} for q in hall.queues}
    theirs = edit(hall, {"windows": {"A03": None}, "services": other, "queues": queues})
    merged = merge(hall, mine, theirs)
    assert merged.hall is None
    (conflict,) = merged.conflicts
    assert conflict.where == "services.travel"
    assert "A03" in conflict.problem
    assert same(merge(hall, mine, theirs, {"services.travel": "theirs"}).hall, theirs)
