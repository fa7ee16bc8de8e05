"""A scan belongs to the pose at which it was taken."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_map.geometry import Pose2D
from robot_guide.navigation.odometry_track import KEPT, OdometryTrack
from robot_guide.sensing import Odometry


def reading(stamp, x=0.0, yaw=0.0):
    return Odometry(stamp, Pose2D(x, 0.0, yaw), 0.0, 0.0)


def track_of(*readings):
    track = OdometryTrack()
    for each in readings:
        track = track.noted(each)
    return track


def test_between_two_readings_the_pose_is_between_theirs():
    pose = track_of(reading(1.0, 0.0, 3.0), reading(1.2, 1.0, -3.0)).at(1.05)
    assert pose.x == pytest.approx(0.25)
    assert pose.yaw == pytest.approx(3.0 + 0.25 * (2.0 * math.pi - 6.0))


@given(st.floats(-10.0, 10.0))
def test_what_is_asked_for_before_or_after_all_is_the_oldest_or_the_newest(stamp):
    pose = track_of(reading(1.0, 1.0), reading(1.5, 2.0)).at(stamp)
    assert 1.0 <= pose.x <= 2.0
    assert pose.x == 1.0 or stamp > 1.0
    assert pose.x == 2.0 or stamp < 1.5


def test_no_more_than_the_last_second_is_kept():
    track = track_of(*(reading(0.05 * k) for k in range(200)))
    assert len(track.readings) <= KEPT / 0.05 + 2


def test_a_clock_that_goes_back_leaves_nothing_of_the_time_before():
    track = track_of(reading(100.0, 5.0), reading(3.0, 1.0))
    assert [each.stamp for each in track.readings] == [3.0]


def test_the_track_of_a_moment_stays_as_it_was():
    track = track_of(reading(1.0))
    track.noted(replace(reading(2.0), linear=1.0))
    assert len(track.readings) == 1
    assert np.isclose(track.at(5.0).x, 0.0)
