"""Values survive the way through messages."""

import math

import numpy as np
import pytest
from builtin_interfaces.msg import Time
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from rclpy.serialization import deserialize_message, serialize_message

from dialogue import HandOver, Handover, Target
from hall_map import load
from hall_map.geometry import Pose2D
from hall_map.grid import OccupancyGrid
from robot_guide.event import Event
from robot_guide.heard import Heard, Hypothesis
from robot_guide.sensing import LaserScan, Odometry, PersonTrack, Velocity
from robot_guide_ros import convert

metres = st.floats(-100.0, 100.0)
angles = st.floats(-math.pi, math.pi)
seconds = st.floats(0.0, 2.0e9)
short = st.floats(0.0, 1e4)
share = st.floats(0.0, 1.0, width=32)
poses = st.builds(Pose2D, metres, metres, angles)
words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)


def over_the_wire(msg):
    """The message as another process gets it."""
    return deserialize_message(serialize_message(msg), type(msg))


def same_pose(a, b):
    turn = math.remainder(a.yaw - b.yaw, math.tau)
    return math.hypot(a.x - b.x, a.y - b.y) < 1e-9 and abs(turn) < 1e-6


@given(seconds)
def test_times_keep_their_nanoseconds(t):
    msg = convert.time_to_msg(t)
    assert 0 <= msg.nanosec < 1_000_000_000
    assert convert.time_from_msg(msg) == pytest.approx(t, abs=1e-6)


@given(st.integers(0, 2**31 - 1), st.integers(0, 999_999_999))
def test_every_stamp_of_ros_up_to_a_day_of_simulation_comes_back_exactly(sec, nanosec):
    sec %= 86400
    stamp = Time(sec=sec, nanosec=nanosec)
    assert convert.time_to_msg(convert.time_from_msg(stamp)) == stamp


@pytest.mark.parametrize("t", [-0.1, float("nan"), 2.0**31])
def test_a_time_that_ros_cannot_say_is_refused(t):
    with pytest.raises(ValueError, match="time must be"):
        convert.time_to_msg(t)


@given(poses)
def test_poses(pose):
    assert same_pose(convert.pose_from_msg(over_the_wire(convert.pose_to_msg(pose))), pose)


@given(poses, arrays.arrays(float, (3, 3), elements=st.floats(-1.0, 1.0)), short)
def test_pose_estimates(pose, covariance, stamp):
    msg = over_the_wire(convert.pose_estimate_to_msg(pose, covariance, stamp))
    back, spread = convert.pose_estimate_from_msg(msg)
    assert same_pose(back, pose)
    np.testing.assert_array_equal(spread, covariance)
    full = np.asarray(msg.pose.covariance).reshape(6, 6)
    assert not full[2:5].any(), "a robot on a floor does not rise, roll or pitch"


def test_a_pose_and_a_path_of_another_frame_are_refused():
    """AMCL's `global_frame_id` may be set otherwise; RViz's pose comes in its fixed frame."""
    told = convert.pose_estimate_to_msg(Pose2D(1.0, 2.0, 0.0), np.eye(3), 0.0)
    for frame in ("", "map", "/map"):
        told.header.frame_id = frame
        assert convert.pose_in_map(told) == Pose2D(1.0, 2.0, 0.0)
    route = convert.path_to_msg(np.zeros((2, 2)), 0.0)
    told.header.frame_id = route.header.frame_id = "odom"
    readers = {convert.pose_in_map: told, convert.pose_estimate_from_msg: told, convert.path_from_msg: route}
    for read, msg in readers.items():
        with pytest.raises(ValueError, match="its frame is 'odom'"):
            read(msg)


@given(short, arrays.arrays(np.float32, st.integers(1, 400), elements=st.floats(0, 30, width=32, allow_nan=False)))
def test_scans_with_misses_and_gaps(stamp, ranges):
    ranges[::7] = np.inf
    ranges[::11] = np.nan
    scan = LaserScan(stamp, ranges, -math.pi, math.tau / len(ranges), 25.0)
    back = convert.scan_from_msg(over_the_wire(convert.scan_to_msg(scan, "laser")))
    np.testing.assert_array_equal(back.ranges, ranges)
    assert back.ranges.dtype == np.float32
    assert back.stamp == pytest.approx(stamp, abs=1e-8)
    assert (back.angle_min, back.angle_increment) == pytest.approx((scan.angle_min, scan.angle_increment), abs=1e-6)


def test_what_a_real_laser_calls_too_near_is_no_measurement():
    msg = convert.scan_to_msg(LaserScan(0.0, np.float32([0.05, 1.0]), 0.0, 0.1, 25.0), "laser")
    msg.range_min = 0.1
    ranges = convert.scan_from_msg(msg).ranges
    assert math.isnan(ranges[0])
    assert ranges[1] == 1.0


@given(short, poses, st.floats(-2, 2), st.floats(-2, 2))
def test_odometry_and_velocity(stamp, pose, linear, angular):
    odometry = Odometry(stamp, pose, linear, angular)
    back = convert.odometry_from_msg(over_the_wire(convert.odometry_to_msg(odometry, "odom", "base")))
    assert same_pose(back.pose, pose)
    assert (back.linear, back.angular) == (linear, angular)
    velocity = Velocity(linear, angular)
    assert convert.velocity_from_msg(over_the_wire(convert.velocity_to_msg(velocity, stamp, "base"))) == velocity


@given(
    arrays.arrays(np.int8, st.tuples(st.integers(1, 30), st.integers(1, 30)), elements=st.sampled_from([-1, 0, 100])),
    st.sampled_from([0.05, 0.1, 0.025, 0.2]),
    metres,
    metres,
)
def test_grids_keep_their_cells_size_and_place(data, resolution, x, y):
    back = convert.grid_from_msg(over_the_wire(convert.grid_to_msg(OccupancyGrid(data, resolution, (x, y)), 0.0)))
    np.testing.assert_array_equal(back.data, data)
    assert back.resolution == resolution
    assert back.origin == (x, y)


def test_a_turned_grid_is_refused():
    msg = convert.grid_to_msg(OccupancyGrid(np.zeros((2, 2), np.int8), 0.05), 0.0)
    msg.info.origin.orientation = convert.quaternion(0.3)
    with pytest.raises(ValueError, match="turned"):
        convert.grid_from_msg(msg)


@given(arrays.arrays(float, st.tuples(st.integers(0, 20), st.just(2)), elements=metres))
def test_routes(route):
    msg = over_the_wire(convert.path_to_msg(route, 1.0))
    np.testing.assert_array_equal(convert.path_from_msg(msg), route)


def test_each_pose_of_a_route_looks_ahead():
    msg = convert.path_to_msg(np.array([(0.0, 0.0), (0.0, 1.0), (1.0, 1.0)]), 0.0)
    assert [convert.yaw_of(p.pose.orientation) for p in msg.poses] == pytest.approx([math.pi / 2, 0.0, 0.0])


tracks = st.builds(PersonTrack, st.integers(0, 2**31), metres, metres, metres, metres, short)


@given(st.lists(tracks, max_size=5), short)
def test_people(people, stamp):
    back = convert.people_from_msg(over_the_wire(convert.people_to_msg(people, stamp)))
    for was, now in zip(people, back, strict=True):
        assert (now.id, now.x, now.y, now.vx, now.vy) == (was.id, was.x, was.y, was.vx, was.vy)
        assert now.last_seen == pytest.approx(was.last_seen, abs=1e-2)


@given(
    st.builds(
        Heard, words, st.sampled_from(["zh", "en", "ko", "auto"]), short, short, st.booleans(),
        st.lists(st.builds(Hypothesis, words, share), max_size=3).map(tuple), st.floats(0, 120, width=32),
    )
)  # fmt: skip
def test_heard_words(heard):
    back = convert.heard_from_msg(over_the_wire(convert.heard_to_msg(heard, 1.0)))
    assert (back.text, back.language, back.final, back.nbest, back.level_db) == (
        heard.text, heard.language, heard.final, heard.nbest, heard.level_db,
    )  # fmt: skip
    assert (back.start, back.end) == pytest.approx((heard.start, heard.end), abs=1e-8)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)


@given(short, words, words, st.dictionaries(words, json_values, max_size=4))
def test_events(t, robot, event, data):
    back = convert.event_from_msg(over_the_wire(convert.event_to_msg(Event(t, robot, event, data))))
    assert (back.robot, back.event, back.data) == (robot, event, data)
    assert back.t == pytest.approx(t, abs=1e-8)


@pytest.mark.parametrize("data", ["[1]", "7", "no json"])
def test_an_event_with_other_data_is_refused(data):
    msg = convert.event_to_msg(Event(0.0, "r", "e"))
    msg.data = data
    with pytest.raises(ValueError):  # noqa: PT011 - json's own error is one, too
        convert.event_from_msg(msg)


def test_the_whole_hall(request):
    hall = load(request.config.rootpath / "maps" / "putuo")
    assert convert.hall_from_msg(over_the_wire(convert.hall_to_msg(hall, 0.0))) == hall


targets = st.builds(Target, st.sampled_from(("service", "window", "place")), words, words)


@given(
    st.builds(
        Handover, st.sampled_from(("zh", "en", "ko")), st.booleans(), targets, st.lists(targets, max_size=3).map(tuple),
        st.none() | st.tuples(metres, metres),
    )
)  # fmt: skip
def test_a_visitor_who_is_handed_over_comes_with_all_that_is_known_of_them(handover):
    msg = over_the_wire(convert.handover_to_msg(HandOver("xiao_hui", handover), "xiao_pu", 12.5))
    assert (msg.robot, msg.sender) == ("xiao_hui", "xiao_pu")
    assert convert.handover_from_msg(msg) == handover


def test_a_visitor_without_an_errand_is_handed_over_too():
    msg = over_the_wire(convert.handover_to_msg(HandOver("xiao_hui", Handover("ko")), "xiao_pu", 1.0))
    assert convert.handover_from_msg(msg) == Handover("ko")
