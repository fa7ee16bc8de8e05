"""What is noted of a drive on a test floor is what truly happened."""

import math

import numpy as np
import pytest

from hall_map import Pose2D
from robot_guide.shells.trials.floors import TrialFloor, bare_hall, cylinder, walker
from robot_guide.shells.trials.rig import Rig, distance_to_box, distance_to_line

HALL = bare_hall(6.0, 4.0, Pose2D(1.0, 2.0, 0.0))


def test_the_distance_to_a_route_is_that_to_its_nearest_point():
    route = np.array([(0.0, 0.0), (4.0, 0.0), (4.0, 3.0)])
    assert distance_to_line(2.0, 0.5, route) == pytest.approx(0.5)
    assert distance_to_line(5.0, 1.0, route) == pytest.approx(1.0)
    assert distance_to_line(-3.0, 4.0, route) == pytest.approx(5.0)
    assert math.isnan(distance_to_line(0.0, 0.0, route[:1]))


def test_the_distance_to_a_box_is_that_to_its_side_or_its_corner():
    assert distance_to_box(0.0, 0.0, (1.0, -1.0, 2.0, 1.0)) == pytest.approx(1.0)
    assert distance_to_box(5.0, 5.0, (1.0, 0.0, 2.0, 1.0)) == pytest.approx(5.0)
    assert distance_to_box(1.5, 0.5, (1.0, 0.0, 2.0, 1.0)) == 0.0


def test_a_robot_arrives_on_a_free_floor_and_rests():
    ride = Rig(TrialFloor(HALL), 1).drive(Pose2D(4.0, 2.0, 0.0), most=30.0)
    assert ride.arrived
    assert not ride.touched
    assert abs(ride.speeds[-1]) < 0.02
    assert ride.end.distance_to((4.0, 2.0)) < 0.2
    assert np.isinf(ride.rooms).all()


def test_it_drives_no_faster_than_it_is_told_and_no_longer_than_it_may():
    ride = Rig(TrialFloor(HALL), 1).drive(Pose2D(4.0, 2.0, 0.0), most=3.0, speed=0.4)
    assert ride.speeds.max() <= 0.4 + 1e-6
    assert ride.seconds == pytest.approx(3.0)
    assert not ride.arrived


def test_whoever_runs_into_the_robot_ends_the_ride_and_is_named():
    """In a corridor that the robot fills, somebody runs right through it."""
    corridor = bare_hall(6.0, 1.0, Pose2D(1.0, 0.5, 0.0))
    runner = walker((5.5, 0.5), (0.5, 0.5), (2.0, 0.5), 2.5, 3.0, 0.3)
    ride = Rig(TrialFloor(corridor, (runner,)), 1).drive(Pose2D(5.0, 0.5, 0.0), most=10.0)
    assert [contact.other for contact in ride.touched] == ["recorded_walker"]
    assert not ride.touched[0].by_robot
    assert ride.rooms.min() < 0.01


def test_the_room_beside_a_cylinder_is_measured_from_rim_to_rim():
    ride = Rig(TrialFloor(HALL, (cylinder((1.0, 3.0), 0.4),)), 1).drive(Pose2D(1.0, 2.0, 0.0), most=0.05)
    assert ride.rooms[0] == pytest.approx(1.0 - 0.2 - 0.28, abs=0.01)


def test_a_walker_is_where_it_was_meant_to_be_met():
    track = walker((0.0, 0.0), (10.0, 0.0), (4.0, 0.0), 6.0, 0.5, 0.22).track
    assert np.interp(6.0, track.times, [x for x, _ in track.points]) == pytest.approx(4.0)
    assert (track.times[1] - track.times[0]) * 0.5 == pytest.approx(10.0)
