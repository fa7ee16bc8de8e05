"""Events of a run become sentences, the same ones whichever way its moments are played."""

import pytest

from hall_map import Pose2D
from robot_guide.event import Event
from robot_guide.watching.chronicle import Chronicle
from robot_guide.watching.moment import Moment, RobotMoment

B03 = {"kind": "window", "id": "B03", "name": "税务窗口B03"}
A02 = {"kind": "window", "id": "A02", "name": "综合窗口A02"}


def moment(t, *events):
    here = Pose2D(0.0, 0.0, 0.0)
    robots = tuple(RobotMoment(name, here) for name in ("xiao_pu", "xiao_hui"))
    return Moment(t, robots, events=tuple(Event(t, robot, kind, data) for robot, kind, data in events))


def heard(robot):
    return robot, "heard", {"text": "带我去B03窗口", "language": "zh"}


@pytest.fixture
def run():
    """Two robots with a visitor each."""
    return (
        moment(0.0),
        moment(1.0, heard("xiao_pu"), ("xiao_pu", "leads", {"target": B03, "window": "B03", "remaining": 20.0})),
        moment(2.0, heard("xiao_hui"), ("xiao_hui", "leads", {"target": A02, "window": "A02", "remaining": 9.0})),
        moment(3.0, ("xiao_pu", "no_route", {})),
        moment(4.0, ("xiao_pu", "home", {})),
        moment(5.0, heard("xiao_pu")),
    )


def sentences(told):
    return [each.line.en for each in told]


def test_each_event_is_a_sentence_of_its_robot(run):
    told = Chronicle(None).until(run[:3])
    assert [each.event.event for each in told] == ["heard", "leads"] * 2
    assert [each.line.robot for each in told] == ["xiao_pu", "xiao_pu", "xiao_hui", "xiao_hui"]
    assert "Xiao Pu sets off to window B03, about 20 m." in sentences(told)


def test_a_robot_is_not_told_of_with_the_destination_of_the_other(run):
    assert "window B03" in sentences(Chronicle(None).until(run[:4]))[-1]


def test_whoever_comes_after_a_robot_has_gone_home_is_somebody_else(run):
    told = sentences(Chronicle(None).until(run))
    assert [line for line in told if "visitor" in line.lower()][-1] == "A visitor walks up and speaks."


def test_going_back_and_on_again_tells_nothing_twice_or_otherwise(run):
    straight, played = Chronicle(None), Chronicle(None)
    for length in (4, 2, 6, 1, 6):
        told = played.until(run[:length])
    assert told == straight.until(run)
    assert played.until(run[:2]) == straight.until(run[:2])
    assert all(each.event.t <= 1.0 for each in played.until(run[:2]))


def test_an_event_without_a_sentence_is_left_out():
    assert Chronicle(None).until((moment(0.0, ("xiao_pu", "wheel_turned", {})),)) == ()
