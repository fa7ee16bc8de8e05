"""Drafts: edits that can be undone and done again without limit."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hall_map import HallError, edit, load
from hall_map.differences import same
from hall_map.drafting import Draft

HALL = load("maps/putuo")
WINDOW, PLACE = HALL.windows[0].id, HALL.places[0].id
XY = st.floats(0.5, min(HALL.width, HALL.height) - 0.5, allow_nan=False)
EDITS = st.one_of(
    st.builds(lambda shut: {"windows": {WINDOW: {"open": shut}}}, st.booleans()),
    st.builds(lambda name: {"places": {PLACE: {"names": {"en": name}}}}, st.text("abc", min_size=1, max_size=5)),
    st.builds(lambda x, y: {"windows": {WINDOW: {"stop": {"x": x, "y": y}}}}, XY, XY),
    st.builds(lambda x, y: {"barriers": {f"b{int(x)}": {"points": [[x, y], [x + 1, y]]}}}, XY, XY),
    st.builds(lambda s: {"slow_areas": {"s": {"polygon": [[1, 1], [2, 1], [2, 2]], "speed": s}}}, st.floats(0.1, 1.0)),
)


@given(st.lists(EDITS, max_size=30))
@settings(max_examples=60, deadline=None)
def test_any_edits_then_as_many_undos_is_the_identity(edits):
    draft = Draft(1, HALL)
    for changes in edits:
        draft = draft.edit(changes)
    after = draft.hall
    for _ in edits:
        draft = draft.undo()
    assert draft.hall is HALL
    for _ in edits:
        draft = draft.redo()
    assert draft.hall == after
    assert draft.undone == ()


@given(st.lists(st.one_of(EDITS, st.just("undo"), st.just("redo")), max_size=30))
@settings(max_examples=60, deadline=None)
def test_a_draft_survives_being_written_down(steps):
    draft = Draft(7, HALL)
    for step in steps:
        draft = draft.undo() if step == "undo" else draft.redo() if step == "redo" else draft.edit(step, "step")
    again = Draft.from_document(json.loads(json.dumps(draft.to_document())), HALL)
    assert again.hall == draft.hall
    assert (len(again.done), len(again.undone), again.number) == (len(draft.done), len(draft.undone), 7)
    assert again.redo().hall == draft.redo().hall


def test_an_edit_that_is_wrong_leaves_the_draft_as_it_was():
    draft = Draft(1, HALL)
    with pytest.raises(HallError):
        draft.edit({"windows": {WINDOW: {"open": "perhaps"}}})
    assert draft.hall is HALL


def test_a_new_edit_forgets_what_was_undone():
    draft = Draft(1, HALL).edit({"windows": {WINDOW: {"open": False}}}, "close").undo()
    assert draft.edit({"places": {PLACE: {"names": {"en": "X"}}}}).undone == ()


def test_a_rebased_draft_keeps_its_steps_and_the_others_changes():
    draft = Draft(1, HALL).edit({"windows": {WINDOW: {"open": False}}}, "close")
    draft = draft.edit({"places": {PLACE: {"names": {"en": "Mine"}}}}, "name")
    theirs = edit(HALL, {"names": {"en": "Theirs"}})
    rebased, merged = draft.rebased(2, theirs)
    assert merged.conflicts == ()
    assert (rebased.number, [step.label for step in rebased.done]) == (2, ["close", "name"])
    assert rebased.hall.names["en"] == "Theirs"
    assert rebased.undo().hall.place_by_id[PLACE].names == HALL.place_by_id[PLACE].names
    assert same(rebased.undo().undo().hall, theirs)


def test_a_rebase_with_a_conflict_changes_nothing_until_somebody_chose():
    draft = Draft(1, HALL).edit({"places": {PLACE: {"names": {"en": "Mine"}}}}, "name")
    theirs = edit(HALL, {"places": {PLACE: {"names": {"en": "Theirs"}}}})
    same_draft, merged = draft.rebased(2, theirs)
    assert same_draft is draft
    where = merged.conflicts[0].where
    assert draft.rebased(2, theirs, {where: "mine"})[0].hall.place_by_id[PLACE].names["en"] == "Mine"
    assert draft.rebased(2, theirs, {where: "theirs"})[0].hall.place_by_id[PLACE].names["en"] == "Theirs"
