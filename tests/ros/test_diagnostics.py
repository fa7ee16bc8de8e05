"""When a node tells how it is."""

import time
from types import SimpleNamespace

import pytest

from robot_guide_ros import reporting
from robot_guide_ros.reporting import ERROR, OK, WARN, Diagnostics


class Told:
    """Diagnostics whose condition and clock are set by hand."""

    def __init__(self, node, monkeypatch):
        self.now, self.condition, self.messages = 100.0, (WARN, "waiting", {}), []
        clock = SimpleNamespace(monotonic=lambda: self.now, process_time=time.process_time)
        monkeypatch.setattr(reporting, "time", clock)
        self.diagnostics = Diagnostics(node, lambda: self.condition)
        self.diagnostics.timer.cancel()
        self.diagnostics.publisher = SimpleNamespace(publish=self.messages.append)

    def after(self, seconds, *condition):
        """How many messages there have been, `seconds` later."""
        self.now += seconds
        self.condition = (*condition, {}) if condition else self.condition
        self.diagnostics.look()
        return len(self.messages)


@pytest.fixture
def told(outside, monkeypatch):
    return Told(outside.node, monkeypatch)


def test_a_level_that_has_changed_is_told_at_the_next_look_and_anything_else_once_a_second(told):
    assert told.after(0.0) == 1
    assert told.after(0.2) == told.after(0.2, WARN, "waiting for something else") == 1
    assert told.after(0.6) == 2
    assert told.after(0.2, OK, "well") == 3
    assert told.after(0.2) == 3
    assert told.after(0.2, ERROR, "a fault") == 4
    assert told.after(0.2, OK, "well") == 5
    assert [msg.status[0].message for msg in told.messages[-3:]] == ["well", "a fault", "well"]
    assert [told.after(0.2) for _ in range(5)] == [5, 5, 5, 5, 6]
