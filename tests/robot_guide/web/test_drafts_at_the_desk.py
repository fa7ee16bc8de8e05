"""The drafts on the desk: whoever looks at one while it is edited takes nothing back."""

import threading

import pytest

from robot_guide.web.desk import Desk

WAIT = 0.2  # s that somebody who looks gives an edit to come in between


@pytest.fixture
def desk(place):
    return Desk(place.store)


def close(window):
    return lambda draft: draft.edit({"windows": {window: {"open": False}}}, window)


def labels(draft):
    return [edit.label for edit in draft.done]


@pytest.mark.parametrize("looked_at_before", [True, False])
def test_an_edit_that_comes_while_somebody_looks_is_kept(desk, monkeypatch, looked_at_before):
    if looked_at_before:
        desk.change("editor", close("A11"))
    head, editing = desk._store.head, []

    def head_while_somebody_edits():
        if not editing:
            editing.append(threading.Thread(target=desk.change, args=("editor", close("A12"))))
            editing[0].start()
            editing[0].join(WAIT)
        return head()

    monkeypatch.setattr(desk._store, "head", head_while_somebody_edits)
    desk.draft("editor")
    editing[0].join()
    assert labels(desk.draft("editor"))[-1:] == ["A12"]
    assert labels(Desk(desk._store).draft("editor")) == labels(desk.draft("editor"))


def test_a_draft_is_published_as_it_is_when_it_is_published(desk):
    """No edit comes between the draft that is published and the end of its publishing."""
    published, late = [], []

    def publish(draft):
        late.append(threading.Thread(target=desk.change, args=("editor", close("A12"))))
        late[0].start()
        late[0].join(WAIT)
        published.append(labels(draft))

    desk.change("editor", close("A11"))
    desk.publish("editor", publish)
    late[0].join()
    assert published == [["A11"]]
    assert labels(desk.draft("editor")) == ["A11", "A12"]
