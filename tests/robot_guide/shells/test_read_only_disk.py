"""A disk that becomes read-only, as Linux makes one that fails: robots go on, staff are told why nothing is saved."""

import os
import subprocess
import sys
import time
from datetime import datetime, timezone
from pathlib import Path

import pytest

from hall_map import HallError, edit, load
from hall_map.store import Published, Store
from robot_guide.graph import ProcessSpec
from robot_guide.shells import writable
from robot_guide.shells.processes import Supervisor, SupervisorConfig

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=timezone.utc)
LOOP = """
from numba import njit
from robot_guide.compiled import told

@njit(cache=True)
def total(n):
    found = 0
    for i in range(n):
        found += i
    return found

if __name__ == "__main__":
    import loop
    with told(lambda *_: None) as compiled:
        print(loop.total(5), compiled.count)
"""


class Disk:
    """A file system of its own in a folder."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        self.mount("-t", "tmpfs", "robot-guide-test", str(folder))

    def mount(self, *arguments):
        done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"no file systems can be mounted here: {done.stderr.strip()}")

    def becomes(self, how):
        self.mount("-o", f"remount,{how}", str(self.folder))


@pytest.fixture
def disk(tmp_path):
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux may mount a file system")
    made = Disk(tmp_path / "disk")
    yield made
    subprocess.run(["umount", "--lazy", str(made.folder)], check=True)


@pytest.fixture
def memory(tmp_path, monkeypatch):
    """Where things go that the disk cannot take; not what the whole machine shares."""
    folder = tmp_path / "memory"
    folder.mkdir()
    monkeypatch.setattr(writable, "MEMORY", folder)
    writable.in_memory.cache_clear()
    yield folder
    writable.in_memory.cache_clear()


def test_a_store_is_read_and_refuses_a_publication_until_its_disk_can_be_written_again(disk):
    putuo = load("maps/putuo")
    closed = edit(putuo, {"windows": {"A12": {"open": False}}})
    publication = {"base": 1, "author": "li", "reason": "lunch", "at": NOON, "accept_warnings": True}
    store = Store.open(disk.folder / "hall.db", putuo, at=NOON)
    disk.becomes("ro")
    assert Store.open(store.path).hall(1) == store.hall(1)
    with pytest.raises(HallError, match="read-only"):
        store.publish(closed, **publication)
    assert store.head() == 1
    disk.becomes("rw")
    assert store.publish(closed, **publication) == Published(2)
    assert not store.hall(2).window_by_id["A12"].open


def test_a_node_that_dies_is_started_again_with_its_log_in_memory(disk, memory, tmp_path):
    program = tmp_path / "lib" / "pkg" / "node"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\necho "$ROS_LOG_DIR"\nexec sleep 60\n')
    program.chmod(0o755)
    environment = {**os.environ, "AMENT_PREFIX_PATH": str(tmp_path), "ROS_LOG_DIR": str(disk.folder / "logs" / "ros")}
    quick = SupervisorConfig(first_delay=0.01, patience=2.0)
    with Supervisor([ProcessSpec("node", "pkg", "node", "")], disk.folder / "logs", environment, quick) as some:
        (entry,) = some.running
        first = entry.log
        entry.process.kill()
        entry.process.wait()
        disk.becomes("ro")
        until(lambda: (some.poll(), entry.process and entry.log != first)[1])
        told = until(lambda: entry.log.read_text())
    assert first.parent == disk.folder / "logs"
    assert entry.log.is_relative_to(memory)
    assert Path(told.strip()).is_relative_to(memory)


@pytest.mark.parametrize("named", ["", "compiled"])
def test_what_was_compiled_is_not_compiled_again(disk, memory, named):
    (disk.folder / "loop.py").write_text(LOOP)
    assert run(disk, memory, named) == "10 1"
    disk.becomes("ro")
    assert run(disk, memory, named) == "10 0"
    assert list(memory.rglob("loop.total-*.nbc"))


def test_what_another_user_has_put_into_memory_is_not_run(memory):
    made = memory / f"robot-guide-{os.getuid()}"
    made.mkdir(mode=0o777)
    made.chmod(0o777)
    with pytest.raises(PermissionError, match="belongs to somebody else"):
        writable.in_memory()


def run(disk, memory, named):
    """What the loop says, by a program that keeps compiled code beside it, or in a folder of the disk that is named."""
    code = f"from pathlib import Path; import runpy; from robot_guide.shells import writable; \
writable.MEMORY = Path({str(memory)!r}); runpy.run_module('loop', run_name='__main__')"
    names = {"NUMBA_CACHE_LOCATOR_CLASSES": writable.LOCATORS, "XDG_CACHE_HOME": str(disk.folder / "cache")}
    path = os.pathsep.join([str(disk.folder), *filter(None, sys.path)])
    environment = {**os.environ, **names, "PYTHONPATH": path}
    environment["NUMBA_CACHE_DIR"] = str(disk.folder / named) if named else ""
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def until(condition, seconds=20.0):
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)
    return result
