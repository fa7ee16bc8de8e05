"""What a conversation makes of its robot's parts that fall silent, come back, and start again."""

from types import SimpleNamespace

import pytest
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from robot_guide_interfaces.msg import GuideState

from robot_guide_ros import parts
from robot_guide_ros.parts import TELL_AFTER, Parts

OK, WARN, ERROR = DiagnosticStatus.OK, DiagnosticStatus.WARN, DiagnosticStatus.ERROR


class Watched:
    """Parts whose heartbeats and conditions come by hand, at a time that is set."""

    def __init__(self, node, monkeypatch):
        self.now, self.news = 0.0, []
        monkeypatch.setattr(parts, "time", SimpleNamespace(monotonic=lambda: self.now))
        voice = SimpleNamespace(lose=lambda: None, regain=lambda: None)
        self.parts = Parts(node, voice, lambda one: self.news.append((one.part, one.back)), self.forgets)

    def forgets(self, held):
        self.news.append("forgotten, and that it was held" if held else "forgotten")

    def guide_is(self, phase, held=False):
        self.parts.take_guide_state(GuideState(phase=phase, held=held))


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


def test_a_guide_that_was_started_again_has_forgotten_the_walk_once_it_says_that_it_rests(watched):
    watched.guide_is("leading")  # before it died
    watched.parts.changed("guide", "anew")
    watched.passes(TELL_AFTER / 2)
    assert watched.news == []
    watched.guide_is("idle")
    watched.guide_is("idle")
    watched.passes(TELL_AFTER)
    assert watched.news == ["forgotten"]


def test_a_visitor_is_told_of_a_guide_that_takes_long_to_begin_again(watched):
    watched.parts.changed("guide", "anew")
    watched.passes(TELL_AFTER)
    assert watched.news == [("guide", False)]
    watched.guide_is("idle")
    assert watched.news == [("guide", False), ("guide", True), "forgotten"]


def test_a_guide_that_is_asked_by_somebody_else_meanwhile_is_left_with_that(watched):
    watched.parts.changed("guide", "anew")
    watched.guide_is("errand")
    watched.guide_is("idle")
    assert watched.news == []


def test_that_the_staff_had_stopped_the_robot_is_not_forgotten_with_the_guide(watched):
    watched.guide_is("paused", held=True)
    watched.parts.changed("guide", "anew")
    watched.guide_is("idle")
    assert watched.news == ["forgotten, and that it was held"]
    watched.guide_is("paused")  # they have let it go
    watched.parts.changed("guide", "anew")
    watched.guide_is("idle")
    assert watched.news[1:] == ["forgotten"]
