"""A scan counts where its frame is on this robot, and no other does."""

import math
from dataclasses import replace

import numpy as np
import pytest

from hall_map.geometry import Pose2D
from robot_guide.navigation.frame_tree import transform
from robot_guide.navigation.own_scans import SETTLE, OwnScans
from robot_guide.sensing import LaserScan

BASE, NOT_TURNED = "xiao_pu/base_link", (0.0, 0.0, 0.0, 1.0)


@pytest.fixture
def scan():
    return LaserScan(1.0, np.full(360, 5.0, np.float32), 0.0, math.radians(1.0), 25.0)


def is_left_out(taken):
    return np.isnan(taken.ranges).all()


def test_a_scan_in_the_base_s_own_frame_is_where_the_settings_say(scan):
    own = OwnScans()
    assert own.take(scan, BASE, BASE, 0.0) == scan
    assert own.verdict.fault == own.verdict.remark == ""


def test_a_scan_in_a_frame_that_is_told_has_its_place_on_the_robot(scan):
    own = OwnScans()
    own.tree.fix(BASE, "xiao_pu/laser", transform((0.2, 0.1, 0.4), NOT_TURNED))
    taken = own.take(scan, "xiao_pu/laser", BASE, 0.0)
    assert taken.mount == Pose2D(0.2, 0.1, 0.0)
    assert (taken.ranges == scan.ranges).all()
    assert own.verdict.fault == own.verdict.remark == ""


def test_a_laser_that_hangs_upside_down_has_its_left_and_right_put_back(scan):
    own, head_down = OwnScans(), (1.0, 0.0, 0.0, 0.0)
    own.tree.fix(BASE, "laser", transform((0.2, 0.0, 0.4), head_down))
    seen = replace(scan, ranges=np.array([1.0, 2.0, 3.0], np.float32), angle_min=0.1, angle_increment=0.2)
    taken = own.take(seen, "laser", BASE, 0.0)
    assert taken.mount == Pose2D(0.2, 0.0)
    points = {float(r): taken.angle_min + taken.angle_increment * i for i, r in enumerate(taken.ranges)}
    assert points == pytest.approx({1.0: -0.1, 2.0: -0.3, 3.0: -0.5})


def test_a_stranger_s_scan_is_left_out_and_frame_and_remedy_are_named(scan):
    own = OwnScans()
    own.take(scan, BASE, BASE, 0.0)
    for now in (0.1, 10.0, 1000.0):
        assert is_left_out(own.take(scan, "another_robot/camera", BASE, now))
    assert "'another_robot/camera'" in own.verdict.fault
    assert "/tf_static" in own.verdict.fault
    assert own.take(scan, BASE, BASE, 1001.0) == scan
    assert own.verdict.fault == ""


def test_a_scan_from_where_another_robot_is_known_to_be_is_never_taken(scan):
    own = OwnScans()
    own.tree.tell("xiao_hui/odom", "xiao_hui/base_link", np.eye(4))
    for now in (0.0, 10.0):
        assert is_left_out(own.take(scan, "xiao_hui/base_link", BASE, now))
    assert "'xiao_hui/odom'" in own.verdict.fault


def test_where_nobody_tells_of_the_only_laser_it_is_believed_after_a_while_and_that_is_said(scan):
    own = OwnScans()
    assert is_left_out(own.take(scan, "laser", BASE, 7.0))
    assert "'laser'" in own.verdict.fault
    taken = own.take(scan, "laser", BASE, 7.0 + SETTLE)
    assert taken == scan
    assert not own.verdict.fault
    assert "'laser'" in own.verdict.remark
    assert "/tf_static" in own.verdict.remark


def test_told_late_of_where_the_laser_is_it_heeds_that(scan):
    own = OwnScans()
    own.take(scan, "laser", BASE, 0.0)
    own.take(scan, "laser", BASE, SETTLE)
    own.tree.fix(BASE, "laser", transform((0.2, 0.0, 0.0), NOT_TURNED))
    assert own.take(scan, "laser", BASE, SETTLE + 0.1).mount == Pose2D(0.2, 0.0)
    assert own.verdict.remark == ""
