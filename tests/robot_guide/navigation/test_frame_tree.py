"""Frames that are fixed to a robot, and all those that are not."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_map.geometry import Pose2D
from robot_guide.navigation.frame_tree import FrameTree, NotFixed, transform

BASE = "xiao_pu/base_link"


def planar(pose, height=0.0):
    turn = (0.0, 0.0, math.sin(pose.yaw / 2), math.cos(pose.yaw / 2))
    return transform((pose.x, pose.y, height), turn)


def rolled(angle):
    return transform((0.0, 0.0, 0.0), (math.sin(angle / 2), 0.0, 0.0, math.cos(angle / 2)))


def same(mount, other):
    pose, turned = mount.pose, mount.pose.yaw - other.yaw
    return pose.distance_to(other) < 1e-9 and math.hypot(math.cos(turned) - 1.0, math.sin(turned)) < 1e-9


poses = st.builds(Pose2D, st.floats(-1.0, 1.0), st.floats(-1.0, 1.0), st.floats(-3.0, 3.0))


@given(st.lists(poses, min_size=1, max_size=4))
def test_a_chain_of_static_links_is_the_composition_of_its_poses(links):
    tree, whole = FrameTree(), Pose2D(0.0, 0.0)
    names = [BASE, *(f"link_{i}" for i in range(len(links)))]
    for parent, child, pose in zip(names, names[1:], links, strict=False):
        tree.fix(parent, child, planar(pose, height=0.3))
        whole = whole.compose(pose)
    assert same(tree.mount_of(names[-1], BASE), whole)


@given(poses, poses)
def test_a_frame_beside_the_base_on_the_same_foot_print_is_fixed_to_it(base, laser):
    tree = FrameTree()
    tree.fix("xiao_pu/base_footprint", BASE, planar(base))
    tree.fix("xiao_pu/base_footprint", "xiao_pu/laser", planar(laser))
    assert same(tree.mount_of("xiao_pu/laser", BASE), base.inverse().compose(laser))


def test_of_a_frame_that_nobody_tells_nothing_is_known():
    tree = FrameTree()
    tree.fix(BASE, "xiao_pu/laser", planar(Pose2D(0.2, 0.0)))
    assert tree.mount_of("another_robot/camera", BASE) == NotFixed("unknown")


def test_a_slash_in_front_changes_no_name():
    tree = FrameTree()
    tree.fix("/xiao_pu/base_link", "/laser", planar(Pose2D(0.2, 0.0)))
    assert same(tree.mount_of("laser", BASE), Pose2D(0.2, 0.0))


def test_another_robot_that_stands_is_not_fixed_to_this_one_and_neither_is_the_floor():
    tree = FrameTree()
    for robot in ("xiao_pu", "xiao_hui"):
        for _ in range(5):
            tree.tell("map", f"{robot}/odom", np.eye(4))
            tree.tell(f"{robot}/odom", f"{robot}/base_link", np.eye(4))
        tree.fix(f"{robot}/base_link", f"{robot}/laser", planar(Pose2D(0.1, 0.0)))
    assert same(tree.mount_of("xiao_pu/laser", BASE), Pose2D(0.1, 0.0))
    for frame in ("xiao_hui/laser", "xiao_hui/base_link", "xiao_pu/odom", "map"):
        assert tree.mount_of(frame, BASE).kind in ("elsewhere", "unknown"), frame


def test_what_is_told_again_and_again_is_fixed_until_it_moves():
    tree = FrameTree()
    for _ in range(3):
        tree.tell(BASE, "xiao_pu/head", planar(Pose2D(0.1, 0.0)))
        tree.fix("xiao_pu/head", "xiao_pu/laser", planar(Pose2D(0.1, 0.0)))
    assert same(tree.mount_of("xiao_pu/laser", BASE), Pose2D(0.2, 0.0))
    tree.tell(BASE, "xiao_pu/head", planar(Pose2D(0.1, 0.0, 0.1)))
    tree.tell(BASE, "xiao_pu/head", planar(Pose2D(0.1, 0.0)))
    assert tree.mount_of("xiao_pu/laser", BASE).kind == "moves"


def test_a_link_that_is_told_once_for_all_is_not_undone_by_one_that_is_told_again():
    tree = FrameTree()
    tree.fix(BASE, "laser", planar(Pose2D(0.1, 0.0)))
    tree.tell("map", "laser", planar(Pose2D(5.0, 0.0)))
    assert same(tree.mount_of("laser", BASE), Pose2D(0.1, 0.0))


@pytest.mark.parametrize("angle", [math.pi / 2, 0.2, math.pi - 0.2])
def test_a_laser_that_is_tilted_is_refused(angle):
    tree = FrameTree()
    tree.fix(BASE, "laser", rolled(angle))
    assert tree.mount_of("laser", BASE).kind == "tilted"


def test_one_that_hangs_upside_down_looks_the_same_way_ahead():
    tree = FrameTree()
    tree.fix(BASE, "plate", planar(Pose2D(0.2, 0.1, 0.5)))
    tree.fix("plate", "laser", rolled(math.pi))
    mount = tree.mount_of("laser", BASE)
    assert same(mount, Pose2D(0.2, 0.1, 0.5))
    assert mount.upside_down


def test_turned_over_twice_it_is_level_again():
    tree = FrameTree()
    tree.fix(BASE, "plate", rolled(math.pi))
    tree.fix("plate", "laser", rolled(math.pi))
    assert same(tree.mount_of("laser", BASE), Pose2D(0.0, 0.0))


def test_links_in_a_ring_lead_nowhere():
    tree = FrameTree()
    tree.fix("a", "b", np.eye(4))
    tree.fix("b", "a", np.eye(4))
    assert isinstance(tree.mount_of("a", BASE), NotFixed)
    assert isinstance(tree.mount_of(BASE, "a"), NotFixed)


@pytest.mark.parametrize("rotation", [(0.0, 0.0, 0.0, 0.0), (math.nan, 0.0, 0.0, 1.0)])
def test_a_quaternion_that_turns_nothing_is_refused(rotation):
    with pytest.raises(ValueError, match="is no rotation"):
        transform((0.0, 0.0, 0.0), rotation)
