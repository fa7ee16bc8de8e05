"""`kill -9` at any instant of a publish leaves the old or the new revision, never a mixture, and no draft is lost."""

import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from datetime import datetime, timezone

import pytest

from hall_map import load
from hall_map.differences import same
from hall_map.drafting import Draft
from hall_map.store import Store, database, revisions

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=timezone.utc)
PUTUO = load("maps/putuo")
SMALL = replace(PUTUO, services=PUTUO.services[:20])  # it is read back hundreds of times
CLOSE = {"windows": {"A12": {"open": False}}}
PUBLISHER = """
import sys
from dataclasses import replace
from datetime import datetime, timezone
from hall_map.store import Store

store = Store.open(sys.argv[1])
hall = store.hall()
windows = {window.id: window for window in hall.windows}
while True:
    base = store.head()
    # both windows carry the number of the revision: a mixture would show two different ones
    names = {"zh": f"第{base + 1}次", "en": f"No. {base + 1}", "ko": f"{base + 1}번"}
    changed = tuple(replace(w, names=names) if w.id in ("A01", "D06") else w for w in hall.windows)
    number = store._insert(replace(hall, windows=changed), base, "loop", "test", datetime.now(timezone.utc)) + 1
    print(number, flush=True)
"""
KILLS = 8
EACH = 3  # steps of SQLite's machine
TORN = 1531  # bytes more that a file may have, from one kill to the next; no multiple of a page


def begun(folder):
    """A store with one revision and a draft upon it."""
    folder.mkdir()
    store = Store.open(folder / "hall.db", SMALL, at=NOON)
    draft = Draft(1, store.hall()).edit(CLOSE, "close A12")
    store.keep_draft("li", draft)
    return store, draft


def killed(arm, instant, draft, path):
    """Publish in a process that is killed at an instant. Returns: whether it came to that.

    `arm` sees to that, in the process that is to die.
    """
    child = os.fork()
    if child == 0:
        try:
            arm(instant)
            Store.open(path).publish(draft.hall, base=1, author="li", reason="lunch", at=NOON, draft_of="li")
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def at_a_statement(instant):
    connect_with(lambda connection, pass_one: connection.set_trace_callback(pass_one), instant)


def at_a_step_of_a_statement(instant):
    connect_with(lambda connection, pass_one: connection.set_progress_handler(pass_one, EACH), instant)


def connect_with(watch, instant):
    passed, connect = 0, sqlite3.connect

    def pass_one(*_):
        nonlocal passed
        passed += 1
        if passed == instant:
            os.kill(os.getpid(), signal.SIGKILL)

    def watched(*arguments, **options):
        connection = connect(*arguments, **options)
        watch(connection, pass_one)
        return connection

    database.sqlite3.connect = watched


def in_the_middle_of_a_write(instant):
    """The kernel ends the process at the first byte beyond a file's allowed length: what it wrote is torn there."""
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (instant * TORN, instant * TORN))


def assert_old_or_new(path, draft):
    """Returns: the newest revision, 1 or 2."""
    store = Store.open(path)
    head = store.head()
    assert [entry.number for entry in store.history()] == [*range(head, 0, -1)]
    halls = [store.hall(number) for number in range(1, head + 1)]  # the chain of hashes holds, or this raises
    if head == 1:
        assert store.draft("li").hall == draft.hall, "what is not published is still there to be published"
    else:
        assert same(halls[-1], draft.hall)
        assert store.draft("li") is None, "what is published is no draft any more"
    return head


@pytest.mark.parametrize("arm", [
    at_a_statement, in_the_middle_of_a_write, pytest.param(at_a_step_of_a_statement, marks=pytest.mark.slow),
])  # fmt: skip
def test_a_publisher_killed_at_every_instant_leaves_the_old_or_the_new_revision(tmp_path, monkeypatch, arm):
    monkeypatch.setattr(revisions, "validate", lambda *_: ())  # it does not touch the file
    store, draft = begun(tmp_path / "0")
    killings = 0
    while killed(arm, killings + 1, draft, store.path):
        killings += 1
        if assert_old_or_new(store.path, draft) == 2:
            store, draft = begun(tmp_path / str(killings))
    assert assert_old_or_new(store.path, draft) == 2, "the last one was let live"
    assert killings > 10


@pytest.mark.slow
def test_a_publisher_that_is_killed_leaves_whole_revisions_only(tmp_path):
    path, random_ = tmp_path / "hall.db", random.Random(3)
    Store.open(path, PUTUO)
    published = 1
    for _ in range(KILLS):
        process = subprocess.Popen([sys.executable, "-c", PUBLISHER, str(path)], stdout=subprocess.PIPE, text=True)
        assert int(process.stdout.readline()) > published
        time.sleep(random_.uniform(0.0, 0.2))  # the instant is what the test is about: any will do
        process.send_signal(signal.SIGKILL)
        told = [int(line) for line in process.stdout.read().split("\n")[:-1]]
        process.wait()
        store = Store.open(path)
        published = max([published + 1, *told])
        assert store.head() in (published, published + 1), "what was told as published is there"
        published = store.head()
        assert [entry.number for entry in store.history(limit=10**6)] == [*range(published, 0, -1)]
        newest = store.hall().window_by_id
        assert newest["A01"].names["en"] == newest["D06"].names["en"] == f"No. {published}"
    assert all(store.hall(number).revision == number for number in range(1, published + 1))
