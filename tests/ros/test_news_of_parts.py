"""What a conversation makes of its robot's parts that fall silent, come back, and start again."""

from types import SimpleNamespace

import pytest
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus

from robot_guide_ros import parts
from robot_guide_ros.parts import TELL_AFTER, Parts

OK, WARN, ERROR = DiagnosticStatus.OK, DiagnosticStatus.WARN, DiagnosticStatus.ERROR


class Watched:
    """Parts whose heartbeats and conditions come by hand, at a time that is set."""

    def __init__(self, node, monkeypatch):
        self.now, self.news = 0.0, []
        monkeypatch.setattr(parts, "time", SimpleNamespace(monotonic=lambda: self.now))
        guide = SimpleNamespace(resume=lambda: self.news.append("resumed"))
        voice = SimpleNamespace(lose=lambda: None, regain=lambda: None)
        self.parts = Parts(node, guide, voice, lambda one: self.news.append((one.part, one.back)), lambda: True)

    def passes(self, seconds):
        self.now += seconds
        self.parts.tick()

    def says(self, node, level):
        self.parts.take_conditions(DiagnosticArray(status=[DiagnosticStatus(name=f"/{node}", level=level)]))


@pytest.fixture
def watched(outside, monkeypatch):
    return Watched(outside.node, monkeypatch)


def test_nobody_is_told_of_what_was_away_for_a_moment(watched):
    watched.parts.changed("navigator", "gone")
    watched.passes(TELL_AFTER / 2)
    watched.parts.changed("navigator", "back")
    watched.passes(TELL_AFTER)
    assert watched.news == []


def test_a_navigator_that_was_started_again_is_back_when_it_can_drive_and_not_when_it_beats(watched):
    watched.parts.changed("navigator", "gone")
    watched.passes(TELL_AFTER / 2)
    watched.parts.changed("navigator", "anew")
    watched.says("navigator", WARN)
    watched.passes(TELL_AFTER)
    assert watched.news == [("navigator", False)]
    watched.says("navigator", ERROR)  # there, and does not know yet where it is
    watched.passes(TELL_AFTER)
    assert watched.news == [("navigator", False)]
    watched.says("navigator", OK)
    assert watched.news == [("navigator", False), ("navigator", True)]


def test_one_that_dies_again_before_it_can_drive_is_told_of_once(watched):
    for _ in range(3):
        watched.parts.changed("navigator", "gone")
        watched.passes(TELL_AFTER)
        watched.parts.changed("navigator", "anew")
    assert watched.news == [("navigator", False)]


def test_a_guide_that_was_started_again_is_asked_again_for_the_walk_that_it_forgot(watched):
    watched.parts.changed("guide", "anew")
    watched.passes(parts.SETTLE)
    assert watched.news == ["resumed"]
