"""What the staff publish, and what the clock brings about, reaches the graph; so do queues."""

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

import hall_map
from hall_map.queue_state import QueueState
from hall_map.store import Store
from robot_guide_ros import convert, topics

ROOT = Path(__file__).resolve().parents[2]
WORKING = "2026-11-24T10:00:00"


def now():
    return datetime.now(timezone.utc)


@pytest.fixture
def store(tmp_path):
    return Store.open(tmp_path / "hall.db", hall_map.load(ROOT / "maps" / "putuo"))


@pytest.fixture
def started(outside, run_graph_of, specs_of, store):
    """Starts the hall map on the store, at a moment of the hall's clock; gives the halls that it publishes."""

    def start(clock=WORKING):
        spec = specs_of(sim=False, store=str(store.path), clock=clock)["hall_map"]
        run_graph_of(replace(spec, required=False))
        halls = outside.collect(topics.HALL)
        outside.until(lambda: halls)
        return halls

    return start


def test_a_window_that_the_staff_close_is_closed_on_the_graph_and_the_map_is_not_sent_again(outside, started, store):
    halls, maps, events = started(), outside.collect(topics.MAP), outside.collect(topics.EVENTS)
    hall = store.hall()
    closed = hall_map.edit(hall, {"windows": {"A05": {"open": False}}})
    store.publish(closed, base=1, author="li", reason="lunch", at=now(), accept_warnings=True)
    outside.until(lambda: halls[-1].revision == 2)
    assert not convert.hall_from_msg(halls[-1]).window_by_id["A05"].open
    told = convert.event_from_msg(outside.until(lambda: events)[-1])
    assert told.data == {"revision": 2, "author": "li", "reason": "lunch"}
    assert len(maps) == 1


def test_windows_close_when_the_hall_does(outside, started):
    halls = started("2026-11-24T16:59:55")
    assert any(window.open for window in convert.hall_from_msg(halls[0]).windows)
    closed = outside.until(lambda: len(halls) > 1 and convert.hall_from_msg(halls[-1]))
    assert not any(window.open for window in closed.windows)


def test_an_edit_on_the_graph_becomes_a_revision_of_the_store(outside, started, store):
    halls = started()
    changes = json.dumps({"windows": {"A05": {"open": False}}})
    answer = outside.call(topics.EDIT_HALL, author="wang", reason="a leak", changes=changes)
    assert answer.accepted, answer.findings
    assert (store.entry(2).author, store.entry(2).reason) == ("wang", "a leak")
    outside.until(lambda: halls[-1].revision == 2)


def test_an_edit_without_a_reason_is_refused_and_says_so(outside, started, store):
    started()
    changes = json.dumps({"windows": {"A05": {"open": False}}})
    answer = outside.call(topics.EDIT_HALL, author="wang", reason="", changes=changes)
    assert not answer.accepted
    assert "reason" in answer.findings[0].problem
    assert store.head() == 1


def test_queues_of_the_store_reach_the_graph_while_they_hold(outside, started, store):
    store.put_queues([QueueState("A05", shown_as(WORKING), 4, 12.5, "A017")])
    store.put_queues([QueueState("A06", shown_as(WORKING) - timedelta(minutes=3), 9, None, "")])
    started()
    queues = outside.collect(topics.QUEUES)
    msg = outside.until(lambda: queues and queues[-1])
    (queue,) = msg.queues
    assert (queue.window, queue.waiting, queue.wait_minutes, queue.called) == ("A05", 4, 12.5, "A017")
    assert 0.0 <= queue.age < 60.0


def test_a_ticket_system_on_the_graph_tells_the_store(outside, started, store):
    started()
    tickets = topics.TICKETS.publisher(outside.node)
    outside.until(lambda: tickets.get_subscription_count())
    state = QueueState("A07", now(), 3, None, "A031")
    strange = QueueState("Z99", now(), 1, None, "")
    tickets.publish(convert.queues_to_msg([state, strange], now(), 0.0))
    outside.until(lambda: store.queues())
    (queue,) = store.queues()
    assert (queue.window, queue.waiting, queue.wait_minutes, queue.called) == ("A07", 3, None, "A031")


def shown_as(local):
    """The moment at which the hall's clock shows `local`."""
    return datetime.fromisoformat(local + "+08:00")
