"""A disk that is full, a file that is damaged: what was published stays, and what is wrong is said."""

import random
import resource
import signal
from contextlib import contextmanager, suppress
from datetime import datetime, timezone

import pytest

from hall_map import HallError, edit, load
from hall_map.store import Feed, Published, Store

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=timezone.utc)
PUTUO = load("maps/putuo")
CLOSED = edit(PUTUO, {"windows": {"A12": {"open": False}}})


@pytest.fixture
def store(tmp_path):
    return Store.open(tmp_path / "hall.db", PUTUO, at=NOON)


def publish(store, hall, base):
    return store.publish(hall, base=base, author="li", reason="lunch", at=NOON, accept_warnings=True)


@contextmanager
def no_file_beyond(size):
    """A full disk, for this process: no file may grow beyond `size` bytes."""
    limits, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_refuses_a_publication_with_a_remedy_and_takes_it_when_there_is_room_again(store):
    assert publish(store, CLOSED, 1) == Published(2)
    opened = edit(store.hall(2), {"windows": {"A12": {"open": True}}})
    with no_file_beyond(1024), pytest.raises(HallError, match="is it full"):
        publish(store, opened, 2)
    assert Store.open(store.path).head() == 2
    assert publish(store, opened, 2) == Published(3)


def test_a_journal_that_was_cut_off_loses_nothing_that_was_confirmed_before_it(store):
    publish(store, CLOSED, 1)
    kept = store.path.read_bytes()
    other = store.path.with_name("copy.db")
    other.write_bytes(kept)
    other.with_name("copy.db-wal").write_bytes(b"\x37\x7f\x06\x82" + bytes(100))
    assert not Store.open(other).hall(2).window_by_id["A12"].open


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """The bytes of a store of two revisions."""
    store = Store.open(tmp_path_factory.mktemp("sound") / "hall.db", PUTUO, at=NOON)
    publish(store, CLOSED, 1)
    return store.path.read_bytes()


@pytest.mark.parametrize("seed", range(40))
def test_flipped_bits_are_found_or_change_nothing(sound, tmp_path, seed):
    content, chance = bytearray(sound), random.Random(seed)
    for _ in range(1 + seed):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path = tmp_path / "hall.db"
    path.write_bytes(content)
    # Whatever is raised beside a HallError fails the test.
    with suppress(HallError):
        damaged = Store.open(path)
        assert damaged.hall().window_by_id["A12"].open == (damaged.head() == 1)
        damaged.history()
        damaged.queues()


def test_a_hall_that_could_not_be_read_for_a_moment_is_followed_as_soon_as_it_can(store, monkeypatch):
    feed = Feed(store)
    feed.poll(NOON)
    publish(store, CLOSED, 1)

    def fails(number=None):
        raise HallError(str(store.path), "cannot be read", "Wait.")

    with monkeypatch.context() as patch:
        patch.setattr(store, "hall", fails)
        with pytest.raises(HallError):
            feed.poll(NOON)
    assert not feed.poll(NOON).window_by_id["A12"].open
