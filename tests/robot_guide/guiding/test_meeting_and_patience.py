"""Another robot's visitor is gone to and met; who needs time is given it."""

import pytest

from dialogue.acts import Lead, Meet, SetPace
from dialogue.meaning import Target
from hall_map import load
from hall_map.geometry import Pose2D
from robot_guide.guiding import DriveStatus, DriveTo, Escort, GuideConfig, Halt, LimitSpeed
from robot_guide.navigation import DriveState
from robot_guide.sensing import PersonTrack

HALL = load("maps/putuo")
CONFIG = GuideConfig()
START = HALL.dock_of["xiao_hui"].pose
THERE = (START.x - 6.0, START.y)


@pytest.fixture
def escort():
    return Escort(HALL, "xiao_hui", CONFIG)


def reports(output):
    return [report.report for report in output.reports]


def test_it_goes_to_the_visitor_and_says_when_it_is_with_them(escort):
    sent = escort.handle(Meet(THERE), 0.0)
    assert [command.pose.xy for command in sent.commands if isinstance(command, DriveTo)] == [THERE]
    assert escort.phase == "meeting"
    assert reports(escort.update(DriveStatus(START, DriveState.DRIVING, 6.0), (), 1.0)) == []
    near = Pose2D(THERE[0] + 1.5, THERE[1])
    met = escort.update(DriveStatus(near, DriveState.DRIVING, 1.5), (), 6.0)
    assert reports(met) == ["met"]
    assert Halt(gently=True) in met.commands
    assert escort.phase == "idle"


def test_who_stands_around_the_visitor_keeps_it_from_nobody(escort):
    """The other robot may stand where the visitor was told to be at, and its own people around it."""
    escort.handle(Meet(THERE), 0.0)
    beside = Pose2D(THERE[0] + 2.2, THERE[1])
    assert reports(escort.update(DriveStatus(beside, DriveState.DRIVING, 2.2), (), 1.0)) == []
    assert reports(escort.update(DriveStatus(beside, DriveState.WAITING, 2.2), (), 2.0)) == ["met"]


def test_a_visitor_behind_a_wall_is_not_met_there(escort):
    escort.handle(Meet(THERE), 0.0)
    across = Pose2D(THERE[0], THERE[1] + 1.5)
    assert reports(escort.update(DriveStatus(across, DriveState.DRIVING, 1.5), (), 0.1)) == [], "not known yet"
    assert reports(escort.update(DriveStatus(across, DriveState.DRIVING, 9.0), (), 1.0)) == []
    assert reports(escort.update(DriveStatus(across, DriveState.WAITING, 9.0), (), 2.0)) == []
    assert reports(escort.update(DriveStatus(across, DriveState.DRIVING, 1.9), (), 3.0)) == ["met"]


def test_who_stands_in_the_way_to_the_visitor_is_asked_to_let_it_pass(escort):
    escort.handle(Meet(THERE), 0.0)
    on_the_way = DriveStatus(Pose2D(THERE[0] + 3.0, THERE[1]), DriveState.WAITING, 3.0)
    escort.update(on_the_way, (), 1.0)
    assert reports(escort.update(on_the_way, (), 1.1 + CONFIG.blocked_after)) == ["blocked"]


def test_a_visitor_who_cannot_be_reached_is_told_of(escort):
    escort.handle(Meet(THERE), 0.0)
    assert reports(escort.update(DriveStatus(START, DriveState.FAILED, 6.0, "no way"), (), 1.0)) == ["no_route"]


def test_the_staff_may_have_the_visitor_handed_over(escort):
    escort.handle(Lead(Target("window", "A05", "A05"), "A05"), 0.0)
    assert reports(escort.order("hand_over", "", 1.0)) == ["called_away"]
    assert escort.phase == "leading", "the conversation decides what to do about it"


@pytest.mark.parametrize("patience", [1.0, 1.5])
def test_an_elder_visitor_is_waited_for_longer_and_led_slower(escort, patience):
    out = escort.handle(Lead(Target("window", "A05", "A05"), "A05"), 0.0)
    out = escort.handle(SetPace(0.7, patience), 0.1)
    assert out.commands == (LimitSpeed(pytest.approx(0.7 * CONFIG.speed)),)
    gone, given_up, now = (), None, 0.2
    status = DriveStatus(START, DriveState.DRIVING, 10.0)
    escort.update(status, (PersonTrack(1, START.x + 1.0, START.y, 0.0, 0.0, now),), now)
    while given_up is None and now < 120.0:
        now += 0.2
        if "visitor_lost" in reports(escort.update(status, gone, now)) or escort.phase == "searching":
            given_up = now
    assert given_up == pytest.approx(0.2 + CONFIG.out_of_sight + CONFIG.search_after * patience, abs=1.0)
