"""The picture shows what happened, where it happened."""

import numpy as np
import pytest
from PIL import Image

from robot_guide.picture import RAMP, VISITOR, Wait, Walk, colour_at, draw_walk, every, waits_of, walk_of

FLOOR = (240, 240, 240)


class SquarePlan:
    """20 m by 10 m at 40 pixels a metre, with nothing in it."""

    def __init__(self):
        self.image = Image.new("RGB", (800, 400), FLOOR)

    def pixel_of(self, x, y):
        return x * 40.0, 400.0 - y * 40.0


def straight(y=5.0, x0=2.0, x1=18.0, seconds=32.0, rows=321):
    t = np.linspace(0.0, seconds, rows)
    return np.column_stack((t, np.interp(t, (0, seconds), (x0, x1)), np.full(rows, y)))


def pixel(image, x, y):
    u, v = SquarePlan().pixel_of(x, y)
    return np.array(image.getpixel((round(u), round(v))), dtype=float)


def event(t, kind, robot="xiao_pu", **data):
    return {"t": t, "robot": robot, "event": kind, **data}


def test_the_route_has_the_colour_of_the_time_at_each_of_its_points():
    walk = Walk("xiao_pu", straight(), np.empty((0, 3)), (0.0, 32.0))
    image = draw_walk(SquarePlan(), walk)
    for x in (4.2, 7.7, 11.2, 14.6):
        assert np.abs(pixel(image, x, 5.0) - colour_at((x - 2) / 16)).max() < 24
        assert tuple(pixel(image, x, 6.5)) == FLOOR


def test_the_way_without_a_visitor_is_not_coloured():
    walk = Walk("xiao_pu", straight(), np.empty((0, 3)), (16.0, 32.0))
    image = draw_walk(SquarePlan(), walk)
    assert np.ptp(pixel(image, 6.0, 5.0)) < 45  # greyish
    assert np.abs(pixel(image, 14.2, 5.0) - colour_at(4.2 / 8)).max() < 24


def test_the_visitors_footsteps_are_dots_along_the_track():
    walk = Walk("xiao_pu", straight(), straight(y=3.0), (0.0, 32.0))
    image = np.asarray(draw_walk(SquarePlan(), walk), dtype=float)
    row = image[400 - 3 * 40]
    orange = np.abs(row - VISITOR).max(axis=1) < 40
    floor = np.abs(row - FLOOR).max(axis=1) < 3
    dots = np.count_nonzero(np.diff(orange.astype(int)) == 1)
    assert 30 <= dots <= 36  # 16 m, a dot each 0.45 m
    assert floor[100:700].sum() > 300


def test_a_longer_wait_has_a_larger_ring():
    def ring(seconds):
        waits = (Wait(16.0, 16.0 + seconds),)
        with_wait = np.asarray(draw_walk(SquarePlan(), Walk("r", straight(), np.empty((0, 3)), (0.0, 32.0), waits)))
        without = np.asarray(draw_walk(SquarePlan(), Walk("r", straight(), np.empty((0, 3)), (0.0, 32.0))))
        return np.count_nonzero((with_wait != without).any(axis=2))

    assert ring(10.0) > ring(2.0) > 0


def test_a_walk_without_any_track_leaves_the_floor_plan_as_it_was():
    nothing = np.empty((0, 3))
    image = draw_walk(SquarePlan(), Walk("xiao_pu", nothing, nothing, None))
    assert image.getcolors() == [(800 * 400, FLOOR)]


def test_colours_run_from_asking_to_arriving():
    assert colour_at(0) == RAMP[0]
    assert colour_at(0.5) == RAMP[1]
    assert colour_at(1) == RAMP[2]
    assert colour_at(-3) == RAMP[0]
    assert colour_at(7) == RAMP[2]


def test_the_walk_is_that_of_the_robot_that_led():
    tracks = {"xiao_pu": straight(), "xiao_hui": straight(y=8.0), "visitor": straight(y=3.0)}
    events = [
        event(0, "ready", robot=""), event(1, "heard", robot="xiao_hui"), event(2, "understood", robot="xiao_pu"),
        event(4, "leads"), event(9, "waits"), event(12, "goes_on"), event(20, "arrived"), event(30, "home"),
        event(30, "summary", success=True),
    ]  # fmt: skip
    walk = walk_of(events, tracks, "visitor")
    assert walk.robot == "xiao_pu"
    assert walk.path is tracks["xiao_pu"]
    assert walk.visitor[:, 2] == pytest.approx(3.0)
    assert walk.visitor[-1, 0] == pytest.approx(20.0)  # where they go after arriving is their own affair
    assert walk.guided == (4.0, 20.0)
    assert walk.waits == (Wait(9.0, 12.0),)
    assert walk.guided_path[0, 0] == pytest.approx(4.0)
    assert walk.guided_path[-1, 0] == pytest.approx(20.0)


def test_a_walk_that_never_arrives_ends_where_it_was_given_up():
    events = [event(4, "leads"), event(9, "waits"), event(25, "visitor_lost")]
    walk = walk_of(events, {"xiao_pu": straight()}, "visitor")
    assert walk.guided == (4.0, 25.0)
    assert walk.waits == (Wait(9.0, 25.0),)
    assert len(walk.visitor) == 0


def test_where_nobody_was_answered_there_is_no_walk():
    assert walk_of([event(0, "ready", robot="")], {"xiao_pu": straight()}, "visitor") is None


def test_waiting_that_is_told_twice_is_one_wait():
    events = [event(1, "waits"), event(2, "waits"), event(5, "goes_on"), event(6, "goes_on")]
    assert waits_of(events) == (Wait(1.0, 5.0),)


def test_marks_along_a_line_lie_a_step_apart():
    points = straight()[:, 1:]
    marks = points[every(points, 4.0), 0]
    assert marks == pytest.approx([6.0, 10.0, 14.0], abs=0.06)
