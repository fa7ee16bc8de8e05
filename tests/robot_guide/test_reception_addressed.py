"""The reception answers who speaks to it, and not the hall's talk."""

import math

import pytest

from dialogue.acts import GoHome, Say
from dialogue.meaning import Meaning
from hall_map.geometry import Pose2D
from robot_guide.addressing import AddressConfig
from robot_guide.heard import Heard
from robot_guide.reception import Reception, ReceptionConfig
from robot_guide.sensing import PersonTrack

HERE = Pose2D(10.0, 5.0, 0.0)  # it looks along x
WORDS = {"停": ("control", "stop"), "着火了": ("emergency", None), "昨天的电影真好看": ("out_of_scope", None)}


class Talk:
    """Answers everything, and is never in conversation unless a test says so."""

    def __init__(self):
        self.taken, self.in_conversation = [], False

    def handle(self, event, now):
        self.taken.append(event)
        return (Say("ok", "好的", "zh"),) if isinstance(event, Meaning) else ()

    def tick(self, now):
        return ()


def meaning_of(text, hall, language, nbest=()):
    intent, action = WORDS.get(text, ("guide", None))
    return Meaning(text, "zh", intent, 0.9, action=action)


@pytest.fixture
def talk():
    return Talk()


def reception(talk, **address):
    config = ReceptionConfig(address=AddressConfig(**address))
    return Reception("hall", "xiao_pu", (), config, talk=talk, understanding=meaning_of)


@pytest.fixture
def robot(talk):
    return reception(talk)


def look(robot, *people, until=10.0, free=True):
    """Two seconds of looking at people who stand at (x, y), or walk with (x, y, vx, vy)."""
    for step in range(21):
        now = until - 2.0 + 0.1 * step
        tracks = [PersonTrack(i, *person, last_seen=now) for i, person in enumerate(people)]
        robot.see(tracks, HERE, now, free=free)


def hears(robot, text, distance=1.2, now=10.0):
    level = 60.0 - 20.0 * math.log10(distance)
    return bool(robot.hear(Heard(text, "zh", now - 1.0, now, level_db=level), now).acts)


def test_who_stands_before_its_screen_needs_no_wake_word(robot):
    look(robot, (11.3, 5.3))
    assert hears(robot, "厕所在哪里", 1.3)


def test_two_before_it_who_talk_about_something_else_are_left_alone_until_one_asks_or_calls(robot, talk):
    look(robot, (11.3, 5.3), (11.3, 4.6))
    assert not hears(robot, "昨天的电影真好看", 1.3)
    assert talk.taken == []
    assert hears(robot, "厕所在哪里", 1.3)


def test_what_two_type_or_say_right_into_the_screen_is_answered_whatever_it_is(robot):
    look(robot, (11.3, 5.3), (11.3, 4.6))
    assert hears(robot, "昨天的电影真好看", 0.5)
    look(robot, (11.3, 5.3), (11.3, 4.6), until=20.0)
    assert robot.hear(Heard("昨天的电影真好看", "zh", 19.0, 20.0), 20.0).acts


def test_one_alone_is_answered_whatever_they_say_and_so_are_two_in_a_conversation(talk):
    alone, both = reception(talk), reception(talk)
    look(alone, (11.3, 5.3), (14.0, 5.0))
    assert hears(alone, "昨天的电影真好看", 1.3)
    look(both, (11.3, 5.3), (11.3, 4.6))
    talk.in_conversation = True
    assert hears(both, "昨天的电影真好看", 1.3)


def test_typed_words_are_for_the_robot_that_somebody_stands_before(robot):
    look(robot, (11.3, 5.3))
    assert robot.hear(Heard("厕所在哪里", "zh", 9.0, 10.0), 10.0).acts


@pytest.mark.parametrize("person", [
    (13.0, 5.0),  # farther away
    (10.0, 7.0),  # beside it
    (8.8, 5.0),  # behind it
    (11.3, 5.3, 0.9, 0.3),  # walking past
])  # fmt: skip
@pytest.mark.parametrize("distance", [1.2, 2.0, 3.0])
def test_talk_of_people_who_do_not_stand_before_it_is_overheard(robot, talk, person, distance):
    look(robot, person)
    assert not hears(robot, "厕所在哪里", distance)
    assert talk.taken == []


def test_talk_from_farther_away_than_who_stands_before_it_is_overheard(robot):
    look(robot, (11.2, 5.0))
    assert not hears(robot, "厕所在哪里", 3.5)
    assert not robot.hear(Heard("厕所在哪里", "zh", 9.0, 10.0, level_db=45.0), 10.0).bids[0].cost < math.inf


def test_who_has_come_straight_to_its_side_faces_it(robot):
    for step in range(40):
        now, y = 6.0 + 0.1 * step, max(8.0 - 0.1 * step, 6.2)
        robot.see([PersonTrack(1, 10.0, y, 0.0, -1.0 if y > 6.2 else 0.0, now)], HERE, now, free=False)
    assert hears(robot, "厕所在哪里", 1.2)


def test_who_stands_close_by_is_answered_from_farther_aside(robot):
    aside = 1.4  # rad
    look(robot, (10.0 + 1.1 * math.cos(aside), 5.0 + 1.1 * math.sin(aside)))
    assert hears(robot, "厕所在哪里", 1.1)
    other = reception(Talk())
    look(other, (10.0 + 1.8 * math.cos(aside), 5.0 + 1.8 * math.sin(aside)))
    assert not hears(other, "厕所在哪里", 1.8)


def test_who_makes_room_for_somebody_else_still_stands_before_it(robot):
    look(robot, (11.2, 5.0))
    look(robot, (11.2, 5.2, 0.0, 0.4), until=12.1)
    assert hears(robot, "厕所在哪里", 1.2, now=12.1)


@pytest.mark.parametrize(("pace", "answered"), [(0.4, True), (0.9, False)])
def test_who_is_pushed_about_close_to_it_is_answered_and_who_walks_by_is_not(robot, pace, answered):
    look(robot, (11.0, 5.0, 0.0, pace))
    assert hears(robot, "厕所在哪里", 1.0) is answered


def test_a_call_is_heeded_from_wherever_it_comes(robot):
    look(robot)
    assert hears(robot, "小普小普，厕所在哪里", 4.0)
    assert hears(robot, "你好小普", 6.0, now=12.0)
    assert not hears(robot, "小普，过来", 4.0, now=14.0)


def test_its_visitor_needs_no_call(robot, talk):
    look(robot)
    talk.in_conversation = True
    assert hears(robot, "厕所在哪里", 4.0)


def test_who_has_been_greeted_may_answer(robot):
    for step in range(80):
        now, far = 0.1 * step, max(4.0 - 0.1 * step, 2.6)
        robot.see([PersonTrack(7, 10.0, 5.0 + far, 0.0, -1.0 if far > 2.6 else 0.0, now)], HERE, now, free=True)
    assert hears(robot, "厕所在哪里", 2.6, now=9.0)
    look(robot, until=40.0)
    assert not hears(robot, "厕所在哪里", 2.6, now=40.0)


def test_an_emergency_needs_no_call_and_no_visitor(robot):
    look(robot)
    assert hears(robot, "着火了", 4.0)


def test_a_stop_needs_none_while_the_robot_drives(robot, talk):
    look(robot)
    assert not hears(robot, "停", 2.0)
    look(robot, until=12.0, free=False)
    assert hears(robot, "停", 2.0, now=12.0)
    look(robot, until=14.0)
    talk.tick = lambda now: (GoHome(),)
    robot.tick(14.0)
    assert hears(robot, "停", 2.0, now=14.0)


@pytest.mark.parametrize(("distance", "answers"), [(0.5, True), (2.0, True), (3.0, False)])
def test_a_robot_that_sees_nobody_goes_by_loudness(robot, distance, answers):
    assert hears(robot, "厕所在哪里", distance) is answers


def test_who_speaks_right_into_its_microphone_need_not_be_seen(robot):
    look(robot)
    assert hears(robot, "厕所在哪里", 0.5)


def test_without_wake_words_all_in_earshot_are_answered(talk):
    robot = reception(talk, wake_word=False)
    look(robot)
    assert hears(robot, "厕所在哪里", 4.0)
    assert not hears(robot, "厕所在哪里", 6.0, now=12.0)
