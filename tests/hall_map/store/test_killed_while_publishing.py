"""`kill -9` at any instant of a publish leaves the old or the new revision, never a mixture."""

import random
import signal
import subprocess
import sys
import time

import pytest

from hall_map import load
from hall_map.store import Store

PUBLISHER = """
import sys
from dataclasses import replace
from datetime import datetime, timezone
from hall_map.store import Store

store = Store.open(sys.argv[1])
hall = store.hall()
windows = {window.id: window for window in hall.windows}
print("ready", flush=True)
while True:
    base = store.head()
    # both windows carry the number of the revision: a mixture would show two different ones
    names = {"zh": f"第{base + 1}次", "en": f"No. {base + 1}", "ko": f"{base + 1}번"}
    changed = tuple(replace(w, names=names) if w.id in ("A01", "D06") else w for w in hall.windows)
    number = store._insert(replace(hall, windows=changed), base, "loop", "test", datetime.now(timezone.utc)) + 1
    print(number, flush=True)
"""
KILLS = 12


@pytest.mark.slow
def test_a_publisher_that_is_killed_leaves_whole_revisions_only(tmp_path):
    path, random_ = tmp_path / "hall.db", random.Random(3)
    Store.open(path, load("maps/putuo"))
    published = 1
    for _ in range(KILLS):
        process = subprocess.Popen([sys.executable, "-c", PUBLISHER, str(path)], stdout=subprocess.PIPE, text=True)
        assert process.stdout.readline() == "ready\n"
        time.sleep(random_.uniform(0.0, 0.12))  # the instant is what the test is about: any will do
        process.send_signal(signal.SIGKILL)
        told = [int(line) for line in process.stdout.read().split("\n")[:-1]]
        process.wait()
        store = Store.open(path)
        published = max([published, *told])
        assert store.head() in (published, published + 1), "what was told as published is there"
        published = store.head()
        assert [entry.number for entry in store.history(limit=10**6)] == [*range(published, 0, -1)]
        newest = store.hall().window_by_id
        if published > 1:
            assert newest["A01"].names["en"] == newest["D06"].names["en"] == f"No. {published}"
    assert published > 1
    assert all(store.hall(number).revision == number for number in range(1, published + 1))
