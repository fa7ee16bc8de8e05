"""The escort in the hall of Putuo: acts in, drives and reports out."""

from functools import cache
from pathlib import Path

import pytest

import hall_map
from dialogue.acts import GoHome, Lead, PauseLeading, ResumeLeading, SetPace, StopLeading
from dialogue.meaning import Target
from hall_map.geometry import Pose2D
from robot_guide.guiding import DriveStatus, DriveTo, Escort, GuideConfig, Halt, LimitSpeed
from robot_guide.navigation import DriveState
from robot_guide.sensing import PersonTrack

WINDOW = Target("window", "A03", "A03")


@cache
def putuo():
    return hall_map.load(Path(__file__).parents[3] / "maps/putuo")


@pytest.fixture
def escort():
    return Escort(putuo(), "xiao_pu", GuideConfig())


def status(state=DriveState.DRIVING, pose=None, remaining=9.0, failure=""):
    return DriveStatus(pose or Pose2D(19.9, 4.7), state, remaining, failure)


def beside(drive, now):
    return [PersonTrack(1, drive.pose.x + 1.0, drive.pose.y, 0.0, 0.0, now)]


def names(output):
    return [event.event for event in output.events]


def test_a_window_is_led_to_at_its_stop_pose(escort):
    (command,) = escort.handle(Lead(WINDOW), 0.0).commands
    assert command == DriveTo(putuo().window_by_id["A03"].stop, GuideConfig().speed)


def test_a_service_is_led_to_the_window_that_the_conversation_chose(escort):
    service = next(s for s in putuo().services if len(putuo().open_windows_of(s.id)) > 1)
    chosen = putuo().open_windows_of(service.id)[1]
    (command,) = escort.handle(Lead(Target("service", service.id, "?"), chosen.id), 0.0).commands
    assert command.pose == chosen.stop


def test_every_service_window_and_place_of_the_hall_is_led_to(escort):
    hall = putuo()
    targets = [Target("service", s.id, "") for s in hall.services if hall.open_windows_of(s.id)]
    targets += [Target("window", w.id, "") for w in hall.windows] + [Target("place", p.id, "") for p in hall.places]
    for target in targets:
        assert escort.knows(target.kind, target.id)
        assert isinstance(escort.handle(Lead(target), 0.0).commands[0], DriveTo)


UNKNOWN = (Target("window", "Z99", ""), Target("place", "moon", ""), Target("service", "", ""))


@pytest.mark.parametrize("target", UNKNOWN)
def test_what_the_hall_does_not_have_is_no_route_with_a_reason(escort, target):
    assert not escort.knows(target.kind, target.id)
    output = escort.handle(Lead(target), 0.0)
    assert [report.report for report in output.reports] == ["no_route"]
    assert "has no" in output.events[0].data["reason"]
    assert output.commands == (Halt(gently=True),)


def test_a_service_whose_windows_are_all_closed_is_no_route():
    service = next(s for s in putuo().services if s.windows)
    hall = hall_map.edit(putuo(), {"windows": {w: {"open": False} for w in service.windows}})
    output = Escort(hall, "xiao_pu", GuideConfig()).handle(Lead(Target("service", service.id, "?")), 0.0)
    assert "open" in output.events[0].data["reason"]


def test_the_walk_is_told_as_a_story(escort):
    escort.handle(Lead(WINDOW), 0.0)
    stop = putuo().window_by_id["A03"].stop
    on_way, there = status(), status(DriveState.ARRIVED, stop, 0.0)
    assert names(escort.update(on_way, beside(on_way, 0.1), 0.1)) == ["leads"]
    arrived = escort.update(there, beside(there, 0.2), 0.2)
    assert names(arrived) == ["arrived"]
    assert arrived.events[0].data == {"target": {"kind": "window", "id": "A03", "name": "A03"}, "window": "A03"}
    escort.handle(GoHome(), 1.0)
    assert names(escort.update(status(DriveState.ARRIVED), [], 1.1)) == ["home"]
    assert escort.phase == "idle"


def test_stop_halts_in_the_same_moment_and_pause_goes_on_later(escort):
    escort.handle(Lead(WINDOW), 0.0)
    escort.update(status(), beside(status(), 0.1), 0.1)
    assert escort.handle(PauseLeading(), 0.2).commands == (Halt(),)
    assert isinstance(escort.handle(ResumeLeading(), 5.0).commands[0], DriveTo)
    assert escort.handle(SetPace(0.5), 5.1).commands == (LimitSpeed(0.5 * GuideConfig().speed),)
    output = escort.handle(StopLeading(), 6.0)
    assert output.commands == (Halt(),)
    assert [report.report for report in output.reports] == ["cancelled"]


def test_a_window_that_is_moved_on_the_way_is_gone_to_where_it_is_now(escort):
    escort.handle(Lead(WINDOW), 0.0)
    escort.update(status(), beside(status(), 0.1), 0.1)
    moved = hall_map.edit(putuo(), {"windows": {"A03": {"stop": {"x": 18.0, "y": 20.8, "yaw_degrees": -90}}}})
    escort.change_hall(moved)
    output = escort.update(status(), beside(status(), 0.2), 0.2)
    assert output.commands[0].pose == moved.window_by_id["A03"].stop


def test_a_revision_that_changes_nothing_on_the_way_does_not_disturb_the_walk(escort):
    escort.handle(Lead(WINDOW), 0.0)
    escort.update(status(), beside(status(), 0.1), 0.1)
    escort.change_hall(hall_map.edit(putuo(), {"windows": {"B01": {"open": False}}}))
    assert escort.update(status(), beside(status(), 0.2), 0.2).commands == ()


def test_a_place_that_is_taken_away_on_the_way_ends_the_walk_with_the_reason(escort):
    escort.handle(Lead(Target("place", "water", "water")), 0.0)
    escort.change_hall(hall_map.edit(putuo(), {"places": {"water": None}}))
    output = escort.update(status(), beside(status(), 0.2), 0.2)
    assert [report.report for report in output.reports] == ["no_route"]
    assert "water" in output.events[0].data["reason"]


def test_a_robot_without_a_dock_cannot_start():
    with pytest.raises(ValueError, match="no dock for 'robby'; there are docks for xiao_pu, xiao_hui"):
        Escort(putuo(), "robby", GuideConfig())


def test_the_way_home_is_counted_from_where_it_goes(escort):
    assert escort.metres_home == 0.0
    escort.handle(Lead(WINDOW), 0.0)
    assert escort.metres_home == putuo().window_by_id["A03"].stop.distance_to(putuo().dock_of["xiao_pu"].pose)
    escort.handle(GoHome(), 1.0)
    assert escort.metres_home == 0.0
