"""Who comes up and stays is noticed once; who walks by, stands there from the start, or was served, is not."""

import pytest

from hall_map.geometry import Pose2D
from robot_guide.guiding.bystanders import Bystanders, GreetingConfig
from robot_guide.sensing import PersonTrack

CONFIG = GreetingConfig()
HERE = Pose2D(0.0, 0.0)


def watch(looks, bystanders=None, pose=HERE):
    """Looks of (t, id, x, speed): the last of who waits, and the bystanders."""
    bystanders, person = bystanders or Bystanders(), None
    for t, id, x, speed in looks:
        bystanders = bystanders.look([PersonTrack(id, x, 0.0, -speed, 0.0, t)], t, CONFIG)
        person = bystanders.waiting(pose, t, CONFIG)
    return person, bystanders


def coming(id=1, start=0.0, stop=1.3, until=7.0):
    """Somebody who walks up from 4 m at 1 m/s, and stops."""
    times = [start + 0.1 * step for step in range(round(until / 0.1))]
    return [(t, id, max(4.0 - (t - start), stop), 1.0 if 4.0 - (t - start) > stop else 0.0) for t in times]


def test_who_comes_up_and_stays_waits():
    person, _ = watch(coming())
    assert person is not None
    assert person.id == 1


def test_not_before_they_have_stood_for_a_moment():
    person, _ = watch(coming(until=5.5))
    assert person is None


@pytest.mark.parametrize("stop", [3.2, 3.9])
def test_not_from_afar(stop):
    assert watch(coming(stop=stop))[0] is None


def test_who_walks_by_does_not_wait():
    looks = [(0.1 * step, 1, 3.0 - 0.1 * step, 1.0) for step in range(60)]
    assert watch(looks)[0] is None


def test_who_has_always_stood_there_does_not_wait():
    looks = [(0.1 * step, 1, 1.5, 0.0) for step in range(100)]
    assert watch(looks)[0] is None


def test_a_robot_that_comes_near_has_not_been_approached():
    looks = [(0.1 * step, 1, 1.5, 0.0) for step in range(60)]
    bystanders = Bystanders()
    for t, id, x, _ in looks:
        bystanders = bystanders.look([PersonTrack(id, x, 0.0, 0.0, 0.0, t)], t, CONFIG)
        pose = Pose2D(-6.0 + t, 0.0)
        assert bystanders.waiting(pose, t, CONFIG) is None


def test_who_stops_near_by_on_the_way_to_somewhere_else_does_not_wait():
    bystanders = Bystanders()
    for step in range(80):
        t = 0.1 * step
        x, speed = (4.0 - t, 1.0) if t < 3.0 else (1.0, 0.0)
        bystanders = bystanders.look([PersonTrack(1, x, 1.5, -speed, 0.0, t)], t, CONFIG)
        assert bystanders.waiting(HERE, t, CONFIG) is None


def test_nobody_waits_twice():
    _, bystanders = watch(coming())
    bystanders = bystanders.make_known(HERE, CONFIG)
    assert watch([(7.1, 1, 1.3, 0.0), (10.0, 1, 1.3, 0.0)], bystanders)[0] is None


def test_a_track_that_is_lost_and_found_is_the_same_person():
    _, bystanders = watch(coming())
    bystanders = bystanders.make_known(HERE, CONFIG)
    again = [(8.0 + 0.1 * step, 2, 1.5 - 0.02 * step, 0.0) for step in range(40)]
    assert watch(again, bystanders)[0] is None


def test_the_next_person_waits_too():
    _, bystanders = watch(coming())
    bystanders = bystanders.make_known(HERE, CONFIG)
    person, _ = watch(coming(id=2, start=30.0), bystanders)
    assert person is not None
    assert person.id == 2


def test_an_old_measurement_is_nobody():
    person, bystanders = watch(coming())
    assert person is not None
    stale = bystanders.look([PersonTrack(1, 1.3, 0.0, 0.0, 0.0, 7.0)], 9.5, CONFIG)
    assert stale.waiting(HERE, 9.5, CONFIG) is None
