"""Which of the people around is my visitor: locked at the start, kept through crossings, and lost when nobody knows."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hall_map.geometry import Pose2D
from robot_guide.guiding import VisitorConfig, VisitorLock
from robot_guide.sensing import PersonTrack

CONFIG = VisitorConfig()
ROBOT = Pose2D(0.0, 0.0, 0.0)


def person(id, x, y, vx=0.0, vy=0.0, at=0.0):
    return PersonTrack(id, x, y, vx, vy, at)


def locked(*people, now=0.0):
    return VisitorLock().follow(people, ROBOT, now, CONFIG)


def test_the_nearest_person_is_the_visitor():
    assert locked(person(1, 2.5, 0.0), person(2, 1.2, 0.3)).id == 2


def test_somebody_in_front_goes_before_somebody_as_near_behind():
    assert locked(person(1, -1.2, 0.0), person(2, 1.4, 0.0)).id == 2


def test_somebody_who_stands_goes_before_somebody_who_walks_by_nearer():
    assert locked(person(1, 1.0, 0.0, vy=1.2), person(2, 1.4, 0.0)).id == 2


def test_who_walks_off_at_once_was_not_the_visitor():
    """The one who was nearest passes by; the visitor still stands there when the robot begins to move."""
    lock = locked(person(1, 0.9, 0.5), person(2, 1.3, -0.5))
    assert lock.id == 1
    for k in range(1, 40):
        now = 0.1 * k
        people = [person(1, 0.9 + 1.2 * now, 0.5, vx=1.2, at=now), person(2, 1.3, -0.5, at=now)]
        lock = lock.follow(people, Pose2D(0.0, 0.05 * k), now, CONFIG)
    assert lock.id == 2


def test_who_keeps_the_robot_company_is_its_visitor_after_a_mistake():
    """The tracker swaps two ids in a crossing: the lock goes astray, and comes back to who still follows."""
    lock, now = locked(person(1, -1.5, 0.0), person(2, -1.5, 1.5)), 0.0
    for k in range(200):
        now, x = 0.1 * k, 0.07 * k
        away = 1 if now > 1.0 else None
        followers = [person(2, x - 1.5, 0.0, vx=0.7, at=now)]
        strays = [person(1, -1.5 - 1.0 * (now - 1.0), 0.0, vx=-1.0, at=now)] if away else []
        lock = lock.follow(strays + followers, Pose2D(x, 0.0), now, CONFIG)
    assert lock.id == 2


def test_who_merely_stood_there_when_the_walk_began_was_not_the_visitor():
    lock = locked(person(1, -0.9, 0.3), person(2, -1.0, -0.6))
    assert lock.id == 1
    for k in range(1, 60):
        now, x = 0.1 * k, 0.04 * k
        people = [person(1, -0.9, 0.3, at=now), person(2, x - 1.1, -0.6, vx=0.4, at=now)]
        lock = lock.follow(people, Pose2D(x, 0.0), now, CONFIG)
    assert lock.id == 2


def test_who_walks_ahead_of_the_robot_does_not_follow_it():
    """The visitor has not begun to walk yet; somebody else walks in front, as fast as the robot and as near."""
    lock = locked(person(1, -0.9, 0.3))
    for k in range(1, 40):
        now, x = 0.1 * k, 0.04 * k
        people = [person(1, -0.9, 0.3, at=now), person(2, x + 1.1, 0.4, vx=0.4, at=now)]
        lock = lock.follow(people, Pose2D(x, 0.0), now, CONFIG)
        assert lock.id == 1


def test_a_change_of_mind_about_the_visitor_is_taken_back_when_the_other_walks_off():
    """Somebody walks beside the robot for a while before the visitor does, and then goes their own way."""
    lock = locked(person(1, -0.9, 0.3))
    for k in range(1, 140):
        now, x = 0.1 * k, min(0.05 * k, 2.4)
        beside = person(2, x - 0.6, -1.0, vx=0.5, at=now) if now < 4.8 else None
        away = person(2, 1.8 + 1.0 * (now - 4.8), -1.0 - (now - 4.8), vx=1.0, vy=-1.0, at=now)
        lock = lock.follow([person(1, -0.9, 0.3, at=now), beside or away], Pose2D(x, 0.0), now, CONFIG)
    assert lock.id == 1


def test_a_standing_visitor_whose_id_goes_off_with_a_passer_by_is_found_again():
    """Somebody walks right past the standing visitor, and the tracker lets them walk off with the visitor's id."""
    lock, now = locked(person(1, -1.0, 0.0)), 0.0
    for k in range(50):
        now, x = 0.1 * k, 0.07 * k
        lock = lock.follow([person(1, x - 1.5, 0.0, vx=0.7, at=now)], Pose2D(x, 0.0), now, CONFIG)
    stood = x - 1.5
    for k in range(40):
        later = now + 0.1 * k
        people = [person(1, stood - 0.13 * k, 0.1 * k, vx=-1.3, vy=1.0, at=later), person(9, stood, 0.0, at=later)]
        lock = lock.follow(people if k > 2 else people[:1], Pose2D(x, 0.0), later, CONFIG)
    assert lock.id == 9


def test_a_visitor_who_has_followed_is_not_given_up_for_who_stands_beside_the_robot():
    lock, now = locked(person(1, -1.5, 0.0)), 0.0
    for k in range(100):
        now, x = 0.1 * k, 0.07 * k
        lock = lock.follow([person(1, x - 1.5, 0.0, vx=0.7, at=now)], Pose2D(x, 0.0), now, CONFIG)
    for k in range(50):
        later = now + 0.1 * k
        people = [person(1, x - 1.5 - 0.05 * k, 0.0, at=later), person(5, x + 1.0, 0.0, at=later)]
        lock = lock.follow(people, Pose2D(x, 0.0), later, CONFIG)
    assert lock.id == 1


def swapped(later_at, robot_drives):
    """The lock after a walk of 3 m, when the tracker has let the visitor's id go off and given them a new one, 5."""
    lock, now = locked(person(1, -1.5, 0.0)), 0.0
    for k in range(50):
        now, x = 0.1 * k, 0.07 * k
        people = [person(1, x - 1.5, 0.0, vx=0.7, at=now), person(3, x + 2.0, 3.0, vx=0.7, at=now)]
        lock = lock.follow(people, Pose2D(x, 0.0), now, CONFIG)
    for k in range(80):
        later, gone, driven = now + 0.1 * k, 0.13 * k, 0.05 * k * robot_drives
        speed = 0.5 * robot_drives
        people = [person(1, x - 1.5 - gone, gone, vx=-1.3, vy=1.3, at=later)]
        if k > 6:
            people.append(person(5, x - 1.5 + driven, later_at, vx=speed, at=later))
        lock = lock.follow(people, Pose2D(x + driven, 0.0), later, CONFIG)
    return lock


def test_who_appears_out_of_nothing_beside_the_visitor_may_be_the_visitor():
    """The visitor's id has moved more than a metre off before they have another."""
    assert swapped(later_at=-0.6, robot_drives=False).id == 5


def test_who_follows_a_robot_that_looks_for_its_visitor_is_the_visitor():
    """Wherever they appeared, and however long the one who went off had followed."""
    assert swapped(later_at=-1.9, robot_drives=True).id == 5


@pytest.mark.parametrize(("seconds", "follows", "who"), [(5.0, True, 1), (12.0, True, 9), (12.0, False, 1)])
def test_who_followed_lately_and_stays_is_the_visitor_once_nobody_knows_where_the_other_is(seconds, follows, who):
    """1 has come along for 3.4 m and is out of sight; 9 has for the last metre of it, or has only stood there."""
    lock, now = locked(person(1, -1.5, 0.0)), 0.0
    for k in range(50):
        now, x = 0.1 * k, 0.07 * k
        people = [person(1, x - 1.5, 0.0, vx=0.7, at=now)]
        if k > 35:
            people.append(person(9, x - 1.2, 1.0, vx=0.7, at=now) if follows else person(9, 2.2, 1.0, at=now))
        lock = lock.follow(people, Pose2D(x, 0.0), now, CONFIG)
    assert lock.id == 1
    for k in range(int(seconds / 0.1)):
        later = now + 0.1 * (k + 1)
        stays = person(9, x - 1.2, 1.0, at=later) if follows else person(9, 2.2, 1.0, at=later)
        lock = lock.follow([stays], Pose2D(x, 0.0), later, CONFIG)
    assert lock.id == who


def test_nobody_within_reach_is_nobody():
    lock = locked(person(1, 3.5, 0.0))
    assert lock.id is None
    sighting = lock.sighting(ROBOT, 0.0, CONFIG)
    assert not sighting.believed
    assert sighting.gap == math.inf


def test_a_visitor_who_comes_later_is_still_taken():
    lock = locked(person(1, 5.0, 0.0)).follow([person(1, 2.0, 0.0, at=1.0)], ROBOT, 1.0, CONFIG)
    assert lock.id == 1


def test_somebody_nearer_later_does_not_take_the_visitors_place():
    lock = locked(person(1, 2.0, 0.0))
    lock = lock.follow([person(1, 2.2, 0.0, at=0.1), person(2, 0.8, 0.0, at=0.1)], ROBOT, 0.1, CONFIG)
    assert lock.id == 1


def test_a_track_that_has_not_been_measured_lately_is_not_seen():
    lock = locked(person(1, 2.0, 0.0)).follow([person(1, 2.0, 0.0, at=0.0)], ROBOT, 1.5, CONFIG)
    assert not lock.sighting(ROBOT, 1.5, CONFIG).seen


def test_a_hidden_visitor_is_taken_up_again_under_a_new_id():
    lock = locked(person(1, 2.0, 0.0, vy=0.5))
    lock = lock.follow([person(7, 2.0, 1.0, at=2.0)], ROBOT, 2.0, CONFIG)
    assert lock.id == 7
    assert lock.sighting(ROBOT, 2.0, CONFIG).believed


def test_who_was_seen_beside_the_visitor_never_becomes_the_visitor():
    lock = locked(person(1, 2.0, 0.0), person(2, 2.0, 1.0))
    lock = lock.follow([person(2, 2.0, 0.2, at=0.9)], ROBOT, 0.9, CONFIG)
    assert lock.id == 1
    assert not lock.sighting(ROBOT, 0.9, CONFIG).seen


def test_a_second_track_of_the_same_body_may_take_over():
    lock = locked(person(1, 2.0, 0.0), person(2, 2.2, 0.2))
    assert lock.follow([person(2, 2.2, 0.2, at=0.6)], ROBOT, 0.6, CONFIG).id == 2


def test_the_gate_grows_with_time():
    there = person(9, 4.6, 0.0)
    lock = locked(person(1, 2.0, 0.0))
    assert lock.follow([person(9, there.x, there.y, at=0.5)], ROBOT, 0.5, CONFIG).id == 1
    assert lock.follow([person(9, there.x, there.y, at=3.0)], ROBOT, 3.0, CONFIG).id == 9


def test_belief_fades_while_nobody_is_seen_until_the_visitor_is_lost():
    lock = locked(person(1, 2.0, 0.0))
    believed = [lock.sighting(ROBOT, float(t), CONFIG).believed for t in range(30)]
    assert believed[0]
    assert not believed[-1]
    assert believed == sorted(believed, reverse=True)


def test_pace_is_smoothed():
    lock, now = locked(person(1, 2.0, 0.0)), 0.0
    for _ in range(2):
        now += 0.1
        lock = lock.follow([person(1, 2.0, 0.0, vx=1.0, at=now)], ROBOT, now, CONFIG)
    assert 0.2 < lock.pace < 0.9


@given(
    angle=st.floats(-math.pi, math.pi), speed=st.floats(0.4, 1.6), closest=st.floats(-0.9, 0.9),
    hidden=st.floats(0.0, 0.6), pace=st.floats(0.3, 1.0),
)  # fmt: skip
def test_the_visitor_is_kept_while_somebody_crosses(angle, speed, closest, hidden, pace):
    """A visitor walks along x; another crosses their way at any angle and hides them for a moment.

    Afterwards the tracker gives the visitor a new id, as it does when a track has died; the other keeps theirs.
    """
    crossing, lock, id = 3.0, VisitorLock(), 1
    relative = (speed * math.cos(angle) - pace, speed * math.sin(angle))
    assume(crossing * math.hypot(*relative) > 2.0)  # at first they stand apart, as two bodies do
    for k in range(61):
        now = 0.1 * k
        x, y = pace * now + 1.0, 0.0
        away = speed * (now - crossing)
        other = (pace * crossing + 1.0 + away * math.cos(angle), closest + away * math.sin(angle))
        seen = [person(2, *other, speed * math.cos(angle), speed * math.sin(angle), at=now)]
        if abs(now - crossing) > hidden:
            id = 1 if now < crossing else 3
            seen.append(person(id, x, y, pace, 0.0, at=now))
        lock = lock.follow(seen, ROBOT if k == 0 else Pose2D(x + 1.5, y), now, CONFIG)
        if k == 0 and lock.id != 1:
            return  # the other was nearer when the walk began
    assert lock.id in (1, 3)
    assert lock.id == id


@given(st.lists(st.lists(st.tuples(st.integers(1, 5), st.floats(-6, 6), st.floats(-6, 6)), max_size=5), max_size=20))
def test_whoever_comes_and_goes_the_lock_holds_one_person_and_never_one_of_the_others(crowd):
    lock = VisitorLock()
    for k, people in enumerate(crowd):
        tracks = {id: person(id, x, y, at=0.5 * k) for id, x, y in people}
        lock = lock.follow(tracks.values(), ROBOT, 0.5 * k, CONFIG)
        assert lock.id not in lock.others
        sighting = lock.sighting(ROBOT, 0.5 * k, CONFIG)
        assert not sighting.seen or lock.id in tracks


def test_somebody_who_stands_nearer_to_the_robot_may_be_the_visitor():
    me = person(1, 2.4, 0.0)
    for other, rival in ((person(2, 1.2, 0.8), True), (person(2, 2.2, -2.0), False)):
        lock, now = locked(me, other), 0.1
        lock = lock.follow([me._replace(last_seen=now), other._replace(last_seen=now)], ROBOT, now, CONFIG)
        mine = lock.id == 1
        assert lock.sighting(ROBOT, now, CONFIG).rival is (rival and mine)
