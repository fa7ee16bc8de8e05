"""A new revision of the hall holds for the very next words, and costs an index only where words have changed."""

from pathlib import Path

import hall_map
from dialogue import understand
from dialogue.understanding import index_of

PUTUO = hall_map.load(Path(__file__).parents[2] / "maps" / "putuo")


def test_windows_that_open_and_close_leave_the_index_as_it_is():
    closed = hall_map.edit(PUTUO, {"windows": {"A01": {"open": False}}, "services": {"invoice": {"windows": ["A12"]}}})
    again = hall_map.from_document(hall_map.to_document(closed), "read back")
    assert index_of(PUTUO) is index_of(closed) is index_of(again)


def test_another_way_of_asking_is_understood_at_once():
    before = index_of(PUTUO)
    aliases = [*PUTUO.service_by_id["invoice"].aliases["zh"], "开那种粉色的小纸条"]
    taught = hall_map.edit(PUTUO, {"services": {"invoice": {"aliases": {"zh": aliases}}}})
    assert index_of(taught) is not before
    assert understand("我想开那种粉色的小纸条", taught).target.id == "invoice"


def test_what_is_taken_away_is_not_found_any_more():
    assert understand("发票", PUTUO).target.id == "invoice"
    without = hall_map.edit(PUTUO, {"services": {"invoice": None}})
    target = understand("发票", without).target
    assert target is None or target.id != "invoice"
