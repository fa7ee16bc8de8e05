"""Rays against panes: every range from formulae of plane geometry, and how often glass is seen at all."""

import math
from dataclasses import replace

import numpy as np
import pytest

from hall_sim import Command, World
from hall_sim.lidar import LidarConfig
from hall_sim.panes import Pane, as_rows, scan_through

EMPTY = np.full((200, 200), 255, np.uint8)
WALLED = np.tile(np.arange(200, dtype=np.uint8), (200, 1))  # a wall in the west, which ends at x = 0.05 m
NOBODY = np.zeros((0, 5))
QUIET = LidarConfig(noise=0.0, dropout=0.0)


def look(panes, *, room=EMPTY, discs=NOBODY, luck=0.5, at=(5.0, 5.0, 0.0), skip=-1):
    return scan_through(room, 0.05, 0.0, 0.0, *at, 360, 25.0, discs, skip, as_rows(panes), np.full(360, luck))


def meeting_of(a, b, c, d):
    """Where two segments meet, by Cramer's rule on their difference; None: nowhere."""
    matrix = np.array([[b[0] - a[0], c[0] - d[0]], [b[1] - a[1], c[1] - d[1]]])
    if abs(np.linalg.det(matrix)) < 1e-12:
        return None
    s, t = np.linalg.solve(matrix, (c[0] - a[0], c[1] - a[1]))
    return s if 0.0 <= s <= 1.0 and 0.0 <= t <= 1.0 else None


def test_opaque_panes_are_met_where_segments_meet():
    rng = np.random.default_rng(4)
    for _ in range(5):
        panes = [Pane(((x, y), (x + dx, y + dy)), returns=1.0, spread=1e6)
                 for x, y, dx, dy in rng.uniform((1, 1, -3, -3), (9, 9, 3, 3), (4, 4))]  # fmt: skip
        got = look(panes, luck=0.0)
        for k in range(0, 360, 7):
            angle = -math.pi + math.radians(k)
            end = (5.0 + 25.0 * math.cos(angle), 5.0 + 25.0 * math.sin(angle))
            shares = [meeting_of((5.0, 5.0), end, *pane.points) for pane in panes]
            assert got[k] == pytest.approx(25.0 * min([s for s in shares if s is not None], default=1.0), abs=1e-6)


def test_glass_is_seen_straight_on_and_not_from_the_side():
    ranges = look([Pane(((7.0, 0.0), (7.0, 10.0)))])
    assert ranges[180] == pytest.approx(2.0)
    assert ranges[180 + 60] == 25.0


def test_glass_returns_as_often_as_its_angle_says():
    pane = Pane(((7.0, -50.0), (7.0, 50.0)), returns=0.8, spread=0.3)
    chances = (np.arange(2000) + 0.5) / 2000
    seen = np.mean([look([pane], luck=luck) < 25.0 for luck in chances], axis=0)
    for degrees in (0, 10, 20, 40):
        expected = 0.8 * math.exp(-(math.radians(degrees) ** 2) / (2 * 0.3**2))
        assert seen[180 + degrees] == pytest.approx(expected, abs=1e-3)


def test_the_second_of_two_panes_is_seen_by_what_the_first_lets_through():
    panes = [Pane(((x, 0.0), (x, 10.0)), returns=0.5) for x in (7.0, 6.0)]
    chances = (np.arange(400) + 0.5) / 400
    ahead = [look(panes, luck=luck)[180] for luck in chances]
    shares = [np.mean(np.isclose(ahead, distance)) for distance in (1.0, 2.0, 25.0)]
    assert shares == pytest.approx([0.5, 0.25, 0.25], abs=0.01)


def test_people_behind_glass_are_seen_through_it_and_those_before_it_as_ever():
    pane = Pane(((7.0, 0.0), (7.0, 10.0)), returns=0.0)
    behind, before = np.array([[8.0, 5.0, 0.2, 0.0, 0.0]]), np.array([[6.5, 5.0, 0.2, 0.0, 0.0]])
    assert look([pane], discs=behind)[180] == pytest.approx(2.8)
    assert look([replace(pane, returns=1.0)], discs=before, luck=0.0)[180] == pytest.approx(1.3)


def test_a_mirror_shows_the_wall_behind_the_robot_as_far_behind_the_mirror():
    ranges = look([Pane(((7.0, 0.0), (7.0, 10.0)), is_mirror=True)], room=WALLED)
    assert ranges[180] == pytest.approx(2.0 + (7.0 - 0.05), abs=1e-5)
    angle = math.radians(20)  # out to the mirror and back to the wall: the way along x is the same
    assert ranges[200] == pytest.approx((2.0 + 6.95) / math.cos(angle), abs=1e-4)


def test_a_mirror_throws_a_ray_out_at_the_angle_at_which_it_came_in():
    mirror = Pane(((6.0, 4.0), (8.0, 6.0)), is_mirror=True)  # 45 degrees: from the east to the north
    somebody = np.array([[7.0, 8.0, 0.2, 0.0, 0.0]])
    assert look([mirror], discs=somebody)[180] == pytest.approx(2.0 + 2.8, abs=1e-5)


def test_a_robot_sees_itself_in_a_mirror():
    robot = np.array([[5.0, 5.0, 0.28, 0.0, 0.0]])
    assert look([Pane(((7.0, 0.0), (7.0, 10.0)), is_mirror=True)], discs=robot, skip=0)[180] == pytest.approx(3.72)


def test_no_body_passes_glass_though_light_does(situation):
    pane = Pane(((1.0, 4.0), (5.0, 4.0)), returns=0.0)  # south of the dock at (3, 6.5), which looks there
    world = World(situation(panes=(pane,), lidar=QUIET))
    seen = world.reset().robots["one"].scan.ranges[180]
    assert seen == pytest.approx(6.5 - 0.25, abs=0.06)
    for _ in range(120):
        world.step({"one": Command(0.8)})
    assert world.fleet.bodies["one"].y > 4.0 + 0.28
    assert world.truth.collisions == 1
    assert not world.floor.passes((3.0, 5.0), (3.0, 3.0))


def test_glass_leaves_the_noise_of_what_is_seen_as_it_is(situation):
    pane = Pane(((11.0, 7.0), (11.5, 7.0)))  # out of sight
    with_pane, without = World(situation(panes=(pane,)), 5), World(situation(), 5)
    for _ in range(10):
        a, b = with_pane.step({}).robots["one"].scan, without.step({}).robots["one"].scan
    assert np.array_equal(a.ranges, b.ranges, equal_nan=True)


def test_a_lidar_looks_from_where_it_is_mounted(situation):
    lidar = replace(QUIET, mount=(0.2, 0.1, math.pi / 2))
    reading = World(situation(lidar=lidar)).reset().robots["one"].scan  # the robot stands at (3, 6.5) and looks south
    assert reading.mount == (0.2, 0.1, math.pi / 2)
    assert reading.ranges[90] == pytest.approx(6.3 - 0.25, abs=0.06)  # to the sensor's right: ahead of the robot
    assert reading.ranges[180] == pytest.approx(5.9 - 3.1, abs=0.06)  # ahead of the sensor: the robot's left, the east


@pytest.mark.parametrize("fault", [{"points": ((1.0, 1.0), (1.0, 1.0))}, {"returns": 1.1}, {"spread": 0.0}])
def test_a_pane_that_cannot_be_is_refused(fault):
    with pytest.raises(ValueError, match=r"two points|returns must be"):
        Pane(**{"points": ((0.0, 0.0), (1.0, 0.0)), **fault})
