"""The reception and people: a greeting for who comes up, no secrets in what is told, a visitor for a colleague."""

import datetime as dt
import math

import pytest

from dialogue.acts import GuideReport, Handover, Lead, Meet, Say
from dialogue.meaning import Target
from hall_map import edit, load
from hall_map.geometry import Pose2D
from robot_guide.fleet import Colleague
from robot_guide.heard import Heard, Hypothesis
from robot_guide.opening_times import opening_times
from robot_guide.reception import Reception, ReceptionConfig
from robot_guide.sensing import PersonTrack

HALL = load("maps/putuo")
HOME = HALL.dock_of["xiao_pu"].pose
NOON = dt.datetime(2026, 11, 25, 12, 0)
TOILET = Target("place", "toilet", "卫生间")


@pytest.fixture
def robot():
    return Reception(HALL, "xiao_pu", ("xiao_hui",), ReceptionConfig())


def hears(robot, text, now):
    output = robot.hear(Heard(text, "auto", now - 1.0, now, nbest=(Hypothesis(text, 0.9),), level_db=60.0), now)
    return output + robot.tick(now + 1.0)


def approach(robot, now=0.0, colleagues=(), free=True):
    """Somebody walks up to the robot and stays for more than three seconds."""
    said = []
    for step in range(80):
        t, far = now + 0.1 * step, max(4.0 - 0.1 * step, 1.2)
        person = PersonTrack(7, HOME.x + far, HOME.y, -1.0 if far > 1.2 else 0.0, 0.0, t)
        said += robot.see((person,), HOME, t, free=free, colleagues=colleagues).acts
    return [act.line for act in said if isinstance(act, Say)]


def test_who_comes_up_is_greeted_once(robot):
    assert approach(robot) == ["greet"]
    assert approach(robot, now=10.0) == []


def test_who_is_speaking_is_not_cut_off_by_a_greeting(robot):
    said = []
    for step in range(120):
        t, far = 0.1 * step, max(4.0 - 0.1 * step, 1.2)
        if 50 <= step <= 90:
            robot.hear(Heard("我想", "zh", 5.0, t, final=False, level_db=60.0), t)
        person = PersonTrack(7, HOME.x + far, HOME.y, -1.0 if far > 1.2 else 0.0, 0.0, t)
        said += [(t, act) for act in robot.see((person,), HOME, t, free=True).acts]
    assert [t for t, _ in said] == [pytest.approx(11.0, abs=0.11)]


def test_nobody_is_greeted_by_a_robot_that_is_busy_or_serves_somebody(robot):
    assert approach(robot, free=False) == []
    hears(robot, "带我去厕所", 20.0)
    assert approach(robot, now=30.0) == []


def test_the_visitor_of_a_colleague_is_left_to_them(robot):
    near = Colleague("xiao_hui", Pose2D(HOME.x + 1.5, HOME.y), in_conversation=True)
    assert approach(robot, colleagues=(near,)) == []
    idle = Colleague("xiao_hui", Pose2D(HOME.x + 1.5, HOME.y), in_conversation=False)
    assert approach(Reception(HALL, "xiao_pu", (), ReceptionConfig()), colleagues=(idle,)) == ["greet"]


@pytest.mark.parametrize(
    ("words", "secret"),
    [
        ("我叫王小明，想办营业执照", "王小明"),
        ("我的身份证号是310107199001011234", "310107"),
        ("请打13812345678找我", "13812345678"),
        ("my name is John Smith, where is the toilet", "John"),
        ("제 이름은 김민수입니다", "김민수"),
    ],
)
def test_what_tells_who_somebody_is_reaches_no_event(robot, words, secret):
    output = hears(robot, words, 5.0)
    assert output.events
    assert secret not in repr((output.events, output.acts))
    assert secret not in repr(vars(robot._talk._session))


def test_the_way_is_known_once_the_robot_knows_where_it_is(robot):
    assert math.isnan(robot.metres_to("A05"))
    robot.see((), HOME, 1.0, free=True)
    stop = HALL.window_by_id["A05"].stop
    assert robot.metres_to("A05") == pytest.approx(abs(stop.x - HOME.x) + abs(stop.y - HOME.y))
    assert math.isnan(robot.metres_to("nowhere"))


def test_a_visitor_is_handed_to_the_nearest_free_colleague_with_where_they_stand(robot):
    far = Colleague("xiao_lan", Pose2D(HOME.x + 20.0, HOME.y), free=True)
    near = Colleague("xiao_hui", Pose2D(HOME.x + 5.0, HOME.y), free=True)
    hears(robot, "带我去厕所", 5.0)
    robot.see((), HOME, 7.0, free=False, colleagues=(far, near))
    output = robot.report(GuideReport("called_away"), 8.0)
    (act,) = output.handovers
    assert act.robot == "xiao_hui"
    assert act.handover == Handover("zh", False, act.handover.target, (), HOME.xy)
    assert act.handover.target.id == "toilet"
    assert [event.data for event in output.events if event.event == "hands_over"] == [{"to": "xiao_hui"}]
    assert not robot.in_conversation


def test_a_colleagues_visitor_is_gone_to_and_led_on(robot):
    first = robot.take_over(Handover("en", target=TOILET, at=(3.0, 4.0)), 1.0)
    assert first.acts == (Meet((3.0, 4.0)),)
    assert [event.event for event in first.events] == ["takes_over"]
    acts = robot.report(GuideReport("met"), 9.0).acts
    assert isinstance(acts[-1], Lead)
    assert {act.language for act in acts if isinstance(act, Say)} == {"en"}


def test_shut_windows_open_when_their_hours_begin_and_those_that_the_staff_shut_nobody_knows_when():
    shut = edit(HALL, {"windows": {"A05": {"open": False}}})
    assert "A05" not in opening_times(shut, NOON.replace(hour=10))
    assert opening_times(shut, NOON.replace(hour=23))["A05"].date() == dt.date(2026, 11, 26)
    assert "A04" not in opening_times(shut, NOON)
