"""What stands in the way: asked, gone around, backed away from, each said once."""

import math
from dataclasses import replace

import pytest

from dialogue.meaning import Target
from hall_map.geometry import Pose2D
from robot_guide.guiding import Destination, DriveStatus, GuideConfig, GuideState, Look, Phase, Sighting, Tell, step
from robot_guide.navigation import DriveState

CONFIG = GuideConfig()
GOAL = Destination(Pose2D(20.0, 0.0), Target("window", "A01", "A01"), "A01")
LEADING = GuideState(Phase.LEADING, GOAL, started=True)


def play(poses, remaining, state=DriveState.WAITING, guide=LEADING, behind=0.9, makes_way=False):
    """The reports while the robot is seen at each of the poses, a tenth of a second apart."""
    told, now = [], 100.0
    for pose, left in zip(poses, remaining, strict=True):
        now += 0.1
        sighting = Sighting(True, True, behind, 0.5, 0.0, (pose.x - behind, pose.y))
        guide, commands = step(guide, Look(DriveStatus(pose, state, left, "", makes_way), sighting), now, CONFIG)
        told += [command.report for command in commands if isinstance(command, Tell)]
    return told


@pytest.mark.parametrize("yaw", [0.0, 1.0, math.pi, -2.0])
def test_who_backs_out_says_so_once(yaw):
    back = [Pose2D(5.0 - 0.01 * k * math.cos(yaw), -0.01 * k * math.sin(yaw), yaw) for k in range(15)]
    assert play(back, [15.0] * 15) == ["backs_out"]


def test_driving_on_and_a_better_estimate_of_where_it_is_are_no_backing_out():
    onward = [Pose2D(5.0 + 0.05 * k, 0.0, 0.0) for k in range(30)]
    assert play(onward, [15.0 - 0.05 * k for k in range(30)], DriveState.DRIVING) == []
    corrected = [Pose2D(5.0 if k < 10 else 4.6, 0.0, 0.0) for k in range(30)]
    assert play(corrected, [15.0] * 30, DriveState.DRIVING) == []


def test_another_way_is_told_when_it_is_much_longer_and_the_robot_was_blocked():
    stands = [Pose2D(5.0, 0.0, 0.0)] * 20
    assert play(stands, [15.0] * 10 + [19.0] * 10) == ["another_way"]
    assert play(stands, [15.0] * 10 + [16.0] * 10) == []
    assert play(stands, [15.0] * 10 + [19.0] * 10, DriveState.DRIVING) == []


def test_the_first_look_at_a_way_is_no_other_way():
    guide = replace(LEADING, blocked=99.0)
    assert play([Pose2D(5.0, 0.0, 0.0)], [40.0], guide=guide) == []


def test_a_robot_that_lets_another_one_go_first_asks_nobody_and_tells_its_visitor():
    stands = [Pose2D(5.0, 0.0, 0.0)] * 130
    assert play(stands, [15.0] * 130, makes_way=True) == ["makes_way", "makes_way"]
    assert play(stands, [15.0] * 130) == ["blocked", "blocked"]
    assert play(stands, [15.0] * 130, DriveState.DRIVING, makes_way=True) == []


@pytest.mark.parametrize(("off", "told"), [(0.75, ["blocked", "arrived"]), (1.5, ["blocked", "blocked"])])
def test_hemmed_in_right_before_the_window_they_have_arrived(off, told):
    """Somebody stands at the window and does not move: the visitor beside the robot is told that this is it."""
    stands = [Pose2D(20.0 - off, 0.0, 0.0)] * 150
    assert play(stands, [off] * 150) == told


def test_a_visitor_who_is_not_there_yet_has_not_arrived_with_a_robot_that_is_hemmed_in():
    stands = [Pose2D(20.0 - 0.75, 0.0, 0.0)] * 150
    assert play(stands, [0.75] * 150, behind=2.5) == ["blocked", "blocked"]
