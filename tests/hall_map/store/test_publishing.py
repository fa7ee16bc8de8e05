"""Revisions: published whole, by somebody, for a reason; never changed, never lost."""

import sqlite3
from datetime import datetime, timedelta, timezone

import pytest

from hall_map import HallError, edit, load
from hall_map.differences import same
from hall_map.drafting import Draft
from hall_map.queue_state import QueueState, fresh
from hall_map.store import Feed, Outdated, Published, Refused, Store, Unchanged

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=timezone.utc)  # a Tuesday, 12:00 in the hall
PUTUO = load("maps/putuo")
CLOSED = edit(PUTUO, {"windows": {"A12": {"open": False}}})
BROKEN = edit(PUTUO, {"windows": {"A12": {"stop": {"x": 0.1, "y": 0.1}}}})


@pytest.fixture
def store(tmp_path):
    return Store.open(tmp_path / "hall.db", PUTUO, at=NOON)


def publish(store, hall, base=1, reason="lunch", author="li", accept=True):
    return store.publish(hall, base=base, author=author, reason=reason, at=NOON, accept_warnings=accept)


def test_the_first_hall_is_the_first_revision(store):
    assert store.head() == 1
    assert same(store.hall(), PUTUO)


def test_a_publication_is_there_for_whoever_opens_the_file_next(store):
    assert publish(store, CLOSED) == Published(2)
    again = Store.open(store.path)
    assert again.hall().revision == 2
    assert not again.hall().window_by_id["A12"].open
    assert again.hall(1).window_by_id["A12"].open
    entry = again.entry(2)
    assert (entry.number, entry.parent, entry.author, entry.reason, entry.at) == (2, 1, "li", "lunch", NOON)


def test_an_error_blocks(store):
    answer = publish(store, BROKEN)
    assert isinstance(answer, Refused)
    assert any(finding.severity == "error" and "A12" in finding.where for finding in answer.findings)
    assert store.head() == 1


def test_a_warning_waits_until_it_is_accepted(store):
    lonely = edit(PUTUO, {"departments": {"fire": {"names": {"zh": "消防", "en": "Fire", "ko": "소방"}}}})
    answer = publish(store, lonely, accept=False)
    assert isinstance(answer, Refused)
    assert {finding.severity for finding in answer.findings} == {"warning"}
    assert publish(store, lonely, accept=True) == Published(2)


def test_what_the_check_says_holds_for_its_minute_and_its_hall(store):
    barrier = {"b": {"points": [[20.0, 7.0], [20.5, 7.0]], "until": "2026-11-24T12:01"}}
    hall = edit(PUTUO, {"barriers": barrier})
    assert store.check(hall, NOON) == ()
    assert store.check(hall, NOON) is store.check(hall, NOON + timedelta(seconds=30))
    assert [finding.rule for finding in store.check(hall, NOON + timedelta(seconds=60))] == ["barrier_is_over"]
    assert store.check(PUTUO, NOON + timedelta(seconds=60)) == ()


def test_a_hall_that_is_as_it_was_is_no_revision(store):
    assert publish(store, edit(PUTUO, {})) == Unchanged()


@pytest.mark.parametrize(("author", "reason"), [("", "lunch"), ("li", "  "), ("li", "x" * 2000)])
def test_who_and_why_must_be_said(store, author, reason):
    with pytest.raises(HallError):
        publish(store, CLOSED, author=author, reason=reason)
    assert store.head() == 1


def test_the_second_of_two_is_shown_both_changes_and_loses_neither(store):
    assert publish(store, CLOSED) == Published(2)
    mine = edit(PUTUO, {"windows": {"A11": {"open": False}}})
    answer = publish(store, mine, author="wang")
    assert isinstance(answer, Outdated)
    assert answer.head == 2
    assert [d.where for d in answer.merge.mine] == ["windows.A11.open"]
    assert [d.where for d in answer.merge.theirs] == ["windows.A12.open"]
    assert publish(store, answer.merge.hall, base=2, author="wang") == Published(3)
    assert not any(store.hall().window_by_id[window].open for window in ("A11", "A12"))


def test_history_is_told_from_the_newest_on(store):
    publish(store, CLOSED)
    publish(store, PUTUO, base=2, reason="back")
    assert [entry.number for entry in store.history()] == [3, 2, 1]
    assert [entry.number for entry in store.history(limit=1, before=3)] == [2]


def test_an_old_revision_comes_back_as_a_new_one(store):
    publish(store, CLOSED)
    assert store.restore(1, author="li", reason="was wrong", at=NOON) == Published(3)
    assert same(store.hall(), PUTUO)
    assert store.entry(3).parent == 2


def test_a_revision_that_does_not_exist_is_named(store):
    with pytest.raises(HallError, match="no revision 9"):
        store.hall(9)


@pytest.mark.parametrize("statement", [
    "update revisions set author = 'x'", "delete from revisions",
    "insert or replace into revisions select * from revisions",
])  # fmt: skip
def test_the_file_itself_refuses_to_change_what_was_published(store, statement):
    with sqlite3.connect(store.path) as db, pytest.raises(sqlite3.IntegrityError):
        db.execute(statement)


def test_what_was_tampered_with_is_not_believed(store):
    publish(store, CLOSED)
    with sqlite3.connect(store.path) as db:
        db.execute("drop trigger revisions_stay")
        db.execute("update revisions set author = 'nobody' where number = 2")
    with pytest.raises(HallError, match="digest"):
        Store.open(store.path).hall(2)


def test_a_file_of_something_else_is_left_alone(tmp_path):
    with sqlite3.connect(tmp_path / "music.db") as db:
        db.execute("create table songs (title)")
    with pytest.raises(HallError, match="no store of halls"):
        Store.open(tmp_path / "music.db", PUTUO)
    (tmp_path / "text.db").write_text("not a database at all, but long enough to be taken for one" * 50)
    with pytest.raises(HallError, match="cannot be used"):
        Store.open(tmp_path / "text.db", PUTUO)


def test_without_a_first_hall_there_is_no_store(tmp_path):
    with pytest.raises(HallError, match="map import"):
        Store.open(tmp_path / "none.db")


def test_a_draft_waits_for_its_user(store):
    draft = Draft(1, store.hall()).edit({"windows": {"A12": {"open": False}}}, "close A12").undo()
    store.keep_draft("li", draft)
    assert Store.open(store.path).draft("li").redo().hall == draft.redo().hall
    assert store.draft("wang") is None
    store.drop_draft("li")
    assert store.draft("li") is None


def test_queues_keep_the_newest_news(store):
    old, new = (QueueState("A12", NOON + timedelta(seconds=s), 3 + s, 4.5, "A007") for s in (0, 10))
    store.put_queues([new])
    store.put_queues([old])
    assert store.queues() == (new,)


@pytest.mark.parametrize(("age", "holds"), [(0, True), (119, True), (121, False), (-20, True), (-3600, False)])
def test_news_of_a_queue_holds_for_two_minutes(age, holds):
    state = QueueState("A12", NOON - timedelta(seconds=age), 3)
    assert (fresh([state], NOON) == (state,)) is holds


def test_the_feed_tells_a_publication_once(store):
    feed = Feed(store)
    assert feed.poll(NOON).window_by_id["A12"].open
    assert feed.poll(NOON) is None
    publish(store, CLOSED)
    assert not feed.poll(NOON).window_by_id["A12"].open
    assert feed.poll(NOON) is None


def test_the_feed_tells_what_the_clock_changes(store):
    publish(store, edit(PUTUO, {"changes": {"lunch": {
        "since": "2026-11-24T12:30", "until": "2026-11-24T13:30", "changes": {"windows": {"A12": {"open": False}}},
    }}}))  # fmt: skip
    feed = Feed(store)
    minutes = {0: True, 29: None, 30: False, 89: None, 90: True}
    for minute, open_ in minutes.items():
        hall = feed.poll(NOON + timedelta(minutes=minute))
        assert (hall is None) == (open_ is None), minute
        assert hall is None or hall.window_by_id["A12"].open is open_


@pytest.mark.parametrize("number", [0, -1, 2**63, 10**30])
def test_a_number_that_no_revision_can_have_is_unknown_as_any_other(store, number):
    for ask in (store.hall, store.entry):
        with pytest.raises(HallError, match="no revision"):
            ask(number)
    assert store.history(before=10**30)
