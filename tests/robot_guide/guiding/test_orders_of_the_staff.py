"""What the staff order: a robot that they stop stands whatever it is told; one that they call goes there alone."""

import pytest

from dialogue.acts import GoHome, Lead, ResumeLeading
from dialogue.meaning import Target
from hall_map import edit, load
from robot_guide.guiding import DriveStatus, DriveTo, Escort, EscortOutput, GuideConfig, Halt
from robot_guide.navigation import DriveState

HALL = load("maps/putuo")
INVOICE = Lead(Target("service", "invoice", "发票"), "B03")


@pytest.fixture
def escort():
    return Escort(HALL, "xiao_hui", GuideConfig())


def drives(output):
    assert isinstance(output, EscortOutput), output
    return [command.pose for command in output.commands if isinstance(command, DriveTo)]


def arrive(escort, now):
    pose = escort.destination.pose
    return escort.update(DriveStatus(pose, DriveState.ARRIVED, 0.0), (), now)


def test_a_robot_is_called_to_a_window_and_waits_there(escort):
    assert drives(escort.order("call", "A05", 0.0)) == [HALL.window_by_id["A05"].stop]
    assert escort.phase == "errand"
    output = arrive(escort, 5.0)
    assert [event.event for event in output.events] == ["errand_arrived"]
    assert output.reports == (), "no visitor has to be told"
    assert escort.phase == "idle"


def test_a_robot_is_sent_home(escort):
    escort.order("call", "water", 0.0)
    assert drives(escort.order("home", "", 1.0)) == [HALL.dock_of["xiao_hui"].pose]


def test_a_place_that_the_hall_does_not_have_is_named(escort):
    assert escort.order("call", "Z99", 0.0) == "unknown_place"
    assert escort.phase == "idle"


@pytest.mark.parametrize("kind", ["call", "home"])
def test_a_robot_that_leads_somebody_is_not_called_away(escort, kind):
    escort.handle(INVOICE, 0.0)
    assert escort.order(kind, "A05", 1.0) == "busy"
    assert escort.phase == "leading"


@pytest.mark.parametrize("act", [INVOICE, GoHome(), ResumeLeading()])
def test_a_robot_that_is_stopped_stands_whatever_it_is_told_until_it_is_released(escort, act):
    escort.handle(INVOICE, 0.0)
    assert escort.order("stop", "", 1.0).commands == (Halt(),)
    assert drives(escort.handle(act, 2.0)) == []
    for second in range(3, 400):
        pose = HALL.dock_of["xiao_hui"].pose
        assert drives(escort.update(DriveStatus(pose, DriveState.IDLE, 0.0), (), float(second))) == []
    assert escort.held
    expected = HALL.dock_of["xiao_hui"].pose if isinstance(act, GoHome) else HALL.window_by_id["B03"].stop
    assert drives(escort.order("continue", "", 400.0)) == [expected]
    assert not escort.held


def test_a_robot_that_is_stopped_while_it_stands_does_not_set_out(escort):
    escort.order("stop", "", 0.0)
    assert drives(escort.handle(INVOICE, 1.0)) == []
    assert drives(escort.order("continue", "", 2.0)) == [HALL.window_by_id["B03"].stop]


def test_where_a_robot_was_called_to_may_move_while_it_is_on_its_way(escort):
    escort.order("call", "A05", 0.0)
    moved = edit(HALL, {"windows": {"A05": {"stop": {"x": 20.0, "y": 20.5}}}})
    escort.change_hall(moved)
    pose = HALL.dock_of["xiao_hui"].pose
    output = escort.update(DriveStatus(pose, DriveState.DRIVING, 9.0), (), 1.0)
    assert drives(output) == [moved.window_by_id["A05"].stop]
    assert escort.phase == "errand"


def reports(output):
    return [report.report for report in output.reports]


def test_the_conversation_knows_that_the_robot_may_not_go(escort):
    assert reports(escort.order("stop", "", 0.0)) == ["held"]
    assert reports(escort.order("stop", "", 1.0)) == []
    assert "held" in reports(escort.handle(INVOICE, 2.0)), "whoever leads is told with the walk that it has to wait"
    assert "released" in reports(escort.order("continue", "", 3.0))
