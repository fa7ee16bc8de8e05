"""What a service tells systemd."""

import socket

import pytest

from robot_guide.shells import processes
from robot_guide.shells.service_notice import notify


@pytest.fixture
def systemd(tmp_path, monkeypatch):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(5.0)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        yield lambda: listener.recv(100).decode()


def test_nobody_is_told_where_nobody_listens(monkeypatch, tmp_path):
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    assert not notify("READY=1")
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nowhere"))
    assert not notify("READY=1")


def test_a_graph_says_that_it_is_up_then_that_it_turns_then_that_it_stops(systemd, monkeypatch, tmp_path):
    turns = iter([False, False, True])
    monkeypatch.setattr(processes, "stop_signal", lambda: Stopped(lambda: next(turns)))
    assert processes.run_graph((), folder=tmp_path / "run", tell=lambda _: None) == 0
    assert [systemd() for _ in range(4)] == ["READY=1", "WATCHDOG=1", "WATCHDOG=1", "STOPPING=1"]


class Stopped:
    def __init__(self, asked):
        self.asked = asked

    def __enter__(self):
        return self.asked

    def __exit__(self, *_):
        return None
