"""The picture and the diagram of the states are made from the tables that the machine runs on, and current."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from dialogue.session import StateMachine
from dialogue.states import STATES, TRANSITIONS, nested

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def drawing():
    spec = importlib.util.spec_from_file_location("draw_conversation", ROOT / "scripts/draw_conversation.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_is_in_docs_is_current(drawing):
    written = drawing.PAGE.read_text("utf-8")
    assert written == drawing.page(written), "run: python scripts/draw_conversation.py"
    assert drawing.PICTURE.read_text("utf-8") == drawing.picture(), "run: python scripts/draw_conversation.py"


def test_every_state_and_trigger_is_in_picture_and_diagram(drawing):
    picture, diagram = drawing.picture(), drawing.mermaid()
    for state in STATES:
        assert f">{state.rpartition('/')[2]}</text>" in picture
    for trigger, _, target in TRANSITIONS:
        assert trigger in picture
        assert f"{target.replace('/', '_')}: {trigger}" in diagram


def test_the_machine_has_these_states():
    machine = StateMachine(states=nested(), transitions=[list(row) for row in TRANSITIONS], initial=STATES[0])
    leaves = {state for state in machine.get_nested_state_names() if state in STATES}
    assert leaves == set(STATES)


def test_a_page_without_its_marks_is_refused(drawing):
    with pytest.raises(ValueError, match="put back the lines"):
        drawing.page("# Conversation\n")
